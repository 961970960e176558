"""Rows straight from the pages of a SQLite file, when its own way to them is damaged.

Only the leaves of tables are looked at, each for itself (sqlite.org/fileformat2.html). What comes
out proves nothing: whoever asks must know the rows again.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Value = int | float | bytes | str | None
Row = tuple[Value, ...]
"""The rowid, then the columns."""

_LEAF = 0x0D
_FILE_HEADER, _LEAF_HEADER, _JOURNAL_HEADER, _FRAME_HEADER = 100, 8, 32, 24
_PAGE_BYTES = 4096
_SIZES = frozenset(2**power for power in range(9, 17))
_INT_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_REAL, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12
_MOST_PAYLOAD = 1_000_000
_WRONG = (IndexError, struct.error, ValueError)


def leaf_rows(file: Path, wants: Callable[[int], bool] = lambda _rowid: True) -> Iterator[Row]:
    """Those whose rowid is wanted, of the file, then of what its journal committed.

    Raises OSError.
    """
    size = _page_bytes(file)
    with file.open("rb") as source:
        pages = _Pages(source, size, wants)
        number = 0
        while len(page := source.read(size)) == size:
            yield from _rows(page, _FILE_HEADER if number == 0 else 0, pages)
            source.seek((number := number + 1) * size)
        journal = file.with_name(f"{file.name}-wal")
        if journal.exists():
            for page in _journalled(journal, size):
                yield from _rows(page, 0, pages)


@dataclass(frozen=True, slots=True)
class _Pages:
    source: BinaryIO
    size: int
    wants: Callable[[int], bool]


def _page_bytes(file: Path) -> int:
    with file.open("rb") as start:
        (said,) = struct.unpack(">H", start.read(18)[16:] or b"\0\0")
    size = 65536 if said == 1 else said
    return size if size in _SIZES else _PAGE_BYTES


def _journalled(journal: Path, size: int) -> Iterator[bytes]:
    """The pages of the transactions that ended; those of an earlier round have another salt."""
    step = _FRAME_HEADER + size
    with journal.open("rb") as frames:
        salt = frames.read(_JOURNAL_HEADER)[16:24]
        count = last = 0
        while len(head := frames.read(_FRAME_HEADER)) == _FRAME_HEADER and head[8:16] == salt:
            count += 1
            last = count if head[4:8] != bytes(4) else last
            frames.seek(_JOURNAL_HEADER + count * step)
        for each in range(last):
            frames.seek(_JOURNAL_HEADER + each * step + _FRAME_HEADER)
            if len(page := frames.read(size)) == size:
                yield page


def _rows(page: bytes, start: int, pages: _Pages) -> Iterator[Row]:
    if page[start] != _LEAF:
        return
    (count,) = struct.unpack_from(">H", page, start + 3)
    for cell in range(min(count, pages.size // 2)):
        try:
            (at,) = struct.unpack_from(">H", page, start + _LEAF_HEADER + 2 * cell)
            length, at = _varint(page, at)
            rowid, at = _varint(page, at)
            if pages.wants(rowid):
                yield (rowid, *_values(_payload(page, at, length, pages)))
        except _WRONG:
            continue


def _payload(page: bytes, at: int, length: int, pages: _Pages) -> bytes:
    if not 0 < length <= _MOST_PAYLOAD:
        raise ValueError("no row of ours is so long")
    payload = page[at : at + length]
    if length > pages.size - 35:
        payload = _long(page, at, length, pages)
    if len(payload) < length:
        raise ValueError("cut")
    return payload


def _long(page: bytes, at: int, length: int, pages: _Pages) -> bytes:
    """A row that goes on in pages of its own."""
    size = pages.size
    least = (size - 12) * 32 // 255 - 23
    here = least + (length - least) % (size - 4)
    here = here if here <= size - 35 else least
    payload = page[at : at + here]
    (follow,) = struct.unpack_from(">I", page, at + here)
    while follow and len(payload) < length:
        pages.source.seek((follow - 1) * size)
        more = pages.source.read(size)
        (follow,) = struct.unpack_from(">I", more)
        payload += more[4:]
    return payload[:length]


def _values(payload: bytes) -> Iterator[Value]:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    for kind in kinds:
        value, at = _value(payload, at, kind)
        yield value


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in (0, _ZERO, _ONE):
        return (None if kind == 0 else kind - _ZERO), at
    if kind == _REAL:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind in _INT_BYTES:
        end = at + _INT_BYTES[kind]
        return int.from_bytes(_cut(payload, at, end), "big", signed=True), end
    if kind < _FIRST_BLOB:
        raise ValueError("no such kind")
    end = at + (kind - _FIRST_BLOB) // 2
    raw = _cut(payload, at, end)
    return (raw.decode("utf-8", "replace") if kind % 2 else raw), end


def _cut(payload: bytes, at: int, end: int) -> bytes:
    if end > len(payload):
        raise ValueError("cut")
    return payload[at:end]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | data[at + 8], at + 9
