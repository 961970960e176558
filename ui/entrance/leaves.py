"""How much of something to read fits on the screen at once: leaves, as full as they can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from ui.room import Room

LETTER, CYRILLIC = 0.7, 0.86
"""The width of a letter, in heights of a label's capitals."""
BOLD = 1.15
"""What is said is wider by that much."""
EDGE_MM, LARGE_EDGE_MM, SIDE_MM, GAP_MM = 3.0, 1.5, 4.5, 3.0
"""Around a section, beside it and between two, in units."""
DISC = 3.3
"""The width of its icon, in the same heights as a letter."""
CODE = 0.25
"""The least side of a code that a telephone reads, in heights of the screen above the strip."""


@dataclass(frozen=True, slots=True)
class Section:
    """`code`: the address that a telephone is shown; `page`: its name, to be heard."""

    title: str
    lines: Sequence[str]
    icon: str = ""
    code: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is shown at once of something to read."""

    sections: Sequence[Section]
    said: str
    more: bool = False


def leaf_of(parts: Sequence[Leaf], number: int, room: Room) -> Leaf:
    """That leaf, or the last one. `parts`: what is never torn, in order."""
    leaves = _packed(parts, room)
    if not leaves:
        return Leaf((), "")
    here = min(number, len(leaves) - 1)
    return replace(leaves[here], more=here + 1 < len(leaves))


def _packed(parts: Sequence[Leaf], room: Room) -> Sequence[Leaf]:
    leaves: list[Leaf] = []
    for part in parts:
        joined = _joined(leaves[-1], part) if leaves else part
        if leaves and _height(joined, room) <= room.text:
            leaves[-1] = joined
        else:
            leaves.append(part)
    return leaves


def _joined(one: Leaf, other: Leaf) -> Leaf:
    return Leaf((*one.sections, *other.sections), one.said or other.said)


def _height(leaf: Leaf, room: Room) -> float:
    """In rows of one or two sections, as `CardScreen.qml` draws them."""
    sections, columns = leaf.sections, 2 if room.is_wide and len(leaf.sections) > 1 else 1
    rows = [sections[n : n + columns] for n in range(0, len(sections), columns)]
    gap = GAP_MM * room.unit
    heights = [max(_section(each, len(row), room) for each in row) for row in rows]
    if leaf.said:
        lines = _lines(leaf.said, room.width / BOLD, room)
        heights.append(_edges(room) + room.line * lines)
    return sum(heights) + gap * (len(heights) - 1)


def _section(section: Section, beside: int, room: Room) -> float:
    """`beside`: how many share its row."""
    code_mm = CODE * room.stage if section.code else 0.0
    width = (room.width - GAP_MM * room.unit * (beside - 1)) / beside - code_mm
    words = [section.title] if section.title else []
    lines = sum(_lines(each, width, room) for each in (*words, *section.lines))
    return _edges(room) + max(lines * room.line, code_mm)


def _edges(room: Room) -> float:
    return 2 * (LARGE_EDGE_MM if room.is_large else EDGE_MM) * room.unit


def _lines(text: str, width: float, room: Room) -> int:
    disc = 0.0 if room.is_large else DISC * room.label + SIDE_MM * room.unit
    free = width - disc - 2 * SIDE_MM * room.unit
    letter = CYRILLIC if any("А" <= each <= "я" for each in text) else LETTER
    return len(wrap(text, max(int(free / (letter * room.label)), 1)))
