"""What a person decides: comments wait until somebody has read them, bursts of tickets until
somebody has said whether visitors took them. Nothing that arrived is changed.

A verdict is about one event. Words that the visitor changes afterwards wait anew.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sync.server import bodies
from sync.server.rows import Away, Rows
from sync.server.storage import Place, Unusable, cause, reading, writing

_LAST_WORDS = """
    SELECT event.site, event.id, event.t, event.v, event.body, moderation.accepted
    FROM event LEFT JOIN moderation
        ON moderation.site = event.site AND moderation.event = event.id
    WHERE kind = 'feedback.amended' AND about IS NOT NULL AND arrival = (
        SELECT max(later.arrival) FROM event AS later
        WHERE later.site = event.site AND later.about = event.about
    )
    ORDER BY arrival
"""

_BURSTS = """
    SELECT event.site, event.id, event.device, event.t, event.v, event.body, moderation.accepted
    FROM event LEFT JOIN moderation
        ON moderation.site = event.site AND moderation.event = event.id
    WHERE EXISTS (
        SELECT 1 FROM burst_ticket
        WHERE burst_ticket.site = event.site AND burst_ticket.event = event.id
    )
    ORDER BY arrival
"""


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
            return [_burst(rows, *row) for row in rows.execute(_BURSTS).fetchall()]
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)


def comments(place: Place) -> Sequence[Comment] | Unusable:
    """The last words of every opinion, in order of arrival, read beside a running server."""
    try:
        with reading(place) as rows:
            found = rows.execute(_LAST_WORDS).fetchall()
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)
    return [comment for row in found if (comment := _comment(*row)) is not None]


def decide(
    place: Place, subject: Subject, ids: Sequence[UUID], now: int, *, accepted: bool
) -> Sequence[UUID] | Unusable:
    """Accept or reject; the last verdict counts. The ids that are unknown: then nothing is kept."""
    unknown: list[UUID] = []
    try:
        with writing(place) as rows:
            verdict = (int(accepted), now)
            wanted = dict.fromkeys(ids)
            unknown += [id_ for id_ in wanted if not _keep(rows, subject, id_, verdict)]
            if unknown:
                raise _NotThere
    except _NotThere:
        pass
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)
    return unknown


def _keep(rows: Rows, subject: Subject, id_: UUID, verdict: tuple[int, int]) -> bool:
    kept = rows.execute(
        "INSERT INTO moderation SELECT site, id, ?, ? FROM event WHERE id = ? AND kind = ? "
        "ON CONFLICT (site, event) "
        "DO UPDATE SET accepted = excluded.accepted, decided = excluded.decided",
        [*verdict, id_.bytes, subject.value],
    )
    return kept.rowcount > 0


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
