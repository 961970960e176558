"""The screens that the tests stand in front of."""

from dataclasses import dataclass

from ui.look import Look, scale_for
from ui.metrics import Screen, pixels_per_mm
from ui.room import Room
from ui.theme import Theme, load_theme


@dataclass(frozen=True)
class Size:
    """Pixels, on a system that does not know how large they are."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def mm(self) -> float:
        return pixels_per_mm(Screen(self.width, self.height, 96.0), None)

    @property
    def width_mm(self) -> float:
        return self.width / self.mm

    def look(self) -> Look:
        return Look(light(), self.mm, scale_for(self.width_mm, self.height / self.mm))

    def room(self) -> Room:
        return self.look().room(self.width, self.height)


PORTRAIT, LANDSCAPE = Size(1080, 1920), Size(1920, 1080)
TABLET, SMALL = Size(1280, 800), Size(1024, 600)
SHARP = Size(3840, 2160)
SIZES = (PORTRAIT, LANDSCAPE, TABLET, SMALL, SHARP)


def light() -> Theme:
    theme = load_theme("light")
    assert isinstance(theme, Theme), theme
    return theme
