"""The journal of what went to the printer and what is known of its end. Facts are only added."""

from dataclasses import dataclass
from uuid import UUID

import sqlite_utils

from kiosk.domain.clock import Clock, Instant
from kiosk.domain.roll import Roll, is_near_end
from kiosk.domain.tickets import ON_PAPER, STALE_S, Left, PrintState, Ticket
from kiosk.storage import events, last_papers, printer_facts, rolls, tickets
from kiosk.storage.database import Database
from kiosk.storage.last_papers import REPLACED, LastPaper

PURGED, RETRACTED = "purged", "retracted"
"""What was done with the paper after its end, noted under the state that it had."""
DAY_OVER, ASKED = "day_over", "asked"

_SENT = [
    PrintState.SENDING,
    PrintState.UNKNOWN,
    PrintState.CONFIRMED,
    PrintState.CONFIRMED_LATE,
    PrintState.SENT_UNVERIFIED,
]


@dataclass(frozen=True, slots=True)
class PrintJob:
    id: int
    ticket: Ticket
    copy: int
    """0 for the original."""
    state: PrintState
    age_s: float


def queue(rows: sqlite_utils.Database, ticket: UUID, copy: int, now: Instant, boot: int) -> int:
    """A job for a ticket, inside the ticket's transaction. Returns the job's id."""
    cursor = rows.execute(
        "INSERT INTO print_job (ticket, copy, state, boot, mono) VALUES (?, ?, ?, ?, ?)",
        [ticket.bytes, copy, PrintState.QUEUED, boot, now.mono],
    )
    job = cursor.lastrowid
    assert job is not None
    return job


def give_up(rows: sqlite_utils.Database, job: int, now: Instant, boot: int) -> None:
    """No paper was wanted: the job ends where it began, and says so."""
    _end(rows, job, PrintState.ABANDONED, "paperless", 0, now, boot)


class PrintJournal:
    """What the print spool reads and writes, each call one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def job(self, job: int) -> PrintJob | None:
        rows = self._database.rows
        found = rows.execute(
            "SELECT ticket, copy, state, boot, mono FROM print_job WHERE id = ?", [job]
        ).fetchone()
        if found is None:
            return None
        ticket_id, copy, state, boot, mono = found
        ticket = tickets.find(rows, UUID(bytes=ticket_id))
        assert ticket is not None
        return PrintJob(job, ticket, copy, PrintState(state), self._age_s(boot, mono))

    def sending(self, job: int, size: int) -> None:
        """Committed before the first byte leaves."""
        with self._database.write() as rows:
            _record(rows, job, PrintState.SENDING, "", size, self._clock.now().wall)

    def ended(self, job: int, state: PrintState, reason: str, accepted: int) -> None:
        """The same end again is no news."""
        with self._database.write() as rows:
            now, boot = self._clock.now(), self._database.boot
            if state is PrintState.BLOCKED and _last(rows, job) == (state, reason):
                return
            printer_facts.tell_trouble(rows, state, reason, now, boot)
            _end(rows, job, state, reason, accepted, now, boot)
            if state is PrintState.UNKNOWN:
                printer_facts.leave(rows, Left.BYTES)
            elif state in ON_PAPER:
                printer_facts.leave(rows, Left.NOTHING)

    def recover(self) -> None:
        """Settle what a stopped process left. The caller holds the printer's lock: nobody else
        can be sending."""
        unfinished = "SELECT id, state, boot, mono FROM print_job WHERE state IN (?, ?, ?)"
        states = [PrintState.QUEUED, PrintState.BLOCKED, PrintState.SENDING]
        for job, state, boot, mono in self._database.rows.execute(unfinished, states).fetchall():
            if state == PrintState.SENDING:
                self.ended(job, PrintState.UNKNOWN, "interrupted", 0)
            elif self._age_s(boot, mono) > STALE_S:
                self.ended(job, PrintState.EXPIRED, "stale", 0)
        for job in self._doubts_of_other_days():
            self.ended(job, PrintState.ABANDONED, DAY_OVER, 0)

    def _doubts_of_other_days(self) -> list[int]:
        """Their numbers are called no more, so nobody can ask for another paper."""
        rows = self._database.rows
        day = tickets.service_day(rows)
        if day is None:
            return []
        found = rows.execute(
            "SELECT print_job.id FROM print_job JOIN ticket ON ticket.id = print_job.ticket "
            "WHERE state = 'UNKNOWN' AND day < ?",
            [day.isoformat()],
        )
        return [int(job) for (job,) in found.fetchall()]

    def in_doubt(self) -> int | None:
        """The job sent last, when its end is unknown and the printer was not emptied since."""
        found = self._database.rows.execute(
            "SELECT job, state, reason FROM print_event WHERE state IN (?, ?, ?, ?, ?) "
            "ORDER BY id DESC LIMIT 1",
            _SENT,
        ).fetchone()
        if found is None or found[1] != PrintState.UNKNOWN or found[2] == PURGED:
            return None
        return int(found[0])

    def purged(self, job: int) -> None:
        """The job stays as it is: in doubt, or printed again meanwhile."""
        with self._database.write() as rows:
            _write_down(rows, job, PrintState.UNKNOWN, PURGED, 0, self._clock.now().wall)
            printer_facts.leave(rows, Left.PAPER)

    def left(self) -> Left:
        return printer_facts.left(self._database.rows)

    def leaves(self, left: Left) -> None:
        with self._database.write() as rows:
            printer_facts.leave(rows, left)

    def is_last_sent(self, job: int) -> bool:
        found = self._database.rows.execute(
            "SELECT job FROM print_event WHERE state = ? ORDER BY id DESC LIMIT 1",
            [PrintState.SENDING],
        ).fetchone()
        return found is not None and found[0] == job

    def retracted(self, job: int) -> None:
        with self._database.write() as rows:
            now, boot = self._clock.now(), self._database.boot
            state, number = rows.execute(
                "SELECT state, number FROM print_job "
                "JOIN ticket ON ticket.id = print_job.ticket WHERE print_job.id = ?",
                [job],
            ).fetchone()
            _record(rows, job, PrintState(state), RETRACTED, 0, now.wall)
            body = {"what": "ticket_retracted", "number": number}
            events.append(rows, "device.health", body, now, boot)

    def again(self, job: int) -> int:
        """Somebody asks for another paper: the copy's job. The number stays the same, and the paper
        before it will not come any more, unless it did."""
        with self._database.write() as rows:
            now, boot = self._clock.now(), self._database.boot
            ticket, state = rows.execute(
                "SELECT ticket, state FROM print_job WHERE id = ?", [job]
            ).fetchone()
            last = rows.execute("SELECT max(copy) FROM print_job WHERE ticket = ?", [ticket])
            copy = queue(rows, UUID(bytes=ticket), last.fetchone()[0] + 1, now, boot)
            if state in REPLACED:
                _end(rows, job, PrintState.REPRINTED, ASKED, 0, now, boot)
        return copy

    def last_paper(self, asked: str) -> LastPaper | None:
        """Of the ticket with that number, today's before any other's, or with that id."""
        return last_papers.find(self._database.rows, asked)

    def last_doubtful(self) -> LastPaper | None:
        """Today's newest ticket of which nobody knows a whole paper."""
        return last_papers.doubtful(self._database.rows)

    def roll(self) -> Roll | None:
        return rolls.find(self._database.rows)

    def change_roll(self) -> None:
        with self._database.write() as rows:
            rolls.change(rows, self._clock.now(), self._database.boot)

    def fed(self, mm: int, full_mm: int, *, near_end: bool) -> None:
        """A paper came out of a roll that held `full_mm`; the printer sees its end or not."""
        with self._database.write() as rows:
            now = self._clock.now()
            roll = rolls.feed(rows, mm, now, self._database.boot)
            if near_end or is_near_end(roll, full_mm):
                rolls.warn(rows, now, self._database.boot)

    def paper_ended(self) -> None:
        with self._database.write() as rows:
            rolls.end(rows, self._clock.now(), self._database.boot)

    def last_words(self, job: int) -> tuple[str, int]:
        """Why the job stands where it does, and how many bytes had left. Nothing known: nothing."""
        found = self._database.rows.execute(
            "SELECT reason, bytes FROM print_event WHERE job = ? AND reason NOT IN (?, ?) "
            "ORDER BY id DESC LIMIT 1",
            [job, PURGED, RETRACTED],
        ).fetchone()
        return ("", 0) if found is None else (str(found[0]), int(found[1]))

    def close(self) -> None:
        self._database.close()

    def _age_s(self, boot: int, mono: int) -> float:
        if boot != self._database.boot:
            return float("inf")
        return (self._clock.now().mono - mono) / 1000


def _record(
    rows: sqlite_utils.Database, job: int, state: PrintState, reason: str, size: int, wall: int
) -> None:
    rows.execute("UPDATE print_job SET state = ? WHERE id = ?", [state, job])
    _write_down(rows, job, state, reason, size, wall)


def _write_down(
    rows: sqlite_utils.Database, job: int, state: PrintState, reason: str, size: int, wall: int
) -> None:
    rows.execute(
        "INSERT INTO print_event (job, t, state, reason, bytes) VALUES (?, ?, ?, ?, ?)",
        [job, wall, state, reason, size],
    )


def _end(  # noqa: PLR0913 - a row of the journal
    rows: sqlite_utils.Database,
    job: int,
    state: PrintState,
    reason: str,
    accepted: int,
    now: Instant,
    boot: int,
) -> None:
    _record(rows, job, state, reason, accepted, now.wall)
    ticket, number, copy = rows.execute(
        "SELECT ticket.id, number, copy FROM print_job "
        "JOIN ticket ON ticket.id = print_job.ticket WHERE print_job.id = ?",
        [job],
    ).fetchone()
    body = {
        "ticket": str(UUID(bytes=ticket)),
        "number": number,
        "copy": copy,
        "outcome": state,
        "reason": reason,
    }
    events.append(rows, "ticket.printed", body, now, boot)


def _last(rows: sqlite_utils.Database, job: int) -> tuple[str, str] | None:
    found = rows.execute(
        "SELECT state, reason FROM print_event WHERE job = ? ORDER BY id DESC LIMIT 1", [job]
    ).fetchone()
    return None if found is None else (found[0], found[1])
