"""Sizes on the glass: what is read from two metres, and what is held in the hand."""

from dataclasses import fields

import pytest

from tests.ui.sizes import LANDSCAPE, PORTRAIT, SHARP, SIZES, SMALL, TABLET, Size, light
from ui.fitting import CLOSE, HALL, scale_for
from ui.grid import LEAST_MM
from ui.look import CAP_RATIO, Scale, font_pixels
from ui.theme import Theme


def scale_of(size: Size) -> Scale:
    return scale_for(size.width_mm, size.height / size.mm)


@pytest.mark.parametrize(
    ("size", "scale"),
    [(PORTRAIT, HALL), (LANDSCAPE, HALL), (SHARP, HALL), (TABLET, CLOSE), (SMALL, CLOSE)],
    ids=str,
)
def test_a_hall_has_large_sizes_and_a_tablet_smaller_ones(size: Size, scale: Scale) -> None:
    assert scale_of(size) is scale


def test_the_height_of_a_capital_is_what_the_scale_says() -> None:
    pixels_per_mm = 5.0
    pixels = font_pixels(10.0, pixels_per_mm)
    assert pixels * CAP_RATIO / pixels_per_mm == pytest.approx(10.0, abs=0.1)


def test_a_font_has_at_least_one_pixel() -> None:
    assert font_pixels(0.01, 0.1) == 1


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_page_has_room_for_a_tile(size: Size) -> None:
    room = size.room()
    assert room.height >= LEAST_MM
    assert room.width >= room.narrowest


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_qml_reads_every_size_as_a_positive_number_of_pixels(size: Size) -> None:
    look = size.look()
    for field in fields(Scale):
        assert float(look.property(field.name)) > 0, field.name
    assert look.property("mm") == size.mm
    assert look.property("margin") == pytest.approx(scale_of(size).margin * size.mm)


def test_a_line_is_never_thinner_than_a_pixel() -> None:
    assert all(size.look().property("hairline") >= 1 for size in SIZES)


def test_qml_reads_the_colours_of_the_theme() -> None:
    look, theme = PORTRAIT.look(), light()
    for field in fields(Theme):
        name = field.name.split("_")[0] + "".join(w.title() for w in field.name.split("_")[1:])
        if look.property(name) is not None:
            assert look.property(name) == (getattr(theme, field.name) or ""), name
    assert look.property("inkSoft") == theme.ink_soft
    assert look.property("onPrimary") == theme.on_primary


@pytest.mark.parametrize("scale", [HALL, CLOSE])
def test_what_matters_more_is_written_larger(scale: Scale) -> None:
    assert scale.number > scale.question > scale.label > scale.body
