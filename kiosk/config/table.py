"""A table of the configuration, read key by key; what is wrong is collected, with its place."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import TypeVar

from kiosk.config.layers import owner_of
from kiosk.config.statements import Place
from kiosk.config.toml_file import Problem, TomlFile, line_of

T = TypeVar("T")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Line ends, and what a screen or a printer obeys instead of showing it."""
MAX_ID = 64
"""The server takes no longer one."""

_TEXT = "un texte non vide entre guillemets, d’une seule ligne"
_TEXTS = 'une liste de textes d’une seule ligne chacun, ["…", "…"]'


class Faults:
    """The problems found so far in a file, or in several of which the first wins."""

    def __init__(self, *files: TomlFile) -> None:
        self._files = files
        self._found: list[tuple[Place, str]] = []
        self._elsewhere: list[Problem] = []

    def add(self, place: Place, message: str) -> None:
        self._found.append((place, message))

    def include(self, problems: Iterable[Problem]) -> None:
        """What is wrong in another file that this one names."""
        self._elsewhere += problems

    def line_of(self, place: Place) -> int:
        return line_of(owner_of(self._files, place), place)

    def problems(self) -> tuple[Problem, ...]:
        found: list[Problem] = []
        for file in self._files:
            own = (
                Problem(file.path, line_of(file, place), message)
                for place, message in self._found
                if owner_of(self._files, place) is file
            )
            found += sorted(own, key=lambda problem: problem.line or 0)
        return (*found, *self._elsewhere)


class Table:
    """Readers return the default when the key is absent or wrong; wrong is also a fault."""

    def __init__(self, content: Mapping[str, object], place: Place, faults: Faults) -> None:
        self.content = content
        self.place = place
        self.faults = faults
        self._read: set[str] = set()

    def fault(self, key: str, message: str) -> None:
        """A fault at a key of this table, or at the table when it lacks the key."""
        self.faults.add((*self.place, key) if key in self.content else self.place, message)

    def required_text(self, key: str) -> str:
        if key not in self.content:
            self.fault(key, f"il manque « {key} ».")
        return self.text(key, "")

    def text(self, key: str, default: str) -> str:
        return self._value(key, default, _is_text, _TEXT)

    def id(self, default: str) -> str:
        """What machines call it; a wrong one is a fault, and is still what it is called here."""
        found = self.text("id", default)
        if not _ID.fullmatch(found):
            self.fault(
                "id", f"« {found} » : un id s’écrit en minuscules sans accent, avec des tirets."
            )
        elif len(found) > MAX_ID:
            self.fault("id", f"un id a {MAX_ID} caractères au plus ; celui-ci en a {len(found)}.")
        return found

    def number(self, key: str, default: float) -> float:
        return self._value(key, default, _is_positive, "un nombre positif")

    def whole(self, key: str, default: int) -> int:
        return self._value(key, default, _is_positive_whole, "un nombre entier positif")

    def from_zero(self, key: str, default: int) -> int:
        return self._value(key, default, _is_whole_from_zero, "un nombre entier, 0 ou plus")

    def flag(self, key: str, *, default: bool) -> bool:
        return self._value(key, default, _is_flag, "true ou false, sans guillemets")

    def day(self, key: str) -> date | None:
        found: date | None = self._value(key, None, _is_day, "une date comme 2026-12-24")
        return found

    def hour(self, key: str, default: time) -> time:
        found = self.text(key, default.strftime("%H:%M"))
        parsed = parse_hour(found)
        if parsed is None:
            self.fault(key, f"« {found} » n’est pas une heure comme « 08:30 ».")
        return parsed or default

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        found = self._value(key, list(default), _is_texts, _TEXTS)
        return tuple(found)

    def table(self, key: str) -> "Table | None":
        found: Mapping[str, object] | None = self._value(
            key, None, _is_table, "une partie avec ses clés"
        )
        return None if found is None else Table(found, (*self.place, key), self.faults)

    def tables(self, key: str) -> Iterator["Table"]:
        found: Sequence[Mapping[str, object]] = self._value(
            key, [], _is_tables, f"écrit en parties [[{key}]]"
        )
        for index, content in enumerate(found):
            yield Table(content, (*self.place, key, index), self.faults)

    def end(self) -> None:
        """Every key has been read: what is left was not meant for us, or is misspelt."""
        for key in self.content:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                self.fault(key, f"la clé « {key} » n’existe pas ici. Clés possibles : {known}.")

    def _value(self, key: str, default: T, fits: Callable[[object], bool], wanted: str) -> T:
        self._read.add(key)
        if key not in self.content:
            return default
        found = self.content[key]
        if fits(found):
            return found  # type: ignore[return-value]  # `fits` has looked
        self.fault(key, f"« {key} » doit être {wanted}.")
        return default


def parse_hour(text: str) -> time | None:
    """`08:30` → 8 h 30."""
    try:
        return time.fromisoformat(text) if len(text) == len("08:30") else None
    except ValueError:
        return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _INVISIBLE.search(value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_positive_whole(value: object) -> bool:
    return isinstance(value, int) and _is_positive(value)


def _is_whole_from_zero(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_day(value: object) -> bool:
    return type(value) is date


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(_is_table(item) for item in value)
