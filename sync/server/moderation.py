"""Comments wait until a person has read them: the page shows those that were accepted.

A verdict is about the words of one event. Words that the visitor changes afterwards wait anew.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kiosk.domain.system_errors import trouble
from sync.server import bodies
from sync.server.storage import BUSY_TIMEOUT_S, Unusable, connect_to_read

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


def comments(file: Path) -> Sequence[Comment] | Unusable:
    """The last words of every opinion, in order of arrival, read beside a running server."""
    try:
        with closing(connect_to_read(file)) as connection:
            found = connection.execute(_LAST_WORDS).fetchall()
    except sqlite3.Error as error:
        return _unusable(file, error)
    return [comment for row in found if (comment := _comment(*row)) is not None]


def decide(
    file: Path, ids: Sequence[UUID], now: int, *, accepted: bool
) -> Sequence[UUID] | Unusable:
    """Accept or reject; the last verdict counts. The ids that are unknown: then nothing is kept."""
    wanted = list(dict.fromkeys(ids))
    try:
        with closing(_connect_to_write(file)) as connection, connection:
            for setting in ("synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {setting}")
            unknown = [id_ for id_ in wanted if not _keep(connection, id_, now, accepted=accepted)]
            if unknown:
                connection.rollback()
            return unknown
    except sqlite3.Error as error:
        return _unusable(file, error)


def _keep(connection: sqlite3.Connection, id_: UUID, now: int, *, accepted: bool) -> bool:
    kept = connection.execute(
        "INSERT INTO moderation SELECT site, id, ?, ? FROM event "
        "WHERE id = ? AND kind = 'feedback.amended' "
        "ON CONFLICT DO UPDATE SET accepted = excluded.accepted, decided = excluded.decided",
        [accepted, now, id_.bytes],
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


def _connect_to_write(file: Path) -> sqlite3.Connection:
    """Beside a running server, for one short transaction: SQLite lets one writer in at a time."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S)


def _unusable(file: Path, error: sqlite3.Error) -> Unusable:
    return Unusable(
        f"Les commentaires de la base {file} ne peuvent pas être lus ou décidés "
        f"({trouble(error).cause}). Vérifier le chemin et les droits, et démarrer une fois "
        "« borne server » de cette version."
    )
