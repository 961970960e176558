"""When an office receives: weekly hours, closures, public holidays, and the next opening."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HORIZON_DAYS = 60
"""How far the next opening is looked for; beyond it, it is not announced."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` (included) to `end` (excluded), in the site's own time."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        return self.start <= moment < self.end


Week = Mapping[int, tuple[Span, ...]]
"""Weekday (Monday is 0) to its spans, in order and without overlap. A missing day is closed."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed from `first` to `last`, both included."""

    first: date
    last: date
    reason: Mapping[str, str]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class OpeningRules:
    """`week` None means that no hours were configured: always open."""

    zone: ZoneInfo
    week: Week | None = None
    closures: tuple[Closure, ...] = ()
    is_holiday: Callable[[date], bool] = lambda _day: False


@dataclass(frozen=True, slots=True)
class Open:
    until: datetime | None
    """End of the present span; None when there is none."""


@dataclass(frozen=True, slots=True)
class Shut:
    reopens: datetime | None
    """None: not within HORIZON_DAYS."""
    reason: Mapping[str, str] | None = None
    """Why, per language, when the site gave a reason."""


def spans_of(day: date, rules: OpeningRules, motif_week: Week | None = None) -> tuple[Span, ...]:
    """The hours of one day, for the site and, narrower, for one motif."""
    if any(day in closure for closure in rules.closures) or rules.is_holiday(day):
        return ()
    whole_day = (Span(time.min, time.max),)
    site = whole_day if rules.week is None else rules.week.get(day.weekday(), ())
    if motif_week is None:
        return site
    return _overlap(site, motif_week.get(day.weekday(), ()))


def state_at(now: datetime, rules: OpeningRules, motif_week: Week | None = None) -> Open | Shut:
    """Whether a visitor is received at `now` (aware); for a motif, pass its own week."""
    if _never_closes(rules, motif_week):
        return Open(None)
    local = now.astimezone(rules.zone)
    for span in spans_of(local.date(), rules, motif_week):
        if local.time() in span:
            return Open(_until(local.date(), span, rules.zone))
    return Shut(_next_opening(local, rules, motif_week), _reason(local.date(), rules))


def _never_closes(rules: OpeningRules, motif_week: Week | None) -> bool:
    return rules.week is None and motif_week is None and not rules.closures


def _until(day: date, span: Span, zone: ZoneInfo) -> datetime | None:
    return None if span.end == time.max else datetime.combine(day, span.end, zone)


def _next_opening(local: datetime, rules: OpeningRules, motif_week: Week | None) -> datetime | None:
    for ahead in range(HORIZON_DAYS):
        day = local.date() + timedelta(days=ahead)
        for span in spans_of(day, rules, motif_week):
            start = datetime.combine(day, span.start, rules.zone)
            if start > local:
                return start
    return None


def _reason(day: date, rules: OpeningRules) -> Mapping[str, str] | None:
    return next((closure.reason for closure in rules.closures if day in closure), None)


def _overlap(ours: tuple[Span, ...], theirs: tuple[Span, ...]) -> tuple[Span, ...]:
    pairs = (Span(max(a.start, b.start), min(a.end, b.end)) for a in ours for b in theirs)
    return tuple(span for span in pairs if span.start < span.end)
