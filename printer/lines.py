"""Texts → lines that fit the paper. Pure."""

from collections.abc import Iterator

from printer.characters import Script, script_of
from printer.operations import CELL_HEIGHT, Align, Line, Style
from printer.profiles import Profile

LARGEST = 8
"""How many times printers enlarge a character."""
DRAWN_WIDTH = 0.7
"""Of a drawn letter over the width that the printer's own would have at that height."""


def number_style(number: str, profile: Profile, height_mm: float = 24) -> Style:
    """As large as asked, or as fits with a quarter of a character to spare."""
    quarters = 4 * len(number) + 1
    widest = 4 * profile.width_dots // (quarters * profile.cell_width)
    highest = round(height_mm * profile.dots_per_mm / CELL_HEIGHT)
    size = max(1, min(LARGEST, widest, highest))
    return Style(size, size, bold=True)


def lines_of(
    text: str, style: Style, profile: Profile, align: Align = Align.LEFT, mark: str = ""
) -> Iterator[Line]:
    """Every row in the script of the whole, even one that is only a number."""
    script = script_of(text, profile.codepage.name)
    for row in wrap(text, columns_for(script, style, profile), mark):
        yield Line(row, style, script, align)


def columns_for(script: Script, style: Style, profile: Profile) -> int:
    """Characters on a line. Letters that are drawn grow in width with their height."""
    if script is Script.PAGE:
        return profile.columns // style.width
    return round(profile.columns / (style.height * DRAWN_WIDTH))


def wrap(text: str, columns: int, mark: str = "") -> list[str]:
    """Broken at ordinary spaces only; a word longer than a line is cut. `mark` hangs before."""
    room = columns - len(mark)
    rows = [""]
    for word in text.split(" "):
        joined = f"{rows[-1]} {word}" if rows[-1] else word
        if len(joined) <= room:
            rows[-1] = joined
            continue
        pieces = [word[i : i + room] for i in range(0, len(word), room)]
        rows = (rows if rows[-1] else rows[:-1]) + pieces
    indent = " " * len(mark)
    return [(indent if i else mark) + row for i, row in enumerate(rows) if row]
