"""The words of comments are not kept for ever. What else an opinion says stays, without them.

Of an erased body the salted hash is kept: the chain of its log can still be verified.
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
    return erased


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
    digest = hashlib.sha256(salt + text.encode()).digest()
    # Of two servers on one database, one comes second.
    rows.execute(
        "INSERT INTO erased VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", [site, id_, digest, now]
    )
