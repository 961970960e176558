"""The device's append-only log of events: dense sequence, hash chain. The only way out."""

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import sqlite_utils

from kiosk.domain.clock import Instant
from kiosk.domain.identifiers import uuid7
from kiosk.storage import base
from sync.wire import Event, chain, genesis

SALT_BYTES = 16
PAGE = 500


def append(
    rows: sqlite_utils.Database, kind: str, body: Mapping[str, object], now: Instant, boot: int
) -> Event:
    """Add one event. Call it inside the transaction of the rows that it tells about."""
    seq, head = rows.execute("SELECT head_seq, head_hash FROM log").fetchone()
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    salt = os.urandom(SALT_BYTES)
    event = Event(seq + 1, uuid7(), kind, 1, now.wall, now.mono, boot, now.state, salt, text)
    digest = chain(head, event)
    _insert(rows, event, digest)
    rows.execute("UPDATE log SET head_seq = ?, head_hash = ?", [event.seq, digest])
    return event


def insert(rows: sqlite_utils.Database, event: Event, digest: bytes) -> bool:
    """An event that was written before; False when its id or its place is taken."""
    try:
        _insert(rows, event, digest)
    except sqlite3.IntegrityError:
        return False
    return True


def _insert(rows: sqlite_utils.Database, event: Event, digest: bytes) -> None:
    rows.execute(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            event.seq,
            event.id.bytes,
            event.kind,
            event.v,
            event.t,
            event.mono,
            event.boot,
            event.clock,
            event.salt,
            event.body,
            digest,
        ],
    )


def begin_log(rows: sqlite_utils.Database, why: str) -> tuple[UUID, int]:
    """Move every event to a new log: same ids, numbered from 1, a chain from a new beginning.

    Returns the log before and its last sequence.
    Some 10 µs an event; nobody else writes meanwhile.
    """
    device, parent, end = rows.execute("SELECT device, log, head_seq FROM log").fetchone()
    remember(rows, UUID(bytes=parent), end, why)
    log = uuid7()
    start = digest = genesis(UUID(bytes=device), log)
    before = base.find(rows)
    purged = seq = before.seq
    while page := after(rows, seq, PAGE):
        chained = []
        for event in page:
            moved, seq = replace(event, seq=event.seq - purged), event.seq
            digest = chain(digest, moved)
            chained.append((digest, moved.seq, seq))
        rows.conn.executemany("UPDATE event SET hash = ?, seq = ? WHERE seq = ?", chained)
    _renumber_quarantined(rows, purged)
    rows.execute(
        "UPDATE log SET log = ?, head_seq = ?, head_hash = ?, acked_seq = 0, acked_hash = ?",
        [log.bytes, end - purged, digest, start],
    )
    base.begin_anew(rows, start, before.day)
    return UUID(bytes=parent), end


def _renumber_quarantined(rows: sqlite_utils.Database, purged: int) -> None:
    kept = rows.execute("SELECT seq, reason FROM quarantined WHERE seq > ?", [purged]).fetchall()
    rows.execute("DELETE FROM quarantined")
    rows.conn.executemany(
        "INSERT INTO quarantined VALUES (?, ?)", [(seq - purged, reason) for seq, reason in kept]
    )


def remember(rows: sqlite_utils.Database, log: UUID, head_seq: int, why: str) -> None:
    """The log that the present one goes on from."""
    rows.execute(
        "INSERT INTO past_log (log, head_seq, why) VALUES (?, ?, ?)", [log.bytes, head_seq, why]
    )


def after(rows: sqlite_utils.Database, seq: int, limit: int) -> list[Event]:
    """The events that follow `seq`, at most `limit`, in order."""
    found = rows.execute(
        "SELECT seq, id, kind, v, t, mono, boot, clock, salt, body FROM event "
        "WHERE seq > ? ORDER BY seq LIMIT ?",
        [seq, limit],
    )
    return [Event(row[0], UUID(bytes=row[1]), *row[2:]) for row in found]


def hash_at(rows: sqlite_utils.Database, seq: int) -> bytes | None:
    """The chain's hash after event `seq`; None when there is no such event any more."""
    found = rows.execute("SELECT hash FROM event WHERE seq = ?", [seq]).fetchone()
    return None if found is None else bytes(found[0])


def newest_time(rows: sqlite_utils.Database) -> int:
    """Wall clock (ms) of the newest event whose time could be; 0 without any."""
    found = rows.execute(
        "SELECT t FROM event WHERE clock <> 'unknown' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return 0 if found is None else int(found[0])
