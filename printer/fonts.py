"""The typefaces of the virtual paper and of raster lines, from `assets/fonts`."""

import contextlib
from functools import cache
from pathlib import Path

from PIL import ImageFont, features

from kiosk.paths import ASSETS
from printer.characters import Script

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


def for_script(script: Script, bold: bool, size: int) -> ImageFont.FreeTypeFont:
    """A font that has the letters of a drawn script, and Latin beside them."""
    family = "NotoSansArabic" if script is Script.DRAWN_FROM_RIGHT else "NotoSans"
    engine = ImageFont.Layout.RAQM if can_shape() else ImageFont.Layout.BASIC
    return _drawn(FOLDER / f"{family}-{'Bold' if bold else 'Regular'}.ttf", size, engine)


def _first(pattern: str) -> Path | None:
    return min(FOLDER.rglob(pattern), default=None)


@cache
def can_shape() -> bool:
    """Whether letters can be joined and set from the right: Pillow looks for libfribidi."""
    return bool(features.check("raqm"))


@cache
def _drawn(file: Path, size: int, engine: ImageFont.Layout) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=engine)


@cache
def _open(file: Path, size: int, weight: int) -> Font:
    font = ImageFont.truetype(file, size)
    with contextlib.suppress(OSError):  # A static font has the weight that it has.
        font.set_variation_by_axes([weight])
    return font
