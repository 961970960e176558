"""The part of the glass that is used: all of it, or the band that everyone reaches."""

from dataclasses import dataclass

REACH_MM = (900.0, 1100.0)
"""Above the floor: what the rules for buildings, EN 301 549 and its draft all allow."""
LEAST_MM = 120.0
"""A lower band could not hold a question, a row of answers and the strip."""


@dataclass(frozen=True, slots=True)
class Glass:
    """The picture of a screen, in millimetres; `bottom` is its height above the floor, if known."""

    width: float
    height: float
    bottom: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """`top` is counted from the top of the glass."""

    top: float
    height: float
    reached: bool = True
    """Whether it lies in the band that everyone reaches, as far as is known."""


def whole(glass: Glass) -> Part:
    return Part(0.0, glass.height, _inside(glass, 0.0, glass.height))


def within_reach(glass: Glass) -> Part:
    """The band where it meets the glass; else the part of the glass that is nearest to it."""
    low, high = REACH_MM
    band = min(high - low, glass.height)
    if glass.bottom is None:
        return Part(glass.height - band, band)
    top = glass.height - (high - glass.bottom)
    end = glass.height - (low - glass.bottom)
    shown_top, shown_end = max(top, 0.0), min(end, glass.height)
    if shown_end - shown_top < min(LEAST_MM, glass.height):
        shown_top = min(max(top, 0.0), glass.height - band)
        shown_end = shown_top + band
    height = shown_end - shown_top
    return Part(shown_top, height, _inside(glass, shown_top, height))


def can_be_lowered(glass: Glass) -> bool:
    """Whether leaving the top of the glass empty brings anything nearer."""
    return glass.height - within_reach(glass).height >= LEAST_MM / 4


def _inside(glass: Glass, top: float, height: float) -> bool:
    if glass.bottom is None:
        return True
    end = glass.bottom + glass.height - top
    return REACH_MM[0] <= end - height + 1e-6 and end <= REACH_MM[1] + 1e-6
