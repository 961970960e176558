"""Which characters a font file has, from its own table (`cmap`), without a program that draws."""

import struct
from collections.abc import Iterator
from pathlib import Path

_UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})
_BMP, _FULL = 4, 12


def characters_of(file: Path) -> frozenset[int]:
    """Empty when it is no font, or is damaged. Raises OSError."""
    font = file.read_bytes()
    try:
        start = _table(font, b"cmap")
        return frozenset(code for part in _parts(font, start) for code in _codes(font, part))
    except (struct.error, ValueError, IndexError):
        return frozenset()


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * n)
        if tag == name:
            return int(offset)
    raise ValueError("no such table")


def _parts(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", font, start + 2)
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * n)
        if (platform, encoding) in _UNICODE:
            yield start + offset


def _codes(font: bytes, part: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", font, part)
    if form == _BMP:
        yield from _segments(font, part)
    elif form == _FULL:
        (groups,) = struct.unpack_from(">L", font, part + 12)
        for n in range(groups):
            first, last, _glyph = struct.unpack_from(">LLL", font, part + 16 + 12 * n)
            yield from range(first, last + 1)


def _segments(font: bytes, part: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, part + 6)
    shape = f">{double // 2}H"
    at = part + 14
    lasts = struct.unpack_from(shape, font, at)
    firsts = struct.unpack_from(shape, font, at + double + 2)
    for first, last in zip(firsts, lasts, strict=True):
        # The last segment is a mark of the end.
        if first != 0xFFFF:
            yield from range(first, last + 1)
