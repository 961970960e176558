"""Read a TOML file that a person wrote, and say on which line a thing of it stands."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 1024 * 1024

Key = str | int
Place = tuple[Key, ...]
"""The way to a value: table names, keys, positions in arrays."""

# What tomllib says, and how it is said to a technician.
_SYNTAX = {
    "Expected '=' after a key": "il manque « = » après la clé",
    "Invalid value": "la valeur n’est pas comprise (un texte se met entre guillemets droits)",
    "Unclosed array": "une liste « [ » n’est pas fermée par « ] »",
    "Unclosed inline table": "une accolade « { » n’est pas fermée par « } »",
    'Expected "\'"': "un guillemet n’est pas fermé",
    "Unterminated string": "un guillemet n’est pas fermé",
    "Illegal character": "un guillemet n’est pas fermé à la fin de la ligne",
    "Cannot overwrite a value": "cette clé est déjà donnée plus haut",
    "Cannot declare": "cette partie « [ … ] » est déjà donnée plus haut",
    "Expected newline": "il y a quelque chose en trop à la fin de la ligne",
    "Unescaped": "une barre « \\ » s’écrit « \\\\ » dans un texte",
    "Invalid statement": "cette ligne n’est pas comprise (une clé s’écrit : nom = valeur)",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, in a plain French sentence."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, ligne {self.line} : {self.message}"


@dataclass(frozen=True, slots=True)
class TomlFile:
    path: Path
    text: str
    content: Mapping[str, object]


def load_toml(path: Path) -> TomlFile | Problem:
    """Read and parse, or say what is wrong with the file itself."""
    try:
        raw = _read(path)
    except OSError as error:
        return Problem(path, 1, f"le fichier ne peut pas être lu : {_reason(error)}.")
    if raw is None:
        return Problem(
            path,
            1,
            f"le fichier dépasse {MAX_BYTES // 1024} Kio. Vérifier que c’est le bon.",
        )
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(path, line, "un caractère n’est pas en UTF-8. Enregistrer en UTF-8.")
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return Problem(path, _syntax_line(text, str(error)), _syntax_message(str(error)))


def line_of(file: TomlFile, place: Place) -> int:
    """The line where the statement that gives `place` begins.

    The shortest beginning of the file that holds the place ends with that statement: it is found
    by halving; beginnings that stop inside a statement do not parse and are passed over.
    """
    if not place:
        return 1
    lines = file.text.splitlines(keepends=True)
    lacking, holding = 0, len(lines)
    while holding - lacking > 1:
        middle = (lacking + holding) // 2
        tried = _nearest_whole(lines, middle, lacking, holding)
        if tried is None:
            break
        length, content = tried
        if _holds(content, place):
            holding = length
        else:
            lacking = length
    return lacking + 1


def value_at(content: object, place: Place) -> object | None:
    """What stands at that place; None when nothing does."""
    for key in place:
        match content, key:
            case dict(), str() if key in content:
                content = content[key]
            case list(), int() if key < len(content):
                content = content[key]
            case _:
                return None
    return content


def _read(path: Path) -> bytes | None:
    """The bytes; None when there are too many. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(path)
    if path.exists() and not path.is_file():
        raise OSError(0, "ce n’est pas un fichier ordinaire")
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    return raw if len(raw) <= MAX_BYTES else None


def _reason(error: OSError) -> str:
    match error:
        case IsADirectoryError():
            return "c’est un dossier, il faut un fichier"
        case FileNotFoundError():
            return "il n’existe pas"
        case PermissionError():
            return "le droit de le lire manque"
        case _:
            return error.strerror or type(error).__name__


def _syntax_message(said: str) -> str:
    plain = next((words for start, words in _SYNTAX.items() if said.startswith(start)), None)
    return f"{plain}." if plain else f"l’écriture TOML n’est pas bonne ({said})."


def _syntax_line(text: str, said: str) -> int:
    found = re.search(r"at line (\d+)", said)
    return int(found[1]) if found else max(len(text.splitlines()), 1)


def _nearest_whole(
    lines: Sequence[str], middle: int, low: int, high: int
) -> tuple[int, Mapping[str, object]] | None:
    """The parseable beginning nearest to `middle` lines, strictly between `low` and `high`."""
    for length in (*range(middle, low, -1), *range(middle + 1, high)):
        try:
            return length, tomllib.loads("".join(lines[:length]))
        except tomllib.TOMLDecodeError:
            continue
    return None


def _holds(content: object, place: Place) -> bool:
    return value_at(content, place) is not None
