"""Bytes → ESC/POS commands, as a printer takes them in: one at a time, waiting for the rest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
FIRST_PRINTABLE = 0x20


@dataclass(frozen=True, slots=True)
class Text:
    data: bytes


@dataclass(frozen=True, slots=True)
class Control:
    code: int


@dataclass(frozen=True, slots=True)
class Command:
    """`name`: the two bytes that begin it (with the function for `GS (`); `data`: what follows."""

    name: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A sequence this printer does not have. The lead byte is lost, the rest comes out as text."""

    data: bytes


Token = Text | Control | Command | Unreadable

_PLAIN = {
    b"\x1b": {0: b"@2", 1: b"taEM-{dJ3!GR rSTV=U%?", 2: b"$\\c", 3: b"p"},
    b"\x1d": {0: b"", 1: b"!BbrahwHfI/:", 2: b"LWP\\$"},
    b"\x1c": {0: b".&", 1: b"!-C", 2: b"S", 3: b""},
    b"\x10": {1: b"\x04\x05"},
}
_FIXED = {
    lead + bytes([second]): count
    for lead, counts in _PLAIN.items()
    for count, seconds in counts.items()
    for second in seconds
}


def _word(data: bytes, at: int) -> int | None:
    return int.from_bytes(data[at : at + 2], "little") if len(data) >= at + 2 else None


def _function(data: bytes) -> int | None:
    """`GS ( x pL pH …`: a letter, a length, and that many bytes."""
    length = _word(data, 1)
    return None if length is None else 3 + length


def _raster(data: bytes) -> int | None:
    """`GS v 0 m xL xH yL yH …`: bytes across times dots down."""
    across, down = _word(data, 2), _word(data, 4)
    return None if across is None or down is None else 6 + across * down


def _columns(data: bytes) -> int | None:
    """`ESC * m nL nH …`: one or three bytes a column."""
    count = _word(data, 1)
    return None if count is None else 3 + count * (3 if data[0] & 0x20 else 1)


def _cut(data: bytes) -> int | None:
    """`GS V m`, and for the feeding kinds `GS V m n`."""
    if not data:
        return None
    return 2 if data[0] in (65, 66, 97, 98, 103, 104) else 1


def _ejector(data: bytes) -> int | None:
    """`GS e n`, and for presenting `GS e 3 m`: the mechanisms of Custom."""
    if not data:
        return None
    return 2 if data[0] == 3 else 1


def _until_nul(data: bytes) -> int | None:
    """`ESC D n … NUL`: the tab stops."""
    end = data.find(0)
    return None if end < 0 else end + 1


def _real_time(data: bytes) -> int | None:
    """`DLE DC4 fn …`: pulse, power off, buzzer, status, clear."""
    if not data:
        return None
    return {1: 3, 2: 3, 3: 6, 7: 2, 8: 8}.get(data[0], 1)


_SIZED: dict[bytes, Callable[[bytes], int | None]] = {
    b"\x1d(": _function,
    b"\x1c(": _function,
    b"\x1dv": _raster,
    b"\x1b*": _columns,
    b"\x1dV": _cut,
    b"\x1de": _ejector,
    b"\x1bD": _until_nul,
    b"\x10\x14": _real_time,
}


class Reader:
    """Keeps an unfinished sequence until the bytes that finish it arrive."""

    def __init__(self) -> None:
        self._rest = b""

    @property
    def waiting(self) -> int:
        """Bytes of a sequence that is not whole."""
        return len(self._rest)

    def feed(self, data: bytes) -> Iterator[tuple[Token, bytes]]:
        """Each token with the bytes that it was."""
        waiting = self._rest + data
        at = 0
        while at < len(waiting):
            found = _token(waiting, at)
            if found is None:
                break
            token, end = found
            yield token, waiting[at:end]
            at = end
        self._rest = waiting[at:]


def _token(data: bytes, at: int) -> tuple[Token, int] | None:
    first = data[at]
    if first in (ESC, FS, GS, DLE):
        return _sequence(data, at)
    if first < FIRST_PRINTABLE:
        return Control(first), at + 1
    end = at
    while end < len(data) and data[end] >= FIRST_PRINTABLE:
        end += 1
    return Text(data[at:end]), end


def _sequence(data: bytes, at: int) -> tuple[Token, int] | None:
    name = data[at : at + 2]
    if len(name) < 2:
        return None
    following = data[at + 2 :]
    length: int | None
    if name in _FIXED:
        length = _FIXED[name]
    elif name in _SIZED:
        length = _SIZED[name](following)
    else:
        return Unreadable(name), at + 2
    if length is None or len(following) < length:
        return None
    return Command(name, following[:length]), at + 2 + length
