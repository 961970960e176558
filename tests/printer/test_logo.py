"""A logo goes once into the printer's memory, and tickets only name it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from printer.encode import encode
from printer.flow import Picture as Printed
from printer.layout import lay_out
from printer.link.virtual import VirtualLink
from printer.logo import MOST_MM, BadLogo, Logo, read_logo
from printer.operations import Align, Cut, Keep, Kept, Line, Picture
from printer.paper import Paper
from printer.picture import render, render_file
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

EPSON = profile("epson-tm-t20")
SQUARE = Picture(2, b"\xff\xff" * 16)


def drawing(folder: Path, size: tuple[int, int] = (300, 100), ink: str = "black") -> Path:
    file = folder / "logo.png"
    with Image.new("RGBA", size, (0, 0, 0, 0)) as image:
        ImageDraw.Draw(image).rectangle((10, 10, size[0] // 2, size[1] - 10), fill=ink)
        image.save(file)
    return file


def logo(file: Path) -> Logo:
    found = read_logo(file, EPSON)
    assert isinstance(found, Logo), found
    return found


def fed(paper: Paper, *ops: Keep | Kept | Line | Cut) -> list[Printed]:
    paper.feed(encode((*ops, Cut()), EPSON, TOKEN))
    (sheet,) = paper.take()
    assert sheet.complaints == ()
    return [item for item in sheet.items if isinstance(item, Printed)]


def test_what_is_transparent_stays_white_and_the_rest_is_its_ink(tmp_path: Path) -> None:
    picture = logo(drawing(tmp_path)).picture
    assert (picture.row_bytes, picture.rows) == (18, 81)
    assert picture.data[:17] == b"\xff" * 17


def test_a_dark_colour_is_solid_ink(tmp_path: Path) -> None:
    dark = logo(drawing(tmp_path, ink="navy"))
    assert dark.digest == logo(drawing(tmp_path)).digest


def test_a_large_image_is_made_to_fit_the_paper(tmp_path: Path) -> None:
    picture = logo(drawing(tmp_path, (4000, 1000))).picture
    assert 8 * picture.row_bytes <= EPSON.width_dots
    assert picture.rows <= MOST_MM * EPSON.dots_per_mm


def test_the_key_follows_the_dots(tmp_path: Path) -> None:
    one, other = logo(drawing(tmp_path)), logo(drawing(tmp_path, (200, 100)))
    assert one.key != other.key
    assert one.key == logo(drawing(tmp_path)).key
    assert len(one.key) == 2
    assert one.key.isalnum()


def test_a_logo_comes_back_after_a_reset_and_what_it_replaces_does_not() -> None:
    paper = Paper.of(EPSON)

    assert len(fed(paper, Keep(b"A1", SQUARE))) == 0
    (printed,) = fed(paper, Kept(b"A1", 16))
    assert (printed.row_bytes, printed.data) == (2, SQUARE.data)
    fed(paper, Keep(b"B2", SQUARE, instead_of=b"A1"))
    assert fed(paper, Kept(b"A1", 16)) == []
    assert len(fed(paper, Kept(b"B2", 16))) == 1


def test_a_ticket_with_a_logo_is_eleven_bytes_longer() -> None:
    kept = Kept(b"A1", 80)
    with_logo = encode(lay_out(IDENTITY_CARD, EPSON, TEXTS, logo=kept), EPSON, TOKEN)
    without = encode(lay_out(IDENTITY_CARD, EPSON, TEXTS), EPSON, TOKEN)
    assert len(with_logo.rstrip(b"\0")) - len(without.rstrip(b"\0")) == 11 + len(b"\x1bJ\x12")


def test_a_logo_can_stand_in_the_middle() -> None:
    paper = Paper.of(EPSON)
    fed(paper, Keep(b"A1", SQUARE))
    (printed,) = fed(paper, replace(Kept(b"A1", 16), align=Align.CENTRE))
    assert int(printed.align) == int(Align.CENTRE)


def test_no_dots_of_a_logo_can_give_the_printer_an_order() -> None:
    data = encode((Keep(b"A1", Picture(2, b"\x10\x04" * 8)), Cut()), EPSON, TOKEN)
    assert b"\x10\x04" not in data


def test_the_virtual_printer_keeps_a_logo_when_it_is_switched_off(tmp_path: Path) -> None:
    first = VirtualLink(tmp_path, EPSON)
    first.write_some(encode((Keep(b"A1", SQUARE), Cut()), EPSON, TOKEN), 0.0)
    second = VirtualLink(tmp_path, EPSON)
    job = encode((Kept(b"A1", 16), Cut()), EPSON, TOKEN)
    second.write_some(job, 0.0)

    assert second.paper.memory.keys() == {b"A1"}
    (ticket, *_) = sorted(tmp_path.glob("*.bin"), reverse=True)
    render_file(ticket, tmp_path / "seen.png", EPSON)
    with Image.open(tmp_path / "seen.png") as seen:
        assert seen.height == render(job, EPSON, second.paper.memory).height
        assert seen.height > render(job, EPSON).height


def test_a_printer_without_memory_takes_no_logo(tmp_path: Path) -> None:
    found = read_logo(drawing(tmp_path), profile("generic-80"))
    assert isinstance(found, BadLogo)
    assert "header" in found.advice


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "pas une image"), (b"GIF89a", "pas une image"), (None, "n’existe pas")],
)
def test_what_is_no_image_is_one_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "logo.png"
    if content is not None:
        file.write_bytes(content)
    found = read_logo(file, EPSON)
    assert isinstance(found, BadLogo)
    assert said in found.advice


def test_a_white_page_is_no_logo(tmp_path: Path) -> None:
    found = read_logo(drawing(tmp_path, ink="white"), EPSON)
    assert isinstance(found, BadLogo)
    assert "blanche" in found.advice


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_an_image_that_is_damaged_is_a_logo_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, at: int, damage: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    file = drawing(folder)
    data = bytearray(file.read_bytes())
    data[at : at + len(damage)] = damage
    file.write_bytes(data)
    assert isinstance(read_logo(file, EPSON), Logo | BadLogo)
