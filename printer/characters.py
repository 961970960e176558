"""Text → the bytes of one code page: what it has as it is, the rest as near as print can come."""

import unicodedata
from enum import Enum, auto

_NEAR = {
    "\u202f": "\u00a0",
    "\u2007": "\u00a0",
    "\u2009": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2022": "-",
    "\u2026": "...",
    "\u20ac": "EUR",
    "\u2192": "->",
    "\u00a0": " ",
    "\u00ab": '"',
    "\u00bb": '"',
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
}


class Script(Enum):
    """How a text comes on paper."""

    PAGE = auto()
    """Its characters are sent; the printer has them."""
    DRAWN = auto()
    DRAWN_FROM_RIGHT = auto()


UNPRINTABLE = b"?"
NBSP = "\u00a0"


def printable(text: str) -> str:
    """One line without a single control character: no label can speak to the printer."""
    composed = unicodedata.normalize("NFC", text)
    if composed.replace(NBSP, " ").isprintable():
        return composed
    return "".join(c for c in composed if not unicodedata.category(c).startswith("C"))


def script_of(text: str, page: str) -> Script:
    if to_page(text, page) is not None:
        return Script.PAGE
    return Script.DRAWN_FROM_RIGHT if is_right_to_left(text) else Script.DRAWN


def is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def to_page(text: str, page: str) -> bytes | None:
    """The bytes of `text`, or None when the page cannot carry its script."""
    return _encoded(printable(text), page)


def _encoded(text: str, page: str) -> bytes | None:
    try:
        return text.encode(page)
    except UnicodeEncodeError:
        pieces = [_character(character, page) for character in text]
    carried = [piece for piece in pieces if piece is not None]
    return b"".join(carried) if len(carried) == len(pieces) else None


def _character(character: str, page: str) -> bytes | None:
    try:
        return character.encode(page)
    except UnicodeEncodeError:
        near = _NEAR.get(character) or _without_marks(character)
    if near != character:
        return _encoded(near, page)
    return None if character.isalpha() else UNPRINTABLE


def _without_marks(character: str) -> str:
    pieces = unicodedata.normalize("NFKD", character)
    return "".join(c for c in pieces if not unicodedata.combining(c))
