"""However many tiles there are, each is large enough to touch and none leaves the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.sizes import LANDSCAPE, PORTRAIT, SIZES, SMALL, Size
from ui.grid import GAP_MM, LEAST_MM, MOST_COLUMNS, TALLEST_MM, WANTED_MM, Grid, fit
from ui.room import Room

TILES = range(1, 25)


def tile_width(grid: Grid, width: float) -> float:
    return (width - GAP_MM * (grid.columns - 1)) / grid.columns


def check(grid: Grid, tiles: int, room: Room) -> None:
    used = grid.rows * grid.tile_height + GAP_MM * (grid.rows - 1)
    assert used <= room.height + 1e-6
    assert LEAST_MM <= room.lowest <= grid.tile_height <= TALLEST_MM
    assert grid.columns == 1 or tile_width(grid, room.width) >= room.narrowest
    assert grid.capacity * grid.pages >= tiles
    assert grid.capacity * (grid.pages - 1) < tiles, "no page is empty"


def test_the_gap_between_tiles_is_four_millimetres() -> None:
    assert GAP_MM == 4.0


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("tiles", TILES)
def test_tiles_fit_every_screen_and_can_be_touched(size: Size, tiles: int) -> None:
    room = size.room()
    check(room.choice_grid(tiles, beside=False), tiles, room)


@given(
    st.integers(1, 60),
    st.floats(40, 800),
    st.floats(TALLEST_MM, 800),
    st.floats(20, 200),
    st.floats(LEAST_MM, TALLEST_MM),
)
def test_tiles_fit_any_room(
    tiles: int, width: float, height: float, narrowest: float, lowest: float
) -> None:
    room = Room(width, height, narrowest, lowest, narrowest)
    grid = room.choice_grid(tiles, beside=False)
    check(grid, tiles, room)
    assert grid.columns <= MOST_COLUMNS


@pytest.mark.parametrize(
    ("size", "tiles", "columns"),
    [(PORTRAIT, 4, 1), (PORTRAIT, 12, 2), (LANDSCAPE, 4, 2), (LANDSCAPE, 12, 4), (SMALL, 4, 2)],
    ids=str,
)
def test_few_columns_are_preferred_while_tiles_stay_high(
    size: Size, tiles: int, columns: int
) -> None:
    assert size.room().choice_grid(tiles, beside=False).columns == columns


def test_tiles_are_lower_than_wanted_rather_than_on_another_page() -> None:
    grid = LANDSCAPE.room().one_page(24, LEAST_MM)
    assert grid.pages == 1
    assert grid.tile_height < WANTED_MM


def test_tiles_that_would_be_too_low_to_touch_take_another_page() -> None:
    assert SMALL.room().choice_grid(24, beside=False).pages > 1


def test_more_columns_are_preferred_to_another_page() -> None:
    assert PORTRAIT.room().choice_grid(10, beside=False).pages == 1


def test_a_screen_of_nothing_still_has_a_grid() -> None:
    assert fit(0, 100, 100, 50).pages == 1


def test_a_room_too_low_for_one_tile_shows_one_row() -> None:
    assert fit(8, 100, 10, 50).rows == 1
