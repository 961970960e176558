"""Which device a damaged database belongs to, and what else of it is worth believing."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.storage.check import connect_to_read
from kiosk.storage.pages import leaf_rows
from kiosk.storage.readable import SMALLEST_ROW, first_row
from kiosk.storage.records import COLUMNS, record_of
from sync.wire import chain, genesis

BACKUPS = "backups"
EVENT_COLUMNS, LOG_COLUMNS = 11, 9
_QUERY = "SELECT device, log, boot, boot_id, head_seq, head_hash FROM log"
_MOST_BOOTS = 10_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """`log` and `head_seq` None: nothing says them. `proven`: the first event was chained to it."""

    device: UUID
    log: UUID | None
    boot: int
    boot_id: str
    head_seq: int | None
    head_hash: bytes = b""
    proven: bool = False


def of(damaged: sqlite3.Connection, file: Path) -> Identity | None:
    """From the file, when its first event was chained to it; else from the newest copy."""
    size = file.stat().st_size
    read = _read(first_row(damaged, _QUERY), size)
    first = first_row(damaged, f"SELECT {COLUMNS} FROM event WHERE seq = 1")
    if read is not None and first is not None and _is_proven(read, [first]):
        return replace(read, proven=True)
    firsts = list(events_in(file, lambda seq: seq == 1))
    for row in _lines_in(file):
        here = _read(row, size)
        if here is not None and _is_proven(here, firsts):
            return replace(here, proven=True)
    return _likely(read, next(_copies(file), None))


def _likely(read: Identity | None, copy: Identity | None) -> Identity | None:
    """Where nothing is proven, the copy knows the device best."""
    if read is None:
        return None if copy is None else replace(copy, log=None, boot_id="", head_seq=None)
    return read if copy is None else replace(read, device=copy.device)


def events_in(file: Path, wants: Callable[[int], bool]) -> Iterator[tuple[Any, ...]]:
    """What looks like rows of those events in the pages of the file."""
    for seq, *values in leaf_rows(file, wants):
        if len(values) == EVENT_COLUMNS and values[0] is None:
            yield (seq, *values[1:])


def _lines_in(file: Path) -> Iterator[tuple[Any, ...]]:
    """What looks like the one row of the log, the newest last."""
    for _, *values in leaf_rows(file, lambda rowid: rowid == 1):
        if len(values) == LOG_COLUMNS and values[0] is None:
            yield tuple(values[1:7])


def counters(damaged: sqlite3.Connection) -> Mapping[tuple[str, str], int]:
    """As many as can be read."""
    found = {}
    try:
        for day, series, n in damaged.execute("SELECT day, series, n FROM counter"):
            if isinstance(day, str) and isinstance(series, str) and isinstance(n, int):
                found[day, series] = n
    except sqlite3.DatabaseError:
        return found
    return found


def _read(row: tuple[Any, ...] | None, file_bytes: int) -> Identity | None:
    try:
        device, log, boot, boot_id, head, digest = row or ()
        device, log = UUID(bytes=device), UUID(bytes=log)
        found = Identity(device, log, int(boot), str(boot_id), int(head), digest)
    except (TypeError, ValueError):
        return None
    assert found.head_seq is not None
    if not 0 <= found.boot <= _MOST_BOOTS:
        return None
    if 0 <= found.head_seq <= file_bytes // SMALLEST_ROW:
        return found
    return replace(found, head_seq=None)


def _is_proven(found: Identity, firsts: Sequence[tuple[Any, ...]]) -> bool:
    """By a first event, which was chained to it."""
    if found.log is None:
        return False
    start = genesis(found.device, found.log)
    records = (record_of(row) for row in firsts)
    return any(
        chain(start, record.event) == record.hash for record in records if record is not None
    )


def _copies(file: Path) -> Iterator[Identity]:
    """Of the folder of copies, the newest first."""
    for copy in sorted((file.parent / BACKUPS).glob("*.db"), reverse=True):
        try:
            with closing(connect_to_read(copy)) as rows:
                found = _read(first_row(rows, _QUERY), copy.stat().st_size)
        except (sqlite3.Error, OSError):
            continue
        if found is not None:
            yield found
