"""Where the statements of a TOML text begin, and which line gives what. `tomllib` does not say.

A statement is a line, and the lines after it for as long as a bracket or a long string is open.
Each is understood by `tomllib` alone, so there is no second grammar.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Key = str | int
Place = tuple[Key, ...]
"""The way to a value: table names, keys, positions in arrays."""

MAX_DEPTH = 12
"""Nothing that is asked for stands deeper."""
MAX_PARTS = 30
"""Of a dotted key. What `tomllib` remembers of one grows with the square of its parts."""

_SKIPPED = (
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\\?\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\[^\n]|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
)
"""Strings and comments: no bracket or dot in them means anything. One that is never closed goes on
to the end, so that each letter is looked at once."""
_SKIPPED_TEXT = re.compile(_SKIPPED, re.DOTALL)
_TOKEN = re.compile(rf"{_SKIPPED}|[\[\]{{}}\n]", re.DOTALL)
_LONG_KEY = re.compile(rf"(?:\.[^.,=\[\]{{}}\n]*){{{MAX_PARTS}}}")


@dataclass(frozen=True, slots=True)
class Statement:
    line: int
    text: str


def statements(text: str) -> Iterator[Statement]:
    line, start, depth = 1, 0, 0
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "\n" if depth <= 0:
                yield Statement(line, text[start : token.end()])
                line += text.count("\n", start, token.end())
                start, depth = token.end(), 0
    yield Statement(line, text[start:])


def long_key(text: str) -> int | None:
    """The line of a key with more parts than anybody writes."""
    bare = _SKIPPED_TEXT.sub(lambda skipped: "\n" * skipped[0].count("\n"), text)
    found = _LONG_KEY.search(bare)
    return None if found is None else bare.count("\n", 0, found.start()) + 1


def lines_of(text: str) -> Mapping[Place, int]:
    """For each place of a text that is TOML, the first line of the statement that gives it."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for statement in statements(text):
        content = tomllib.loads(statement.text)
        if statement.text.lstrip().startswith("["):
            table = _table(content, counts)
            content = {}
        for length in range(1, len(table) + 1):
            lines.setdefault(table[:length], statement.line)
        for place in _places(table, content):
            lines.setdefault(place, statement.line)
    return lines


def _table(header: object, counts: dict[Place, int]) -> Place:
    """Where the keys after `[a.b]` or `[[a.b]]` go. `counts`: the tables of each array so far."""
    place: Place = ()
    while isinstance(header, dict) and header:
        ((key, header),) = header.items()
        place = (*place, key)
        if isinstance(header, list):
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = (*place, counts[place] - 1)
    return place


def _places(table: Place, content: object) -> Iterator[Place]:
    waiting: list[tuple[Place, object]] = [(table, content)]
    while waiting:
        place, value = waiting.pop()
        if len(place) >= MAX_DEPTH:
            continue
        match value:
            case dict():
                below = [((*place, key), found) for key, found in value.items()]
            case list():
                below = [((*place, index), found) for index, found in enumerate(value)]
            case _:
                continue
        yield from (deeper for deeper, _ in below)
        waiting += below
