"""The newest print job of a ticket, for whoever asks for another paper."""

from dataclasses import dataclass
from uuid import UUID

import sqlite_utils

from kiosk.domain.tickets import PrintState, Ticket
from kiosk.storage import tickets

REPLACED = frozenset(
    {
        PrintState.UNKNOWN,
        PrintState.SENT_UNVERIFIED,
        PrintState.BLOCKED,
        PrintState.NOT_SENT,
        PrintState.EXPIRED,
    }
)
"""What a copy stands in for."""


@dataclass(frozen=True, slots=True)
class LastPaper:
    ticket: Ticket
    job: int
    state: PrintState
    is_today: bool


def find(rows: sqlite_utils.Database, asked: str) -> LastPaper | None:
    """Of the ticket with that number, today's before any other's, or with that id."""
    try:
        which, key = "ticket.id = ?", UUID(asked).bytes
    except ValueError:
        return _newest(rows, "number = upper(?)", [asked])
    return _newest(rows, which, [key])


def doubtful(rows: sqlite_utils.Database) -> LastPaper | None:
    states = ", ".join(f"'{state}'" for state in sorted(REPLACED))
    found = _newest(rows, f"state IN ({states})", [])
    return found if found is not None and found.is_today else None


def _newest(rows: sqlite_utils.Database, which: str, keys: list[str | bytes]) -> LastPaper | None:
    found = rows.execute(
        "SELECT ticket.id, print_job.id, state FROM ticket "
        f"JOIN print_job ON print_job.ticket = ticket.id WHERE {which} "
        "ORDER BY day DESC, print_job.id DESC LIMIT 1",
        keys,
    ).fetchone()
    if found is None:
        return None
    ticket = tickets.find(rows, UUID(bytes=found[0]))
    assert ticket is not None
    is_today = ticket.day == tickets.service_day(rows)
    return LastPaper(ticket, int(found[1]), PrintState(found[2]), is_today)
