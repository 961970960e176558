"""What is told of last month, and when nothing is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.satisfaction import Month, Satisfaction, month_before, satisfaction
from tests.fakes import PARIS

OCTOBER = Month(2026, 10, PARIS)


@pytest.mark.parametrize(
    ("now", "zone", "before"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), "Europe/Paris", (2026, 10)),
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), "Europe/Paris", (2026, 10)),
        (datetime(2026, 10, 31, 22, 30, tzinfo=UTC), "Europe/Paris", (2026, 9)),
        (datetime(2026, 11, 1, 2, tzinfo=UTC), "America/Guadeloupe", (2026, 9)),
        (datetime(2027, 1, 15, tzinfo=UTC), "Europe/Paris", (2026, 12)),
        (datetime(2028, 3, 31, tzinfo=UTC), "Europe/Paris", (2028, 2)),
    ],
)
def test_the_month_before_is_that_of_the_site(
    now: datetime, zone: str, before: tuple[int, int]
) -> None:
    found = month_before(now, ZoneInfo(zone))
    assert (found.year, found.month) == before


def test_a_month_lasts_from_midnight_to_midnight_whatever_the_clocks_do() -> None:
    hours = (OCTOBER.ends.astimezone(UTC) - OCTOBER.starts.astimezone(UTC)).total_seconds() / 3600
    assert hours == 31 * 24 + 1
    assert Month(2026, 12, PARIS).ends == datetime(2027, 1, 1, tzinfo=PARIS)


def test_under_a_hundred_opinions_nothing_is_said() -> None:
    assert satisfaction(OCTOBER, [("faces-4", 4, 60), ("faces-4", 1, 39)]) is None
    assert satisfaction(OCTOBER, [("faces-4", 4, 60), ("faces-4", 1, 40)]) == Satisfaction(
        OCTOBER, 60, 100
    )


def test_each_scale_counts_its_own_satisfied() -> None:
    counts = [("faces-4", 3, 50), ("jdma-3", 2, 30), ("jdma-3", 3, 20), ("of-tomorrow", 9, 500)]
    found = satisfaction(OCTOBER, counts)
    assert found is not None
    assert (found.satisfied, found.opinions, found.rate) == (70, 100, 70)


@pytest.mark.parametrize(("satisfied", "of", "rate"), [(359, 412, 87), (1, 200, 1), (0, 100, 0)])
def test_the_rate_is_a_whole_per_cent(satisfied: int, of: int, rate: int) -> None:
    assert Satisfaction(OCTOBER, satisfied, of).rate == rate
