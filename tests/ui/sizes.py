"""The screens that the tests stand in front of."""

from dataclasses import dataclass

from ui.access import NO_AID, Access
from ui.fitting import Fitting
from ui.look import Look
from ui.metrics import Screen, pixels_per_mm
from ui.reach import Glass
from ui.room import Room
from ui.theme import Theme, Themes, load_themes


def _shipped() -> Themes:
    themes = load_themes("light")
    assert isinstance(themes, Themes), themes
    return themes


THEMES = _shipped()


@dataclass(frozen=True)
class Size:
    """Pixels, on a system that does not know how large they are; `measured`: millimetres."""

    width: int
    height: int
    measured: float | None = None

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def mm(self) -> float:
        return pixels_per_mm(Screen(self.width, self.height, 96.0), self.measured)

    @property
    def width_mm(self) -> float:
        return self.width / self.mm

    def fitting(self, bottom_mm: float | None = None) -> Fitting:
        return Fitting(Glass(self.width_mm, self.height / self.mm, bottom_mm), self.mm, THEMES)

    def look(self, access: Access = NO_AID) -> Look:
        return Look(self.fitting().sight(access).look)

    def room(self, access: Access = NO_AID) -> Room:
        return self.fitting().sight(access).room


PORTRAIT, LANDSCAPE = Size(1080, 1920), Size(1920, 1080)
TABLET, SMALL = Size(1280, 800), Size(1024, 600)
SHARP = Size(3840, 2160)
SIZES = (PORTRAIT, LANDSCAPE, TABLET, SMALL, SHARP)
WALL, PILLAR, HAND = Size(3840, 2160, 1218.0), Size(2160, 3840, 685.0), Size(1024, 600, 222.0)
"""Fifty-five inches lying and standing; ten inches."""
EXTREMES = (WALL, PILLAR, HAND)


def light() -> Theme:
    return THEMES.usual
