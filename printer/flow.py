"""What is on a piece of paper, from top to bottom, before anybody draws it."""

from dataclasses import dataclass
from enum import IntEnum


class Align(IntEnum):
    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Look:
    """How characters come out. `cell` is font A or B; `width` and `height` multiply it."""

    cell: tuple[int, int] = (12, 24)
    width: int = 1
    height: int = 1
    bold: bool = False
    underline: int = 0
    """Dots."""
    inverted: bool = False
    upside_down: bool = False

    @property
    def advance(self) -> int:
        return self.cell[0] * self.width

    @property
    def rise(self) -> int:
        return self.cell[1] * self.height


@dataclass(frozen=True, slots=True)
class Run:
    """`x`: dots from the left of the line."""

    x: int
    text: str
    look: Look

    @property
    def end(self) -> int:
        return self.x + len(self.text) * self.look.advance


@dataclass(frozen=True, slots=True)
class Row:
    """`feed`: what the paper moves at least, from the top of this row to the next."""

    runs: tuple[Run, ...]
    feed: int
    align: Align
    left: int
    area: int

    @property
    def height(self) -> int:
        return max(run.look.rise for run in self.runs)

    @property
    def step(self) -> int:
        return max(self.feed, self.height)


@dataclass(frozen=True, slots=True)
class Blank:
    dots: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code, drawn by the printer."""

    content: bytes
    module: int
    level: int
    align: Align
    left: int
    area: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots, one bit each, in rows of whole bytes; `across` and `down` enlarge them."""

    row_bytes: int
    data: bytes
    across: int
    down: int
    align: Align
    left: int
    area: int


Item = Row | Blank | Symbol | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """One piece of paper that fell from the printer. `data`: the bytes it was made of."""

    items: tuple[Item, ...]
    data: bytes
    complaints: tuple[str, ...]
    """Sequences that this printer did not understand."""

    def text(self) -> str:
        """The characters, line by line; a size other than 1 x 1 is said before the line."""
        return "".join(_said(item) for item in self.items)


def _said(item: Item) -> str:
    match item:
        case Row(runs):
            return f"{_size(runs[0].look)}{''.join(run.text for run in runs).rstrip(' ')}\n"
        case Symbol(content):
            return f"[QR] {content.decode(errors='replace')!r}\n"
        case Picture(row_bytes, data):
            return f"[{8 * row_bytes} x {len(data) // row_bytes}]\n"
        case Blank():
            return ""


def _size(look: Look) -> str:
    bold = " bold" if look.bold else ""
    plain = (look.width, look.height) == (1, 1) and not look.underline
    ruled = " ruled" if look.underline else ""
    return "" if plain and not bold else f"[{look.width}x{look.height}{bold}{ruled}] "
