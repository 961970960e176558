"""The place that a screen leaves for tiles, in millimetres."""

from dataclasses import dataclass
from enum import StrEnum

from ui.grid import Grid, fit


class Foot(StrEnum):
    """Where the boxes to tick of a choice stand."""

    ONE_ROW = "one_row"
    """Beside the way back."""
    TWO_ROWS = "two_rows"
    """Above it."""
    AMONG_TILES = "among_tiles"
    """There is no room for them anywhere else."""


BESIDE_MM = 24.0
"""The button beside a tile that tells more of it, and the gap between them."""


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
    foot: Foot = Foot.ONE_ROW
    foot_row: float = 0.0
    """The height of the row of boxes to tick, where it has one of its own."""
    foot_gap: float = 0.0
    label: float = 5.0
    """The height of its capitals."""
    line: float = 10.0
    """Of a label."""
    unit: float = 1.0
    """What paddings are counted in."""
    stage: float = 200.0
    """The height of the screen above the strip."""
    margin: float = 16.0
    text: float = 150.0
    """What a title of one line and a row of buttons leave of it."""

    @property
    def is_large(self) -> bool:
        return self.terse > 0

    @property
    def is_wide(self) -> bool:
        return self.width > self.height

    @property
    def lines(self) -> int:
        return int(self.height / self.line)

    def one_page(self, tiles: int, least: float) -> Grid:
        """Of tiles of few words, lower rather than on another page, but not below `least`."""
        return fit(tiles, self.width, self.height, self.bare, least)

    def is_terse(self, grid: Grid) -> bool:
        return grid.tile_height < self.terse

    def choice_grid(self, tiles: int, *, beside: bool) -> Grid:
        """Above the foot of a choice. `beside`: with buttons beside the tiles."""
        taken = self.foot_row + self.foot_gap if self.foot is Foot.TWO_ROWS else 0.0
        narrowest = self.narrowest + BESIDE_MM if beside else self.narrowest
        return fit(tiles, self.width, self.height - taken, narrowest, self.lowest)
