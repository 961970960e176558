"""What the live page shows, read from the stored events. Nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlite_utils

from sync.server import bodies, doubts

SHOWN = 30
SHOWN_OPINIONS = 12
SHOWN_HELP = 8
HELP_RECENT_MIN = 30
CATCH_UP = 200
"""A page that was away for longer than this many events is not told of all of them."""


_HAPPENED = "CASE clock WHEN 'ntp' THEN min(t, received) ELSE received END"
"""When, in ms: a device is believed while its clock is synchronised, and never about the future."""


@dataclass(frozen=True, slots=True)
class Today:
    """The site's day; when it began and what time it is, in ms."""

    day: date
    began: int
    now: int


class Burst(StrEnum):
    """Of a ticket taken with many others in a short time."""

    TO_JUDGE = "to_judge"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class TicketRow:
    id: UUID
    number: str
    motif: str
    priority: bool
    t: int
    outcome: str | None
    """Of its last paper; None while there is no news of it."""
    burst: Burst | None = None
    """None: of none, or somebody said that these were visitors."""
    reason: str = ""
    """Why, in the kiosk's words."""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    id: UUID
    scale: str
    value: int
    t: int
    resolution: str | None = None
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    """Once somebody has accepted it."""
    comment_waits: bool = False


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A visitor asked for help; nobody can say here that it was given."""

    id: UUID
    site: str
    device: UUID
    screen: str
    lang: str
    t: int
    arrival: int
    is_recent: bool


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
    """`arrival`: the last event that counts. `help` and `doubts` are whole, the rest is news."""

    arrival: int
    help: Sequence[HelpRow]
    doubts: Sequence[TicketRow]
    """Of today: nobody knows of a whole paper."""
    tickets: Sequence[TicketRow]
    opinions: Sequence[OpinionRow]
    devices: Sequence[DeviceRow]
    tickets_today: int
    opinions_today: int
    devices_known: int


def latest(rows: sqlite_utils.Database, today: Today) -> Snapshot:
    """The newest rows, newest first."""
    return _snapshot(
        rows,
        _last_arrival(rows),
        _newest(rows, "ticket.issued", SHOWN),
        _newest(rows, "feedback.given", SHOWN_OPINIONS),
        today,
    )


def since(rows: sqlite_utils.Database, arrival: int, today: Today) -> Snapshot:
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
    tickets += [each for each in _in_bursts(rows, arrival) if each not in tickets]
    opinions = [(site, about) for kind, site, about, _ in changed if kind.startswith("feedback.")]
    return _snapshot(rows, last, tickets, opinions, today)


_Subject = tuple[str, bytes]


def _in_bursts(rows: sqlite_utils.Database, arrival: int) -> list[_Subject]:
    """The tickets of the bursts that were told after `arrival`."""
    found = rows.execute(
        "SELECT DISTINCT burst_ticket.site, ticket FROM burst_ticket JOIN event "
        "ON event.site = burst_ticket.site AND event.id = burst_ticket.event WHERE arrival > ?",
        [arrival],
    )
    return [(site, ticket) for site, ticket in found]


def _snapshot(
    rows: sqlite_utils.Database,
    arrival: int,
    tickets: Iterable[_Subject],
    opinions: Iterable[_Subject],
    today: Today,
) -> Snapshot:
    found_tickets = (_ticket(rows, *subject) for subject in tickets)
    found_opinions = (_opinion(rows, *subject) for subject in opinions)
    return Snapshot(
        arrival,
        _help(rows, today),
        _doubts(rows, today),
        [row for row in found_tickets if row is not None],
        [row for row in found_opinions if row is not None],
        _devices(rows),
        _count_tickets(rows, today.day),
        _count_opinions(rows, today.began),
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


def _count_tickets(rows: sqlite_utils.Database, day: date) -> int:
    """Those numbered on `day`, whenever they arrived, but for those that were voided."""
    found = rows.execute(
        "SELECT count(*) FROM event WHERE kind = 'ticket.issued' AND day = ? AND NOT EXISTS ("
        "SELECT 1 FROM burst_ticket JOIN moderation "
        "ON moderation.site = burst_ticket.site AND moderation.event = burst_ticket.event "
        "WHERE burst_ticket.site = event.site AND ticket = event.about AND accepted = 0)",
        [day.isoformat()],
    )
    return int(found.fetchone()[0])


def _count_opinions(rows: sqlite_utils.Database, began: int) -> int:
    """Those given since `began`. None can have been received before it was given."""
    found = rows.execute(
        "SELECT count(*) FROM event WHERE kind = 'feedback.given' AND received >= ? "
        f"AND {_HAPPENED} >= ?",
        [began, began],
    )
    return int(found.fetchone()[0])


def _count_devices(rows: sqlite_utils.Database) -> int:
    found = rows.execute("SELECT count(*) FROM (SELECT DISTINCT site, device FROM stream)")
    return int(found.fetchone()[0])


def _told(
    rows: sqlite_utils.Database, site: str, about: bytes
) -> list[tuple[bytes, int, bodies.Body | bodies.Opaque | bodies.Unreadable]]:
    """Id, time and body of each event about one ticket or opinion, in order of arrival."""
    found = rows.execute(
        "SELECT id, t, kind, v, body FROM event WHERE site = ? AND about = ? ORDER BY arrival",
        [site, about],
    )
    return [(id_, t, bodies.read(kind, v, body)) for id_, t, kind, v, body in found]


def _ticket(rows: sqlite_utils.Database, site: str, about: bytes) -> TicketRow | None:
    outcome, reason, issued = None, "", None
    for _, t, body in _told(rows, site, about):
        match body:
            case bodies.TicketIssued():
                issued = (t, body)
            case bodies.TicketPrinted():
                outcome, reason = body.outcome, body.reason
            case _:
                pass
    if issued is None:
        return None
    t, ticket = issued
    return TicketRow(
        ticket.ticket,
        ticket.number,
        ticket.motif,
        ticket.priority,
        t,
        outcome,
        _burst(rows, site, about),
        reason,
    )


def _burst(rows: sqlite_utils.Database, site: str, ticket: bytes) -> Burst | None:
    found = rows.execute(
        "SELECT accepted FROM burst_ticket LEFT JOIN moderation "
        "ON moderation.site = burst_ticket.site AND moderation.event = burst_ticket.event "
        "WHERE burst_ticket.site = ? AND ticket = ?",
        [site, ticket],
    )
    verdicts = {accepted for (accepted,) in found}
    if 0 in verdicts:
        return Burst.VOID
    return Burst.TO_JUDGE if None in verdicts else None


def _opinion(rows: sqlite_utils.Database, site: str, about: bytes) -> OpinionRow | None:
    row = None
    for id_, t, body in _told(rows, site, about):
        match body:
            case bodies.FeedbackAmended():
                row = _amended(body, t, _verdict(rows, site, id_))
            case bodies.FeedbackGiven():
                row = OpinionRow(body.feedback, body.scale, body.value, t)
            case _:
                pass
    return row


def _amended(body: bodies.FeedbackAmended, t: int, accepted: int | None) -> OpinionRow:
    return OpinionRow(
        body.feedback,
        body.scale,
        body.value,
        t,
        None if body.resolution is None else body.resolution.value,
        tuple(reason.value for reason in body.reasons),
        body.comment if accepted else None,
        bool(body.comment) and accepted is None,
    )


def _verdict(rows: sqlite_utils.Database, site: str, event: bytes) -> int | None:
    found = rows.execute(
        "SELECT accepted FROM moderation WHERE site = ? AND event = ?", [site, event]
    ).fetchone()
    return None if found is None else int(found[0])


def _help(rows: sqlite_utils.Database, today: Today) -> list[HelpRow]:
    """What was asked today or a moment ago, newest first."""
    recent = today.now - HELP_RECENT_MIN * 60_000
    after = min(today.began, recent)
    found = rows.execute(
        f"SELECT id, site, device, v, body, {_HAPPENED} AS happened, arrival FROM event "
        "WHERE kind = 'help.requested' AND received >= ? AND happened >= ? "
        "ORDER BY happened DESC, arrival DESC LIMIT ?",
        [after, after, SHOWN_HELP],
    )
    asked = []
    for id_, site, device, v, text, t, arrival in found:
        body = bodies.read("help.requested", v, text)
        if isinstance(body, bodies.HelpRequested):
            place = UUID(bytes=id_), site, UUID(bytes=device)
            asked.append(HelpRow(*place, body.screen, body.lang, t, arrival, t > recent))
    return asked


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


def _doubts(rows: sqlite_utils.Database, today: Today) -> list[TicketRow]:
    """A later proof, a copy or another end takes a ticket off the list."""
    tickets = (_ticket(rows, *each) for each in doubts.said_of(rows, today.began, SHOWN))
    known = [row for row in tickets if row is not None and row.outcome in doubts.DOUBTFUL]
    return known[: doubts.SHOWN]
