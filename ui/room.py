"""The place that a screen leaves for tiles, in millimetres."""

from dataclasses import dataclass

from ui.grid import Grid, fit


@dataclass(frozen=True, slots=True)
class Room:
    width: float
    height: float
    narrowest: float
    """The least width of a tile."""
    lowest: float
    """Its least height, to hold what it may have to say."""

    def grid(self, tiles: int, least: float | None = None) -> Grid:
        """Tiles lower than `least`, or else `lowest`, would need another page."""
        lowest = self.lowest if least is None else least
        return fit(tiles, self.width, self.height, self.narrowest, lowest)
