"""The file that says in which order and how large the parts of a ticket stand, read and checked."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from kiosk.config.table import Faults, Table
from kiosk.config.toml_file import Problem, load_toml
from kiosk.paths import ASSETS
from printer.operations import QR_MODULE, SMALL, Align, Style

SHIPPED = ASSETS / "ticket" / "ticket.toml"
LEAST_NUMBER_MM, MOST_NUMBER_MM = 15, 24
LEAST_DOT, MOST_DOT = 4, 10
MOST_SPACE_MM = 50

SIZES = {
    "small": SMALL,
    "normal": Style(1, 2),
    "strong": Style(1, 2, bold=True),
    "large": Style(2, 2, bold=True),
    "inverted": Style(1, 2, bold=True, inverted=True),
}
ALIGNMENTS = {"left": Align.LEFT, "centre": Align.CENTRE, "right": Align.RIGHT}


class Show(StrEnum):
    """A part of a paper. What has nothing to say takes no room."""

    HEADER = "header"
    LOGO = "logo"
    NUMBER = "number"
    DUPLICATE = "duplicate"
    MOTIF = "motif"
    MOTIF_FRENCH = "motif_french"
    RULE = "rule"
    PRIORITY = "priority"
    ZONE = "zone"
    WAIT = "wait"
    ESTIMATED = "estimated"
    AHEAD = "ahead"
    LATE = "late"
    DOCUMENTS = "documents"
    CODE = "code"
    SITE = "site"
    MOMENT = "moment"
    PRIVACY = "privacy"
    FOOTER = "footer"
    TITLE = "title"
    PRICE = "price"
    DELAY = "delay"
    ONLINE = "online"
    PAGE = "page"


_BOTH = {Show.HEADER, Show.LOGO, Show.RULE, Show.DOCUMENTS, Show.SITE, Show.FOOTER}
ON_SHEET = _BOTH | {Show.TITLE, Show.PRICE, Show.DELAY, Show.ONLINE, Show.PAGE}
ON_TICKET = _BOTH | (set(Show) - ON_SHEET)


@dataclass(frozen=True, slots=True)
class Part:
    """`above_mm` and `below_mm`: blank around it. Of two neighbours the larger one counts, and a
    part without words leaves its own to the next."""

    show: Show
    style: Style = SIZES["normal"]
    align: Align = Align.LEFT
    above_mm: float = 0.0
    below_mm: float = 0.0
    height_mm: float = MOST_NUMBER_MM
    """Of the number, at most: a narrow paper has less room."""
    dot: int = QR_MODULE
    """Dots of the printer for one of the code."""


@dataclass(frozen=True, slots=True)
class Layout:
    ticket: tuple[Part, ...]
    sheet: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class BadLayout:
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@cache
def shipped_layout() -> Layout:
    found = read_layout(SHIPPED)
    if isinstance(found, BadLayout):
        raise ValueError(str(found))
    return found


def load_layout(name: str, beside: Path) -> Layout | BadLayout:
    """The file of that name in the folder `beside`; without a name, the one that is shipped."""
    return read_layout(beside / name) if name else shipped_layout()


def read_layout(path: Path) -> Layout | BadLayout:
    file = load_toml(path)
    if isinstance(file, Problem):
        return BadLayout((file,))
    faults = Faults(file)
    top = Table(file.content, (), faults)
    ticket = _parts(top, "ticket", ON_TICKET)
    sheet = _parts(top, "sheet", ON_SHEET)
    for key, parts, needed in (
        ("ticket", ticket, Show.NUMBER),
        ("ticket", ticket, Show.MOTIF),
        ("sheet", sheet, Show.TITLE),
    ):
        if needed not in {part.show for part in parts}:
            top.fault(key, f'il manque une partie [[{key}]] avec show = "{needed}".')
    top.end()
    found = faults.problems()
    return BadLayout(found) if found else Layout(ticket, sheet)


def _parts(top: Table, key: str, known: set[Show]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for table in top.tables(key):
        part = _part(table, known)
        if part is None:
            continue
        if part.show is not Show.RULE and part.show in {other.show for other in parts}:
            table.fault("show", f"« {part.show} » est déjà donné plus haut.")
        parts.append(part)
    return tuple(parts)


def _part(table: Table, known: set[Show]) -> Part | None:
    name = table.required_text("show")
    names = [show.value for show in Show if show in known]
    if name not in names:
        if name:
            table.fault("show", f"« {name} » n’existe pas ici. Parties : {', '.join(names)}.")
        return None
    show = Show(name)
    part = Part(
        show=show,
        style=_choice(table, "size", SIZES, "normal"),
        align=_choice(table, "align", ALIGNMENTS, "left"),
        above_mm=_blank(table, "above_mm"),
        below_mm=_blank(table, "below_mm"),
        height_mm=_number_height(table) if show is Show.NUMBER else MOST_NUMBER_MM,
        dot=_dot(table) if show in (Show.CODE, Show.PAGE) else QR_MODULE,
    )
    table.end()
    return part


Value = TypeVar("Value")


def _choice(table: Table, key: str, values: dict[str, Value], default: str) -> Value:
    name = table.text(key, default)
    if name not in values:
        known = ", ".join(f"« {value} »" for value in values)
        table.fault(key, f"« {name} » n’existe pas ici. Valeurs possibles : {known}.")
    return values.get(name, values[default])


def _blank(table: Table, key: str) -> float:
    if type(table.content.get(key)) is int and table.content[key] == 0:
        return float(table.from_zero(key, 0))
    found = table.number(key, 0)
    if found > MOST_SPACE_MM:
        table.fault(key, f"« {key} » est au plus {MOST_SPACE_MM}.")
        return 0.0
    return found


def _number_height(table: Table) -> float:
    found = table.number("height_mm", MOST_NUMBER_MM)
    if LEAST_NUMBER_MM <= found <= MOST_NUMBER_MM:
        return found
    table.fault(
        "height_mm",
        f"« height_mm » va de {LEAST_NUMBER_MM} à {MOST_NUMBER_MM} : le numéro se lit de loin.",
    )
    return MOST_NUMBER_MM


def _dot(table: Table) -> int:
    found = table.whole("dot", QR_MODULE)
    if LEAST_DOT <= found <= MOST_DOT:
        return found
    table.fault("dot", f"« dot » va de {LEAST_DOT} à {MOST_DOT} points.")
    return QR_MODULE
