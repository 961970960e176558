"""A line as dots, for a script that no code page of the printer carries."""

from functools import lru_cache

from PIL import Image, ImageDraw

from printer import fonts
from printer.layout import CELL_HEIGHT, Line

DLE = 0x10
REAL_TIME = frozenset({0x04, 0x05, 0x14})
"""After DLE, a printer obeys these even inside a picture."""
INK_ABOVE = 127
KEPT = 64
"""Lines drawn once: labels come back all day, moments do not."""


def line_bands(line: Line, width_dots: int, max_band: int) -> bytes:
    """`GS v 0` commands that draw the line."""
    return bands(draw(line.text, line.style.height * CELL_HEIGHT, width_dots), max_band)


@lru_cache(maxsize=KEPT)
def draw(text: str, height: int, width: int) -> Image.Image:
    font = fonts.for_text(text, round(height * 0.7))
    image = Image.new("L", (width, height), 0)
    left, top, right, bottom = font.getbbox(text)
    x = width - (right - left) if fonts.is_right_to_left(text) else 0
    y = (height - (bottom - top)) // 2 - top
    ImageDraw.Draw(image).text((x - left, y), text, fill=255, font=font)
    return image.point(lambda grey: 255 if grey > INK_ABOVE else 0).convert("1")


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
