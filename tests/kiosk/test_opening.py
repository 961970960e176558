"""When a site or a motif receives, told as tables."""

from datetime import date, datetime, time

import pytest

from kiosk.domain.opening import Closure, Open, OpeningRules, Shut, Span, state_at
from tests.fakes import PARIS

MORNING = Span(time(8, 30), time(12))
AFTERNOON = Span(time(13, 30), time(17))
WEEK = {0: (MORNING, AFTERNOON), 1: (MORNING, AFTERNOON), 4: (MORNING,)}
RULES = OpeningRules(PARIS, WEEK)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "until"),
    [(at(23, 8, 30), at(23, 12)), (at(23, 11, 59), at(23, 12)), (at(24, 13, 30), at(24, 17))],
)
def test_the_site_is_open_within_its_hours(now: datetime, until: datetime) -> None:
    assert state_at(now, RULES) == Open(until)


@pytest.mark.parametrize(
    ("now", "reopens"),
    [
        (at(23, 8, 29), at(23, 8, 30)),
        (at(23, 12), at(23, 13, 30)),
        (at(24, 17), at(27, 8, 30)),
        (at(28, 10), at(30, 8, 30)),
    ],
)
def test_a_closed_site_says_when_it_reopens(now: datetime, reopens: datetime) -> None:
    assert state_at(now, RULES) == Shut(reopens)


def test_without_hours_the_site_is_always_open() -> None:
    assert state_at(at(22, 3), OpeningRules(PARIS)) == Open(None)


def test_a_closure_gives_its_reason_and_skips_to_the_day_after() -> None:
    closure = Closure(date(2026, 11, 24), date(2026, 11, 27), {"fr": "Travaux"})
    rules = OpeningRules(PARIS, WEEK, (closure,))
    assert state_at(at(24, 10), rules) == Shut(at(30, 8, 30), {"fr": "Travaux"})


def test_a_public_holiday_is_closed() -> None:
    rules = OpeningRules(PARIS, WEEK, is_holiday=lambda day: day == date(2026, 11, 23))
    assert state_at(at(23, 10), rules) == Shut(at(24, 8, 30))


def test_a_holiday_closes_a_site_whose_motifs_have_hours_and_itself_none() -> None:
    rules = OpeningRules(PARIS, None, is_holiday=lambda day: day == date(2026, 11, 23))
    assert isinstance(state_at(at(23, 10), rules, {0: (MORNING,)}), Shut)


def test_a_motif_is_received_only_where_its_hours_and_the_sites_meet() -> None:
    motif_week = {1: (Span(time(11), time(14)),)}
    assert state_at(at(24, 11, 30), RULES, motif_week) == Open(at(24, 12))
    assert state_at(at(24, 12, 30), RULES, motif_week) == Shut(at(24, 13, 30))
    assert state_at(at(24, 15), RULES, motif_week) == Shut(at(24, 11).replace(month=12, day=1))


def test_the_hour_that_summer_time_skips_does_not_break_the_hours() -> None:
    rules = OpeningRules(PARIS, {6: (Span(time(2, 30), time(4)),)})
    opening = state_at(datetime(2026, 3, 29, 1, 0, tzinfo=PARIS), rules)
    assert isinstance(opening, Shut)
    assert opening.reopens is not None


def test_a_site_that_never_opens_announces_nothing() -> None:
    assert state_at(at(24, 10), OpeningRules(PARIS, {})) == Shut(None)
