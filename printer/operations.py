"""What a job asks of a printer, one step after another, before any byte. Pure."""

from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

from printer.characters import Script

CELL_HEIGHT = 24
"""Dots of one character at size 1 (font A), everywhere in ESC/POS."""
LINE_SPACING = 30
"""Dots, after a reset; makers differ by a few."""
QR_MODULE = 6
"""Dots: 0.75 mm, easy for an old telephone."""


class Align(IntEnum):
    """As `ESC a` counts."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Style:
    """`width` and `height` multiply the cell. From height 2 on, lines are set solid."""

    width: int = 1
    height: int = 1
    bold: bool = False
    inverted: bool = False

    @property
    def step(self) -> int:
        """Dots from one line to the next."""
        return max(LINE_SPACING, self.height * CELL_HEIGHT)


SMALL = Style()


@dataclass(frozen=True, slots=True)
class Line:
    """One line that fits the width. `script` None: what its own words ask for.

    What is written from the right stands at the right, unless it is centred.
    """

    text: str
    style: Style = SMALL
    script: Script | None = None
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Space:
    dots: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line over the whole width."""


@dataclass(frozen=True, slots=True)
class Qr:
    content: str
    module: int = QR_MODULE
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots, one bit each (ink is 1), in rows of whole bytes."""

    row_bytes: int
    data: bytes

    @property
    def rows(self) -> int:
        return len(self.data) // self.row_bytes


@dataclass(frozen=True, slots=True)
class Keep:
    """Write a picture in the printer's own memory, where its key finds it after a power cut."""

    key: bytes
    picture: Picture
    instead_of: bytes = b""
    """The key of what is thrown away first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Print what lies in the printer's memory under that key; without it, nothing."""

    key: bytes
    rows: int
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Probe:
    """A label, then `text` as that slot of that page would have it: to find the printer's own."""

    label: str
    text: str
    slot: int
    page: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed `blank` dots and to the blade, and cut; or only feed where there is no blade."""

    blank: int = 0


@dataclass(frozen=True, slots=True)
class Fresh:
    """Begin on a paper of its own: `nuls` end half an order, then what hangs out is cut off."""

    nuls: int = 0


RESYNC_NULS = 8192
"""Half an order takes them for its data; on a printer that waits for nothing they do nothing."""

Op = Line | Space | Rule | Qr | Picture | Keep | Kept | Probe | Fresh | Cut


def length_dots(ops: tuple[Op, ...]) -> int:
    """How much paper the ticket takes, but for the way from the head to the blade."""
    return sum(_height(op) for op in ops)


def _height(op: Op) -> int:
    match op:
        case Line(style=style):
            return style.step
        case Space(dots):
            return dots
        case Rule() | Probe() | Fresh():
            return LINE_SPACING
        case Qr(content, module):
            return module * qr_modules(content)
        case Picture() | Kept():
            return op.rows
        case Cut(blank):
            return blank
        case Keep():
            return 0
        case _ as never:
            assert_never(never)


def qr_modules(content: str) -> int:
    """The side of the symbol at correction level M, in modules."""
    size = len(content.encode())
    version = next((v for v, most in enumerate(_QR_M_BYTES, 1) if size <= most), 40)
    return 17 + 4 * version


_QR_M_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""Bytes that a QR code of version 1, 2, 3 … carries at level M (ISO/IEC 18004)."""
