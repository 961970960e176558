"""Millimetres: from the real screen, or from what the technician measured."""

from dataclasses import dataclass

MM_PER_INCH = 25.4
PLAUSIBLE = (1.5, 12.0)
"""Pixels per millimetre of real kiosks, from a 55" HD to a 10" 4K screen."""
PORTRAIT_24_MM = 299.0
LANDSCAPE_21_MM = 476.0
TABLET_10_MM = 217.0
TABLET_PIXELS = 1400


@dataclass(frozen=True, slots=True)
class Screen:
    """What the windowing system says of a screen; `dots_per_inch` is often wrong."""

    width: int
    height: int
    dots_per_inch: float


def pixels_per_mm(screen: Screen, measured_width_mm: float | None) -> float:
    """The measure decides; then the screen's own word if it can be true; then a usual kiosk."""
    if measured_width_mm is not None:
        return screen.width / measured_width_mm
    said = screen.dots_per_inch / MM_PER_INCH
    # 96 dpi is what a system answers that does not know.
    if PLAUSIBLE[0] <= said <= PLAUSIBLE[1] and round(screen.dots_per_inch) not in (72, 96, 100):
        return said
    return screen.width / _usual_width_mm(screen)


def _usual_width_mm(screen: Screen) -> float:
    if screen.width < screen.height:
        return PORTRAIT_24_MM
    return TABLET_10_MM if screen.width <= TABLET_PIXELS else LANDSCAPE_21_MM
