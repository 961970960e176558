"""The typefaces of the virtual paper and of raster lines, from `assets/fonts`."""

import contextlib
import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageFont

from kiosk.paths import ASSETS

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
FOLDER = ASSETS / "fonts"
MONO = "AtkinsonHyperlegibleMono"
BOLD_WEIGHT, REGULAR_WEIGHT = 700, 400


def mono(bold: bool, size: int) -> Font:
    """The stand-in for the printer's own font A."""
    for pattern in (f"{MONO}-Bold*.ttf" if bold else f"{MONO}-Regular*.ttf", f"{MONO}*.ttf"):
        if file := _first(pattern):
            return _open(file, size, BOLD_WEIGHT if bold else REGULAR_WEIGHT)
    return ImageFont.load_default(size)


def for_text(text: str, size: int) -> Font:
    """A font that has the script of `text`, as far as `assets/fonts` goes."""
    pattern = "NotoSansArabic*.ttf" if is_right_to_left(text) else "NotoSans-*.ttf"
    file = _first(pattern) or _first("NotoSans*.ttf")
    return _open(file, size, REGULAR_WEIGHT) if file else ImageFont.load_default(size)


def is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def _first(pattern: str) -> Path | None:
    return min(FOLDER.rglob(pattern), default=None)


@cache
def _open(file: Path, size: int, weight: int) -> Font:
    font = ImageFont.truetype(file, size)
    with contextlib.suppress(OSError):  # A static font has the weight that it has.
        font.set_variation_by_axes([weight])
    return font
