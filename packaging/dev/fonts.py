"""Makes assets/fonts/ again from what others publish, so that nobody wonders where they come from.

npm pack @fontsource/atkinson-hyperlegible-next @fontsource/atkinson-hyperlegible-mono
(unpack each into its own folder)
apt-get install fonts-noto-core     # version 20201225
pip install fonttools brotli        # in a throw-away environment
python packaging/dev/fonts.py atkinson NEXT/package MONO/package assets/fonts
python packaging/dev/fonts.py noto /usr/share/fonts/truetype/noto assets/fonts
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
RIBBI = ("Regular", "Bold")
SPACES = (0x00A0, 0x202F)
WANTED = "«»€’…–—\u00a0\u202féèêçœŒÉñ¿¡ÀÇŸ0123456789"
# They describe the variable font that these weights were cut from.
DROPPED_TABLES = ("STAT", "prep", "gasp")


LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2039, 0x203A, 0x20AC)
CYRILLIC = (*range(0x0400, 0x0460), 0x0490, 0x0491, 0x2116)
ARABIC = (*range(0x0600, 0x0700), *range(0x200C, 0x2010))
UNITS = 1069
"""An em of the Cyrillic: its capitals (714) are then as tall as Atkinson's (0.668 em)."""
ARABIC_LINE = (950, -430)
"""Height above and below the baseline. The original leaves two lines' room, for marks of the
Quran that no screen of ours shows."""


def main() -> None:
    match sys.argv[1:]:
        case ["atkinson", next_package, mono_package, target]:
            styles = ("Regular", "SemiBold", "Bold")
            make(Path(next_package), "Atkinson Hyperlegible Next", styles, Path(target))
            make(Path(mono_package), "Atkinson Hyperlegible Mono", RIBBI, Path(target))
        case ["noto", folder, target]:
            make_noto(Path(folder), Path(target))
        case _:
            sys.exit(__doc__)


def make_noto(folder: Path, target: Path) -> None:
    """Cyrillic and Arabic, each with Latin beside it: a printed line is drawn with one font.

    Under names of ours: the system may have the originals, and ours have other lines.
    """
    for style in RIBBI:
        plain = folder / f"NotoSans-{style}.ttf"
        cyrillic = cut(plain, (*LATIN, *CYRILLIC))
        cyrillic["head"].unitsPerEm = UNITS
        keep(cyrillic, "Borne Cyrillic", style, plain, target)
        with tempfile.TemporaryDirectory() as held:
            arabic = folder / f"NotoSansArabic-{style}.ttf"
            files = [f"{held}/arabic.ttf", f"{held}/latin.ttf"]
            cut(arabic, ARABIC).save(files[0])
            cut(plain, LATIN).save(files[1])
            both = Merger().merge(files)
        set_line(both, *ARABIC_LINE)
        keep(both, "Borne Arabic", style, arabic, target)
    licence = (target / "OFL-AtkinsonHyperlegibleNext.txt").read_text(encoding="utf-8")
    _, words = licence.split("\n\n", 1)
    notice = TTFont(folder / "NotoSansArabic-Regular.ttf")["name"].getDebugName(0)
    (target / "OFL-NotoSans.txt").write_text(f"{notice}\n\n{words}", encoding="utf-8")


def cut(file: Path, characters: tuple[int, ...]) -> TTFont:
    """The glyphs of these characters and what shapes them, without hints for old screens."""
    font = TTFont(file)
    options = Options(hinting=False, notdef_outline=True, layout_features=["*"])
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    for table in DROPPED_TABLES:
        if table in font:
            del font[table]
    return font


def set_line(font: TTFont, above: int, below: int) -> None:
    font["hhea"].ascent = font["OS/2"].sTypoAscender = font["OS/2"].usWinAscent = above
    font["hhea"].descent = font["OS/2"].sTypoDescender = below
    font["OS/2"].usWinDescent = -below
    font["hhea"].lineGap = font["OS/2"].sTypoLineGap = 0


def keep(font: TTFont, family: str, style: str, source: Path, target: Path) -> None:
    add_spaces(font)
    name(font, family, style, "a subset")
    check(font, f"{family} {style}")
    save(font, source, target / source.name)


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
        name(font, family, style, "latin and latin-ext")
        check(font, f"{family} {style}")
        save(font, parts[0], target / f"{stem}-{style}.ttf")
    shutil.copyfile(package / "LICENSE", target / f"OFL-{stem}.txt")


def save(font: TTFont, source: Path, file: Path) -> None:
    """The same bytes each time."""
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = TTFont(source)["head"].modified
    font.save(file)


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


def name(font: TTFont, family: str, style: str, content: str) -> None:
    """Four-style names for old programs (1, 2), whole-family ones that Qt reads (16, 17)."""
    names = font["name"]
    names.names = [entry for entry in names.names if entry.nameID in (0, 5, 13, 14)]
    plain = style in RIBBI
    values = {
        1: family if plain else f"{family} {style}",
        2: style if plain else "Regular",
        3: f"{family} {style}; {content}",
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
