"""The machine's own clock, and whether anything vouches for it."""

import ctypes
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from kiosk.domain.clock import TOLERANCE_MS, Anchor, Bounds, ClockState, Instant, corrected

RELEASED = datetime(2026, 11, 24, tzinfo=UTC)
"""No clock that is right can say an earlier time than this."""
OUTLIVED = RELEASED.replace(year=RELEASED.year + 10)
"""Nor, while nobody vouches for it, a later one."""
ABSURD = RELEASED.replace(year=RELEASED.year + 30)
"""Nor this one, whoever vouches."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ADJTIMEX_NOT_SYNCHRONISED = 5
_TIMEX_BYTES = 256
"""More than `struct timex` has anywhere; all zero means: read, change nothing."""


class Machine(Protocol):
    """What a machine says of time, in ms: since 1970, and since its boot."""

    def wall(self) -> int: ...

    def mono(self) -> int: ...

    def is_synchronised(self) -> bool: ...

    def boot_id(self) -> str: ...


class SystemClock:
    """One for all threads of a process: what one of them learns of the time, the others know."""

    def __init__(self, machine: Machine | None = None) -> None:
        self._machine = machine or _ThisMachine()
        # Each is replaced whole, so that a thread sees the one before or the one after.
        self._bounds = Bounds(_ms(RELEASED), _ms(OUTLIVED))
        self._anchor: Anchor | None = None

    def happened(self, t: int) -> None:
        """Something is known to have happened at `t` (ms since 1970)."""
        if self._bounds.state(t) is ClockState.FLOOR:
            self._bounds = self._bounds.after(Instant(t, 0, ClockState.FLOOR))

    def believe(self, anchor: Anchor | None) -> None:
        """Until the end of its boot, or a newer one."""
        if anchor is not None and anchor.boot_id == self.boot_id():
            self._anchor = anchor

    def now(self) -> Instant:
        now = self._reckoned(self._machine.wall(), self._machine.mono())
        self._bounds = self._bounds.after(now)
        return now

    def correction(self) -> int | None:
        """The time (ms since 1970) by which to judge what the system's clock is too wrong for."""
        wall, now = self._machine.wall(), self.now()
        is_off = now.state is ClockState.SIGNED and abs(now.wall - wall) > TOLERANCE_MS
        return now.wall if is_off else None

    def boot_id(self) -> str:
        return self._machine.boot_id()

    def _reckoned(self, wall: int, mono: int) -> Instant:
        if self._machine.is_synchronised() and _ms(RELEASED) <= wall < _ms(ABSURD):
            return Instant(wall, mono, ClockState.NTP)
        if self._anchor is not None and (now := corrected(mono, self._anchor)) is not None:
            return now
        return Instant(wall, mono, self._bounds.state(wall))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


class _ThisMachine:
    def wall(self) -> int:
        return time.time_ns() // 1_000_000

    def mono(self) -> int:
        return _monotonic_ms()

    def is_synchronised(self) -> bool:
        return _is_synchronised()

    def boot_id(self) -> str:
        try:
            return _BOOT_ID.read_text().strip()
        except OSError:
            # No such file outside Linux: the moment of the boot, to ten seconds, stands for it.
            return str(round(time.time() - time.monotonic(), -1))


if sys.platform == "linux":
    _libc = ctypes.CDLL(None)

    def _monotonic_ms() -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def _is_synchronised() -> bool:
        status: int = _libc.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
        return 0 <= status < _ADJTIMEX_NOT_SYNCHRONISED

else:

    def _monotonic_ms() -> int:
        return time.monotonic_ns() // 1_000_000

    def _is_synchronised() -> bool:
        return False
