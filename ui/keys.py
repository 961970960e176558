"""What the keys of a keypad mean, and which strokes count. A key is the number Qt gives it."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

OK_APART_S = 0.5
"""A second stroke of OK sooner than that is a trembling hand (EN 301 549, 5.8)."""
SCANNED_S = 0.1
"""No hand strikes two keys so near."""


class Key(StrEnum):
    NEXT = "next"
    PREVIOUS = "previous"
    OK = "ok"
    BACK = "back"
    REPEAT = "repeat"
    LOUDER = "louder"
    SOFTER = "softer"
    HELP = "help"
    CURTAIN = "curtain"
    HEADSET_IN = "headset_in"
    HEADSET_OUT = "headset_out"


USUAL: Mapping[Key, tuple[str, ...]] = {
    Key.NEXT: ("Right", "Down", "Tab"),
    Key.PREVIOUS: ("Left", "Up", "Backtab"),
    Key.OK: ("Return", "Enter", "Space"),
    Key.BACK: ("Escape", "Backspace", "Back"),
    Key.REPEAT: ("F5",),
    Key.LOUDER: ("+", "VolumeUp"),
    Key.SOFTER: ("-", "VolumeDown"),
    Key.HELP: ("F1", "Help"),
    Key.CURTAIN: ("F9",),
    Key.HEADSET_IN: (),
    Key.HEADSET_OUT: (),
}
"""Any USB keypad is a keyboard; these are what most of them send."""

_SPECIAL = {
    "Escape": 0x01000000,
    "Tab": 0x01000001,
    "Backtab": 0x01000002,
    "Backspace": 0x01000003,
    "Return": 0x01000004,
    "Enter": 0x01000005,
    "Insert": 0x01000006,
    "Delete": 0x01000007,
    "Pause": 0x01000008,
    "Home": 0x01000010,
    "End": 0x01000011,
    "Left": 0x01000012,
    "Up": 0x01000013,
    "Right": 0x01000014,
    "Down": 0x01000015,
    "PageUp": 0x01000016,
    "PageDown": 0x01000017,
    "Space": 0x20,
    "Help": 0x01000058,
    "Back": 0x01000061,
    "VolumeDown": 0x01000070,
    "VolumeMute": 0x01000071,
    "VolumeUp": 0x01000072,
}
_F1, _F_KEYS = 0x01000030, 35

Meanings = Mapping[int, Key]


def code_of(name: str) -> int | None:
    """`Right`, `F5`, `A`, `+`, or a number as `0x01000014`; None when there is no such key."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name.startswith("F") and name[1:].isdigit() and 1 <= int(name[1:]) <= _F_KEYS:
        return _F1 + int(name[1:]) - 1
    if len(name) == 1 and name.isprintable():
        return ord(name.upper())
    try:
        return int(name, 16) if name.startswith("0x") else None
    except ValueError:
        return None


def meanings(chosen: Mapping[str, Sequence[str]]) -> Meanings:
    """The usual keys, but for the meanings that the site gives to keys of its own."""
    found: dict[int, Key] = {}
    for key, usual in USUAL.items():
        for name in chosen.get(key.value, usual):
            code = code_of(name)
            if code is not None:
                found[code] = key
    return found


def name_of(key: Key, chosen: Mapping[str, Sequence[str]]) -> str:
    """The first key that has this meaning, as it is written on it."""
    names = chosen.get(key.value, USUAL[key])
    return names[0] if names else ""


class Strokes:
    """Which strokes are meant. `now` is monotonic, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last_ok = self._last_other = float("-inf")

    def others(self) -> None:
        """A key that is not ours: a scanner ends a code with one that is."""
        self._last_other = self._now()

    def counts(self, key: Key, held: bool) -> bool:
        """False for a key held down, OK struck twice by one movement, the end of a scan."""
        if held or self._now() - self._last_other < SCANNED_S:
            return False
        if key is not Key.OK:
            return True
        moment, last = self._now(), self._last_ok
        self._last_ok = moment
        return moment - last >= OK_APART_S
