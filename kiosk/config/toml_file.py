"""Read a TOML file that a person wrote, and say on which line a thing of it stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kiosk.config.statements import MAX_PARTS, Place, lines_of, long_key, statements
from kiosk.domain.system_errors import trouble

MAX_BYTES = 256 * 1024
"""Ten times a long catalogue."""

_DATE = re.compile(r"=\s*(\d{4}-\d{1,2}-\d{1,2})\b")

# What tomllib says, and how it is said to a technician.
_SYNTAX = {
    "Invalid date": "cette date ou cette heure n’existe pas (une date s’écrit : 2026-12-24)",
    "Found invalid character": "un caractère invisible est dans cette ligne. Le retirer",
    "Illegal character '\\n'": "un guillemet n’est pas fermé à la fin de la ligne",
    "Illegal character '\\r'": "un guillemet n’est pas fermé à la fin de la ligne",
    "Illegal character": "un caractère invisible est dans cette ligne. Le retirer",
    "Duplicate inline table key": "cette clé est donnée deux fois entre les accolades",
    "Cannot mutate immutable": "cette partie est déjà donnée entière plus haut",
    "Cannot redefine": "cette partie est déjà donnée plus haut",
    "Invalid initial character": "une clé commence par une lettre, un chiffre ou un guillemet",
    "Invalid hex value": "« \\u » est suivi de quatre chiffres de 0 à F, « \\U » de huit",
    "Escaped character is not": "ce qui suit « \\u » n’est pas un caractère",
    "Expected ']": "un crochet « ] » manque à la fin de la ligne",
    "Expected '=' after a key": "il manque « = » après la clé",
    "Invalid value": "la valeur n’est pas comprise (un texte se met entre guillemets droits)",
    "Unclosed array": "une liste « [ » n’est pas fermée par « ] »",
    "Unclosed inline table": "une accolade « { » n’est pas fermée par « } »",
    'Expected "\'"': "un guillemet n’est pas fermé",
    "Unterminated string": "un guillemet n’est pas fermé",
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
    """Something wrong in a file, in a plain French sentence. `line` None: with all of it."""

    file: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, ligne {self.line}"
        return f"{place} : {self.message}"


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
        return Problem(path, None, f"le fichier ne peut pas être lu : {_reason(error)}.")
    if raw is None:
        return Problem(
            path,
            None,
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
        line = _syntax_line(text, str(error))
        said = "Invalid date" if _has_no_such_date(text, line) else str(error)
        return Problem(path, line, _syntax_message(said))


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
            return trouble(error).cause if error.errno else str(error.strerror)


def _has_no_such_date(text: str, line: int) -> bool:
    """`tomllib` takes a month 13 for a number, and the rest for something in excess."""
    written = text.split("\n")[line - 1]
    return any(not _is_date(found) for found in _DATE.findall(written))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _syntax_message(said: str) -> str:
    plain = next((words for start, words in _SYNTAX.items() if said.startswith(start)), None)
    return f"{plain or 'cette ligne n’est pas écrite comme il faut'}."


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
