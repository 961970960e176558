"""What a person decides: comments wait until somebody has read them, bursts of tickets until
somebody has said whether visitors took them. Nothing that arrived is changed.

A verdict is about one event. Words that the visitor changes afterwards wait anew.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sync.server import bodies
from sync.server.admin import audit
from sync.server.admin.audit import COMMAND, By, What
from sync.server.rows import Away, Rows, of_one
from sync.server.storage import Place, Unusable, cause, reading, writing

_LAST_WORDS = """
    SELECT event.site, event.id, event.t, event.v, event.body, moderation.accepted
    FROM event LEFT JOIN moderation
        ON moderation.site = event.site AND moderation.event = event.id
    WHERE kind = 'feedback.amended' AND about IS NOT NULL AND arrival = (
        SELECT max(later.arrival) FROM event AS later
        WHERE later.site = event.site AND later.about = event.about
    )
"""

_BURSTS = """
    SELECT event.site, event.id, event.device, event.t, event.v, event.body, moderation.accepted
    FROM event LEFT JOIN moderation
        ON moderation.site = event.site AND moderation.event = event.id
    WHERE EXISTS (
        SELECT 1 FROM burst_ticket
        WHERE burst_ticket.site = event.site AND burst_ticket.event = event.id
    )
"""
_TO_DECIDE = "AND moderation.accepted IS NULL"
_MAY_SAY_WORDS = "AND event.body LIKE '%\"comment\"%'"


@dataclass(frozen=True, slots=True)
class Comment:
    """`id` is that of the event which brought it; `accepted` None: nobody has decided yet."""

    id: UUID
    site: str
    t: int
    scale: str
    value: int
    text: str
    accepted: bool | None


class Subject(StrEnum):
    """What may be accepted or not, by the kind of its event."""

    COMMENT = "feedback.amended"
    BURST = "device.health"


@dataclass(frozen=True, slots=True)
class Burst:
    """Many tickets in a short time. `id`: of the event that told it; `motif` empty: several;
    `accepted`: they were visitors; None: nobody has decided yet."""

    id: UUID
    site: str
    device: UUID
    motif: str
    t: int
    numbers: tuple[str, ...]
    accepted: bool | None


class _NotThere(Exception):
    """Undoes what was decided before it was known."""


def bursts(place: Place) -> Sequence[Burst] | Unusable:
    """In order of arrival, read beside a running server."""
    try:
        with reading(place) as rows:
            found = rows.execute(f"{_BURSTS} ORDER BY arrival").fetchall()
            return [_burst(rows, *row) for row in found]
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)


def comments(place: Place) -> Sequence[Comment] | Unusable:
    """The last words of every opinion, in order of arrival, read beside a running server."""
    try:
        with reading(place) as rows:
            found = rows.execute(f"{_LAST_WORDS} ORDER BY arrival").fetchall()
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)
    return [comment for row in found if (comment := _comment(*row)) is not None]


def bursts_to_decide(rows: Rows, site: str, since: int, most: int) -> Sequence[Burst]:
    """Those received after `since` (ms), oldest first; of one site, or of all (empty)."""
    return [_burst(rows, *row) for row in _waiting(rows, _BURSTS, site, since, most)]


def comments_to_decide(rows: Rows, site: str, since: int, most: int) -> Sequence[Comment]:
    """Those received after `since` (ms), oldest first; of one site, or of all (empty)."""
    found = _waiting(rows, _LAST_WORDS + _MAY_SAY_WORDS, site, since, most)
    return [comment for row in found if (comment := _comment(*row)) is not None]


def _waiting(rows: Rows, query: str, site: str, since: int, most: int) -> Sequence[Any]:
    of_site, its = of_one(site)
    of_site = of_site.replace("site", "event.site")
    return rows.execute(
        f"{query} {_TO_DECIDE} AND event.received >= ? {of_site} ORDER BY arrival LIMIT ?",
        [since, *its, most],
    ).fetchall()


def decide(
    place: Place, subject: Subject, ids: Sequence[UUID], now: int, *, accepted: bool
) -> Sequence[UUID] | Unusable:
    """Accept or reject; the last verdict counts. The ids that are unknown: then nothing is kept."""
    unknown: list[UUID] = []
    try:
        with writing(place) as rows:
            by = By(COMMAND, now)
            wanted = dict.fromkeys(ids)
            unknown += [
                id_ for id_ in wanted if not settle(rows, by, subject, id_, accepted=accepted)
            ]
            if unknown:
                raise _NotThere
    except _NotThere:
        pass
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)
    return unknown


def settle(
    rows: Rows, by: By, subject: Subject, id_: UUID, *, accepted: bool, site: str = ""
) -> bool:
    """Part of a transaction, with its line in the audit. False: there is none of that id to be
    decided about; at that site, unless it is empty."""
    audit.begin(rows)
    of_site, its = of_one(site)
    kept = rows.execute(
        f"INSERT INTO moderation SELECT site, id, ?, ? FROM event WHERE id = ? AND kind = ? "
        f"{of_site} ON CONFLICT (site, event) "
        "DO UPDATE SET accepted = excluded.accepted, decided = excluded.decided RETURNING site",
        [int(accepted), by.now, id_.bytes, subject.value, *its],
    ).fetchall()
    for (where,) in kept:
        audit.record(rows, by, _VERDICTS[subject, accepted], about=str(id_), site=where)
    return bool(kept)


_VERDICTS = {
    (Subject.COMMENT, True): What.COMMENT_ACCEPTED,
    (Subject.COMMENT, False): What.COMMENT_REJECTED,
    (Subject.BURST, True): What.BURST_KEPT,
    (Subject.BURST, False): What.BURST_VOIDED,
}


def _burst(  # noqa: PLR0913 - the columns of a row
    rows: Rows,
    site: str,
    id_: bytes,
    device: bytes,
    t: int,
    v: int,
    text: str,
    accepted: int | None,
) -> Burst:
    body = bodies.read(Subject.BURST, v, text)
    motif = body.motif or "" if isinstance(body, bodies.DeviceHealth) else ""
    found = rows.execute(
        "SELECT body FROM event JOIN burst_ticket "
        "ON burst_ticket.site = event.site AND ticket = about "
        "WHERE burst_ticket.site = ? AND burst_ticket.event = ? AND kind = 'ticket.issued' "
        "ORDER BY arrival",
        [site, id_],
    )
    issued = (bodies.read("ticket.issued", 1, row) for (row,) in found.fetchall())
    numbers = tuple(one.number for one in issued if isinstance(one, bodies.TicketIssued))
    verdict = None if accepted is None else bool(accepted)
    return Burst(UUID(bytes=id_), site, UUID(bytes=device), motif, t, numbers, verdict)


def _comment(
    site: str, id_: bytes, t: int, v: int, text: str, accepted: int | None
) -> Comment | None:
    body = bodies.read("feedback.amended", v, text)
    if not isinstance(body, bodies.FeedbackAmended) or not body.comment:
        return None
    verdict = None if accepted is None else bool(accepted)
    return Comment(UUID(bytes=id_), site, t, body.scale, body.value, body.comment, verdict)


def _unusable(place: Place, error: sqlite3.Error | Away) -> Unusable:
    return Unusable(
        f"Ce qui est à décider dans la base {place} ne peut être ni lu ni écrit "
        f"({cause(error)}). Vérifier l’adresse et les droits, et démarrer une fois "
        "« borne server » de cette version."
    )
