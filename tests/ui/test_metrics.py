"""A millimetre is a millimetre, even when the windowing system does not know its screen."""

import pytest

from ui.metrics import (
    LANDSCAPE_21_MM,
    PLAUSIBLE,
    PORTRAIT_24_MM,
    TABLET_10_MM,
    Screen,
    pixels_per_mm,
)


def test_what_the_technician_measured_wins_over_what_the_screen_says() -> None:
    assert pixels_per_mm(Screen(1080, 1920, 120.0), 300.0) == pytest.approx(3.6)


def test_a_screen_that_knows_itself_is_believed() -> None:
    assert pixels_per_mm(Screen(1920, 1080, 127.0), None) == pytest.approx(5.0)


@pytest.mark.parametrize("dots_per_inch", [0.0, 10.0, 30.0, 400.0, 10_000.0])
def test_a_density_that_no_kiosk_has_is_not_believed(dots_per_inch: float) -> None:
    assert pixels_per_mm(Screen(1080, 1920, dots_per_inch), None) == 1080 / PORTRAIT_24_MM


@pytest.mark.parametrize("dots_per_inch", [72.0, 96.0, 96.04, 100.0])
def test_the_answer_of_a_system_that_does_not_know_is_not_believed(dots_per_inch: float) -> None:
    assert pixels_per_mm(Screen(1080, 1920, dots_per_inch), None) == 1080 / PORTRAIT_24_MM


@pytest.mark.parametrize(
    ("width", "height", "usual_mm"),
    [
        (1080, 1920, PORTRAIT_24_MM),
        (2160, 3840, PORTRAIT_24_MM),
        (1920, 1080, LANDSCAPE_21_MM),
        (3840, 2160, LANDSCAPE_21_MM),
        (1280, 800, TABLET_10_MM),
        (1024, 600, TABLET_10_MM),
    ],
)
def test_a_screen_of_unknown_size_is_taken_for_a_usual_kiosk(
    width: int, height: int, usual_mm: float
) -> None:
    found = pixels_per_mm(Screen(width, height, 96.0), None)
    assert found == pytest.approx(width / usual_mm)
    assert PLAUSIBLE[0] <= found <= PLAUSIBLE[1]
