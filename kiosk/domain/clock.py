"""Time as this machine knows it, and how far it can be believed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo


class ClockState(StrEnum):
    NTP = "ntp"
    FLOOR = "floor"
    """Not synchronised, but not before anything already known to have happened."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Instant:
    """`wall`: ms since 1970 UTC, information; `mono`: ms since the boot, order within it."""

    wall: int
    mono: int
    state: ClockState

    @property
    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.wall / 1000, UTC)


class Clock(Protocol):
    def now(self) -> Instant: ...

    def boot_id(self) -> str:
        """Changes when the machine restarts."""
        ...


def service_day(now: Instant, zone: ZoneInfo, starts: time, current: date | None) -> date:
    """The day that numbers belong to. Only the network's time can take it back before `current`."""
    shift = timedelta(hours=starts.hour, minutes=starts.minute)
    day = (now.utc.astimezone(zone).replace(tzinfo=None) - shift).date()
    if current is None:
        return day
    match now.state:
        case ClockState.NTP:
            return day
        case ClockState.FLOOR:
            return max(day, current)
        case ClockState.UNKNOWN:
            return current
        case _:
            assert_never(now.state)
