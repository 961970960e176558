"""A kiosk that is never switched off: what a visit takes it gives back."""

import gc
import sys
from pathlib import Path

import pytest

from tests.ui.kit import Office, OpenVisit, Visit
from ui.entrance.recent import BURST_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

PAGE_KIB = 4
WARM, SHORT, LONG = 20, 40, 5_000
MOST_KIB_A_VISIT = 8.0
"""A leaked screen would be hundreds; below one is usual."""
NOISE = 4
"""What few visits may show of it: memory comes in pages, and Python's in larger pieces."""


def resident_kib() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_KIB


def come_and_go(visit: Visit, n: int) -> None:
    """A visit, each in another language."""
    lang = ("fr", "en", "ar", "uk")[n % 4]
    visit.take_ticket(lang)
    visit.settle()
    visit.touch("done")
    # As long as the last ticket of that motif is remembered.
    visit.wait(BURST_S)
    visit.settle()
    visit.office.orders.clear()
    visit.office.on_paper.clear()
    visit.office.ordered_at.clear()


def growth_kib(visit: Visit, visits: int) -> float:
    """For each visit, once everything has been built and every cache filled."""
    for n in range(WARM):
        come_and_go(visit, n)
    before = resident_kib()
    for n in range(visits):
        come_and_go(visit, n)
    return (resident_kib() - before) / visits


def test_visits_leave_nothing_behind(open_visit: OpenVisit) -> None:
    assert growth_kib(open_visit(Office()), SHORT) < NOISE * MOST_KIB_A_VISIT


@pytest.mark.campaign
def test_thousands_of_visits_leave_nothing_behind(open_visit: OpenVisit) -> None:
    assert growth_kib(open_visit(Office()), LONG) < MOST_KIB_A_VISIT
