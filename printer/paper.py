"""The virtual printer: from the bytes it is sent to what is on its paper.

An independent reading of the bytes, by a printer's own rules: it knows nothing of our layout. To
interpret is cheap; drawing is elsewhere (`picture.py`) and only when somebody looks.
"""

from collections.abc import Mapping

from printer.commands import Command, Control, Reader, Text, Token, Unreadable
from printer.flow import Item, Sheet
from printer.head import CODE_PAGES, Head
from printer.profiles import Profile

BUFFER = 4096
"""Bytes that a printer takes while it cannot print."""
KEPT_HEAD = 9
"""Bytes before the dots in `GS ( L` 67: tone, key, colours, size, colour."""
FULL = 20
"""The question of `DLE EOT` that printers of Custom answer with six bytes."""


class Paper:
    """Feed it bytes, send back its answers, take the sheets that were cut."""

    def __init__(self, width_dots: int, code_pages: Mapping[int, str] = CODE_PAGES) -> None:
        self._reader = Reader()
        self._head = Head(width_dots, code_pages)
        self._data = bytearray()
        self._complaints: list[str] = []
        self._sheets: list[Sheet] = []
        self._waiting = b""
        self.memory: dict[bytes, bytes] = {}
        """Pictures by their key, which no reset and no power cut takes away."""
        self.roll = True
        """Whether there is paper in the machine."""
        self.cover_open = False

    @classmethod
    def of(cls, profile: Profile) -> "Paper":
        pages = {**CODE_PAGES, profile.codepage.slot: profile.codepage.name}
        return cls(profile.width_dots, pages)

    @property
    def room(self) -> int:
        return BUFFER - len(self._waiting)

    @property
    def length(self) -> int:
        """Dots that came out so far, at least."""
        return self._head.fed

    def feed(self, data: bytes) -> bytes:
        """Take bytes in; the answer is what the printer sends back. It stops without paper."""
        if self._stopped:
            answers, kept = self._only_real_time(data)
            self._waiting += kept
            return answers
        data, self._waiting = self._waiting + data, b""
        return b"".join(self.take_in(token, raw) for token, raw in self._reader.feed(data))

    def take(self) -> list[Sheet]:
        """The sheets cut since the last time."""
        sheets, self._sheets = self._sheets, []
        return sheets

    @property
    def printed(self) -> int:
        """Items on the paper that is still in the machine."""
        return len(self._head.items)

    def items_from(self, at: int) -> tuple[Item, ...]:
        return tuple(self._head.items[at:])

    def torn_off(self) -> Sheet:
        """What is printed and not cut, which leaves the machine; the line begun stays in it."""
        self._cut()
        return self._sheets.pop()

    def forget_line(self) -> None:
        """What was to be printed on the line begun is lost, and the state with it."""
        self._head.reset()

    def tear(self) -> None:
        """What a hand does where there is no blade. Nothing printed, nothing torn."""
        if self._head.items:
            self._cut()

    @property
    def _stopped(self) -> bool:
        return not self.roll or self.cover_open

    def take_in(self, token: Token, raw: bytes) -> bytes:
        """One token, at once, whether there is paper or not; the answer."""
        match token:
            case Command(b"\x10\x04", question):
                return self._status(question[0])
            case Command(b"\x1b@"):
                self._reset()
        self._data += raw
        match token:
            case Text(data):
                self._head.print(data)
            case Control(code):
                self._head.control(code)
            case Unreadable(data):
                self._complain(data)
                self._head.print(data[1:])
            case Command(name, data):
                return self._obey(name, data)
        return b""

    def _reset(self) -> None:
        """A new job: what was asked after the last cut does not belong to this sheet."""
        if not self._head.items:
            self._data.clear()
        self._head.reset()

    def _obey(self, name: bytes, data: bytes) -> bytes:
        match name:
            case b"\x1b@" | b"\x1de":
                pass
            case b"\x1dr":
                return b"\0"
            case b"\x1d(":
                return self._function(data[:1], data[3:])
            case b"\x1dV":
                self._head.end_line(data[1] if len(data) > 1 else 0)
                self._cut()
            case _:
                if not self._head.obey(name, data):
                    self._complain(name + data)
        return b""

    def _function(self, kind: bytes, body: bytes) -> bytes:
        """`GS (`: the process id, the QR code, and the pictures kept in the printer."""
        if kind == b"H" and body[:1] == b"0":
            return b"\x37\x22" + body[2:6] + b"\0"
        if kind == b"k" and body[:1] == b"1":
            self._head.symbol(body[1:2], body[2:])
        elif kind == b"L" and body[:1] == b"0":
            self._remember(body[1:2], body[2:])
        else:
            self._complain(b"\x1d(" + kind)
        return b""

    def _remember(self, function: bytes, data: bytes) -> None:
        """`GS ( L` 66, 67 and 69: forget a picture, keep one, print one. Unknown: nothing."""
        match function:
            case b"B":
                self.memory.pop(data[:2], None)
            case b"C" if len(data) > KEPT_HEAD:
                self.memory[data[1:3]] = data[4:8] + data[KEPT_HEAD:]
            case b"E" if (kept := self.memory.get(data[:2])) is not None:
                across = (int.from_bytes(kept[:2], "little") + 7) // 8
                size = across.to_bytes(2, "little") + kept[2:4]
                self._head.picture(b"0\0" + size + kept[4:])
            case b"E":
                pass
            case _:
                self._complain(b"\x1d(L" + function)

    def _complain(self, data: bytes) -> None:
        self._complaints.append(data[:8].hex(" "))

    def _cut(self) -> None:
        items, complaints = tuple(self._head.items), tuple(self._complaints)
        self._sheets.append(Sheet(items, bytes(self._data), complaints))
        self._head.items.clear()
        self._complaints.clear()
        self._data.clear()

    def _only_real_time(self, data: bytes) -> tuple[bytes, bytes]:
        """A stopped printer still answers `DLE EOT`; the rest waits in its buffer."""
        answers, kept = bytearray(), bytearray()
        at = 0
        while at < len(data):
            if data[at : at + 2] == b"\x10\x04" and at + 2 < len(data):
                answers += self._status(data[at + 2])
                at += 3
            else:
                kept.append(data[at])
                at += 1
        return bytes(answers), bytes(kept)

    def _status(self, question: int) -> bytes:
        bits = {
            1: 0x08 if self._stopped else 0,
            2: (0x04 if self.cover_open else 0) | (0 if self.roll else 0x20),
            3: 0,
            4: 0 if self.roll else 0x60,
        }
        if question == FULL:
            return b"\x10\x0f" + bytes([int(not self.roll), 2 * self.cover_open, 0, 0])
        return bytes([0x12 | bits[question]]) if question in bits else b""
