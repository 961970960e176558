"""Comments wait until a person has read them: the page shows those that were accepted.

A verdict is about the words of one event. Words that the visitor changes afterwards wait anew.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
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


class _NotThere(Exception):
    """`args` has the ids."""


def comments(place: Place) -> Sequence[Comment] | Unusable:
    """The last words of every opinion, in order of arrival, read beside a running server."""
    try:
        with reading(place) as rows:
            found = rows.execute(_LAST_WORDS).fetchall()
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)
    return [comment for row in found if (comment := _comment(*row)) is not None]


def decide(
    place: Place, ids: Sequence[UUID], now: int, *, accepted: bool
) -> Sequence[UUID] | Unusable:
    """Accept or reject; the last verdict counts. The ids that are unknown: then nothing is kept."""
    wanted = list(dict.fromkeys(ids))
    try:
        with writing(place) as rows:
            if unknown := [id_ for id_ in wanted if not _keep(rows, id_, now, accepted=accepted)]:
                raise _NotThere(unknown)
    except _NotThere:
        return unknown
    except (sqlite3.Error, Away) as error:
        return _unusable(place, error)
    return []


def _keep(rows: Rows, id_: UUID, now: int, *, accepted: bool) -> bool:
    kept = rows.execute(
        "INSERT INTO moderation SELECT site, id, ?, ? FROM event "
        "WHERE id = ? AND kind = 'feedback.amended' ON CONFLICT (site, event) "
        "DO UPDATE SET accepted = excluded.accepted, decided = excluded.decided",
        [int(accepted), now, id_.bytes],
    )
    return kept.rowcount > 0


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
        f"Les commentaires de la base {place} ne peuvent pas être lus ou décidés "
        f"({cause(error)}). Vérifier l’adresse et les droits, et démarrer une fois "
        "« borne server » de cette version."
    )
