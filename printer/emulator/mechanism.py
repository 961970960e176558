"""The inside of an emulated printer: paper that moves, ends, is cut, and keeps what was lost."""

from dataclasses import dataclass

from printer.commands import Command, Token
from printer.emulator.strips import Part, Strip
from printer.emulator.traits import Traits
from printer.flow import Symbol
from printer.paper import Paper

CAPACITIES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412)
"""Bytes in a QR code of each version at level M: enough to know how long it is on paper."""


@dataclass(frozen=True, slots=True)
class Moved:
    """`dots` of paper; `ended` when the roll did not have them."""

    dots: int
    ended: bool = False


class Mechanism:
    """Knows no time. `roll_dots` is what is left of the roll, None when nobody counts."""

    def __init__(self, traits: Traits) -> None:
        self._traits = traits
        self._paper = Paper(traits.width_dots, traits.code_pages)
        self._parts: list[Part] = []
        self._data = bytearray()
        self._complaints: tuple[str, ...] = ()
        self._begun = False
        self._lost = False
        self.roll_dots: int | None = None
        self.strips: list[Strip] = []

    @property
    def mid_job(self) -> bool:
        """Something of a job was taken in and its paper is not cut."""
        return self._begun or bool(self._paper.printed)

    def begin(self) -> None:
        """`ESC @`: what comes is another job, on the same paper when the last was not cut."""
        self._end_part()
        self._paper.take_in(Command(b"\x1b@", b""), b"\x1b@")
        self._begun = True

    def take_in(self, token: Token, raw: bytes) -> Moved:
        printed, before = self._paper.printed, self._paper.length
        self._paper.take_in(token, raw)
        dots = self._paper.length - before + self._symbol_dots(printed)
        if self.roll_dots is None:
            return Moved(dots)
        if dots and dots >= self.roll_dots:
            whole = dots == self.roll_dots
            moved = Moved(self.roll_dots, ended=True)
            self.part_from_roll(None if whole else printed)
            return moved
        self.roll_dots -= dots
        return Moved(dots)

    def lose(self) -> None:
        """What waited to be printed is gone: power, or an order to forget."""
        self._lost = self._lost or self.mid_job
        self._paper.forget_line()
        if not self._paper.printed:
            self._begun = self._lost = False
            return
        self._end_part()

    def cut(self, blade_dots: int) -> None:
        if self.roll_dots is not None:
            self.roll_dots = max(0, self.roll_dots - blade_dots)
        self._leave(cut=True)

    def part_from_roll(self, printed: int | None = None) -> None:
        """The end of the roll falls out with what is on it: `printed` items, or all."""
        self.roll_dots = 0
        untouched = self._begun and not self._lost and not self._paper.printed
        self._lost = self._lost or self.mid_job
        self._leave(cut=False, printed=printed)
        self._begun = untouched  # Its first line is still to come, on the next roll.

    def tear(self) -> None:
        """A hand takes what hangs out."""
        self._lost = self._lost or self.mid_job
        self._leave(cut=False)

    def hanging(self) -> Strip | None:
        """The paper that is still in the machine with something on it."""
        begun = Part(self._paper.items_from(0), self._begun, lost=True)
        shown = tuple(part for part in (*self._parts, begun) if part.items)
        return Strip(0, shown, cut=False, data=b"", complaints=()) if shown else None

    def _end_part(self, printed: int | None = None) -> None:
        sheet = self._paper.torn_off()
        items = sheet.items[:printed]
        if items:
            self._parts.append(Part(items, self._begun, self._lost))
        self._data += sheet.data
        self._complaints += sheet.complaints
        self._begun = self._lost = False

    def _leave(self, *, cut: bool, printed: int | None = None) -> None:
        self._end_part(printed)
        if self._parts:
            number = len(self.strips) + 1
            left = Strip(number, tuple(self._parts), cut, bytes(self._data), self._complaints)
            self.strips.append(left)
        self._parts.clear()
        self._data.clear()
        self._complaints = ()

    def _symbol_dots(self, printed: int) -> int:
        new = self._paper.items_from(printed)
        return sum(_side(item) for item in new if isinstance(item, Symbol))


def _side(symbol: Symbol) -> int:
    length = len(symbol.content)
    version = sum(length > capacity for capacity in CAPACITIES) + 1
    return (17 + 4 * version) * symbol.module
