"""What the live page shows, read from the stored events. Nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlite_utils

from sync.server import bodies

SHOWN = 30
SHOWN_OPINIONS = 12
CATCH_UP = 200
"""A page that was away for longer than this many events is not told of all of them."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    id: UUID
    number: str
    motif: str
    priority: bool
    t: int
    outcome: str | None
    """Of its last paper; None while there is no news of it."""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    id: UUID
    scale: str
    value: int
    t: int
    resolution: str | None = None
    reasons: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: UUID
    site: str
    received: int
    quarantined: int
    forks: int
    last_seen: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`arrival`: the last event that it takes into account."""

    arrival: int
    tickets: Sequence[TicketRow]
    opinions: Sequence[OpinionRow]
    devices: Sequence[DeviceRow]
    tickets_today: int
    opinions_today: int
    devices_known: int


def latest(rows: sqlite_utils.Database, today: int) -> Snapshot:
    """The newest rows, newest first. `today` is the beginning of the day, in ms."""
    return _snapshot(
        rows,
        _last_arrival(rows),
        _newest(rows, "ticket.issued", SHOWN),
        _newest(rows, "feedback.given", SHOWN_OPINIONS),
        today,
    )


def since(rows: sqlite_utils.Database, arrival: int, today: int) -> Snapshot:
    """What changed after `arrival`, newest first: a ticket comes again when its paper is known."""
    last = _last_arrival(rows)
    if arrival > last:
        # The database was restored from an older copy.
        arrival = 0
    changed = rows.execute(
        "SELECT kind, site, about, max(arrival) AS newest FROM event "
        "WHERE arrival > ? AND about IS NOT NULL GROUP BY site, about ORDER BY newest DESC",
        [max(arrival, last - CATCH_UP)],
    ).fetchall()
    tickets = [(site, about) for kind, site, about, _ in changed if kind.startswith("ticket.")]
    opinions = [(site, about) for kind, site, about, _ in changed if kind.startswith("feedback.")]
    return _snapshot(rows, last, tickets, opinions, today)


_Subject = tuple[str, bytes]


def _snapshot(
    rows: sqlite_utils.Database,
    arrival: int,
    tickets: Iterable[_Subject],
    opinions: Iterable[_Subject],
    today: int,
) -> Snapshot:
    found_tickets = (_ticket(rows, *subject) for subject in tickets)
    found_opinions = (_opinion(rows, *subject) for subject in opinions)
    return Snapshot(
        arrival,
        [row for row in found_tickets if row is not None],
        [row for row in found_opinions if row is not None],
        _devices(rows),
        _count(rows, "ticket.issued", today),
        _count(rows, "feedback.given", today),
        _count_devices(rows),
    )


def _last_arrival(rows: sqlite_utils.Database) -> int:
    return int(rows.execute("SELECT coalesce(max(arrival), 0) FROM event").fetchone()[0])


def _newest(rows: sqlite_utils.Database, kind: str, most: int) -> list[_Subject]:
    found = rows.execute(
        "SELECT site, about FROM event WHERE kind = ? AND about IS NOT NULL "
        "ORDER BY arrival DESC LIMIT ?",
        [kind, most],
    )
    return [(site, about) for site, about in found]


def _count(rows: sqlite_utils.Database, kind: str, today: int) -> int:
    found = rows.execute(
        "SELECT count(*) FROM event WHERE kind = ? AND received >= ?", [kind, today]
    )
    return int(found.fetchone()[0])


def _count_devices(rows: sqlite_utils.Database) -> int:
    found = rows.execute("SELECT count(*) FROM (SELECT DISTINCT site, device FROM stream)")
    return int(found.fetchone()[0])


def _told(
    rows: sqlite_utils.Database, site: str, about: bytes
) -> list[tuple[int, bodies.Body | bodies.Opaque | bodies.Unreadable]]:
    """The time and the body of each event about one ticket or opinion, in order of arrival."""
    found = rows.execute(
        "SELECT t, kind, v, body FROM event WHERE site = ? AND about = ? ORDER BY arrival",
        [site, about],
    )
    return [(t, bodies.read(kind, v, body)) for t, kind, v, body in found]


def _ticket(rows: sqlite_utils.Database, site: str, about: bytes) -> TicketRow | None:
    outcome, issued = None, None
    for t, body in _told(rows, site, about):
        match body:
            case bodies.TicketIssued():
                issued = (t, body)
            case bodies.TicketPrinted():
                outcome = body.outcome
            case _:
                pass
    if issued is None:
        return None
    t, ticket = issued
    return TicketRow(ticket.ticket, ticket.number, ticket.motif, ticket.priority, t, outcome)


def _opinion(rows: sqlite_utils.Database, site: str, about: bytes) -> OpinionRow | None:
    row = None
    for t, body in _told(rows, site, about):
        match body:
            case bodies.FeedbackAmended():
                resolution = None if body.resolution is None else body.resolution.value
                reasons = tuple(reason.value for reason in body.reasons)
                row = OpinionRow(
                    body.feedback, body.scale, body.value, t, resolution, reasons, body.comment
                )
            case bodies.FeedbackGiven():
                row = OpinionRow(body.feedback, body.scale, body.value, t)
            case _:
                pass
    return row


def _devices(rows: sqlite_utils.Database) -> list[DeviceRow]:
    same = "site = stream.site AND device = stream.device"
    found = rows.execute(
        f"""
        SELECT device, site, sum(ack_seq),
               (SELECT count(*) FROM quarantine WHERE {same}),
               (SELECT count(*) FROM incident WHERE {same} AND kind = 'fork'),
               max(last_seen) AS seen
        FROM stream GROUP BY site, device ORDER BY seen DESC LIMIT ?
        """,
        [SHOWN],
    )
    return [DeviceRow(UUID(bytes=row[0]), *row[1:]) for row in found]
