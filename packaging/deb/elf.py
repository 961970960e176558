"""Which libraries a shared object needs, read from the file itself: binutils are not asked for."""

import struct
from pathlib import Path

_DYNAMIC, _LOAD = 2, 1
_NEEDED, _STRINGS = 1, 5


def is_elf(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def needed(file: Path) -> list[str]:
    """Of a 64-bit little-endian object; empty for one that is linked to nothing."""
    data = file.read_bytes()
    offset, size, count = (
        *struct.unpack_from("<Q", data, 32),
        *struct.unpack_from("<HH", data, 54),
    )
    heads = [struct.unpack_from("<IIQQQQQQ", data, offset + i * size) for i in range(count)]
    dynamic = next((head for head in heads if head[0] == _DYNAMIC), None)
    if dynamic is None:
        return []
    entries = [struct.unpack_from("<QQ", data, dynamic[2] + at) for at in range(0, dynamic[5], 16)]
    address = next(value for tag, value in entries if tag == _STRINGS)
    load = next(h for h in heads if h[0] == _LOAD and h[3] <= address < h[3] + h[5])
    strings = address - load[3] + load[2]
    return [_text(data, strings + value) for tag, value in entries if tag == _NEEDED]


def _text(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode()
