"""Which device a damaged database belongs to, and what else of it is worth believing."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from operator import eq
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.storage import base
from kiosk.storage.base import Base
from kiosk.storage.check import connect_to_read
from kiosk.storage.pages import leaf_rows
from kiosk.storage.readable import SMALLEST_ROW, first_row
from kiosk.storage.records import COLUMNS, record_of
from sync.wire import chain

BACKUPS = "backups"
EVENT_COLUMNS, LOG_COLUMNS, PURGED_COLUMNS = 11, 9, 5
_QUERY = "SELECT device, log, boot, boot_id, head_seq, head_hash FROM log"
_MOST_BOOTS = 10_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """`log` and `head_seq` None: nothing says them. `proven`: the first event was chained to it,
    or to `base`, the last one that was purged."""

    device: UUID
    log: UUID | None
    boot: int
    boot_id: str
    head_seq: int | None
    head_hash: bytes = b""
    proven: bool = False
    base: Base | None = None

    @property
    def begins(self) -> int:
        """The last event that is not expected in the file."""
        return 0 if self.base is None else self.base.seq


def of(damaged: sqlite3.Connection, file: Path) -> Identity | None:
    """From the file, when its first event was chained to it; else from the newest copy."""
    size = file.stat().st_size
    read = _read(first_row(damaged, _QUERY), size)
    bases = [first_row(damaged, f"SELECT {base.COLUMNS} FROM purged")]
    if read is not None and (based := _based(read, bases)) is not None:
        read = based
        first = f"SELECT {COLUMNS} FROM event WHERE seq = {read.begins + 1}"
        if (row := first_row(damaged, first)) is not None and _is_proven(read, [row]):
            return replace(read, proven=True)
    return _in_pages(file, size) or _likely(read, next(_copies(file), None))


def _in_pages(file: Path, size: int) -> Identity | None:
    """What looks like the line of a log, when the first event that looks so was chained to it."""
    bases = [None, *_bases_in(file)]
    for row in _lines_in(file):
        here = _read(row, size)
        based = None if here is None else _based(here, bases)
        if based is None:
            continue
        firsts = list(events_in(file, partial(eq, based.begins + 1)))
        if _is_proven(based, firsts):
            return replace(based, proven=True)
    return None


def _based(found: Identity, rows: Sequence[Sequence[Any] | None]) -> Identity | None:
    """With the last of these bases that is of its log; from the very first event without any."""
    if found.log is None:
        return None
    read = [base.read(row, found.device, found.log) for row in rows]
    known = [each for each in read if each is not None]
    last = max(known, key=lambda each: each.seq) if known else None
    return replace(found, base=last or base.beginning(found.device, found.log))


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


def _bases_in(file: Path) -> Iterator[tuple[Any, ...]]:
    """What looks like the row of what was purged."""
    for _, *values in leaf_rows(file, lambda rowid: rowid == 1):
        if len(values) == PURGED_COLUMNS and values[0] is None:
            yield tuple(values[1:])


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
    if found.base is None:
        return False
    start = found.base.hash
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
