"""Where the log of this file begins: after the last event that was purged, or at the very first."""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlite_utils

from sync.wire import Position, genesis

COLUMNS = "seq, hash, day, seal"
_TYPES = (int, bytes, str, bytes)
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Base:
    """The last event that is no longer here, the chain's hash after it, and the last day that the
    events that stay do not tell whole."""

    seq: int
    hash: bytes
    day: str = ""


def beginning(device: UUID, log: UUID) -> Base:
    """Of a log of which nothing was purged."""
    return Base(0, genesis(device, log))


def find(rows: sqlite_utils.Database) -> Base:
    device, log = rows.execute("SELECT device, log FROM log").fetchone()
    found = rows.execute(f"SELECT {COLUMNS} FROM purged").fetchone()
    if found is None:
        return beginning(UUID(bytes=device), UUID(bytes=log))
    return Base(found[0], found[1], found[2])


def put(rows: sqlite_utils.Database, base: Base) -> None:
    device, log = rows.execute("SELECT device, log FROM log").fetchone()
    rows.execute(
        f"INSERT OR REPLACE INTO purged (id, {COLUMNS}) VALUES (1, ?, ?, ?, ?)",
        [base.seq, base.hash, base.day, _seal(UUID(bytes=device), UUID(bytes=log), base)],
    )


def begin_anew(rows: sqlite_utils.Database, start: bytes, day: str) -> None:
    """A new log, of which nothing was purged and nothing is safe."""
    keep_safe(rows, None)
    if day:
        put(rows, Base(0, start, day))


def read(row: Sequence[Any] | None, device: UUID, log: UUID) -> Base | None:
    """None: not what was written there, of that log."""
    if row is None or not all(isinstance(v, t) for v, t in zip(row, _TYPES, strict=True)):
        return None
    base = Base(row[0], row[1], row[2])
    if base.seq < 0 or len(base.hash) != _HASH_BYTES or row[3] != _seal(device, log, base):
        return None
    return base


def safe(rows: sqlite_utils.Database) -> Position | None:
    """How far the server's backups reach, as it last said."""
    found = rows.execute("SELECT seq, hash FROM safe").fetchone()
    return None if found is None else Position(found[0], found[1].hex())


def keep_safe(rows: sqlite_utils.Database, safe: Position | None) -> None:
    rows.execute("DELETE FROM safe")
    if safe is not None:
        rows.execute("INSERT INTO safe VALUES (1, ?, ?)", [safe.seq, bytes.fromhex(safe.hash)])


def _seal(device: UUID, log: UUID, base: Base) -> bytes:
    """That it belongs to that log: the event that was chained to its beginning is gone."""
    place = struct.pack(">Q", base.seq)
    return hashlib.sha256(genesis(device, log) + place + base.hash + base.day.encode()).digest()
