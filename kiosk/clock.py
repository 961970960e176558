"""The machine's own clock, and whether anything vouches for it."""

import ctypes
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.clock import ClockState, Instant

RELEASED = datetime(2026, 11, 24, tzinfo=UTC)
"""No clock that is right can say an earlier time than this."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ADJTIMEX_NOT_SYNCHRONISED = 5
_TIMEX_BYTES = 256
"""More than `struct timex` has anywhere; all zero means: read, change nothing."""


class SystemClock:
    """`floor` (ms since 1970): the newest thing known to have happened."""

    def __init__(self, floor: int = 0) -> None:
        self._floor = max(floor, int(RELEASED.timestamp() * 1000))

    def now(self) -> Instant:
        wall = time.time_ns() // 1_000_000
        return Instant(wall, _monotonic_ms(), self._state(wall))

    def boot_id(self) -> str:
        try:
            return _BOOT_ID.read_text().strip()
        except OSError:
            # No such file outside Linux: the moment of the boot, to ten seconds, stands for it.
            return str(round(time.time() - time.monotonic(), -1))

    def _state(self, wall: int) -> ClockState:
        if _is_synchronised():
            return ClockState.NTP
        return ClockState.FLOOR if wall >= self._floor else ClockState.UNKNOWN


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
