import subprocess
import sys

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.encode import encode
from printer.flow import Align, Row
from printer.layout import lay_out
from printer.paper import Paper
from printer.picture import draw_sheet, render
from tests.printer.benches import IDENTITY_CARD, IN_ENGLISH, TEXTS, TOKEN, profile


def text_of(data: bytes) -> str:
    paper = Paper(576)
    paper.feed(data)
    paper.tear()
    return "".join(sheet.text() for sheet in paper.take())


@pytest.mark.parametrize("name", ["generic-80", "generic-58"])
def test_a_telephone_reads_the_qr_code_of_the_drawn_ticket(name: str) -> None:
    data = encode(lay_out(IDENTITY_CARD, profile(name), TEXTS), profile(name), TOKEN)

    (found,) = zxingcpp.read_barcodes(render(data, profile(name)))

    assert found.text == IDENTITY_CARD.qr


def test_the_number_is_drawn_at_its_height_and_the_margins_stay_white() -> None:
    data = encode(lay_out(IN_ENGLISH, profile(), TEXTS), profile(), TOKEN)
    paper = Paper.of(profile())
    paper.feed(data)
    picture = draw_sheet(paper.take()[0], profile()).convert("L")

    dark = picture.point(lambda grey: 255 if grey < 100 else 0).getbbox()
    assert dark is not None
    assert dark[0] >= 40 + 32 - 1
    assert dark[2] <= picture.width - 40 - 32 + 1


def test_a_sequence_may_arrive_one_byte_at_a_time() -> None:
    data = encode(lay_out(IDENTITY_CARD, profile(), TEXTS), profile(), TOKEN)
    whole, bit_by_bit = Paper.of(profile()), Paper.of(profile())
    answers = whole.feed(data)

    assert b"".join(bit_by_bit.feed(bytes([byte])) for byte in data) == answers
    assert bit_by_bit.take() == whole.take()


@pytest.mark.parametrize(
    ("slot", "byte", "shown"), [(0, 0x82, "é"), (2, 0x82, "é"), (16, 0xE9, "é"), (19, 0xD5, "€")]
)
def test_a_byte_means_what_the_chosen_code_page_says(slot: int, byte: int, shown: str) -> None:
    assert text_of(b"\x1b@\x1bt" + bytes([slot, byte]) + b"\n") == f"{shown}\n"


def test_a_reset_forgets_the_code_page() -> None:
    assert text_of(b"\x1bt\x10\xe9\n\x1b@\xe9\n") == "é\nΘ\n"


def test_an_unknown_sequence_comes_out_as_rubbish_and_is_reported() -> None:
    paper = Paper(576)
    paper.feed(b"\x1b@\x1b~x\n\x1dV\x00")
    (sheet,) = paper.take()

    assert sheet.text() == "~x\n"
    assert sheet.complaints == ("1b 7e",)


def test_a_line_that_is_too_long_goes_on_below() -> None:
    assert text_of(b"x" * 50 + b"\n") == f"{'x' * 48}\nxx\n"


def test_alignment_margins_and_fonts_are_obeyed() -> None:
    paper = Paper(576)
    paper.feed(b"\x1b@\x1ba1\x1dL\x10\x00\x1dW\x00\x01\x1bM1small\n\x1dV\x00")
    (item,) = paper.take()[0].items

    assert isinstance(item, Row)
    assert (item.align, item.left, item.area) == (Align.CENTRE, 16, 256)
    assert item.runs[0].look.cell == (9, 17)


def test_tabs_raster_and_every_way_of_feeding_leave_their_marks() -> None:
    data = (
        b"a\tb\n\x1bd\x02\x1b3\x28\n\x1b2\x1d!\x11\x1dB\x01\x1b{\x01c\n"
        b"\x1dv0\x03\x02\x00\x01\x00\xff\x81\x1dVA\x10"
    )
    paper = Paper(576)
    paper.feed(data)
    (sheet,) = paper.take()

    assert sheet.text() == "ab\n[2x2] c\n[16 x 1]\n"
    assert draw_sheet(sheet, profile()).height > 0


def test_the_process_id_comes_back_only_when_the_cut_was_reached() -> None:
    paper = Paper.of(profile("epson-tm-t20"))
    data = encode(
        lay_out(IDENTITY_CARD, profile("epson-tm-t20"), TEXTS), profile("epson-tm-t20"), TOKEN
    )

    assert paper.feed(data[:-2]) == b""
    assert paper.feed(data[-2:]) == b"\x37\x22002A\0"


def test_without_paper_it_says_so_and_prints_when_the_roll_is_changed() -> None:
    paper = Paper(576)
    paper.roll = False

    assert paper.feed(b"\x1b@late\n\x1dV\x00\x10\x04\x04") == b"\x72"
    assert paper.take() == []

    paper.roll = True
    paper.feed(b"")
    assert [sheet.text() for sheet in paper.take()] == ["late\n"]


@given(st.binary(max_size=400))
def test_no_bytes_can_break_it(data: bytes) -> None:
    paper = Paper(384)
    paper.feed(data)
    paper.tear()
    for sheet in paper.take():
        sheet.text()


def test_reading_bytes_does_not_load_the_drawing() -> None:
    code = (
        "import sys; from printer.paper import Paper; from printer import spool; "
        "Paper(576).feed(b'\\x1b@a\\n\\x1dVB\\0'); "
        "assert not {'PIL', 'qrcode', 'escpos', 'serial'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_an_empty_job_is_a_blank_paper() -> None:
    assert isinstance(render(b"", profile()), Image.Image)
