"""What people did to the server, each entry chained to the one before it.

An entry is written in the transaction of its act: there is no act without it, and none is told
that was not done. Whoever may write the database can still rewrite the whole chain: note its last
hash elsewhere (`borne server audit --check`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.server.rows import Rows

COMMAND = "commande"
"""Who acts at the command line of the server."""
CODE = "code"
"""Who acts with a code: whoever holds it."""


class What(StrEnum):
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    LOCKED_OUT = "locked_out"
    PERSON_ADDED = "person_added"
    ROLE_CHANGED = "role_changed"
    PASSWORD_CHANGED = "password_changed"
    EMAIL_CHANGED = "email_changed"
    PERSON_DISABLED = "person_disabled"
    PERSON_ENABLED = "person_enabled"
    CODE_MADE = "code_made"
    DEVICE_LET_IN = "device_let_in"
    DEVICE_REVOKED = "device_revoked"
    COMMENT_ACCEPTED = "comment_accepted"
    COMMENT_REJECTED = "comment_rejected"
    BURST_KEPT = "burst_kept"
    BURST_VOIDED = "burst_voided"
    EVENT_REPLAYED = "event_replayed"
    BACKUP_DECLARED = "backup_declared"
    BACKUP_FORGOTTEN = "backup_forgotten"
    COMMENTS_PURGED = "comments_purged"
    CONFIG_PUBLISHED = "config_published"
    CONFIG_WITHDRAWN = "config_withdrawn"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when (ms)."""

    who: str
    now: int


@dataclass(frozen=True, slots=True)
class Entry:
    """`site` empty: of all sites. `what` as it was written, for an older version may read it."""

    seq: int
    t: int
    who: str
    what: str
    site: str
    about: str
    detail: str


@dataclass(frozen=True, slots=True)
class Whole:
    """`hash`: of the last entry."""

    entries: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """From this number on nothing proves what is written."""

    seq: int


def begin(rows: Rows) -> tuple[int, str]:
    """The number and the hash of the last entry. Nobody else acts until this transaction ends:
    what is looked at now still holds then. Each act takes this lock before any other."""
    found = rows.execute(
        "INSERT INTO audit_head VALUES (1, 0, '') "
        "ON CONFLICT (id) DO UPDATE SET seq = audit_head.seq RETURNING seq, hash"
    )
    seq, digest = found.fetchone()
    return int(seq), str(digest)


def record(
    rows: Rows, by: By, what: What, *, about: str = "", site: str = "", detail: str = ""
) -> None:
    """Part of the transaction of the act."""
    last, previous = begin(rows)
    entry = Entry(last + 1, by.now, by.who, what.value, site, about, detail)
    digest = _digest(previous, entry)
    rows.execute(
        "INSERT INTO audit (seq, t, who, what, site, about, detail, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [*_columns(entry), digest],
    )
    rows.execute("UPDATE audit_head SET seq = ?, hash = ?", [entry.seq, digest])


def newest(rows: Rows, site: str, before: int | None, most: int) -> Sequence[Entry]:
    """The newest first, those below the number `before`; of one site, or of all (empty)."""
    below = 2**63 - 1 if before is None else before
    where, value = ("AND site = ?", [site]) if site else ("", [])
    found = rows.execute(
        "SELECT seq, t, who, what, site, about, detail FROM audit "
        f"WHERE seq < ? {where} ORDER BY seq DESC LIMIT ?",
        [below, *value, most],
    )
    return [Entry(*row) for row in found.fetchall()]


def check(rows: Rows) -> Whole | Broken:
    """Follow the chain from its beginning to the end that was noted."""
    last, digest = 0, ""
    found = rows.execute(
        "SELECT seq, t, who, what, site, about, detail, hash FROM audit ORDER BY seq"
    )
    for *columns, stored in found:
        entry = Entry(*columns)
        digest = _digest(digest, entry)
        if entry.seq != last + 1 or stored != digest:
            return Broken(last + 1)
        last = entry.seq
    head = rows.execute("SELECT seq, hash FROM audit_head").fetchone()
    if (tuple(head) if head is not None else (0, "")) != (last, digest):
        return Broken(last + 1)
    return Whole(last, digest)


def _columns(entry: Entry) -> tuple[int | str, ...]:
    return entry.seq, entry.t, entry.who, entry.what, entry.site, entry.about, entry.detail


def _digest(previous: str, entry: Entry) -> str:
    """Each column with its length before it, so that none runs into the next."""
    told = hashlib.sha256(b"borne audit 1\0" + previous.encode())
    for column in _columns(entry):
        text = str(column).encode()
        told.update(len(text).to_bytes(4, "big") + text)
    return told.hexdigest()
