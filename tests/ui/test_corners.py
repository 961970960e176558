"""Four corners in order, with one finger, within six seconds: nothing else opens anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.staff import AGAINST, CLOCKWISE
from ui.conduct.corners import (
    WITHIN_S,
    Corner,
    Progress,
    Secret,
    advance,
    corner_at,
    secret_of,
)


def after(corners: tuple[Corner | None, ...], apart_s: float = 1.0) -> Progress:
    progress: Progress = ()
    for n, corner in enumerate(corners):
        progress = advance(progress, corner, n * apart_s)
    return progress


def test_with_the_hands_of_a_clock_comes_the_technician() -> None:
    assert secret_of(after(CLOCKWISE)) is Secret.TECHNICIAN


def test_against_them_begins_the_cleaning() -> None:
    assert secret_of(after(AGAINST)) is Secret.CLEANING


def test_more_than_six_seconds_are_too_slow() -> None:
    assert secret_of(after(CLOCKWISE, WITHIN_S / 3)) is Secret.TECHNICIAN
    assert secret_of(after(CLOCKWISE, WITHIN_S / 3 + 0.01)) is None


def test_a_touch_elsewhere_begins_it_all_again() -> None:
    assert secret_of(after((*CLOCKWISE[:2], None, *CLOCKWISE[2:]))) is None


def test_a_wrong_corner_may_be_the_first_of_a_new_try() -> None:
    assert secret_of(after((Corner.TOP_LEFT, *AGAINST))) is Secret.CLEANING


@given(st.permutations(list(Corner)))
def test_no_other_order_opens_anything(order: list[Corner]) -> None:
    expected = {CLOCKWISE: Secret.TECHNICIAN, AGAINST: Secret.CLEANING}
    assert secret_of(after(tuple(order))) is expected.get(tuple(order))


@pytest.mark.parametrize(
    ("x", "y", "corner"),
    [
        (1, 1, Corner.TOP_LEFT),
        (299, 1, Corner.TOP_RIGHT),
        (1, 529, Corner.BOTTOM_LEFT),
        (299, 529, Corner.BOTTOM_RIGHT),
        (150, 1, None),
        (1, 265, None),
        (16, 1, None),
        (1, 16, None),
    ],
)
def test_a_corner_is_a_small_square_of_the_glass(x: float, y: float, corner: Corner | None) -> None:
    assert corner_at(x, y, 300, 530) == corner
