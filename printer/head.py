"""The print head of the virtual printer: what each command does to the line being printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from printer.flow import Align, Blank, Item, Look, Picture, Row, Run, Symbol

FONT_A, FONT_B = (12, 24), (9, 17)
LINE_FEED, TAB = 0x0A, 0x09
DEFAULT_SPACING = 30
TAB_COLUMNS = 8

LARGEST_MODULE = 16
"""Dots: beyond, printers ignore the order."""
CODE_PAGES: Mapping[int, str] = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    40: "iso8859_15",
    45: "cp1250",
    46: "cp1251",
}
"""The slots of Epson printers; a profile adds its own."""


PLAIN = Look()


@dataclass(slots=True)
class State:
    """What `ESC @` sets back."""

    area: int
    look: Look = PLAIN
    slot: int = 0
    align: Align = Align.LEFT
    spacing: int = DEFAULT_SPACING
    left: int = 0
    module: int = 3
    level: int = 0x30
    symbol: bytes = b""
    runs: list[Run] = field(default_factory=list)

    @property
    def at(self) -> int:
        return self.runs[-1].end if self.runs else 0


class Head:
    def __init__(self, width_dots: int, code_pages: Mapping[int, str]) -> None:
        self._width = width_dots
        self._pages = code_pages
        self.state = State(width_dots)
        self.items: list[Item] = []
        self.fed = 0
        """Dots of paper so far, at least: a QR code is measured when it is drawn."""

    @property
    def room(self) -> int:
        return min(self.state.area, self._width - self.state.left)

    def reset(self) -> None:
        self.state = State(self._width)

    def _put(self, item: Item) -> None:
        self.items.append(item)
        self.fed += _length(item)

    def print(self, data: bytes) -> None:
        state = self.state
        text = data.decode(self._pages.get(state.slot, "ascii"), errors="replace")
        while text:
            fits = (self.room - state.at) // state.look.advance
            if fits <= 0 and state.runs:
                self.end_line(state.spacing)
                continue
            taken, text = text[: max(1, fits)], text[max(1, fits) :]
            self._add(taken)

    def _add(self, text: str) -> None:
        runs, look = self.state.runs, self.state.look
        if runs and runs[-1].look == look and runs[-1].text:
            runs[-1] = replace(runs[-1], text=runs[-1].text + text)
        else:
            runs.append(Run(self.state.at, text, look))

    def control(self, code: int) -> None:
        state = self.state
        if code == LINE_FEED:
            self.end_line(state.spacing)
        elif code == TAB:
            stop = TAB_COLUMNS * state.look.advance
            state.runs.append(Run((state.at // stop + 1) * stop, "", state.look))

    def end_line(self, feed: int) -> None:
        """Print the line buffer, and move the paper by at least `feed`."""
        state = self.state
        runs = tuple(run for run in state.runs if run.text)
        state.runs.clear()
        if runs:
            self._put(Row(runs, feed, state.align, state.left, self.room))
        elif feed:
            self._put(Blank(feed))

    def obey(self, name: bytes, data: bytes) -> bool:
        """False when this head has no such command (it is taken in, and does nothing)."""
        if effect := _EFFECTS.get(name):
            effect(self, data)
        return effect is not None

    def symbol(self, function: bytes, data: bytes) -> None:
        """`GS ( k` for a QR code: size, correction, content, and print."""
        state = self.state
        match function:
            case b"C" if data and 1 <= data[0] <= LARGEST_MODULE:
                state.module = data[0]
            case b"E" if data:
                state.level = data[0]
            case b"P":
                state.symbol = data[1:]
            case b"Q" if state.symbol:
                self.end_line(0)
                place = (state.align, state.left, self.room)
                self._put(Symbol(state.symbol, state.module, state.level, *place))

    def picture(self, data: bytes) -> None:
        """`GS v 0`."""
        self.end_line(0)
        mode, row_bytes = data[1], int.from_bytes(data[2:4], "little")
        across, down = 1 + (mode & 1), 1 + (mode >> 1 & 1)
        place = (self.state.align, self.state.left, self.room)
        if not data[6:]:  # No dot across or none down: a printer moves nothing.
            return
        self._put(Picture(row_bytes, data[6:], across, down, *place))

    def wear(self, **changes: object) -> None:
        self.state.look = replace(self.state.look, **changes)  # type: ignore[arg-type]

    def mode(self, flags: int) -> None:
        """`ESC !`: font, bold, double height, double width and underline at once."""
        self.wear(
            cell=FONT_B if flags & 1 else FONT_A,
            bold=bool(flags & 0x08),
            height=2 if flags & 0x10 else 1,
            width=2 if flags & 0x20 else 1,
            underline=1 if flags & 0x80 else 0,
        )


def _set(**names: Callable[[bytes], object]) -> Callable[[Head, bytes], None]:
    """An effect that changes the state, each name by a function of the command's data."""

    def effect(head: Head, data: bytes) -> None:
        for name, value in names.items():
            setattr(head.state, name, value(data))

    return effect


def _look(**names: Callable[[bytes], object]) -> Callable[[Head, bytes], None]:
    def effect(head: Head, data: bytes) -> None:
        head.wear(**{name: value(data) for name, value in names.items()})

    return effect


def _on(data: bytes) -> bool:
    return bool(data[0] & 1)


def _digit(data: bytes) -> int:
    """`1` and `"1"` are the same to a printer."""
    return data[0] - 0x30 if data[0] >= 0x30 else data[0]


def _word(data: bytes) -> int:
    return int.from_bytes(data[:2], "little")


def _align(data: bytes) -> Align:
    return Align(min(_digit(data), Align.RIGHT))


_EFFECTS: Mapping[bytes, Callable[[Head, bytes], None]] = {
    b"\x1bt": _set(slot=lambda data: data[0]),
    b"\x1ba": _set(align=_align),
    b"\x1b2": _set(spacing=lambda _data: DEFAULT_SPACING),
    b"\x1b3": _set(spacing=lambda data: data[0]),
    b"\x1dL": _set(left=_word),
    b"\x1dW": _set(area=_word),
    b"\x1bE": _look(bold=_on),
    b"\x1bG": _look(bold=_on),
    b"\x1bM": _look(cell=lambda data: FONT_B if _digit(data) == 1 else FONT_A),
    b"\x1b-": _look(underline=lambda data: min(_digit(data), 2)),
    b"\x1b{": _look(upside_down=_on),
    b"\x1dB": _look(inverted=_on),
    b"\x1d!": _look(width=lambda d: 1 + (d[0] >> 4 & 7), height=lambda d: 1 + (d[0] & 7)),
    b"\x1b!": lambda head, data: head.mode(data[0]),
    b"\x1bJ": lambda head, data: head.end_line(data[0]),
    b"\x1bd": lambda head, data: head.end_line(data[0] * head.state.spacing),
    b"\x1dv": lambda head, data: head.picture(data),
}


def _length(item: Item) -> int:
    match item:
        case Row():
            return item.step
        case Blank(dots):
            return dots
        case Picture(row_bytes, data, _, down):
            return len(data) // row_bytes * down
        case Symbol():
            return 0
        case _ as never:
            assert_never(never)
