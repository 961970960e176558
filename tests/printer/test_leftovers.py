"""What an earlier paper left in the printer does not reach the next one. The truth is the paper."""

import random
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.data_folder import DataFolder
from kiosk.domain.tickets import Left, PrintState
from kiosk.proof import print_apart, print_proof
from kiosk.storage.database import Unusable
from kiosk.storage.lock import FolderLock
from kiosk.storage.print_jobs import PrintJournal
from printer.emulator.strips import tickets_on
from printer.layout import lay_out
from printer.outcome import Blocked, Confirmed, Health, Unknown
from printer.press import Press
from printer.profiles import Clear, Confirm, CutStyle, Profile, profile_names
from tests.fakes import HandClock, small_config
from tests.printer.benches import IDENTITY_CARD, TEXTS, profile
from tests.printer.campaign import kiosk_on, papers_of, shared_papers
from tests.printer.faults import EPSON, Hall, Killed

GENERIC = profile("generic-80")
MID_TICKET_S = 0.3


def hall_with(printer: Profile = EPSON, *, deaf_in_order: bool = False) -> Hall:
    return Hall(random.Random(0), profile=printer, deaf_in_order=deaf_in_order)


def half_a_ticket(hall: Hall, folder: Path, lives: int = 150) -> None:
    """The process is killed after so many bytes of the first ticket."""
    with kiosk_on(folder, hall, HandClock()) as kiosk:
        hall.link.lives = 12 + lives
        with pytest.raises(Killed):
            kiosk.spool.print_job(kiosk.take(UUID(int=1)).job)
    hall.pass_time(2)


def next_ticket(hall: Hall, folder: Path) -> tuple[PrintState, str]:
    with kiosk_on(folder, hall, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=2))
        return kiosk.spool.print_job(ticket.job), ticket.number


def left_in(folder: Path) -> Left:
    journal = DataFolder(folder).open_journal()
    assert not isinstance(journal, Unusable)
    with closing(journal):
        return journal.left()


@pytest.mark.parametrize("printer", [EPSON, GENERIC], ids=["clears", "cannot clear"])
@pytest.mark.parametrize("lives", [20, 60, 150, 250])
def test_half_a_ticket_is_cut_off_before_the_next_one(
    printer: Profile, lives: int, tmp_path: Path
) -> None:
    hall = hall_with(printer)
    half_a_ticket(hall, tmp_path, lives)

    state, number = next_ticket(hall, tmp_path)

    assert state is PrintState.CONFIRMED
    assert papers_of(hall.device)[number, False] == 1
    assert shared_papers(hall.device) == []
    first, second, *_ = hall.device.strips[-1].sheet().text().splitlines()
    assert (first, second) == ("Mairie d’Essai", f"[8x8 bold] {number}")


NO_CLEAR = sorted(
    name
    for name in profile_names()
    if profile(name).confirm is Confirm.GS_R
    and profile(name).clear is Clear.NONE
    # What is not cut is no paper of its own here.
    and profile(name).cut is CutStyle.FEED
)


@pytest.mark.parametrize("name", NO_CLEAR)
@pytest.mark.parametrize(
    ("trouble", "cured"),
    [({"cover": True}, {"cover": False}), ({"roll_mm": 0}, {"roll_mm": 9000})],
    ids=["cover", "paper"],
)
@pytest.mark.parametrize("moment_s", [0.2, 0.45, 0.7])
def test_the_proof_of_a_ticket_in_doubt_is_not_taken_for_that_of_the_next(
    name: str,
    trouble: dict[str, object],
    cured: dict[str, object],
    moment_s: float,
    tmp_path: Path,
) -> None:
    hall = hall_with(profile(name))
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        hall.time.at(hall.time() + moment_s, lambda: hall.set(**trouble))
        assert kiosk.spool.print_job(kiosk.take(UUID(int=1)).job) is PrintState.UNKNOWN
        hall.set(**cured)
        for n in (2, 3):
            ticket = kiosk.take(UUID(int=n))
            state = kiosk.spool.print_job(ticket.job)
            assert state is PrintState.CONFIRMED
            assert papers_of(hall.device)[ticket.number, False] == 1
    assert shared_papers(hall.device) == []


def test_a_ticket_is_not_sent_behind_a_proof_that_does_not_come(tmp_path: Path) -> None:
    hall = hall_with(GENERIC)
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        hall.time.at(hall.time() + 0.45, lambda: hall.set(cover=True))
        assert kiosk.spool.print_job(kiosk.take(UUID(int=1)).job) is PrintState.UNKNOWN
        ticket = kiosk.take(UUID(int=2))
        assert kiosk.spool.print_job(ticket.job) is PrintState.BLOCKED
        assert kiosk.journal.last_words(ticket.job)[0] == Health.COVER
        assert kiosk.journal.left() is Left.BYTES


def test_a_ticket_that_the_blade_did_not_cut_is_cut_before_the_next_one(tmp_path: Path) -> None:
    hall = hall_with()
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        hall.set(blade_stuck=True)
        assert kiosk.spool.print_job(kiosk.take(UUID(int=1)).job) is PrintState.UNKNOWN
        assert kiosk.journal.left() is Left.PAPER
    hall.set(blade_stuck=False)

    state, number = next_ticket(hall, tmp_path)

    assert state is PrintState.CONFIRMED
    assert shared_papers(hall.device) == []
    assert [ticket.number for ticket in tickets_on(hall.device.strips[-1])] == [number]


def test_a_proved_cut_leaves_nothing_to_cut_off(tmp_path: Path) -> None:
    hall = hall_with()
    half_a_ticket(hall, tmp_path)
    next_ticket(hall, tmp_path)
    papers = len(hall.device.strips)

    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        kiosk.spool.print_job(kiosk.take(UUID(int=3)).job)

    assert len(hall.device.strips) == papers + 1


def test_half_a_ticket_is_not_on_the_test_ticket_either(tmp_path: Path) -> None:
    hall = hall_with()
    half_a_ticket(hall, tmp_path)

    outcome = print_proof(small_config(), Press(hall.link, EPSON, hall.time), tmp_path)

    assert outcome == Confirmed()
    assert shared_papers(hall.device) == []
    assert left_in(tmp_path) is Left.NOTHING


def test_half_a_test_ticket_is_not_on_the_next_ticket(tmp_path: Path) -> None:
    hall = hall_with()
    next_ticket(hall, tmp_path)
    hall.time.at(hall.time() + MID_TICKET_S, hall.link.unplug)

    proof = print_proof(small_config(), Press(hall.link, EPSON, hall.time), tmp_path)
    assert isinstance(proof, Unknown)
    assert left_in(tmp_path) is not Left.NOTHING
    hall.repair()
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        kiosk.spool.print_job(kiosk.take(UUID(int=3)).job)

    assert shared_papers(hall.device) == []


def test_a_paper_of_nobody_waits_for_no_ticket_that_is_being_printed(tmp_path: Path) -> None:
    hall = hall_with()
    ops = lay_out(IDENTITY_CARD, EPSON, TEXTS)
    other = FolderLock(tmp_path / "printer.lock")

    with closing(other), other.hold(1):
        outcome = print_apart(Press(hall.link, EPSON, hall.time), tmp_path, ops, wait_s=0)

    assert outcome == Blocked(Health.BUSY)
    assert hall.device.strips == ()


def test_a_printer_that_waits_for_the_rest_of_an_order_is_woken(tmp_path: Path) -> None:
    hall = hall_with(GENERIC, deaf_in_order=True)
    half_a_ticket(hall, tmp_path, lives=GENERIC_MID_CODE)
    assert Press(hall.link, GENERIC, hall.time).health() is Health.MUTE

    state, number = next_ticket(hall, tmp_path)

    assert state is PrintState.CONFIRMED
    assert papers_of(hall.device)[number, False] == 1


GENERIC_MID_CODE = 165
"""Bytes of the first ticket that end inside of its QR code."""


def test_a_printer_that_stays_mute_is_sent_no_ticket(tmp_path: Path) -> None:
    hall = hall_with()
    hall.set(mute=True)

    state, _number = next_ticket(hall, tmp_path)

    assert state is PrintState.BLOCKED
    assert hall.device.strips == ()


@pytest.mark.parametrize("error", ["blade_stuck", "jam"])
def test_an_error_whose_cause_is_gone_is_cleared_by_the_next_ticket(
    error: str, tmp_path: Path
) -> None:
    hall = hall_with()
    press = Press(hall.link, EPSON, hall.time)
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        hall.time.at(hall.time() + 0.1, lambda: hall.set(**{error: True}))
        assert kiosk.spool.print_job(kiosk.take(UUID(int=1)).job) is PrintState.UNKNOWN
    hall.set(**{error: False})
    assert press.health() in (Health.CUTTER, Health.JAM)

    state, number = next_ticket(hall, tmp_path)

    assert state is PrintState.CONFIRMED
    assert papers_of(hall.device)[number, False] == 1
    assert press.health() is Health.READY


def test_an_error_whose_cause_is_there_stays_one(tmp_path: Path) -> None:
    hall = hall_with()
    hall.set(jam=True)

    assert next_ticket(hall, tmp_path)[0] is PrintState.BLOCKED
    assert hall.device.strips == ()


def test_a_tear_bar_shows_what_is_left_of_a_ticket_and_begins_below(tmp_path: Path) -> None:
    printer = profile("zjiang-58")
    assert printer.cut is CutStyle.NONE
    hall = hall_with(printer)
    half_a_ticket(hall, tmp_path, lives=60)
    hall.device.take_ticket(hall.time())

    state, number = next_ticket(hall, tmp_path)

    assert state is PrintState.CONFIRMED
    hanging = hall.device.hanging
    assert hanging is not None
    assert number in hanging.sheet().text()


# ── Asked for again ─────────────────────────────────────────────────────────────────────────────


def ends(journal: PrintJournal, job: int) -> list[str]:
    found = journal._database.rows.execute(
        "SELECT state FROM print_event WHERE job = ? ORDER BY id", [job]
    )
    return [state for (state,) in found]


def test_a_fresh_ticket_without_paper_is_printed_once_there_is_some(tmp_path: Path) -> None:
    hall, clock = hall_with(), HandClock()
    hall.set(roll_mm=0)
    with kiosk_on(tmp_path, hall, clock) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        assert kiosk.spool.print_job(ticket.job) is PrintState.BLOCKED
        clock.mono += 5000
        assert kiosk.spool.print_job(ticket.job) is PrintState.BLOCKED
        hall.set(roll_mm=None)
        clock.mono += 5000

        assert kiosk.spool.print_job(ticket.job) is PrintState.CONFIRMED
        assert ends(kiosk.journal, ticket.job) == ["BLOCKED", "SENDING", "CONFIRMED"]
        assert kiosk.spool.print_job(ticket.job) is PrintState.CONFIRMED
    assert papers_of(hall.device)[ticket.number, False] == 1


def test_a_ticket_that_waited_too_long_for_paper_is_not_printed(tmp_path: Path) -> None:
    hall, clock = hall_with(), HandClock()
    hall.set(roll_mm=0)
    with kiosk_on(tmp_path, hall, clock) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(ticket.job)
        hall.set(roll_mm=None)
        clock.mono += 20_001

        assert kiosk.spool.print_job(ticket.job) is PrintState.EXPIRED
    assert hall.device.strips == ()


def test_nothing_is_printed_because_a_kiosk_starts(tmp_path: Path) -> None:
    hall, clock = hall_with(), HandClock()
    hall.set(roll_mm=0)
    with kiosk_on(tmp_path, hall, clock) as kiosk:
        first = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(first.job)
    hall.set(roll_mm=None)
    with kiosk_on(tmp_path, hall, clock) as kiosk:
        second = kiosk.take(UUID(int=2))
        kiosk.spool.print_job(second.job)

    assert papers_of(hall.device) == {(second.number, False): 1}


# ── A presenter ─────────────────────────────────────────────────────────────────────────────────

VKP80 = profile("custom-vkp80")


def test_a_ticket_that_nobody_takes_goes_back_into_the_printer(tmp_path: Path) -> None:
    hall = hall_with(VKP80)
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        assert kiosk.spool.print_job(ticket.job) is PrintState.CONFIRMED

        assert kiosk.spool.retract(ticket.job)

        assert hall.device.retracted == [1]
        assert ends(kiosk.journal, ticket.job) == ["SENDING", "CONFIRMED", "CONFIRMED"]
        found = kiosk.desk.database.rows.execute(
            "SELECT body FROM event WHERE kind = 'device.health'"
        ).fetchall()
        assert found == [(f'{{"what":"ticket_retracted","number":"{ticket.number}"}}',)]


def test_a_ticket_that_was_taken_is_not_taken_back(tmp_path: Path) -> None:
    hall = hall_with(VKP80)
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(ticket.job)
        hall.device.take_ticket(hall.time())

        assert not kiosk.spool.retract(ticket.job)
    assert hall.device.retracted == []


def test_the_ticket_of_the_next_visitor_is_left_to_him(tmp_path: Path) -> None:
    hall = hall_with(VKP80)
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        first = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(first.job)
        kiosk.spool.print_job(kiosk.take(UUID(int=2)).job)

        assert not kiosk.spool.retract(first.job)
    assert hall.device.retracted == []


def test_a_printer_without_a_presenter_is_not_even_asked(tmp_path: Path) -> None:
    hall = hall_with()
    with kiosk_on(tmp_path, hall, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(ticket.job)
        hall.link.unplug()

        assert not kiosk.spool.retract(ticket.job)
