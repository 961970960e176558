"""Time as this machine knows it, and how far it can be believed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo

TOLERANCE_MS = 2 * 60_000
"""What a clock may go back by, or leap by, while nothing vouches for it."""
ANCHORED_MS = 30 * 24 * 3600_000
"""How long what the server said is gone on from: a crystal is off by some minutes then."""


class ClockState(StrEnum):
    NTP = "ntp"
    SIGNED = "signed"
    """The server said it, in answer to us, earlier in this boot."""
    FLOOR = "floor"
    """Nobody vouches for it, but it can be: see `Bounds`."""
    UNKNOWN = "unknown"

    @property
    def is_vouched(self) -> bool:
        return self in (ClockState.NTP, ClockState.SIGNED)


@dataclass(frozen=True, slots=True)
class Instant:
    """`wall`: ms since 1970 UTC, information; `mono`: ms since the boot, order within it."""

    wall: int
    mono: int
    state: ClockState

    @property
    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.wall / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The server's time `t` (ms) at `mono` (ms since the boot) of the boot `boot_id`."""

    t: int
    mono: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a clock that nobody vouches for must lie between: what is known to have happened, and
    what no machine of this version will live to see (ms since 1970)."""

    floor: int
    ceiling: int

    def state(self, wall: int) -> ClockState:
        possible = self.floor - TOLERANCE_MS <= wall < self.ceiling
        return ClockState.FLOOR if possible else ClockState.UNKNOWN

    def after(self, now: Instant) -> "Bounds":
        """With `now` behind us, as far as it can be believed."""
        if now.state is ClockState.UNKNOWN or now.wall <= self.floor:
            return self
        return replace(self, floor=now.wall)


def corrected(mono: int, anchor: Anchor) -> Instant | None:
    """What a clock shows, by what the server said earlier in this boot. None: that is too long ago,
    or time since the boot went back, which no machine does by itself."""
    since = mono - anchor.mono
    if not 0 <= since <= ANCHORED_MS:
        return None
    return Instant(anchor.t + since, mono, ClockState.SIGNED)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody vouches for the clock now who did not before. `by_ms`: what it was put on by."""

    by_ms: int


@dataclass(frozen=True, slots=True)
class Jumped:
    """The clock was put on (or back: negative) by so much."""

    by_ms: int


def change(before: Instant, now: Instant) -> Vouched | Jumped | None:
    """What happened to the clock between two moments of one boot."""
    by_ms = (now.wall - before.wall) - (now.mono - before.mono)
    if now.state.is_vouched and not before.state.is_vouched:
        return Vouched(by_ms)
    return Jumped(by_ms) if abs(by_ms) > TOLERANCE_MS else None


class Clock(Protocol):
    def now(self) -> Instant: ...

    def boot_id(self) -> str:
        """Changes when the machine restarts."""
        ...


def service_day(now: Instant, zone: ZoneInfo, starts: time, current: date | None) -> date:
    """The day that numbers belong to. Only time that is vouched for can take it back before
    `current`."""
    shift = timedelta(hours=starts.hour, minutes=starts.minute)
    day = (now.utc.astimezone(zone).replace(tzinfo=None) - shift).date()
    if current is None:
        return day
    match now.state:
        case ClockState.NTP | ClockState.SIGNED:
            return day
        case ClockState.FLOOR:
            return max(day, current)
        case ClockState.UNKNOWN:
            return current
        case _:
            assert_never(now.state)
