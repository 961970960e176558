"""A layout that a technician edits: what it changes on paper, and how it is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.doc import SheetDoc
from printer.layout import lay_out, lay_out_sheet, number_style
from printer.layout_file import SHIPPED, BadLayout, Layout, load_layout, read_layout, shipped_layout
from printer.operations import Align, Kept, Line, Qr, Rule, Space
from tests.printer.benches import IDENTITY_CARD, IN_ENGLISH, TEXTS, profile

TEXT = SHIPPED.read_text(encoding="utf-8")
SHORT = """\
[[ticket]]
show = "motif"
align = "centre"

[[ticket]]
show = "number"
align = "centre"
height_mm = 18
above_mm = 4
below_mm = 1

[[ticket]]
show = "zone"
above_mm = 6

[[ticket]]
show = "site"
above_mm = 2

[[sheet]]
show = "title"
"""


def written(folder: Path, text: str) -> Layout | BadLayout:
    file = folder / "mon-ticket.toml"
    file.write_text(text, encoding="utf-8")
    return load_layout(file.name, folder)


def layout(folder: Path, text: str = SHORT) -> Layout:
    found = written(folder, text)
    assert isinstance(found, Layout), str(found)
    return found


def test_without_a_name_the_shipped_layout_holds(tmp_path: Path) -> None:
    assert load_layout("", tmp_path) is shipped_layout()


def test_the_parts_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    ops = lay_out(IDENTITY_CARD, profile(), TEXTS, layout(tmp_path))

    lines = [op for op in ops if isinstance(op, Line)]
    assert [line.text for line in lines] == ["Carte d’identité", "A042", "Mairie de Saint-Exemple"]
    assert [line.align for line in lines] == [Align.CENTRE, Align.CENTRE, Align.LEFT]
    assert not any(isinstance(op, Rule | Qr) for op in ops)


def test_a_number_is_as_high_as_asked(tmp_path: Path) -> None:
    ops = lay_out(IDENTITY_CARD, profile(), TEXTS, layout(tmp_path))
    number = next(op for op in ops if isinstance(op, Line) and op.text == "A042")
    assert round(number.style.height * 24 / profile().dots_per_mm) == 18


def test_on_a_head_of_180_dots_an_inch_the_number_is_not_over_24_mm() -> None:
    epson = profile("epson-tm-t88")
    assert 23 < number_style("A042", epson).height * 24 / epson.dots_per_mm <= 24


def test_a_part_without_words_leaves_its_blank_to_the_next(tmp_path: Path) -> None:
    """6 mm above the zone that nobody has, more than the 1 and 2 around it."""
    ops = lay_out(IDENTITY_CARD, profile(), TEXTS, layout(tmp_path))
    blanks = [op.dots for op in ops if isinstance(op, Space)]
    assert blanks == [round(4 * 203 / 25.4), round(6 * 203 / 25.4)]


def test_a_visitor_who_reads_from_the_right_finds_number_and_code_there() -> None:
    ops = lay_out(IN_ENGLISH, profile(), TEXTS)
    assert {op.align for op in ops if isinstance(op, Qr)} == {Align.LEFT}
    ops = lay_out(replace(IN_ENGLISH, lang="ar"), profile(), TEXTS)
    assert {op.align for op in ops if isinstance(op, Qr)} == {Align.RIGHT}


def test_a_logo_stands_where_the_layout_puts_it() -> None:
    logo = Kept(b"B1", 80)
    ops = lay_out(IDENTITY_CARD, profile(), TEXTS, logo=logo)
    assert ops[0] == logo
    assert not any(isinstance(op, Kept) for op in lay_out(IDENTITY_CARD, profile(), TEXTS))


def test_the_sheet_follows_its_own_part_of_the_file(tmp_path: Path) -> None:
    card = SheetDoc("Passeport", "Mairie", "fr", ("Une photo",))
    ops = lay_out_sheet(card, profile(), TEXTS, layout(tmp_path))
    assert [op.text for op in ops if isinstance(op, Line)] == ["Passeport"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("height_mm = 18", "height_mm = 40", 8, "de 15 à 24"),
        ("height_mm = 18", 'height_mm = "18"', 8, "un nombre positif"),
        ('show = "zone"', 'show = "zonne"', 13, "« zonne » n’existe pas ici. Parties : header"),
        ('show = "zone"', 'show = "price"', 13, "« price » n’existe pas ici"),
        ('show = "zone"', 'show = "motif"', 13, "déjà donné plus haut"),
        (
            'align = "centre"\nheight',
            'align = "milieu"\nheight',
            7,
            "« left », « centre », « right »",
        ),
        ("below_mm = 1", "below = 1", 10, "la clé « below » n’existe pas ici"),
        ("above_mm = 6", "above_mm = 60", 14, "au plus 50"),
        ('show = "number"', 'show = "rule"', 8, "« height_mm » n’existe pas ici"),
        ('show = "title"', 'show = "site"', 20, 'show = "title"'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    assert right in SHORT
    found = written(tmp_path, SHORT.replace(right, wrong))

    assert isinstance(found, BadLayout)
    assert any(said in problem.message and problem.line == line for problem in found.problems), str(
        found
    )


def test_a_ticket_without_its_number_is_refused(tmp_path: Path) -> None:
    found = written(tmp_path, TEXT.replace('show = "number"\nheight_mm = 24', 'show = "rule"'))
    assert isinstance(found, BadLayout)
    assert 'show = "number"' in str(found)


@given(st.binary(max_size=400))
def test_any_file_gives_a_layout_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any-layout.toml"
    file.write_bytes(data)
    found = read_layout(file)
    assert isinstance(found, Layout) or found.problems


@given(st.integers(0, len(TEXT) - 1), st.text(max_size=3))
def test_a_slip_of_the_hand_gives_a_layout_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, at: int, typed: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "slip.toml"
    text = TEXT[:at] + typed + TEXT[at + 1 :]
    file.write_text(text, encoding="utf-8", errors="replace")
    found = read_layout(file)
    if isinstance(found, Layout):
        assert lay_out(IDENTITY_CARD, profile(), TEXTS, found)
