"""What the live page shows, read from the stored events. Nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sync.server import bodies, doubts, printers
from sync.server.rows import Rows, of_one
from sync.server.upstream import Upstream, upstream

SHOWN = 30
SHOWN_OPINIONS = 12
SHOWN_HELP = 8
HELP_RECENT_MIN = 30
CATCH_UP = 200
"""A page that was away for longer than this many events is not told of all of them."""


_ABOUT = sorted({kind for kind, _ in bodies.KNOWN if kind.startswith(("ticket.", "feedback."))})
_VOUCHED = "('ntp', 'signed')"
_ANCHORED = (
    "(SELECT anchor.t + event.mono - anchor.mono FROM event AS anchor "
    "WHERE anchor.site = event.site AND anchor.device = event.device "
    "AND anchor.boot = event.boot AND anchor.kind = 'clock.anchor' "
    f"AND anchor.clock IN {_VOUCHED} AND anchor.t + event.mono - anchor.mono < event.received "
    "ORDER BY anchor.arrival LIMIT 1)"
)
_HAPPENED = (
    f"CASE WHEN event.clock IN {_VOUCHED} AND event.t < event.received THEN event.t "
    f"ELSE coalesce({_ANCHORED}, event.received) END"
)
"""When, in ms: a device is believed while somebody vouches for its clock, and never about the
future. What it did before that in the same boot is counted back from there."""


@dataclass(frozen=True, slots=True)
class Today:
    """The site's day; when it began and what time it is, in ms. `site`: the only one that is
    looked at; empty: all."""

    day: date
    began: int
    now: int
    site: str = ""


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
    missing: int = 0
    """Events that the device had purged when this database did not have them."""
    troubles: tuple[str, ...] = ()
    """Of its printer and its paper, in the kiosk's words."""


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
    upstream: Upstream | None = None


def latest(rows: Rows, today: Today) -> Snapshot:
    """The newest rows, newest first."""
    return _snapshot(
        rows,
        rows.last_arrival(),
        _newest(rows, "ticket.issued", SHOWN, today.site),
        _newest(rows, "feedback.given", SHOWN_OPINIONS, today.site),
        today,
    )


def since(rows: Rows, arrival: int, today: Today) -> Snapshot:
    """What changed after `arrival`, newest first: a ticket comes again when its paper is known."""
    last = rows.last_arrival()
    if arrival > last:
        # The database was restored from an older copy.
        arrival = 0
    changed = _changed(rows, arrival, last, today.site)
    tickets = [subject for kind, subject in changed if kind.startswith("ticket.")]
    tickets += [each for each in _in_bursts(rows, arrival, today.site) if each not in tickets]
    opinions = [subject for kind, subject in changed if kind.startswith("feedback.")]
    return _snapshot(rows, last, tickets, opinions, today)


_Subject = tuple[str, bytes]


def _in_bursts(rows: Rows, arrival: int, site: str) -> list[_Subject]:
    """The tickets of the bursts that were told after `arrival`."""
    of_site, its = of_one(site)
    found = rows.execute(
        "SELECT DISTINCT burst_ticket.site, ticket FROM burst_ticket JOIN event "
        "ON event.site = burst_ticket.site AND event.id = burst_ticket.event WHERE arrival > ? "
        + of_site.replace("site", "event.site"),
        [arrival, *its],
    )
    return [(site, ticket) for site, ticket in found]


def _snapshot(
    rows: Rows,
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
        _devices(rows, today.site),
        _count_tickets(rows, today),
        _count_opinions(rows, today),
        _count_devices(rows, today.site),
        upstream(rows),
    )


def _changed(rows: Rows, after: int, last: int, site: str) -> list[tuple[str, _Subject]]:
    """Each ticket or opinion once, the newest first, by the last event about it."""
    of_site, its = of_one(site)
    newest = (
        "SELECT * FROM (SELECT kind, site, about, arrival FROM event WHERE kind = ? AND "
        "arrival > ? AND arrival <= ? AND about IS NOT NULL "
        f"{of_site} ORDER BY arrival DESC LIMIT ?) AS {{}}"
    )
    found = rows.execute(
        " UNION ALL ".join(newest.format(f"k{place}") for place, _ in enumerate(_ABOUT)),
        [value for kind in _ABOUT for value in (kind, after, last, *its, CATCH_UP)],
    ).fetchall()
    found.sort(key=lambda row: row[3], reverse=True)
    kinds: dict[_Subject, str] = {}
    for kind, site, about, _arrival in found[:CATCH_UP]:
        kinds.setdefault((site, about), kind)
    return [(kind, subject) for subject, kind in kinds.items()]


def _newest(rows: Rows, kind: str, most: int, site: str) -> list[_Subject]:
    of_site, its = of_one(site)
    found = rows.execute(
        f"SELECT site, about FROM event WHERE kind = ? AND about IS NOT NULL {of_site} "
        "ORDER BY arrival DESC LIMIT ?",
        [kind, *its, most],
    )
    return [(site, about) for site, about in found]


def _count_tickets(rows: Rows, today: Today) -> int:
    """Those numbered on that day, whenever they arrived, but for those that were voided."""
    of_site, its = of_one(today.site)
    found = rows.execute(
        f"SELECT count(*) FROM event WHERE kind = 'ticket.issued' AND day = ? {of_site} "
        "AND NOT EXISTS ("
        "SELECT 1 FROM burst_ticket JOIN moderation "
        "ON moderation.site = burst_ticket.site AND moderation.event = burst_ticket.event "
        "WHERE burst_ticket.site = event.site AND ticket = event.about AND accepted = 0)",
        [today.day.isoformat(), *its],
    )
    return int(found.fetchone()[0])


def _count_opinions(rows: Rows, today: Today) -> int:
    """Those given since the day began. None can have been received before it was given."""
    of_site, its = of_one(today.site)
    found = rows.execute(
        "SELECT count(*) FROM event WHERE kind = 'feedback.given' AND received >= ? "
        f"AND {_HAPPENED} >= ? {of_site}",
        [today.began, today.began, *its],
    )
    return int(found.fetchone()[0])


def _count_devices(rows: Rows, site: str) -> int:
    of_site, its = of_one(site)
    known = f"SELECT DISTINCT site, device FROM stream WHERE 1 = 1 {of_site}"
    found = rows.execute(f"SELECT count(*) FROM ({known}) AS known", its)
    return int(found.fetchone()[0])


def _told(
    rows: Rows, site: str, about: bytes
) -> list[tuple[bytes, int, bodies.Body | bodies.Opaque | bodies.Unreadable]]:
    """Id, time and body of each event about one ticket or opinion, in order of arrival."""
    found = rows.execute(
        "SELECT id, t, kind, v, body FROM event WHERE site = ? AND about = ? ORDER BY arrival",
        [site, about],
    )
    return [(id_, t, bodies.read(kind, v, body)) for id_, t, kind, v, body in found]


def _ticket(rows: Rows, site: str, about: bytes) -> TicketRow | None:
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


def _burst(rows: Rows, site: str, ticket: bytes) -> Burst | None:
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


def _opinion(rows: Rows, site: str, about: bytes) -> OpinionRow | None:
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


def _verdict(rows: Rows, site: str, event: bytes) -> int | None:
    found = rows.execute(
        "SELECT accepted FROM moderation WHERE site = ? AND event = ?", [site, event]
    ).fetchone()
    return None if found is None else int(found[0])


def _help(rows: Rows, today: Today) -> list[HelpRow]:
    """What was asked today or a moment ago, newest first."""
    recent = today.now - HELP_RECENT_MIN * 60_000
    after = min(today.began, recent)
    of_site, its = of_one(today.site)
    found = rows.execute(
        f"SELECT id, site, device, v, body, {_HAPPENED} AS happened, arrival FROM event "
        f"WHERE kind = 'help.requested' AND received >= ? AND {_HAPPENED} >= ? "
        f"{of_site} ORDER BY happened DESC, arrival DESC LIMIT ?",
        [after, after, *its, SHOWN_HELP],
    )
    asked = []
    for id_, site, device, v, text, t, arrival in found:
        body = bodies.read("help.requested", v, text)
        if isinstance(body, bodies.HelpRequested):
            place = UUID(bytes=id_), site, UUID(bytes=device)
            asked.append(HelpRow(*place, body.screen, body.lang, t, arrival, t > recent))
    return asked


def _devices(rows: Rows, only: str) -> list[DeviceRow]:
    of_site, its = of_one(only)
    same = "site = stream.site AND device = stream.device"
    found = rows.execute(
        f"""
        SELECT device, site, sum(CAST(ack_seq AS DOUBLE PRECISION))
                   - (SELECT count(*) FROM relogged WHERE {same}),
               (SELECT count(*) FROM quarantine WHERE {same}),
               (SELECT count(*) FROM incident WHERE {same} AND kind = 'fork'),
               (SELECT coalesce(sum(CAST(last_seq - seq + 1 AS DOUBLE PRECISION)), 0)
                FROM incident WHERE {same} AND kind = 'gap'),
               max(last_seen) AS seen
        FROM stream WHERE 1 = 1 {of_site} GROUP BY site, device ORDER BY seen DESC LIMIT ?
        """,
        [*its, SHOWN],
    )
    return [
        DeviceRow(
            UUID(bytes=device),
            site,
            int(told),
            apart,
            forks,
            seen,
            int(missing),
            printers.troubles(rows, site, device),
        )
        for device, site, told, apart, forks, missing, seen in found.fetchall()
    ]


def _doubts(rows: Rows, today: Today) -> list[TicketRow]:
    """A later proof, a copy or another end takes a ticket off the list."""
    found = doubts.said_of(rows, today.began, SHOWN, today.site)
    tickets = (_ticket(rows, *each) for each in found)
    known = [row for row in tickets if row is not None and row.outcome in doubts.DOUBTFUL]
    return known[: doubts.SHOWN]
