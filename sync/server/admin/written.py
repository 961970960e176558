"""Small changes to a configuration file that a person wrote, leaving the rest as it stands.

Each result is read back: what would have changed anything else is no result.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

_HEADER = re.compile(r"^\s*\[")


def with_closure(
    text: str, first: date, last: date | None, reason: Mapping[str, str]
) -> str | None:
    """None: this file is written in another way; change it by hand."""
    lines = ["[[closures]]", f"first = {first.isoformat()}"]
    closure: dict[str, Any] = {"first": first}
    if last is not None:
        lines.append(f"last = {last.isoformat()}")
        closure["last"] = last
    if reason:
        lines += [f"reason.{lang} = {_text(words)}" for lang, words in reason.items()]
        closure["reason"] = dict(reason)
    return _changed(
        text,
        _appended(text, lines),
        lambda content: content | {"closures": [*content.get("closures", []), closure]},
    )


def without_closure(text: str, place: int) -> str | None:
    def wanted(content: dict[str, Any]) -> dict[str, Any]:
        kept = [each for n, each in enumerate(content.get("closures", [])) if n != place]
        others = {name: value for name, value in content.items() if name != "closures"}
        return others | ({"closures": kept} if kept else {})

    return _changed(text, _without(text, r"\[\[closures\]\]", place), wanted)


def with_message(
    text: str, words: Mapping[str, str], first: date | None, last: date | None
) -> str | None:
    """Without words there is no message any more."""
    message: dict[str, Any] = {"text": dict(words)} if words else {}
    lines = ["[message]", *(f"text.{lang} = {_text(said)}" for lang, said in words.items())]
    for name, day in (("first", first), ("last", last)):
        if words and day is not None:
            message[name] = day
            lines.append(f"{name} = {day.isoformat()}")

    def wanted(content: dict[str, Any]) -> dict[str, Any]:
        others = {name: value for name, value in content.items() if name != "message"}
        return others | ({"message": message} if message else {})

    cleared = _without(text, r"\[message\]", 0) or text
    return _changed(text, _appended(cleared, lines) if words else cleared, wanted)


def _changed(before: str, after: str | None, wanted: Any) -> str | None:
    if after is None:
        return None
    try:
        is_right = tomllib.loads(after) == wanted(tomllib.loads(before))
    except (ValueError, RecursionError):
        return None
    return after if is_right else None


def _appended(text: str, lines: list[str]) -> str:
    return f"{text.rstrip()}\n\n" + "\n".join(lines) + "\n"


def _without(text: str, header: str, place: int) -> str | None:
    """The part that begins with the header for the `place`th time, up to the next part."""
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if re.match(rf"\s*{header}\s*(#.*)?$", line)]
    if place >= len(starts):
        return None
    start = starts[place]
    rest = range(start + 1, len(lines))
    end = next((n for n in rest if _HEADER.match(lines[n])), len(lines))
    # Words before the next part belong to it.
    while end > start + 1 and lines[end - 1].lstrip().startswith(("#", "\n")) and end < len(lines):
        end -= 1
    return "".join(lines[:start] + lines[end:])


def _text(words: str) -> str:
    """Between straight quotes, as TOML writes them; JSON does alike."""
    return json.dumps(words, ensure_ascii=False)
