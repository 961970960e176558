"""A line as dots, for a script that no code page of the printer carries."""

from functools import lru_cache
from math import ceil

from PIL import Image, ImageChops, ImageDraw
from PIL.ImageFont import FreeTypeFont

from printer import fonts
from printer.characters import Script, printable
from printer.layout import CELL_HEIGHT, Line

DLE = 0x10
REAL_TIME = frozenset({0x04, 0x05, 0x14})
"""After DLE, a printer obeys these even inside a picture."""
INK_ABOVE = 127
BODY_OF_CELL = 0.7
"""The size of the letters over the height of their line."""
BASELINE = 0.72
"""Of the height of a line: there is room for what hangs below in Arabic."""
SMALLEST = 8
"""Dots."""
KEPT = 64
"""Lines drawn once: labels come back all day, moments do not."""
LEFT, RIGHT = b"\x1ba\x00", b"\x1ba\x02"


def line_bands(line: Line, width_dots: int, max_band: int) -> bytes:
    """Commands that draw the line: only its ink travels, the white around it is paper fed."""
    image = draw(line, width_dots)
    ink = image.getbbox()
    if ink is None:
        return feed(line.style.step)
    left, top, right, bottom = ink
    from_right = line.script is Script.DRAWN_FROM_RIGHT
    picture = bands(image.crop((left if from_right else 0, top, right, bottom)), max_band)
    placed = RIGHT + picture + LEFT if from_right else picture
    return feed(top) + placed + feed(max(line.style.step, image.height) - bottom)


@lru_cache(maxsize=KEPT)
def draw(line: Line, width: int) -> Image.Image:
    height, words = line.style.height * CELL_HEIGHT, printable(line.text)
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
    size = round(line.style.height * CELL_HEIGHT * BODY_OF_CELL)
    font = fonts.for_script(script, bold, size)
    while (long := ceil(font.getlength(words, direction=direction))) > width and size > SMALLEST:
        size = max(SMALLEST, min(size - 1, int(size * width / long)))
        font = fonts.for_script(script, bold, size)
    return font, min(long, width)


def feed(dots: int) -> bytes:
    """`ESC J`: that much paper; nothing for nothing."""
    return b"\x1bJ" + bytes([dots]) if dots else b""


def bands(image: Image.Image, max_band: int) -> bytes:
    """A one-bit image (ink is 1) as commands of at most `max_band` rows."""
    row_bytes = (image.width + 7) // 8
    data = quiet(image.tobytes())
    out = bytearray()
    for top in range(0, image.height, max_band):
        rows = min(max_band, image.height - top)
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
