"""Makes assets/fonts/ again from two npm packages, so that nobody wonders where they come from.

npm pack @fontsource/atkinson-hyperlegible-next @fontsource/atkinson-hyperlegible-mono
(unpack each into its own folder)
pip install fonttools brotli        # in a throw-away environment
python packaging/dev/fonts.py NEXT/package MONO/package assets/fonts
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
RIBBI = ("Regular", "Bold")
SPACES = (0x00A0, 0x202F)
WANTED = "«»€’…–—\u00a0\u202féèêçœŒÉñ¿¡ÀÇŸ0123456789"
# They describe the variable font that these weights were cut from.
DROPPED_TABLES = ("STAT", "prep", "gasp")


def main() -> None:
    next_package, mono_package, target = map(Path, sys.argv[1:4])
    make(next_package, "Atkinson Hyperlegible Next", ("Regular", "SemiBold", "Bold"), target)
    make(mono_package, "Atkinson Hyperlegible Mono", RIBBI, target)


def make(package: Path, family: str, styles: tuple[str, ...], target: Path) -> None:
    slug = family.lower().replace(" ", "-")
    stem = family.replace(" ", "")
    for style in styles:
        parts = [
            package / "files" / f"{slug}-{subset}-{WEIGHTS[style]}-normal.woff2"
            for subset in ("latin", "latin-ext")
        ]
        font = merged(parts)
        add_spaces(font)
        name(font, family, style)
        check(font, f"{family} {style}")
        # The same bytes each time.
        font.recalcTimestamp = False
        font["head"].created = font["head"].modified = TTFont(parts[0])["head"].modified
        font.save(target / f"{stem}-{style}.ttf")
    shutil.copyfile(package / "LICENSE", target / f"OFL-{stem}.txt")


def merged(parts: list[Path]) -> TTFont:
    """One font of several subsets; where two have a character, the first one's glyph is used."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, part in enumerate(parts):
            font = TTFont(part)
            for table in DROPPED_TABLES:
                if table in font:
                    del font[table]
            font.flavor = None
            files.append(f"{folder}/{number}.ttf")
            font.save(files[-1])
        return Merger().merge(files)


def add_spaces(font: TTFont) -> None:
    best = font.getBestCmap()
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code in SPACES:
                table.cmap.setdefault(code, best[0x20])


def name(font: TTFont, family: str, style: str) -> None:
    """Four-style names for old programs (1, 2), whole-family ones that Qt reads (16, 17)."""
    names = font["name"]
    names.names = [entry for entry in names.names if entry.nameID in (0, 5, 13, 14)]
    plain = style in RIBBI
    values = {
        1: family if plain else f"{family} {style}",
        2: style if plain else "Regular",
        3: f"{family} {style}; latin and latin-ext",
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
        16: family,
        17: style,
    }
    for number, value in values.items():
        names.setName(value, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = WEIGHTS[style]
    bold = style == "Bold"
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0b1100001 | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0


def check(font: TTFont, label: str) -> None:
    missing = [hex(ord(char)) for char in WANTED if ord(char) not in font.getBestCmap()]
    if missing:
        sys.exit(f"{label}: no glyph for {', '.join(missing)}")


if __name__ == "__main__":
    main()
