"""What a person decides: comments wait until somebody has read them, bursts of tickets until
somebody has said whether visitors took them. Nothing that arrived is changed.

A verdict is about one event. Words that the visitor changes afterwards wait anew.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
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

_BURSTS = """
    SELECT event.site, event.id, event.device, event.t, event.v, event.body, moderation.accepted
    FROM event LEFT JOIN moderation
        ON moderation.site = event.site AND moderation.event = event.id
    WHERE EXISTS (
        SELECT 1 FROM burst_ticket WHERE burst_ticket.site = event.site AND event = event.id
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


def bursts(file: Path) -> Sequence[Burst] | Unusable:
    """In order of arrival, read beside a running server."""
    try:
        with closing(connect_to_read(file)) as connection:
            found = connection.execute(_BURSTS).fetchall()
            return [_burst(connection, *row) for row in found]
    except sqlite3.Error as error:
        return _unusable(file, error)


def comments(file: Path) -> Sequence[Comment] | Unusable:
    """The last words of every opinion, in order of arrival, read beside a running server."""
    try:
        with closing(connect_to_read(file)) as connection:
            found = connection.execute(_LAST_WORDS).fetchall()
    except sqlite3.Error as error:
        return _unusable(file, error)
    return [comment for row in found if (comment := _comment(*row)) is not None]


def decide(
    file: Path, subject: Subject, ids: Sequence[UUID], now: int, *, accepted: bool
) -> Sequence[UUID] | Unusable:
    """Accept or reject; the last verdict counts. The ids that are unknown: then nothing is kept."""
    wanted = list(dict.fromkeys(ids))
    try:
        with closing(_connect_to_write(file)) as connection, connection:
            for setting in ("synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {setting}")
            verdict = (accepted, now)
            unknown = [id_ for id_ in wanted if not _keep(connection, subject, id_, verdict)]
            if unknown:
                connection.rollback()
            return unknown
    except sqlite3.Error as error:
        return _unusable(file, error)


def _keep(
    connection: sqlite3.Connection, subject: Subject, id_: UUID, verdict: tuple[bool, int]
) -> bool:
    kept = connection.execute(
        "INSERT INTO moderation SELECT site, id, ?, ? FROM event WHERE id = ? AND kind = ? "
        "ON CONFLICT DO UPDATE SET accepted = excluded.accepted, decided = excluded.decided",
        [*verdict, id_.bytes, subject],
    )
    return kept.rowcount > 0


def _burst(  # noqa: PLR0913 - the columns of a row
    connection: sqlite3.Connection,
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
    found = connection.execute(
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


def _connect_to_write(file: Path) -> sqlite3.Connection:
    """Beside a running server, for one short transaction: SQLite lets one writer in at a time."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S)


def _unusable(file: Path, error: sqlite3.Error) -> Unusable:
    return Unusable(
        f"Ce qui est à décider dans la base {file} ne peut être ni lu ni écrit "
        f"({trouble(error).cause}). Vérifier le chemin et les droits, et démarrer une fois "
        "« borne server » de cette version."
    )
