"""What no code page carries is drawn: shaped, from its own side, whole, and in few bytes."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from printer import fonts
from printer.characters import Script, script_of
from printer.encode import encode
from printer.flow import Align, Picture
from printer.layout import lay_out
from printer.layout_file import SIZES
from printer.operations import SMALL, Cut, Line, Style
from printer.paper import Paper
from printer.raster import draw
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

WIDTH = 576
MOTIF, COPY = SIZES["large"], SIZES["inverted"]
ARABIC, CYRILLIC = "منطقة الانتظار", "Зона очікування"


def pictures(line: Line) -> list[Picture]:
    paper = Paper.of(profile())
    paper.feed(encode((line, Cut()), profile(), TOKEN))
    (sheet,) = paper.take()
    assert sheet.complaints == ()
    return [item for item in sheet.items if isinstance(item, Picture)]


def drawn(text: str, style: Style = MOTIF) -> Image.Image:
    return draw(Line(text, style, script_of(text, "cp1252")), WIDTH)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.getbbox()
    assert box is not None
    return box


def columns_of_ink(image: Image.Image) -> list[int]:
    grey = image.convert("L")
    return [x for x in range(image.width) if grey.crop((x, 0, x + 1, image.height)).getbbox()]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Zone d’attente", Script.PAGE),
        ("À préparer : 5 €", Script.PAGE),
        (CYRILLIC, Script.DRAWN),
        ("RIB й", Script.DRAWN),
        (ARABIC, Script.DRAWN_FROM_RIGHT),
        ("RIB، ARIB رقم", Script.DRAWN_FROM_RIGHT),
    ],
)
def test_a_line_is_drawn_only_where_the_code_page_cannot_carry_it(
    text: str, script: Script
) -> None:
    assert script_of(text, "cp1252") is script


def test_cyrillic_begins_at_the_left_and_arabic_at_the_right() -> None:
    assert ink(drawn(CYRILLIC))[0] < 10
    assert ink(drawn(ARABIC))[2] > WIDTH - 10
    assert [picture.align for picture in pictures(Line(CYRILLIC))] == [Align.LEFT]
    assert [picture.align for picture in pictures(Line(ARABIC))] == [Align.RIGHT]


def test_what_follows_an_arabic_line_stands_at_the_left_again() -> None:
    paper = Paper.of(profile())
    paper.feed(encode((Line(ARABIC), Line("ok"), Cut()), profile(), TOKEN))
    (sheet,) = paper.take()
    assert sheet.items[-1].align is Align.LEFT  # type: ignore[union-attr]


def test_arabic_letters_are_joined() -> None:
    apart = sum(ink(drawn(letter))[2] - ink(drawn(letter))[0] for letter in "سببك")
    left, _, right, _ = ink(drawn("سببك"))
    assert right - left < apart
    across = columns_of_ink(drawn("سببك"))
    assert across == list(range(across[0], across[-1] + 1))


def test_an_arabic_sentence_is_read_from_the_right() -> None:
    """The one letter that is a plain stroke, before and after a space, shows the order."""
    first = columns_of_ink(drawn("ا ببببب"))
    gap = [b - a for a, b in itertools.pairwise(first)]
    assert max(gap) > 4
    assert first[gap.index(max(gap)) + 1] > first[0] + (first[-1] - first[0]) / 2


@pytest.mark.parametrize("text", [ARABIC, CYRILLIC])
def test_a_text_too_long_for_the_paper_is_drawn_smaller_and_whole(text: str) -> None:
    long = " ".join([text] * 3)
    left, top, right, bottom = ink(drawn(long))
    assert right - left > WIDTH * 0.9
    assert bottom - top < ink(drawn(text))[3] - ink(drawn(text))[1]


@pytest.mark.parametrize("style", [MOTIF, SMALL])
@pytest.mark.parametrize("text", ["Щедрый, ёж", "أحمد ًٍ يجوز"])
def test_nothing_is_cut_off_above_or_below(text: str, style: Style) -> None:
    image = drawn(text, style)
    _, top, _, bottom = ink(image)
    assert top > 0
    assert bottom < image.height


def test_the_mark_of_a_copy_is_white_on_black() -> None:
    box = drawn(f"\u00a0{CYRILLIC}\u00a0", COPY)
    assert box.getpixel((1, 1)) == 255
    assert 0 in {box.getpixel((x, 24)) for x in range(ink(box)[2])}


def test_a_date_that_takes_two_lines_keeps_both_at_the_right() -> None:
    doc = replace(IDENTITY_CARD, lang="ar", motif_labels=("جواز السفر", "Passeport"))
    lines = [op for op in lay_out(doc, profile("generic-58"), TEXTS) if isinstance(op, Line)]
    moment = [line for line in lines if "2026" in line.text or "14:30" in line.text]
    assert moment
    assert {line.script for line in moment} == {Script.DRAWN_FROM_RIGHT}


@pytest.mark.parametrize("lang", ["ar", "uk", "ru"])
def test_the_motif_is_said_in_the_language_then_in_french(lang: str) -> None:
    doc = replace(IDENTITY_CARD, lang=lang, motif_labels=(ARABIC, "Passeport"))
    lines = [op for op in lay_out(doc, profile(), TEXTS) if isinstance(op, Line)]
    assert [line.text for line in lines[2:4]] == [ARABIC, "Passeport"]
    assert lines[3].script is Script.PAGE


# ── A machine without the library that joins letters ────────────────────────────────────────────


@pytest.fixture
def without_shaping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    draw.cache_clear()
    monkeypatch.setattr(fonts, "can_shape", lambda: False)
    yield
    draw.cache_clear()


@pytest.mark.usefixtures("without_shaping")
def test_without_shaping_the_french_of_an_arabic_ticket_is_printed() -> None:
    ops = (Line(ARABIC), Line("Passeport"), Cut())
    assert encode(ops, profile(), TOKEN) == encode(ops[1:], profile(), TOKEN)


@pytest.mark.usefixtures("without_shaping")
def test_without_shaping_cyrillic_is_drawn_all_the_same() -> None:
    left, top, right, bottom = ink(drawn(CYRILLIC))
    assert right - left > 100
    assert bottom > top
