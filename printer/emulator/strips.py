"""The papers that came out, and what can be said of each: the truth that a campaign compares."""

from dataclasses import dataclass

from printer.flow import Item, Row, Sheet

DUPLICATE = "DUPLICATA"


@dataclass(frozen=True, slots=True)
class Part:
    """What one job left on a strip of paper. `begun`: with its first byte."""

    items: tuple[Item, ...]
    begun: bool
    lost: bool
    """Bytes of it, or lines, never reached the paper."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One piece of paper, from its first dot to where it was cut or torn."""

    n: int
    parts: tuple[Part, ...]
    cut: bool
    data: bytes
    complaints: tuple[str, ...]

    def sheet(self) -> Sheet:
        items = tuple(item for part in self.parts for item in part.items)
        return Sheet(items, self.data, self.complaints)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as a hand finds it. `number` is the tallest line of its part."""

    strip: int
    number: str
    cut: bool
    complete: bool
    duplicate: bool


def tickets_on(strip: Strip) -> tuple[Ticket, ...]:
    """Those that show a number or not: half a ticket is a paper too."""
    last = len(strip.parts) - 1
    return tuple(
        _ticket(strip, part, closed=strip.cut and at == last) for at, part in enumerate(strip.parts)
    )


def _ticket(strip: Strip, part: Part, *, closed: bool) -> Ticket:
    words = Sheet(part.items, b"", ()).text()
    complete = closed and part.begun and not part.lost
    return Ticket(strip.n, number_of(part), closed, complete, DUPLICATE in words)


def number_of(part: Part) -> str:
    rows = [item for item in part.items if isinstance(item, Row)]
    tall = max(rows, key=lambda row: row.height, default=None)
    return "" if tall is None else "".join(run.text for run in tall.runs).strip()
