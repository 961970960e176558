"""Read a TOML file that a person wrote, and say on which line a thing of it stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kiosk.config.statements import MAX_PARTS, Place, lines_of, long_key, statements

MAX_BYTES = 256 * 1024
"""Ten times a long catalogue."""

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
    "Exceeds the limit": "un nombre est trop long",
    "maximum recursion depth": "trop de crochets ou d’accolades les uns dans les autres",
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


@dataclass(frozen=True)
class TomlFile:
    path: Path
    text: str
    content: Mapping[str, object]

    @cached_property
    def lines(self) -> Mapping[Place, int]:
        """Only asked for when something is wrong."""
        return lines_of(self.text)


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
    if (long := long_key(text)) is not None:
        return Problem(path, long, f"une clé a plus de {MAX_PARTS} noms séparés par des points.")
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        return Problem(path, _syntax_line(text, str(error)), _syntax_message(str(error)))


def line_of(file: TomlFile, place: Place) -> int:
    """The line where the statement that gives `place`, or what it would stand in, begins."""
    ways = (place[:length] for length in range(len(place), 0, -1))
    return next((file.lines[way] for way in ways if way in file.lines), 1)


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
    return int(found[1]) if found else _line_that_fails(text)


def _line_that_fails(text: str) -> int:
    """Of the first statement that cannot be read, when `tomllib` does not say."""
    line = 1
    for statement in statements(text):
        line = statement.line
        try:
            tomllib.loads(statement.text)
        except (ValueError, RecursionError):
            break
    return line
