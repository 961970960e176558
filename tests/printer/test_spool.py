import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.outlook import Outlook
from kiosk.domain.tickets import NOTHING_LEFT, PrintState
from kiosk.storage.lock import FolderLock
from kiosk.storage.print_jobs import PrintJob
from printer.journal import any_token, token_of
from printer.link import Absent, Lost
from printer.paper import Paper
from printer.press import Press
from printer.session import CLEAR
from printer.spool import Spool
from tests.fakes import small_config
from tests.printer.benches import TEXTS, TICKET, FakeJournal, HandLink, HandTime, profile

JOB = TICKET.job
QUEUED = PrintJob(JOB, TICKET, 0, PrintState.QUEUED, 0.1)


class Bench:
    """A spool on a journal in memory and a printer whose faults are set by hand."""

    def __init__(self, folder: Path) -> None:
        printer = profile("epson-tm-t20")
        self.link = HandLink(Paper.of(printer), HandTime())
        self.journal = FakeJournal(self.link, {JOB: QUEUED})
        self.lock_file = folder / "printer.lock"
        self.spool = Spool(
            self.journal,
            FolderLock(self.lock_file),
            Press(self.link, printer, self.link.time),
            small_config(),
            TEXTS,
        )

    def printed(self) -> list[str]:
        return [sheet.text() for sheet in self.link.paper.take()]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_sending_is_written_down_before_the_first_byte_and_the_proof_after(bench: Bench) -> None:
    assert bench.spool.print_job(JOB) is PrintState.CONFIRMED

    assert bench.journal.facts == [
        ("recover",),
        ("sending", JOB, True, "before the first byte"),
        (PrintState.CONFIRMED, "", 0),
    ]
    (paper,) = bench.printed()
    assert "A042" in paper
    assert "Passport" in paper
    assert "Passeport" in paper
    assert bench.link.opened == 0


@pytest.mark.parametrize("fault", ["roll", "cover"])
def test_without_paper_nothing_is_sent_and_the_reason_is_kept(bench: Bench, fault: str) -> None:
    bench.link.paper.roll = fault != "roll"
    bench.link.paper.cover_open = fault == "cover"

    assert bench.spool.print_job(JOB) is PrintState.BLOCKED
    reason = "PAPER_OUT" if fault == "roll" else "COVER"
    assert bench.journal.facts == [("recover",), (PrintState.BLOCKED, reason, 0)]
    assert bench.printed() == []


def test_an_absent_printer_blocks_the_job(bench: Bench) -> None:
    bench.link.absent = Absent("unplugged")

    assert bench.spool.print_job(JOB) is PrintState.BLOCKED
    assert bench.journal.facts[-1] == (PrintState.BLOCKED, "ABSENT", 0)


def test_a_link_lost_on_the_way_leaves_a_doubt_with_what_was_accepted(bench: Bench) -> None:
    preflight = 4 * len(b"\x10\x04\x01")
    bench.link.takes, bench.link.breaks = preflight + 30, Lost("unplugged")

    assert bench.spool.print_job(JOB) is PrintState.UNKNOWN
    assert bench.journal.facts[-1] == (PrintState.UNKNOWN, "LINK_LOST", 30)


def test_a_link_lost_before_the_first_byte_is_not_a_doubt(bench: Bench) -> None:
    bench.link.takes, bench.link.breaks = 4 * len(b"\x10\x04\x01"), Lost("unplugged")

    assert bench.spool.print_job(JOB) is PrintState.NOT_SENT


@pytest.mark.parametrize("state", [s for s in PrintState if s not in NOTHING_LEFT])
def test_a_job_of_which_anything_left_is_never_printed_again(
    bench: Bench, state: PrintState
) -> None:
    bench.journal.jobs[JOB] = replace(QUEUED, state=state)

    assert bench.spool.print_job(JOB) is state
    assert bench.link.taken == b""


def test_a_job_nobody_waits_for_any_more_expires(bench: Bench) -> None:
    bench.journal.jobs[JOB] = replace(QUEUED, age_s=20.1)

    assert bench.spool.print_job(JOB) is PrintState.EXPIRED
    assert bench.link.taken == b""


def test_a_copy_says_that_it_is_one(bench: Bench) -> None:
    bench.journal.jobs[JOB] = replace(QUEUED, copy=2)
    bench.spool.print_job(JOB)

    assert "COPY 2 – DUPLICATA 2" in bench.printed()[0]


def test_two_processes_never_print_at_the_same_time(bench: Bench) -> None:
    other = FolderLock(bench.lock_file)
    states: list[PrintState] = []
    worker = threading.Thread(target=lambda: states.append(bench.spool.print_job(JOB)))

    with other.hold(1):
        worker.start()
        assert bench.spool.press.link is bench.link
        assert bench.link.taken == b""
    worker.join(timeout=10)

    assert states == [PrintState.CONFIRMED]


def test_an_unknown_job_is_a_fault_of_ours(bench: Bench) -> None:
    with pytest.raises(LookupError):
        bench.spool.print_job(999)


@pytest.mark.parametrize("call", ["recover", "sending"])
def test_a_full_disk_before_the_first_byte_sends_nothing_and_says_so(
    bench: Bench, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench.journal.full_at = call

    assert bench.spool.print_job(JOB) is PrintState.NOT_SENT
    assert b"\x1b@" not in bench.link.taken
    assert bench.link.opened == 0
    assert "La base ne peut pas être écrite." in caplog.text


@pytest.mark.parametrize(("roll", "state"), [(True, "CONFIRMED"), (False, "BLOCKED")])
def test_a_full_disk_after_the_end_does_not_change_what_happened(
    bench: Bench, roll: bool, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench.journal.full_at, bench.link.paper.roll = "ended", roll

    assert bench.spool.print_job(JOB) == state
    assert "La base ne peut pas être écrite." in caplog.text


def test_each_job_has_its_own_token_of_four_plain_characters() -> None:
    tokens = {token_of(job) for job in range(5000)}

    assert len(tokens) == 5000
    assert all(len(token) == 4 and token.isalnum() for token in tokens)


def test_a_sheet_is_printed_and_the_journal_knows_nothing_of_it(bench: Bench) -> None:
    assert bench.spool.print_sheet("passeport", "en") is PrintState.CONFIRMED

    (paper,) = bench.printed()
    assert "Passport" in paper
    assert "A photo" in paper
    assert bench.journal.facts == [("recover",)]


def test_half_a_ticket_does_not_come_out_in_front_of_a_sheet(bench: Bench) -> None:
    bench.journal.doubt = 45
    bench.link.clears = True

    assert bench.spool.print_sheet("passeport", "en") is PrintState.CONFIRMED
    assert bench.link.taken.index(CLEAR) < bench.link.taken.index(b"\x1b@")
    assert bench.journal.facts == [("recover",), ("purged", 45)]


def test_two_sheets_cannot_be_taken_for_each_other() -> None:
    assert len({any_token() for _ in range(20)}) > 1


def test_a_sheet_without_paper_is_said_to_be_missing(bench: Bench) -> None:
    bench.link.paper.roll = False

    assert bench.spool.print_sheet("passeport", "fr") is PrintState.BLOCKED


def test_a_sheet_for_a_printer_that_is_not_there_is_said_to_be_missing(bench: Bench) -> None:
    bench.link.absent = Absent("unplugged")

    assert bench.spool.print_sheet("passeport", "fr") is PrintState.BLOCKED


def test_what_is_known_of_the_wait_is_on_the_ticket(bench: Bench) -> None:
    bench.spool.print_job(JOB, Outlook(1, 10, 25))

    (paper,) = bench.printed()
    assert "1 person ahead of you" in paper


PROOF = b"\x37\x22" + token_of(JOB) + b"\0"


def mute_after_the_questions(bench: Bench) -> None:
    """Everything is taken, the proof does not come."""
    bench.link.paper = SilentProof.of(profile("epson-tm-t20"))


class SilentProof(Paper):
    def feed(self, data: bytes) -> bytes:
        return super().feed(data).replace(PROOF, b"")


def test_a_proof_after_the_deadline_makes_the_doubt_a_late_confirmation(bench: Bench) -> None:
    mute_after_the_questions(bench)
    bench.link.later = {bench.link.time() + 8: PROOF}

    assert bench.spool.print_job(JOB) is PrintState.CONFIRMED_LATE
    states = [fact[0] for fact in bench.journal.facts]
    assert states == ["recover", "sending", PrintState.UNKNOWN, PrintState.CONFIRMED_LATE]
    assert bench.link.opened == 0


def test_a_doubt_empties_the_printer_and_says_so(bench: Bench) -> None:
    mute_after_the_questions(bench)
    bench.link.clears = True

    assert bench.spool.print_job(JOB) is PrintState.UNKNOWN
    assert bench.journal.facts[-1] == ("purged", JOB)


def test_half_a_ticket_is_thrown_away_before_the_next_one(bench: Bench) -> None:
    bench.journal.doubt = 45
    bench.link.clears = True

    assert bench.spool.print_job(JOB) is PrintState.CONFIRMED
    assert bench.link.taken.index(CLEAR) < bench.link.taken.index(b"\x1b@")
    assert ("purged", 45) in bench.journal.facts


def test_a_proof_read_at_the_next_opening_is_a_late_confirmation_too(bench: Bench) -> None:
    bench.journal.jobs[45] = replace(QUEUED, id=45, state=PrintState.UNKNOWN)
    bench.journal.doubt = 45
    bench.link.says = b"\x37\x22" + token_of(45) + b"\0"

    assert bench.spool.print_job(JOB) is PrintState.CONFIRMED
    assert bench.journal.jobs[45].state is PrintState.CONFIRMED_LATE


def test_a_hot_head_is_waited_for_and_the_ticket_is_no_doubt(bench: Bench) -> None:
    bench.link.paper = HotFor.of(profile("epson-tm-t20"))

    assert bench.spool.print_job(JOB) is PrintState.CONFIRMED


class HotFor(Paper):
    """Too hot for the first three times it is asked."""

    asked = 0

    def feed(self, data: bytes) -> bytes:
        if data != b"\x10\x04\x03":
            return super().feed(data)
        self.asked += 1
        return bytes([0x52 if self.asked <= 3 else 0x12])


def test_the_paper_of_a_ticket_is_counted_and_that_of_a_blocked_one_is_not(bench: Bench) -> None:
    bench.spool.print_job(JOB)
    ((mm, full, near_end),) = bench.journal.paper
    assert 40 < mm < 200
    assert (full, near_end) == (80_000, False)

    bench.journal.jobs[JOB] = QUEUED
    bench.link.paper.cover_open = True
    bench.spool.print_job(JOB)

    assert len(bench.journal.paper) == 1


def test_the_end_of_the_paper_is_noted(bench: Bench) -> None:
    bench.link.paper.roll = False
    bench.spool.print_job(JOB)

    assert bench.journal.paper == ["ended"]


def test_paper_that_cannot_be_counted_takes_nothing_back(bench: Bench) -> None:
    bench.journal.full_at = "fed"

    assert bench.spool.print_job(JOB) is PrintState.CONFIRMED
    assert bench.journal.facts[-1][0] is PrintState.CONFIRMED
