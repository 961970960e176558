"""The place that a screen leaves for tiles, in millimetres."""

from dataclasses import dataclass

from ui.grid import LEAST_MM, Grid, fit


@dataclass(frozen=True, slots=True)
class Room:
    width: float
    height: float
    narrowest: float
    """The least width of a tile."""

    def grid(self, tiles: int, least: float = LEAST_MM) -> Grid:
        """Tiles lower than `least` would need another page."""
        return fit(tiles, self.width, self.height, self.narrowest, least)
