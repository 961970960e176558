"""Draws a sheet as it would lie in the hand: the paper, its cut edges, the ink."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import assert_never

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from printer import fonts
from printer.flow import Align, Blank, Look, Picture, Row, Run, Sheet, Symbol
from printer.memory import Memory, load_memory
from printer.paper import Paper
from printer.profiles import Profile

PAPER, GROUND, INK, SHADOW = (253, 252, 249), (226, 224, 218), (24, 26, 28), (150, 146, 138)
TABLE = 40
"""Dots of table around the paper."""
TOOTH = 6
"""Dots: the teeth that a cutter leaves."""
MASTER = 8
"""Each character is drawn once at this multiple of its cell, then brought to size."""
NARROWER = 1.1
"""Printers' characters are taller for their width than our typeface."""
BASELINE = 0.8
"""Of the height of the cell."""
LONGEST = 80_000
"""Dots: ten metres at 203 dpi."""
NOTHING: Memory = {}
BITE = 4096
"""Bytes between two looks at how long the paper has become."""
LEVELS = {
    0x30: qrcode.constants.ERROR_CORRECT_L,
    0x31: qrcode.constants.ERROR_CORRECT_M,
    0x32: qrcode.constants.ERROR_CORRECT_Q,
    0x33: qrcode.constants.ERROR_CORRECT_H,
}


class TooLong(Exception):
    """A paper of more than ten metres: three bytes can feed one, and it would not fit in memory."""


def render(data: bytes, profile: Profile, memory: Memory = NOTHING) -> Image.Image:
    """What a printer of this profile makes of these bytes: its sheets, one above the other.

    `memory`: the pictures that it keeps. Raises TooLong.
    """
    pictures = (draw_sheet(sheet, profile) for sheet in _sheets(data, profile, memory))
    return _one_above_the_other(pictures, GROUND)


def cut_out(data: bytes, profile: Profile) -> bytes:
    """The papers alone, as a PNG that is transparent around their cut edges."""
    papers = (_paper(sheet, profile) for sheet in _sheets(data, profile, NOTHING))
    png = BytesIO()
    _one_above_the_other(papers, (*PAPER, 0)).save(png, "PNG", compress_level=1)
    return png.getvalue()


def render_file(source: Path, target: Path, profile: Profile) -> None:
    """With what the virtual printer keeps beside its tickets."""
    render(source.read_bytes(), profile, load_memory(source.parent)).save(target)


def draw_sheet(sheet: Sheet, profile: Profile) -> Image.Image:
    paper = _paper(sheet, profile)
    picture = _table(paper.getchannel("A"))
    picture.paste(paper, (TABLE, TABLE), paper)
    return picture


def _sheets(data: bytes, profile: Profile, memory: Memory) -> list[Sheet]:
    """At least one: what prints nothing is a blank paper."""
    paper = Paper.of(profile)
    paper.memory.update(memory)
    for start in range(0, len(data), BITE):
        paper.feed(data[start : start + BITE])
        _longer(0, paper.length)
    paper.tear()
    return paper.take() or [Sheet((), data, ())]


def _one_above_the_other(pictures: Iterable[Image.Image], ground: tuple[int, ...]) -> Image.Image:
    drawn, height = [], 0
    for picture in pictures:
        height = _longer(height, picture.height)
        drawn.append(picture)
    whole = Image.new(drawn[0].mode, (drawn[0].width, height), ground)
    top = 0
    for picture in drawn:
        whole.paste(picture, (0, top))
        top += picture.height
    return whole


def _longer(length: int, by: int) -> int:
    if length + by > LONGEST:
        raise TooLong
    return length + by


def _paper(sheet: Sheet, profile: Profile) -> Image.Image:
    """The paper and its ink, transparent where the cutter's teeth bit."""
    ink = _ink(sheet, profile.width_dots)
    blade = round(profile.feed_to_blade_mm * profile.dots_per_mm)
    size = (round(profile.paper_mm * profile.dots_per_mm), blade + ink.height)
    paper = Image.new("RGB", size, PAPER)
    left = (size[0] - ink.width) // 2
    paper.paste(Image.new("RGB", ink.size, INK), (left, blade), ink)
    paper.putalpha(_shape(size))
    return paper


def _shape(size: tuple[int, int]) -> Image.Image:
    width, height = size
    shape = Image.new("L", size, 0)
    teeth = [(x, TOOTH if x // TOOTH % 2 else 0) for x in range(0, width + TOOTH, TOOTH)]
    bottom = [(x, height - 1 - y) for x, y in reversed(teeth)]
    ImageDraw.Draw(shape).polygon([*teeth, *bottom], fill=255)
    return shape


def _table(shape: Image.Image) -> Image.Image:
    """The ground, with the shadow of a paper of this shape."""
    picture = Image.new("RGB", (shape.width + 2 * TABLE, shape.height + 2 * TABLE), GROUND)
    shadow = Image.new("L", picture.size, 0)
    shadow.paste(shape.point(lambda value: value // 2), (TABLE + 2, TABLE + 6))
    shadow = shadow.filter(ImageFilter.GaussianBlur(10))
    picture.paste(Image.new("RGB", picture.size, SHADOW), (0, 0), shadow)
    return picture


def _ink(sheet: Sheet, width: int) -> Image.Image:
    """Where the head burnt, as a mask."""
    pieces, length = [], 0
    for item in sheet.items:
        piece, step = _drawn(item, width)
        length = _longer(length, step)
        pieces.append((piece, step))
    ink = Image.new("L", (width, max(1, length)), 0)
    top = 0
    for piece, step in pieces:
        if piece is not None:
            box = (0, top, width, min(ink.height, top + piece.height))
            ink.paste(
                ImageChops.lighter(ink.crop(box), piece.crop((0, 0, width, box[3] - top))), box
            )
        top += step
    return ink


def _drawn(item: Row | Blank | Symbol | Picture, width: int) -> tuple[Image.Image | None, int]:
    """A strip of full width (or nothing), and how far the paper moves."""
    match item:
        case Blank(dots):
            return None, dots
        case Row():
            return _row(item, width), item.step
        case Symbol():
            mask = _symbol(item)
        case Picture():
            mask = _dots(item)
        case _ as never:
            assert_never(never)
    strip = Image.new("L", (width, mask.height), 0)
    strip.paste(mask, (item.left + _shift(item.align, item.area - mask.width), 0))
    return strip, mask.height


def _shift(align: Align, spare: int) -> int:
    return {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]


def _row(row: Row, width: int) -> Image.Image:
    strip = Image.new("L", (width, row.height), 0)
    left = row.left + _shift(row.align, row.area - row.runs[-1].end)
    for run in row.runs:
        strip.paste(_run(run), (left + run.x, row.height - run.look.rise))
    return strip


def _run(run: Run) -> Image.Image:
    look = run.look
    image = Image.new("L", (run.end - run.x, look.rise), 0)
    for at, character in enumerate(run.text):
        image.paste(_glyph(character, look), (at * look.advance, 0))
    if look.underline:
        ImageDraw.Draw(image).rectangle(
            (0, look.rise - look.underline, image.width, look.rise), fill=255
        )
    if look.inverted:
        image = ImageChops.invert(image)
    return image.transpose(Image.Transpose.ROTATE_180) if look.upside_down else image


@cache
def _glyph(character: str, look: Look) -> Image.Image:
    across, down = round(look.cell[0] * MASTER * NARROWER), look.cell[1] * MASTER
    font = fonts.mono(look.bold, round(down * NARROWER * 5 / 6))
    master = Image.new("L", (across, down), 0)
    if not character.isprintable():  # Some of them cannot even be measured.
        character = " "
    x = (across - font.getlength(character)) / 2
    place = (x, round(down * BASELINE))
    ImageDraw.Draw(master).text(place, character, fill=255, font=font, anchor="ls")
    return master.resize((look.advance, look.rise), Image.Resampling.BOX)


def _symbol(symbol: Symbol) -> Image.Image:
    code = qrcode.QRCode(error_correction=LEVELS.get(symbol.level, LEVELS[0x30]), border=0)
    code.add_data(symbol.content)
    try:
        code.make(fit=True)
    except ValueError:  # More than a QR code holds: a printer draws nothing.
        return Image.new("L", (1, 1), 0)
    matrix = code.get_matrix()
    image = Image.new("L", (len(matrix), len(matrix)), 0)
    image.putdata([255 if dark else 0 for row in matrix for dark in row])
    side = len(matrix) * symbol.module
    return image.resize((side, side), Image.Resampling.NEAREST)


def _dots(picture: Picture) -> Image.Image:
    rows = len(picture.data) // picture.row_bytes
    image = Image.frombytes("1", (picture.row_bytes * 8, rows), picture.data).convert("L")
    size = (image.width * picture.across, image.height * picture.down)
    return image.resize(size, Image.Resampling.NEAREST)
