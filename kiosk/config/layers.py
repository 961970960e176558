"""One configuration from several files: what a file states wins over those below it.

Tables are joined key by key; a list, like any other value, is one file's alone.
"""

from collections.abc import Mapping
from typing import Any

from kiosk.config.statements import Key, Place
from kiosk.config.toml_file import TomlFile, value_at

MOTIFS = ("catalogue", "categories")
"""Two ways to say the same: who writes one of them means none of the other below."""


def joined(files: tuple[TomlFile, ...]) -> Mapping[str, object]:
    """`files`: the first wins."""
    content: Mapping[str, object] = {}
    for file in reversed(files):
        if any(key in file.content for key in MOTIFS):
            content = {key: value for key, value in content.items() if key not in MOTIFS}
        content = _over(file.content, content)
    return content


def owner_of(files: tuple[TomlFile, ...], place: Place) -> TomlFile:
    """The file that gives what stands there, or what it would stand in."""
    for length in range(len(place), 0, -1):
        for file in files:
            if _is_stated(file, place[:length]):
                return file
    return files[0]


def _is_stated(file: TomlFile, place: Place) -> bool:
    return value_at(file.content, place) is not None


def _over(upper: Mapping[str, Any], lower: Mapping[str, Any]) -> dict[str, Any]:
    below = {
        key: _over(value, lower[key])
        for key, value in upper.items()
        if isinstance(value, dict) and isinstance(lower.get(key), dict)
    }
    return {**lower, **upper, **below}


def places_of(content: object, above: tuple[Key, ...] = ()) -> list[Place]:
    """Of every value that is no table."""
    if not isinstance(content, dict):
        return [above]
    return [place for key, value in content.items() for place in places_of(value, (*above, key))]
