"""Tickets and the counters that number them."""

from datetime import UTC, date, datetime
from uuid import UUID

import sqlite_utils

from kiosk.domain.clock import ClockState, Instant
from kiosk.domain.tickets import Order, Series, Ticket
from kiosk.storage import numbers

_COLUMNS = (
    "ticket.id, number, motif, lang, priority, lane, day, issued_at, "
    "(SELECT min(print_job.id) FROM print_job WHERE print_job.ticket = ticket.id), "
    "repeat, paperless, dated"
)


def service_day(rows: sqlite_utils.Database) -> date | None:
    found = rows.execute("SELECT day FROM service_day").fetchone()
    return None if found is None else date.fromisoformat(found[0])


def start_day(rows: sqlite_utils.Database, day: date) -> None:
    rows.execute("INSERT OR REPLACE INTO service_day VALUES (1, ?)", [day.isoformat()])


def next_number(rows: sqlite_utils.Database, day: date, series: Series) -> str:
    """One more in the series of that day, inside the ticket's transaction: no gap, no repeat."""
    n = numbers.next_number(rows, day.isoformat(), str(series))
    return series.number(n)


def count_of_motif(rows: sqlite_utils.Database, day: date, motif: str) -> int:
    (count,) = rows.execute(
        "SELECT count(*) FROM ticket WHERE day = ? AND motif = ?", [day.isoformat(), motif]
    ).fetchone()
    return int(count)


def add(
    rows: sqlite_utils.Database,
    order: Order,
    day: date,
    number: str,
    lane: int | None,
    now: Instant,
) -> None:
    rows.execute(
        "INSERT INTO ticket (id, day, number, motif, lang, priority, lane, issued_at, repeat, "
        "paperless, dated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            order.id.bytes,
            day.isoformat(),
            number,
            order.motif,
            order.lang,
            int(order.priority),
            lane,
            now.wall,
            int(order.repeat),
            int(order.paperless),
            int(now.state is not ClockState.UNKNOWN),
        ],
    )


def find(rows: sqlite_utils.Database, ticket: UUID) -> Ticket | None:
    found = rows.execute(f"SELECT {_COLUMNS} FROM ticket WHERE id = ?", [ticket.bytes]).fetchone()
    if found is None:
        return None
    _id, number, motif, lang, priority, lane, day, issued_at, job, *flags = found
    return Ticket(
        ticket,
        number,
        motif,
        lang,
        bool(priority),
        lane,
        date.fromisoformat(day),
        datetime.fromtimestamp(issued_at / 1000, UTC),
        job,
        *(bool(flag) for flag in flags),
    )
