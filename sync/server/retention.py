"""The words of comments are not kept for ever. What else an opinion says stays, without them.

Of an erased body the salted hash is kept: the chain of its log can still be verified. Of an opinion
that was kept apart nobody knows where its words are: its whole body goes.
"""

import hashlib
import json
from dataclasses import dataclass

from sync.server.rows import Rows

DAY_MS = 24 * 3600 * 1000
COMMENT_DAYS = 365
"""Twelve months, unless the site's data protection officer wants less."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Retention:
    comment_days: int = COMMENT_DAYS


def purge(rows: Rows, retention: Retention, now: int) -> int:
    """Erase the comments received before then; how many were. Each page is one transaction."""
    before = now - retention.comment_days * DAY_MS
    erased = 0
    while found := _old_comments(rows, before):
        with rows.atomic():
            for site, id_, salt, text in found:
                _erase(rows, site, id_, (salt, text), now)
        erased += len(found)
    while apart := _old_and_apart(rows, before):
        with rows.atomic():
            for place, salt, unread in apart:
                _erase_apart(rows, place, _seal(salt, unread))
        erased += len(apart)
    return erased


_Place = tuple[str, bytes, bytes, int]
"""Site, device, log and number."""


def _old_and_apart(rows: Rows, before: int) -> list[tuple[_Place, bytes, str | bytes]]:
    found = rows.execute(
        "SELECT site, device, log, seq, salt, body FROM quarantine "
        "WHERE kind IN ('feedback.amended', 'opaque') AND received < ? "
        "AND sealed IS NULL LIMIT ?",
        [before, PAGE],
    )
    return [((row[0], row[1], row[2], row[3]), row[4], row[5]) for row in found.fetchall()]


def _erase_apart(rows: Rows, place: _Place, sealed: bytes) -> None:
    rows.execute(
        "UPDATE quarantine SET body = '', sealed = ? "
        "WHERE site = ? AND device = ? AND log = ? AND seq = ?",
        [sealed, *place],
    )


def _seal(salt: bytes, text: str | bytes) -> bytes:
    """PostgreSQL keeps what nobody could read as bytes."""
    read = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(salt + read).digest()


def _old_comments(rows: Rows, before: int) -> list[tuple[str, bytes, bytes, str]]:
    """Whatever may hold one: a body is looked into once."""
    return rows.execute(
        "SELECT site, id, salt, body FROM event "
        "WHERE kind = 'feedback.amended' AND received < ? AND body LIKE '%\"comment\"%' "
        "AND NOT EXISTS ("
        "SELECT 1 FROM erased WHERE erased.site = event.site AND erased.event = event.id) "
        "LIMIT ?",
        [before, PAGE],
    ).fetchall()


def _erase(rows: Rows, site: str, id_: bytes, sealed: tuple[bytes, str], now: int) -> None:
    salt, text = sealed
    body = json.loads(text)
    body.pop("comment", None)
    kept = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    rows.execute("UPDATE event SET body = ? WHERE site = ? AND id = ?", [kept, site, id_])
    digest = _seal(salt, text)
    # Of two servers on one database, one comes second.
    rows.execute(
        "INSERT INTO erased VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", [site, id_, digest, now]
    )
