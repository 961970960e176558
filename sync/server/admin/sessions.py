"""Who is signed in. The browser holds the token, the database its hash only."""

import hashlib
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from sync.server.rows import Rows

IDLE_MS = 30 * 60 * 1000
LONGEST_MS = 12 * 3600 * 1000
NOTED_EVERY_MS = 60_000
"""That somebody is still there need not be written at each page."""


@dataclass(frozen=True, slots=True)
class Session:
    """`id_token`: what the identity provider is shown when it ends; empty without one."""

    person: UUID
    begun: int
    seen: int
    id_token: str = field(repr=False)


def begin(rows: Rows, person: UUID, now: int, id_token: str = "") -> str:
    """A new session, never one that the browser brought; its token."""
    rows.execute(
        "DELETE FROM session WHERE seen <= ? OR begun <= ?", [now - IDLE_MS, now - LONGEST_MS]
    )
    token = secrets.token_urlsafe(32)
    rows.execute(
        "INSERT INTO session (hash, person, begun, seen, id_token) VALUES (?, ?, ?, ?, ?)",
        [hash_of(token), person.bytes, now, now, id_token],
    )
    return token


def find(rows: Rows, token: str, now: int, *, is_a_sign_of_life: bool = True) -> Session | None:
    """The session of this token, unless it has ended."""
    found = rows.execute(
        "SELECT person, begun, seen, id_token FROM session "
        "WHERE hash = ? AND seen > ? AND begun > ?",
        [hash_of(token), now - IDLE_MS, now - LONGEST_MS],
    ).fetchone()
    if found is None:
        return None
    person, begun, seen, id_token = found
    if is_a_sign_of_life and now - seen >= NOTED_EVERY_MS:
        rows.execute("UPDATE session SET seen = ? WHERE hash = ?", [now, hash_of(token)])
    return Session(UUID(bytes=bytes(person)), begun, seen, id_token)


def end(rows: Rows, token: str) -> None:
    rows.execute("DELETE FROM session WHERE hash = ?", [hash_of(token)])


def end_all(rows: Rows, person: UUID) -> None:
    rows.execute("DELETE FROM session WHERE person = ?", [person.bytes])


def form_token(token: str) -> str:
    """What a form of this session carries: nobody can make it who does not hold the token."""
    return hashlib.sha256(b"borne form 1\0" + token.encode()).hexdigest()


def hash_of(token: str) -> bytes:
    return hashlib.sha256(b"borne session 1\0" + token.encode()).digest()
