from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.outlook import Outlook
from printer.characters import to_page
from printer.doc import TicketDoc
from printer.encode import encode
from printer.layout import Cut, Line, Style, lay_out
from printer.operations import Align, Rule
from printer.paper import Paper
from printer.picture import render
from tests.printer.benches import IDENTITY_CARD, IN_ENGLISH, TEXTS, TOKEN, profile

GOLDEN = Path(__file__).parent / "golden"
FRENCH = ("àâäæçéèêëîïôöœùûüÿ", "ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ", "«\u00a012,50\u00a0€\u00a0» – ’ … n°\u00a01")
PLAINER = str.maketrans({"œ": "oe", "Œ": "OE", "Ÿ": "Y", "’": "'", "…": "...", "–": "-"})


def job(doc: TicketDoc, name: str = "generic-80") -> bytes:
    return encode(lay_out(doc, profile(name), TEXTS), profile(name), TOKEN)


def on_paper(data: bytes, name: str = "generic-80") -> str:
    paper = Paper.of(profile(name))
    paper.feed(data)
    (sheet,) = paper.take()
    assert sheet.complaints == ()
    return sheet.text()


@pytest.mark.parametrize(
    ("doc", "name", "golden"),
    [(IDENTITY_CARD, "generic-80", "fr-80"), (IN_ENGLISH, "epson-tm-t20", "en-t20")],
)
def test_a_ticket_is_the_golden_one_byte_for_byte_and_to_the_eye(
    doc: TicketDoc, name: str, golden: str
) -> None:
    data = job(doc, name)

    assert data == (GOLDEN / f"{golden}.bin").read_bytes()
    assert on_paper(data, name) == (GOLDEN / f"{golden}.txt").read_text(encoding="utf-8")


def test_a_french_ticket_with_its_wait_and_zone_fits_in_three_hundred_bytes() -> None:
    waiting = replace(
        IDENTITY_CARD,
        zone="B",
        outlook=Outlook(6, 10, 25),
        documents=(),
        qr="https://borne.example/s/k3m9x2p7qa",
    )

    assert len(job(waiting)) <= 300
    assert len(job(IDENTITY_CARD)) < 400


def test_what_ends_the_rule_says_at_once_how_the_next_line_is_written() -> None:
    ops = (Rule(), Line("strong", Style(1, 2, bold=True)), Rule(), Line("8", Style(8, 8)), Cut())
    paper = Paper.of(profile())
    paper.feed(encode(ops, profile(), TOKEN))

    assert paper.take()[0].text().splitlines()[1::2] == ["[1x2 bold] strong", "[8x8] 8"]


@pytest.mark.parametrize("slot_and_page", [(16, "cp1252"), (19, "cp858")])
def test_every_french_character_comes_out_of_the_printer(slot_and_page: tuple[int, str]) -> None:
    slot, page = slot_and_page
    printer = replace(profile(), codepage=replace(profile().codepage, slot=slot, name=page))
    paper = Paper.of(printer)
    paper.feed(encode((*map(Line, FRENCH), Cut()), printer, TOKEN))
    lines = paper.take()[0].text().splitlines()

    expected = FRENCH if page == "cp1252" else [line.translate(PLAINER) for line in FRENCH]
    assert lines == list(expected)


def test_the_code_page_is_forced_after_each_reset() -> None:
    data = job(IDENTITY_CARD)

    assert data.startswith(b"\x1b@\x1bt\x10")
    assert data.count(b"\x1b@") == 1
    assert data.count(b"\x1bt") == 1


def test_narrow_no_break_spaces_become_no_break_spaces() -> None:
    assert to_page("14\u202fh", "cp1252") == b"14\xa0h"
    assert to_page("14\u00a0h", "cp858") == b"14\xffh"


def test_what_the_page_lacks_is_written_as_near_as_can_be() -> None:
    assert to_page("Łódź → 5 ★", "cp1252") == b"L\xf3dz -> 5 ?"
    assert to_page("e\u0301 \u0301x", "cp1252") == b"\xe9 x"
    assert to_page("مرحبا", "cp1252") is None
    assert to_page("각", "cp1252") is None


@given(st.text())
def test_no_label_can_give_the_printer_an_order(text: str) -> None:
    data = to_page(text, "cp1252")

    assert data is None or all(byte >= 0x20 and byte != 0x7F for byte in data)


def test_a_script_without_code_page_is_drawn_and_the_rest_stays_text() -> None:
    text = on_paper(encode((Line("Бонжур", Style(1, 2)), Line("ok"), Cut()), profile(), TOKEN))

    assert text == "[120 x 29]\nok\n"


@pytest.mark.parametrize("length", range(40, 60))
def test_no_job_is_a_whole_number_of_usb_packets(length: int) -> None:
    data = encode((Line("x" * (length % 48)), Line("y" * 5), Cut()), profile(), TOKEN)

    assert len(data) % 64


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("epson-tm-t20", b"\x1dVB\x12\x1d(H\x06\0\x30\x30002A"),
        ("generic-80", b"\x1dVB\x12\x1dr1"),
        ("oneway-80", b"\x1dVB\x12"),
    ],
)
def test_a_job_ends_with_the_cut_and_then_the_question_that_proves_it(
    name: str, end: bytes
) -> None:
    assert job(IDENTITY_CARD, name).rstrip(b"\0").endswith(end.rstrip(b"\0"))


def test_a_presenter_shows_the_ticket_after_the_cut_and_before_the_proof() -> None:
    data = job(IDENTITY_CARD, "custom-vkp80").rstrip(b"\0")

    assert data.endswith(b"\x1dVB\x12\x1de\x03\x0c\x1dr1")


def test_a_code_that_the_printer_cannot_draw_goes_as_a_picture_that_can_be_read() -> None:
    data = job(IDENTITY_CARD, "zjiang-58")
    drawn = render(data, profile("zjiang-58"))

    assert b"\x1d(k" not in data
    (found,) = zxingcpp.read_barcodes(drawn.convert("L"))
    assert found.text == IDENTITY_CARD.qr


def test_what_is_centred_is_and_what_follows_begins_at_the_left_again() -> None:
    lines = (Line("a", align=Align.CENTRE), Line("b", align=Align.CENTRE), Line("c"))
    data = encode((*lines, Cut()), profile(), TOKEN)

    assert data.count(b"\x1ba") == 2
    assert b"\x1ba\x01a\nb\n\x1ba\x00c\n" in data


def test_a_printer_without_blade_feeds_to_its_tear_bar() -> None:
    data = job(IDENTITY_CARD, "oneway-58")

    assert b"\x1dV" not in data
    assert data.rstrip(b"\0").endswith(b"\x1bJ" + bytes([96 + 18]))
