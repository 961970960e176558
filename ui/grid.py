"""How tiles share a page: columns, rows, tile height, and pages when they would get too small."""

from dataclasses import dataclass
from math import ceil

GAP_MM = 4.0
WANTED_MM = 40.0
TALLEST_MM = 72.0
LEAST_MM = 20.0
MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Grid:
    """`capacity` tiles a page, in `columns`; all sizes in millimetres."""

    columns: int
    rows: int
    tile_height: float
    pages: int

    @property
    def capacity(self) -> int:
        return self.columns * self.rows


def fit(tiles: int, width: float, height: float, narrowest: float, least: float = LEAST_MM) -> Grid:
    """The fewest pages; then the fewest columns with tiles as high as wanted, else the highest."""
    tiles = max(tiles, 1)
    choices = [_grid(tiles, columns, height, least) for columns in _columns(width, narrowest)]
    fewest = min(grid.pages for grid in choices)
    choices = [grid for grid in choices if grid.pages == fewest]
    roomy = [grid for grid in choices if grid.tile_height >= WANTED_MM]
    return roomy[0] if roomy else max(choices, key=lambda grid: grid.tile_height)


def _columns(width: float, narrowest: float) -> list[int]:
    def tile_width(columns: int) -> float:
        return (width - GAP_MM * (columns - 1)) / columns

    return [c for c in range(1, MOST_COLUMNS + 1) if c == 1 or tile_width(c) >= narrowest]


def _grid(tiles: int, columns: int, height: float, least: float) -> Grid:
    most_rows = max(int((height + GAP_MM) // (least + GAP_MM)), 1)
    rows = min(ceil(tiles / columns), most_rows)
    tile_height = min((height - GAP_MM * (rows - 1)) / rows, TALLEST_MM)
    return Grid(columns, rows, tile_height, ceil(tiles / (columns * rows)))
