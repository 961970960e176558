"""When nobody is there: small moves against burn-in, a dark glass out of hours, the daily wipe."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.domain.opening import OpeningRules, Shut, spans_of, state_at

QUIET_S = 150.0
"""Longer than any visit stays without a touch."""
DRIFT_EVERY_S = 60.0
DRIFT = (
    (0, 0), (2, 1), (4, 2), (3, 4), (1, 3), (-1, 4), (-3, 3), (-4, 1),
    (-3, -1), (-4, -3), (-2, -4), (0, -3), (2, -4), (4, -2), (3, 0), (1, -1),
)  # fmt: skip
"""Pixels; no step can be seen, and no pixel stands still for long."""
DARK_AFTER_S = 300.0
SOON = timedelta(minutes=30)
"""It is not worth going dark for less."""
LATE = timedelta(hours=1)
"""A wipe that nobody left room for is not made up for later."""


BEFORE_OPENING = timedelta(minutes=30)
"""Time enough for somebody to come."""


def drift_at(quiet_s: float) -> tuple[int, int]:
    return DRIFT[int(quiet_s // DRIFT_EVERY_S) % len(DRIFT)]


def is_night(now: datetime, rules: OpeningRules) -> bool:
    """Whether the site opens in more than half an hour only."""
    state = state_at(now, rules)
    return isinstance(state, Shut) and (state.reopens is None or state.reopens - now > SOON)


def is_day(now: datetime, rules: OpeningRules) -> bool:
    return not isinstance(state_at(now, rules), Shut)


@dataclass(slots=True)
class Wipe:
    """Once a day at an hour; `last`: the day of the last one."""

    at: time | None
    last: date | None = None

    def is_due(self, local: datetime) -> bool:
        """`local`: in the site's own zone."""
        if self.at is None or local.date() == self.last:
            return False
        planned = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return planned <= local < planned + LATE


@dataclass(slots=True)
class Round:
    """Once each day that the site opens, before it does; `last`: the day of the last one."""

    last: date | None = None

    def is_due(self, local: datetime, rules: OpeningRules) -> bool:
        """`local`: in the site's own zone. One that was missed is made up for."""
        spans = spans_of(local.date(), rules)
        if local.date() == self.last or not spans:
            return False
        opens = datetime.combine(local.date(), spans[0].start, rules.zone)
        return local >= opens - BEFORE_OPENING
