"""How satisfied the visitors of a month were, when enough of them said so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.feedback import SCALES

LEAST_SHOWN = 100
"""Fewer opinions are not shown to the public."""


@dataclass(frozen=True, slots=True)
class Month:
    """`month` is 1 for January."""

    year: int
    month: int
    zone: ZoneInfo

    @property
    def starts(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=self.zone)

    @property
    def ends(self) -> datetime:
        """The beginning of the next one."""
        year, month = divmod(self.year * 12 + self.month, 12)
        return datetime(year, month + 1, 1, tzinfo=self.zone)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    month: Month
    satisfied: int
    opinions: int

    @property
    def rate(self) -> int:
        """Per cent, a half rounded up."""
        return (200 * self.satisfied + self.opinions) // (2 * self.opinions)


def month_before(now: datetime, zone: ZoneInfo) -> Month:
    last = now.astimezone(zone).replace(day=1) - timedelta(days=1)
    return Month(last.year, last.month, zone)


def satisfaction(month: Month, counts: Iterable[tuple[str, int, int]]) -> Satisfaction | None:
    """From (scale, value, how many). None when there are too few to be shown."""
    known = [(SCALES[scale], value, n) for scale, value, n in counts if scale in SCALES]
    opinions = sum(n for _, _, n in known)
    satisfied = sum(n for scale, value, n in known if scale.is_happy(value))
    return Satisfaction(month, satisfied, opinions) if opinions >= LEAST_SHOWN else None
