"""What is said when, made of a screen's reading. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.domain.texts import Texts
from ui.reading import Reading

AnyReading = Reading[Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The least that is said, or recorded, in one piece."""

    lang: str
    text: str


Speech = tuple[Sentence, ...]


def welcome(reading: AnyReading, at: int, words: Texts) -> Speech:
    """The voice begins: how it is used, then the screen."""
    return (Sentence(words.lang, words.say("common.voice_mode")), *whole(reading, at, words))


def whole(reading: AnyReading, at: int, words: Texts) -> Speech:
    """Everything that the screen says, how many choices, and the one where the visitor is."""
    lines = (reading.title, *reading.words, words.count("common.choices", len(reading.items)))
    return (*_said(words.lang, lines), *one(reading, at, words))


def one(reading: AnyReading, at: int, words: Texts) -> Speech:
    """One choice: its name, how it stands, and which of how many it is."""
    if not reading.items:
        return ()
    item = reading.items[at]
    position = words.say("common.position", n=at + 1, total=len(reading.items))
    return (
        *_said(item.lang or words.lang, (item.words,)),
        *_said(words.lang, (item.state, position)),
    )


def news(before: AnyReading, after: AnyReading, at: int, words: Texts) -> Speech:
    """What the same screen says now and did not say a moment ago."""
    lines = [after.title] if after.title != before.title else []
    lines += [line for line in after.words if line not in before.words]
    lines += [line for line in after.notices if line not in before.notices]
    known = {(item.id, item.words, item.state) for item in before.items}
    said = _said(words.lang, lines)
    if after.items and (item := after.items[at]) and (item.id, item.words, item.state) not in known:
        spoken = () if item.words in lines else (item.words,)
        return (*said, *_said(item.lang or words.lang, spoken), *_said(words.lang, (item.state,)))
    return said


def notices(before: AnyReading, after: AnyReading, words: Texts) -> Speech:
    """What another screen has to say that is not its own."""
    return _said(words.lang, [each for each in after.notices if each not in before.notices])


def number_aloud(number: str) -> str:
    """`A042` → « A, 42 »; `A2-07` → « A 2, 7 »: zeros in front are not for the ear."""
    parts = re.fullmatch(r"([A-Z]+)(?:(\d+)-)?(\d+)", number)
    if parts is None:
        return number
    letter, lane, n = parts.groups()
    return f"{letter} {lane}, {int(n)}" if lane else f"{letter}, {int(n)}"


def _said(lang: str, lines: Sequence[str]) -> Speech:
    return tuple(Sentence(lang, line) for line in lines if line)
