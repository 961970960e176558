"""A screen that nobody uses: it does not burn in, does not shine all night, and lies still."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.config import ScreenSettings
from kiosk.domain.opening import OpeningRules, Shut, Span
from tests.fakes import PARIS, small_config
from tests.ui.exit_kit import Box, OpenExit
from tests.ui.geometry import faults_of_words
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from tests.ui.staff import Machine, cover
from ui.conduct.rest import (
    DARK_AFTER_S,
    DRIFT,
    DRIFT_EVERY_S,
    LATE,
    QUIET_S,
    Round,
    Wipe,
    drift_at,
)

MOST_PX = 4
OFFICE_HOURS = OpeningRules(PARIS, {day: (Span(time(8, 30), time(17)),) for day in range(5)})
EVENING = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
"""Half past eight in Paris."""


class Wall:
    """The time of day, which a test sets."""

    def __init__(self, utc: datetime = EVENING) -> None:
        self.utc = utc

    def __call__(self) -> datetime:
        return self.utc


def night(open_visit: OpenVisit, wall: Wall, screen: ScreenSettings | None = None) -> Visit:
    """An entrance after hours."""
    office = Office(opening=Shut(MORNING), wall=wall)
    config = small_config(OFFICE_HOURS)
    visit = open_visit(office, PORTRAIT, replace(config, screen=screen or config.screen))
    assert visit.screen == "closed"
    return visit


def colours(picture: QImage) -> set[int]:
    return {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }


# ── Night ───────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_site_is_dark_after_five_quiet_minutes(open_visit: OpenVisit) -> None:
    visit = night(open_visit, Wall())
    visit.wait(DARK_AFTER_S - 10)
    assert cover(visit) == ""
    visit.wait(40)
    assert cover(visit) == "dark"
    assert colours(visit.view.grabWindow()) == {0xFF000000}


def test_the_first_touch_wakes_it_and_does_nothing_else(open_visit: OpenVisit) -> None:
    visit = night(open_visit, Wall())
    place = visit.place("languages")
    visit.wait(DARK_AFTER_S + 30)
    visit.tap(place)
    assert (cover(visit), visit.screen) == ("", "closed")
    assert visit.hands.find("language_fr") is None
    visit.tap(place)
    assert visit.hands.find("language_fr") is not None


def test_it_wakes_by_itself_when_the_site_opens(open_visit: OpenVisit) -> None:
    wall = Wall()
    visit = night(open_visit, wall)
    visit.wait(DARK_AFTER_S + 30)
    wall.utc = MORNING - timedelta(seconds=1)
    visit.wait(30)
    assert cover(visit) == "dark"
    wall.utc = MORNING
    visit.wait(30)
    assert cover(visit) == ""


def test_half_an_hour_before_the_opening_it_stays_lit(open_visit: OpenVisit) -> None:
    visit = night(open_visit, Wall(MORNING - timedelta(minutes=30)))
    visit.wait(2 * DARK_AFTER_S)
    assert cover(visit) == ""


def test_a_site_may_keep_its_screens_lit(open_visit: OpenVisit) -> None:
    visit = night(open_visit, Wall(), ScreenSettings(off_when_closed=False))
    visit.wait(2 * DARK_AFTER_S)
    assert cover(visit) == ""


def test_an_open_site_is_never_dark(open_visit: OpenVisit) -> None:
    visit = open_visit(Office(), PORTRAIT, small_config(OFFICE_HOURS))
    visit.wait(2 * DARK_AFTER_S)
    assert cover(visit) == ""


def test_the_exit_is_dark_with_the_site(open_exit: OpenExit) -> None:
    leaving = open_exit(Box(wall=Wall()), PORTRAIT, small_config(OFFICE_HOURS))
    leaving.wait(DARK_AFTER_S + 30)
    assert cover(leaving) == "dark"


# ── Burn-in ─────────────────────────────────────────────────────────────────────────────────────


def test_the_moves_stay_within_four_pixels_and_no_step_can_be_seen() -> None:
    assert all(abs(across) <= MOST_PX and abs(down) <= MOST_PX for across, down in DRIFT)
    steps = zip(DRIFT, (*DRIFT[1:], DRIFT[0]), strict=True)
    assert all(max(abs(a - c), abs(b - d)) <= 3 for (a, b), (c, d) in steps)
    assert len(set(DRIFT)) == len(DRIFT)


def test_a_screen_moves_once_a_minute_when_nobody_is_there(visit: Visit) -> None:
    place = visit.place("start_fr")
    visit.wait(QUIET_S + DRIFT_EVERY_S - 1)
    assert visit.place("start_fr") == place
    visit.wait(1)
    moved = visit.place("start_fr") - place
    assert (moved.x(), moved.y()) == drift_at(DRIFT_EVERY_S) != (0, 0)


def test_nothing_moves_under_a_finger(visit: Visit) -> None:
    visit.wait(QUIET_S + 2 * DRIFT_EVERY_S)
    visit.touch("languages")
    place = visit.place("help")
    visit.touch("languages")
    visit.wait(20)
    assert visit.place("help") == place


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET, SMALL], ids=str)
def test_no_word_is_moved_off_its_place(
    open_visit: OpenVisit, open_exit: OpenExit, size: Size
) -> None:
    visit, leaving = open_visit(Office(), size), open_exit(Box(), size)
    found = []
    for place in DRIFT:
        for stand in (visit, leaving):
            stand.window.controller.look.drift(place)
            stand.live()
            found += list(faults_of_words(stand.view.contentItem()))
    assert found == []


# ── Stillness ───────────────────────────────────────────────────────────────────────────────────


def test_the_waiting_screens_lie_still(visit: Visit, open_exit: OpenExit) -> None:
    leaving = open_exit(Box())
    for stand in (visit, leaving):
        stand.live()
        before = stand.view.grabWindow()
        for _ in range(10):
            stand.wait(10)
            assert stand.view.grabWindow() == before


def test_time_that_changes_nothing_repaints_nothing(visit: Visit, office: Office) -> None:
    """A window that draws at each tick would keep a small machine busy all day."""
    visit.live()
    painted: list[None] = []
    visit.view.frameSwapped.connect(lambda: painted.append(None))
    for _ in range(120):
        visit.window.controller.tick(0.5)
        office.storage.finish()
        QGuiApplication.processEvents()
    assert painted == []


# ── The daily wipe ──────────────────────────────────────────────────────────────────────────────

NOON: Mapping[str, datetime] = {
    "before": datetime(2026, 11, 24, 12, 29, 59, tzinfo=PARIS),
    "at": datetime(2026, 11, 24, 12, 30, tzinfo=PARIS),
    "late": datetime(2026, 11, 24, 12, 30, tzinfo=PARIS) + LATE,
}


@pytest.mark.parametrize(("when", "due"), [("before", False), ("at", True), ("late", False)])
def test_a_wipe_is_due_within_an_hour_of_its_time(when: str, due: bool) -> None:
    assert Wipe(time(12, 30)).is_due(NOON[when]) is due


def test_a_wipe_is_due_once_a_day_and_never_without_an_hour() -> None:
    local = NOON["at"]
    assert not Wipe(time(12, 30), last=local.date()).is_due(local)
    assert Wipe(time(12, 30), last=local.date() - timedelta(days=1)).is_due(local)
    assert not Wipe(None).is_due(local)


# ── The look at the machine ─────────────────────────────────────────────────────────────────────


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "last", "due"),
    [
        (at(24, 7, 59), at(23, 8), False),
        (at(24, 8), at(23, 8), True),
        (at(24, 8, 29), at(24, 8), False),
        (at(24, 15), at(23, 8), True),
        (at(24, 23), at(23, 8), True),
        (at(28, 9), at(27, 8), False),
    ],
    ids=["early", "before opening", "done", "started late", "started after hours", "closed"],
)
def test_a_round_is_made_before_each_opening_or_made_up_for(
    moment: datetime, last: datetime, due: bool
) -> None:
    assert Round(last.date()).is_due(moment, OFFICE_HOURS) is due


def test_a_site_that_never_closes_is_looked_at_each_day() -> None:
    assert Round(at(23, 0).date()).is_due(at(24, 0, 1), OpeningRules(PARIS))


def test_the_machine_is_looked_at_before_opening_even_behind_a_dark_glass(
    open_visit: OpenVisit,
) -> None:
    wall, machine = Wall(), Machine()
    office = Office(opening=Shut(MORNING), wall=wall, upkeep=machine.tasks())
    visit = open_visit(office, PORTRAIT, small_config(OFFICE_HOURS))
    visit.wait(DARK_AFTER_S + 30)
    machine.printing.finish()
    evening = machine.looks
    wall.utc = MORNING - timedelta(minutes=30)
    for _ in range(4):
        visit.wait(30)
        machine.printing.finish()
        visit.settle()
    assert machine.looks == evening + 1
    assert len(machine.kept) == evening + 1


def test_nobody_is_kept_waiting_by_a_look_at_the_machine(open_visit: OpenVisit) -> None:
    machine = Machine()
    visit = open_visit(Office(upkeep=machine.tasks()), PORTRAIT, small_config(OFFICE_HOURS))
    for _ in range(20):
        visit.touch("start_fr")
        visit.wait(QUIET_S / 10)
        visit.touch("back")
    machine.printing.finish()
    assert machine.looks == 0
