"""The keyboard on the screen: its layouts, which are data, and what each key does. No Qt."""

import tomllib
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from kiosk.domain.masking import MOST
from kiosk.domain.texts import KEYBOARD

SENTENCE_ENDS = (". ", "! ", "? ")


class Special(StrEnum):
    """Keys that write no sign of their own."""

    SHIFT = "shift"
    ERASE = "erase"
    SPACE = "space"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of signs. `case`: whether its letters have capitals."""

    letters: tuple[tuple[str, ...], ...]
    symbols: tuple[tuple[str, ...], ...]
    beside_space: tuple[str, ...]
    case: bool
    to_letters: str
    to_symbols: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written so far, and how the keyboard stands."""

    text: str = ""
    shift: bool = True
    symbols: bool = False


BLANK = Draft()


def load_layout(file: Path) -> Layout:
    """Read it in a language file. Raises LookupError naming what the file lacks."""
    with file.open("rb") as stream:
        data = tomllib.load(stream).get(KEYBOARD, {})
    missing = [field.name for field in fields(Layout) if field.name not in data]
    if missing:
        raise LookupError(f"{file}\u00a0: il manque à [{KEYBOARD}] {', '.join(missing)}")
    return Layout(
        letters=_rows(data["letters"]),
        symbols=_rows(data["symbols"]),
        beside_space=tuple(data["beside_space"].split()),
        case=data["case"],
        to_letters=data["to_letters"],
        to_symbols=data["to_symbols"],
    )


def press(draft: Draft, key: str) -> Draft:
    """`key` is a special one, or the sign it writes."""
    match key:
        case Special.SHIFT:
            return replace(draft, shift=not draft.shift)
        case Special.PAGE:
            return replace(draft, symbols=not draft.symbols)
        case Special.ERASE:
            return _written(draft, draft.text[:-1])
        case Special.SPACE:
            return _written(draft, f"{draft.text} ")
        case _:
            return _written(draft, draft.text + (key.upper() if draft.shift else key))


def _written(draft: Draft, text: str) -> Draft:
    """A sentence begins with a capital."""
    if len(text) > MOST:
        return draft
    return replace(draft, text=text, shift=text == "" or text.endswith(SENTENCE_ENDS))


def _rows(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in lines)
