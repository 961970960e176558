"""What the device need not keep any more: old events that every backup of its server holds.

With an event go the ticket, the papers and the opinion that came of it, so that the tables still
say what the events say. Time is taken from the log alone, from events of a synchronised clock: a
clock that is wrong now makes nothing old.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import sqlite_utils

from kiosk.domain.clock import ClockState
from kiosk.domain.tickets import PENDING, PrintState
from kiosk.storage import base, events
from kiosk.storage.base import Base
from kiosk.storage.database import Database
from sync.wire import Event, is_too_large

STEP = 500
LEAST_DAYS = 62
"""The exit tells of the whole month before."""
_UNFINISHED = ", ".join(f"'{state}'" for state in (*PENDING, PrintState.UNKNOWN))
_VOUCHED = f"('{ClockState.NTP.value}', '{ClockState.SIGNED.value}')"
_LATEST = 4_102_444_800_000
"""The year 2100; what a damaged event says of later times counts as that."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything up to `last` may go. `day`: see `Base`."""

    last: int
    day: str


def plan(rows: sqlite_utils.Database, keep_days: int) -> Plan | None:
    """Only reads. None: nothing may go."""
    begins, last = base.find(rows).seq, _most(rows)
    before = _before(rows, max(keep_days, LEAST_DAYS))
    if before is None or last <= begins or _waits_for_a_day(rows):
        return None
    last = _last_old(rows, begins, last, before)
    if last <= begins:
        return None
    found = _before_tickets(rows, begins, last, before.date().isoformat())
    return None if found.last <= begins else found


def step(database: Database, planned: Plan) -> int:
    """Purge at most STEP events, in one transaction; how many went. Raises CannotWrite."""
    with database.write() as rows:
        begins = base.find(rows).seq
        page = events.after(rows, begins, min(STEP, max(0, planned.last - begins)))
        going = list(_until_needed(rows, page, _most(rows)))
        if not going:
            return 0
        last = going[-1].seq
        digest = events.hash_at(rows, last)
        assert digest is not None
        _remove(rows, going)
        base.put(rows, Base(last, digest, planned.day))
        rows.execute("DELETE FROM counter WHERE day <> '' AND day < ?", [planned.day])
        return len(going)


def _most(rows: sqlite_utils.Database) -> int:
    """The last event that is acknowledged, and in every backup as it is here; never the newest,
    for it tells the clock how late it is at least."""
    head, acked = rows.execute("SELECT head_seq, acked_seq FROM log").fetchone()
    safe = base.safe(rows)
    if safe is None or not _is_as_here(rows, safe.seq, bytes.fromhex(safe.hash)):
        return 0
    return int(min(acked, safe.seq, head - 1))


def _is_as_here(rows: sqlite_utils.Database, seq: int, digest: bytes) -> bool:
    """A backup may hold what a copy of this disk said in this log."""
    return events.hash_at(rows, seq) == digest


def _before(rows: sqlite_utils.Database, keep_days: int) -> datetime | None:
    """What is older is old. None: no clock ever knew the time."""
    found = rows.execute(
        f"SELECT t FROM event WHERE clock IN {_VOUCHED} ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    now = datetime.fromtimestamp(min(max(found[0], 0), _LATEST) / 1000, UTC)
    day = rows.execute("SELECT day FROM service_day").fetchone()
    if day is not None:
        today = datetime.combine(date.fromisoformat(day[0]), now.time(), UTC)
        now = min(now, today)
    return now - timedelta(days=keep_days)


def _waits_for_a_day(rows: sqlite_utils.Database) -> bool:
    """Numbers to be left out on the day of the next ticket: an old event says so."""
    found = rows.execute("SELECT 1 FROM counter WHERE day = '' LIMIT 1").fetchone()
    return found is not None


def _last_old(rows: sqlite_utils.Database, begins: int, last: int, before: datetime) -> int:
    """Before the first that is young; what no clock dated is as old as what follows it."""
    moment = int(before.timestamp() * 1000)
    young = rows.execute(
        f"SELECT seq FROM event WHERE seq > ? AND seq <= ? AND clock IN {_VOUCHED} AND t >= ? "
        "ORDER BY seq LIMIT 1",
        [begins, last, moment],
    ).fetchone()
    end = last if young is None else young[0] - 1
    old = rows.execute(
        f"SELECT seq FROM event WHERE seq > ? AND seq <= ? AND clock IN {_VOUCHED} "
        "ORDER BY seq DESC LIMIT 1",
        [begins, end],
    ).fetchone()
    return 0 if old is None else int(old[0])


def _before_tickets(rows: sqlite_utils.Database, begins: int, last: int, day: str) -> Plan:
    """Whole days of tickets go; the newest ticket stays, for it tells which day it is."""
    young = _first_ticket(rows, begins, "seq <= ? AND day >= ?", [last, day])
    if young is not None:
        last = young[0] - 1
    stays = _first_ticket(rows, last, "1", [])
    if stays is None:
        stays = _first_ticket(rows, begins, "1", [], newest=True)
        last = last if stays is None else stays[0] - 1
    return Plan(last, day if stays is None else max(day, stays[1]))


def _first_ticket(
    rows: sqlite_utils.Database,
    after: int,
    which: str,
    values: Sequence[object],
    *,
    newest: bool = False,
) -> tuple[int, str] | None:
    """Its sequence and its day."""
    found = rows.execute(
        "SELECT seq, day FROM (SELECT seq, CAST(CASE WHEN json_valid(body) "
        "THEN coalesce(json_extract(body, '$.day'), '') ELSE '' END AS TEXT) AS day "
        "FROM event WHERE seq > ? AND kind = 'ticket.issued') "
        f"WHERE {which} ORDER BY seq {'DESC' if newest else 'ASC'} LIMIT 1",
        [after, *values],
    ).fetchone()
    return None if found is None else (int(found[0]), str(found[1]))


def _until_needed(rows: sqlite_utils.Database, page: Sequence[Event], most: int) -> Iterator[Event]:
    """`most` may be lower than it was when the plan was made."""
    found = rows.execute(f"SELECT ticket FROM print_job WHERE state IN ({_UNFINISHED})")
    unfinished = {bytes(ticket) for (ticket,) in found}
    for event in page:
        if event.seq > most or is_too_large(event) or _about(event) in unfinished:
            return
        yield event


def _remove(rows: sqlite_utils.Database, going: Sequence[Event]) -> None:
    tickets = [(_about(event),) for event in going if event.kind == "ticket.issued"]
    opinions = [(_about(event),) for event in going if event.kind == "feedback.given"]
    run = rows.conn.executemany
    run("DELETE FROM print_event WHERE job IN (SELECT id FROM print_job WHERE ticket = ?)", tickets)
    run("DELETE FROM print_job WHERE ticket = ?", tickets)
    run("DELETE FROM ticket WHERE id = ?", tickets)
    run("DELETE FROM feedback WHERE id = ?", opinions)
    places = [(event.seq,) for event in going]
    run("DELETE FROM quarantined WHERE seq = ?", places)
    run("DELETE FROM event WHERE seq = ?", places)


_SUBJECT = {"ticket.issued": "ticket", "feedback.given": "feedback"}


def _about(event: Event) -> bytes | None:
    """The ticket or the opinion that began with it."""
    if (name := _SUBJECT.get(event.kind)) is None:
        return None
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        return UUID(json.loads(event.body)[name]).bytes
    return None
