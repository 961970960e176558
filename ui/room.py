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
    bare: float
    """The least width of a tile of few words: without its icon, where words are large."""

    terse: float = 0.0
    """On lower tiles large words must be few."""

    def grid(self, tiles: int) -> Grid:
        return fit(tiles, self.width, self.height, self.narrowest, self.lowest)

    def one_page(self, tiles: int, least: float) -> Grid:
        """Of tiles of few words, lower rather than on another page, but not below `least`."""
        return fit(tiles, self.width, self.height, self.bare, least)

    def is_terse(self, grid: Grid) -> bool:
        return grid.tile_height < self.terse
