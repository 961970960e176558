"""The words of comments are not kept for ever. What else an opinion says stays, without them.

Of an erased body the salted hash is kept: the chain of its log can still be verified. Of an opinion
that was kept apart, or cannot be parsed, nobody knows where its words are: its whole body goes.
"""

from dataclasses import dataclass

import msgspec

from sync.server.decode import sealed_original
from sync.server.rows import Rows
from sync.wire import is_wrapping, seal_text

DAY_MS = 24 * 3600 * 1000
COMMENT_DAYS = 365
"""Twelve months, unless the site's data protection officer wants less."""
PAGE = 500
_parts = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""The other values stay as they were told: not everything that was stored can be a number here."""


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
            for place, kept, sealed in apart:
                _erase_apart(rows, place, kept, sealed)
        erased += len(apart)
    return erased


_Place = tuple[str, bytes, bytes, int]
"""Site, device, log and number."""


def _old_and_apart(rows: Rows, before: int) -> list[tuple[_Place, str | bytes, bytes]]:
    """Where they are, what is to be left of their bodies, and the seals."""
    found = rows.execute(
        "SELECT site, device, log, seq, kind, clock, salt, body FROM quarantine "
        "WHERE kind IN ('feedback.amended', 'opaque') AND received < ? "
        "AND sealed IS NULL LIMIT ?",
        [before, PAGE],
    )
    return [((row[0], row[1], row[2], row[3]), *_kept(*row[4:])) for row in found.fetchall()]


def _kept(kind: str, clock: str, salt: bytes, body: str | bytes) -> tuple[str | bytes, bytes]:
    """Of what came wrapped the facts stay: a hub still has to forward them."""
    # PostgreSQL keeps what nobody could read as bytes.
    text = body if isinstance(body, str) else bytes(body).decode()
    original = sealed_original(text) if is_wrapping(kind, clock, bytes(salt)) else None
    left, sealed = ("", seal_text(salt, text)) if original is None else original
    return left if isinstance(body, str) else left.encode(), sealed


def _erase_apart(rows: Rows, place: _Place, kept: str | bytes, sealed: bytes) -> None:
    rows.execute(
        "UPDATE quarantine SET body = ?, sealed = ? "
        "WHERE site = ? AND device = ? AND log = ? AND seq = ?",
        [kept, sealed, *place],
    )


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
    left = [_without_comment(text), site, id_]
    rows.execute("UPDATE event SET body = ? WHERE site = ? AND id = ?", left)
    digest = seal_text(salt, text)
    # Of two servers on one database, one comes second.
    rows.execute(
        "INSERT INTO erased VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", [site, id_, digest, now]
    )


def _without_comment(text: str) -> str:
    try:
        parts = _parts.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "{}"
    parts.pop("comment", None)
    return msgspec.json.encode(parts).decode()
