"""The conversation with a printer, on a link where waiting takes no real time."""

from dataclasses import replace

import pytest

from printer.encode import encode
from printer.layout import lay_out
from printer.link import Absent, Held, Lost
from printer.outcome import (
    Blocked,
    Confirmed,
    Doubt,
    Health,
    NotSent,
    SentUnverified,
    Unknown,
)
from printer.paper import Paper
from printer.press import Press, job_time_s
from printer.profiles import Profile
from printer.session import Session
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, HandLink, HandTime, profile

EPSON, GENERIC, ONE_WAY = profile("epson-tm-t20"), profile("generic-80"), profile("oneway-80")
JOB_SIZE = len(encode(lay_out(IDENTITY_CARD, EPSON, TEXTS), EPSON, TOKEN))

ONE_WAY_SIZE = len(encode(lay_out(IDENTITY_CARD, ONE_WAY, TEXTS), ONE_WAY, TOKEN))


def link_to(printer: Profile, **faults: object) -> HandLink:
    return HandLink(Paper.of(printer), HandTime(), **faults)  # type: ignore[arg-type]


def submit(printer: Profile, link: HandLink, token: bytes = TOKEN) -> object:
    job = encode(lay_out(IDENTITY_CARD, printer, TEXTS), printer, TOKEN)
    link.open(0)
    return Session(link, printer, link.time).submit(job, token, link.time() + 5)


def health(printer: Profile, link: HandLink) -> Health:
    return Press(link, printer, link.time).health()


@pytest.mark.parametrize("printer", [EPSON, GENERIC])
def test_a_job_is_confirmed_by_the_proof_of_its_printer(printer: Profile) -> None:
    assert submit(printer, link_to(printer)) == Confirmed()


def test_a_printer_that_can_prove_nothing_is_only_sent_to() -> None:
    link = link_to(ONE_WAY)

    assert submit(ONE_WAY, link) == SentUnverified()
    assert health(ONE_WAY, link_to(ONE_WAY)) is Health.UNVERIFIABLE


def test_the_proof_of_another_job_proves_nothing() -> None:
    link = link_to(EPSON)

    assert submit(EPSON, link, token=b"XXXX") == Unknown(Doubt.TIMEOUT, JOB_SIZE)


def test_an_answer_that_was_already_there_proves_nothing() -> None:
    link = link_to(GENERIC, says=b"\0", mute=True)

    assert isinstance(submit(GENERIC, link), Unknown)


def test_silence_is_never_ready() -> None:
    assert health(EPSON, link_to(EPSON, mute=True)) is Health.MUTE


def test_noise_is_never_ready() -> None:
    assert health(EPSON, link_to(EPSON, mute=True, says=b"\xff\x80hello")) is Health.MUTE


@pytest.mark.parametrize("stale", [b"\x12", b"\x12\x12\x12\x12"])
def test_answers_left_from_before_do_not_hide_that_the_paper_is_out(stale: bytes) -> None:
    link = link_to(EPSON, says=stale)
    link.paper.roll = False

    assert health(EPSON, link) is Health.PAPER_OUT


@pytest.mark.parametrize(
    ("leaves", "outcome"),
    [
        (False, Unknown(Doubt.TIMEOUT, ONE_WAY_SIZE)),
        (Lost("unplugged"), Unknown(Doubt.LINK_LOST, ONE_WAY_SIZE)),
    ],
)
def test_what_did_not_leave_this_machine_was_not_sent_for_sure(
    leaves: bool | Lost, outcome: Unknown
) -> None:
    assert submit(ONE_WAY, link_to(ONE_WAY, leaves=leaves)) == outcome


def test_a_ready_printer_says_so() -> None:
    assert health(EPSON, link_to(EPSON)) is Health.READY


@pytest.mark.parametrize("printer", [EPSON, GENERIC])
def test_paper_that_ends_in_the_middle_leaves_a_doubt_with_its_reason(printer: Profile) -> None:
    link = link_to(printer)
    link.paper.roll = False
    began = link.time()

    outcome = submit(printer, link)

    assert isinstance(outcome, Unknown)
    assert outcome.reason is Health.PAPER_OUT
    assert link.time() - began < 2


def test_a_link_that_breaks_before_the_first_byte_has_sent_nothing() -> None:
    link = link_to(EPSON, takes=0, breaks=Lost("unplugged"))

    assert submit(EPSON, link) == NotSent(Health.ABSENT)


def test_a_link_that_breaks_later_leaves_a_doubt() -> None:
    link = link_to(EPSON, takes=50, breaks=Lost("unplugged"))

    assert submit(EPSON, link) == Unknown(Doubt.LINK_LOST, 50)


def test_a_printer_that_takes_nothing_has_been_sent_nothing() -> None:
    assert submit(EPSON, link_to(EPSON, takes=0)) == NotSent(Health.BUSY)


def test_a_printer_that_stops_taking_leaves_a_doubt() -> None:
    assert submit(EPSON, link_to(EPSON, takes=50)) == Unknown(Doubt.TIMEOUT, 50)


@pytest.mark.parametrize(
    ("failure", "reason"), [(Absent("no node"), Health.ABSENT), (Held("busy"), Health.HELD)]
)
def test_a_printer_that_cannot_be_opened_blocks_the_job(
    failure: Absent | Held, reason: Health
) -> None:
    link = link_to(EPSON, absent=failure)
    press = Press(link, EPSON, link.time)

    assert press.print(lay_out(IDENTITY_CARD, EPSON, TEXTS), TOKEN) == Blocked(reason)
    assert press.health() is reason


def test_a_printer_in_trouble_is_sent_nothing_and_the_link_is_closed() -> None:
    link = link_to(EPSON)
    link.paper.cover_open = True

    outcome = Press(link, EPSON, link.time).print(lay_out(IDENTITY_CARD, EPSON, TEXTS), TOKEN)

    assert outcome == Blocked(Health.COVER)
    assert b"\x1b@" not in link.taken
    assert link.opened == 0


def test_the_time_a_job_may_take_follows_its_paper_and_its_printer() -> None:
    ops = lay_out(IDENTITY_CARD, EPSON, TEXTS)

    assert 2 < job_time_s(ops, EPSON) < job_time_s(ops, GENERIC) < 10


def test_a_drawn_ticket_may_take_the_time_of_its_many_bytes_on_a_serial_line() -> None:
    ops = lay_out(IDENTITY_CARD, EPSON, TEXTS)

    assert job_time_s(ops, EPSON, 19_200) == pytest.approx(job_time_s(ops, EPSON) + 10)


class Kiosk(Paper):
    """Answers `DLE EOT 20` too."""

    full = b""

    def feed(self, data: bytes) -> bytes:
        return self.full if data == b"\x10\x04\x14" else super().feed(data)


@pytest.mark.parametrize(
    ("answer", "health"),
    [
        (b"\x10\x0f\0\0\0\0", Health.READY),
        (b"\x10\x0f\0\0\x40\0", Health.JAM),
        (b"\x10\x0f\x20\0\0\0", Health.TICKET_WAITING),
        (b"\x10\x0f\0\0", Health.MUTE),
        (b"", Health.MUTE),
    ],
)
def test_a_kiosk_printer_is_ready_only_when_its_full_status_says_so(
    answer: bytes, health: Health
) -> None:
    printer = replace(EPSON, full_status=True)
    link = link_to(printer)
    link.paper = paper = Kiosk.of(printer)
    assert isinstance(paper, Kiosk)
    paper.full = answer

    assert Press(link, printer, link.time).health() is health


def test_a_printer_that_says_nothing_is_believed_about_its_paper_by_its_cable() -> None:
    assert health(ONE_WAY, link_to(ONE_WAY, hints=Health.PAPER_OUT)) is Health.PAPER_OUT
    for hint in (None, Health.FAULT, Health.BUSY):
        assert health(ONE_WAY, link_to(ONE_WAY, hints=hint)) is Health.UNVERIFIABLE


@pytest.mark.parametrize("hint", [Health.PAPER_OUT, Health.FAULT])
def test_the_cable_explains_why_a_printer_is_mute_and_makes_no_answer_of_it(hint: Health) -> None:
    assert health(EPSON, link_to(EPSON, mute=True, hints=hint)) is hint
    assert health(EPSON, link_to(EPSON, mute=True)) is Health.MUTE


def test_what_the_printer_says_counts_more_than_its_cable() -> None:
    assert health(EPSON, link_to(EPSON, hints=Health.PAPER_OUT)) is Health.READY


def test_one_byte_amid_bytes_that_nobody_understands_proves_nothing() -> None:
    link = link_to(GENERIC, mute=True, later={1001.0: b"\x23\x86\0\0"})

    outcome = submit(GENERIC, link)

    assert isinstance(outcome, Unknown)
