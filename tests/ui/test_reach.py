"""The band that a seated arm reaches, on screens hung at any height."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.reach import LEAST_MM, REACH_MM, Glass, can_be_lowered, whole, within_reach

LOW, HIGH = REACH_MM
KIOSK = Glass(299, 531, bottom=780)


def floor_heights(glass: Glass, top: float, height: float) -> tuple[float, float]:
    """Of the lower and the upper edge of a part, above the floor."""
    assert glass.bottom is not None
    upper = glass.bottom + glass.height - top
    return upper - height, upper


def test_a_kiosk_of_the_usual_height_shows_everything_in_the_band() -> None:
    part = within_reach(KIOSK)
    assert floor_heights(KIOSK, part.top, part.height) == pytest.approx((LOW, HIGH))
    assert part.reached


def test_the_whole_of_a_high_screen_is_out_of_reach() -> None:
    assert not whole(KIOSK).reached
    assert whole(Glass(217, 136, bottom=930)).reached


@pytest.mark.parametrize(("bottom", "at_end"), [(1200.0, True), (100.0, False)])
def test_a_screen_that_misses_the_band_uses_what_is_nearest_and_says_so(
    bottom: float, at_end: bool
) -> None:
    glass = Glass(476, 268, bottom)
    part = within_reach(glass)
    assert not part.reached
    assert part.top + part.height == (pytest.approx(glass.height) if at_end else part.height)


def test_a_screen_whose_height_nobody_measured_uses_its_lower_end() -> None:
    part = within_reach(Glass(299, 531))
    assert (part.top, part.height) == (531 - (HIGH - LOW), HIGH - LOW)


def test_a_tablet_has_nothing_to_lower() -> None:
    assert not can_be_lowered(Glass(217, 136))
    assert can_be_lowered(KIOSK)


@given(st.floats(120, 1300), st.none() | st.floats(0, 2000))
def test_the_part_is_on_the_glass_and_high_enough_to_be_used(
    height: float, bottom: float | None
) -> None:
    glass = Glass(300, height, bottom)
    part = within_reach(glass)
    assert part.top >= -1e-9
    assert part.top + part.height <= height + 1e-9
    assert part.height >= min(LEAST_MM, height) - 1e-9
    assert part.height <= HIGH - LOW + 1e-9
