"""Dots: a line whose script no code page of the printer carries, a QR code, any picture."""

from functools import lru_cache
from math import ceil

import qrcode
from PIL import Image, ImageChops, ImageDraw
from PIL.ImageFont import FreeTypeFont
from qrcode.constants import ERROR_CORRECT_M

from printer import fonts
from printer.characters import Script, printable
from printer.operations import Align, Line, Picture

DLE = 0x10
REAL_TIME = frozenset({0x04, 0x05, 0x14})
"""After DLE, a printer obeys these even inside a picture."""
INK_ABOVE = 127
BODY_OF_CELL = 0.7
"""The size of the letters over the way from a line to the next."""
BASELINE = 0.72
"""Of the height of a line: there is room for what hangs below in Arabic."""
SMALLEST = 8
"""Dots."""
KEPT = 64
"""Lines drawn once: labels come back all day, moments do not."""


def line_bands(line: Line, width_dots: int, max_band: int) -> bytes:
    """Commands that draw the line: only its ink travels, the white around it is paper fed.

    The printer has been told where the line stands.
    """
    image = draw(line, width_dots)
    ink = image.getbbox()
    if ink is None:
        return feed(line.style.step)
    left, top, right, bottom = ink
    start = 0 if line.align is Align.LEFT else left
    inked = bands(picture_of(image.crop((start, top, right, bottom))), max_band)
    return feed(top) + inked + feed(max(line.style.step, image.height) - bottom)


@lru_cache(maxsize=KEPT)
def draw(line: Line, width: int) -> Image.Image:
    height, words = line.style.step, printable(line.text)
    from_right = line.script is Script.DRAWN_FROM_RIGHT
    direction = ("rtl" if from_right else "ltr") if fonts.can_shape() else None
    font, long = _fitting(line, words, direction, width)
    _, top, _, bottom = font.getbbox(words, direction=direction, anchor="ls")
    baseline = max(-top, min(round(height * BASELINE), height - bottom))
    start = width - long if from_right else 0
    image = Image.new("L", (width, height), 0)
    ImageDraw.Draw(image).text(
        (start, baseline), words, fill=255, font=font, direction=direction, anchor="ls"
    )
    if line.style.inverted:
        box = (start, 0, start + long, height)
        image.paste(ImageChops.invert(image.crop(box)), box)
    return image.point(lambda grey: 255 if grey > INK_ABOVE else 0).convert("1")


def _fitting(line: Line, words: str, direction: str | None, width: int) -> tuple[FreeTypeFont, int]:
    """The font, smaller where the words would not fit the paper, and their length in dots."""
    script, bold = line.script or Script.DRAWN, line.style.bold
    size = round(line.style.step * BODY_OF_CELL)
    font = fonts.for_script(script, bold, size)
    while (long := ceil(font.getlength(words, direction=direction))) > width and size > SMALLEST:
        size = max(SMALLEST, min(size - 1, int(size * width / long)))
        font = fonts.for_script(script, bold, size)
    return font, min(long, width)


def feed(dots: int) -> bytes:
    """`ESC J`: that much paper; nothing for nothing."""
    return b"\x1bJ" + bytes([dots]) if dots else b""


def symbol(content: str, module: int) -> Picture:
    """A QR code for a printer that draws none."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(content.encode())
    code.make(fit=True)
    matrix = code.get_matrix()
    image = Image.new("1", (len(matrix), len(matrix)), 0)
    image.putdata([255 if dark else 0 for row in matrix for dark in row])
    side = module * len(matrix)
    return picture_of(image.resize((side, side), Image.Resampling.NEAREST))


def picture_of(image: Image.Image) -> Picture:
    """From a one-bit image, where ink is 1."""
    return Picture((image.width + 7) // 8, image.tobytes())


def bands(picture: Picture, max_band: int) -> bytes:
    """Commands of at most `max_band` rows."""
    row_bytes, data = picture.row_bytes, quiet(picture.data)
    out = bytearray()
    for top in range(0, picture.rows, max_band):
        rows = min(max_band, picture.rows - top)
        out += b"\x1dv0\0" + row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
        out += data[top * row_bytes : (top + rows) * row_bytes]
    return bytes(out)


def quiet(data: bytes) -> bytes:
    """The same picture but for a dot, wherever its bytes would have been an order."""
    out = bytearray(data)
    for i in range(len(out) - 1):
        if out[i] == DLE and out[i + 1] in REAL_TIME:
            out[i] |= 1
    return bytes(out)
