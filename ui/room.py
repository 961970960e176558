"""The place that a screen leaves for tiles, in millimetres."""

from dataclasses import dataclass

from ui.grid import Grid, fit


@dataclass(frozen=True, slots=True)
class Room:
    width: float
    height: float

    def grid(self, tiles: int) -> Grid:
        return fit(tiles, self.width, self.height)
