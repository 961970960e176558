"""From a file to a `Profile`, or to everything that is wrong with it, line by line."""

import re
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from kiosk.config.table import Faults, Table
from kiosk.config.toml_file import Problem, load_toml
from printer.profiles.model import (
    Clear,
    CodePage,
    Confirm,
    CutStyle,
    Memory,
    Presenter,
    Profile,
    QrStyle,
)

Kind = TypeVar("Kind", bound=StrEnum)

REQUIRED = ("name", "untested", "paper_mm", "width_dots", "columns", "codepage", "cut", "confirm")
STANDARD_DPI = 203
STANDARD_BAND = 128
LAST_SLOT = 255
NARROWEST_CELL, WIDEST_CELL = 8, 32
"""Dots: no printer has a font A that is narrower or wider."""
_PAGE = re.compile(r"(cp\d{3,4}|iso8859[-_]\d{1,2}|latin[-_]?1)", re.IGNORECASE)
_ASCII = bytes(range(0x20, 0x7F))


def read_profile(path: Path) -> Profile | tuple[Problem, ...]:
    file = load_toml(path)
    if isinstance(file, Problem):
        return (file,)
    faults = Faults(file)
    table = Table(file.content, (), faults)
    for key in REQUIRED:
        if key not in file.content:
            table.fault(key, f"il manque « {key} ».")
    profile = _read(table)
    table.end()
    if not faults.problems():
        _compare(table, profile)
    return faults.problems() or profile


def _read(table: Table) -> Profile:
    return Profile(
        name=table.text("name", "?"),
        untested=table.text("untested", "?"),
        paper_mm=_whole(table, "paper_mm", 80, (40, 120)),
        width_dots=_whole(table, "width_dots", 576, (200, 1200)),
        dpi=_whole(table, "dpi", STANDARD_DPI, (100, 400)),
        columns=_whole(table, "columns", 48, (16, 96)),
        codepage=_code_page(table),
        speed_mm_s=_number(table, "speed_mm_s", 75, (10, 1000)),
        feed_to_blade_mm=_number(table, "feed_to_blade_mm", 15, (1, 100)),
        cut=_kind(table, "cut", CutStyle.FEED),
        status=table.flag("status", default=True),
        confirm=_kind(table, "confirm", Confirm.NONE),
        max_band=_whole(table, "max_band", STANDARD_BAND, (8, 255)),
        clear=_kind(table, "clear", Clear.NONE),
        full_status=table.flag("full_status", default=False),
        presenter=_kind(table, "presenter", Presenter.NONE),
        memory=_kind(table, "memory", Memory.NONE),
        qr=_kind(table, "qr", QrStyle.NATIVE),
    )


def _compare(table: Table, profile: Profile) -> None:
    """What is right in itself, and wrong beside the rest."""
    paper = int(profile.paper_mm * profile.dots_per_mm)
    if profile.width_dots > paper:
        table.fault(
            "width_dots",
            f"{profile.width_dots} points sont plus larges que le papier, qui en a {paper}.",
        )
    if not NARROWEST_CELL <= profile.cell_width <= WIDEST_CELL:
        table.fault(
            "columns",
            f"{profile.columns} caractères sur {profile.width_dots} points : un caractère aurait "
            f"{profile.cell_width} points de large. Il en a 12, le plus souvent.",
        )
    if profile.status:
        return
    for key, heard in (
        ("confirm", profile.confirm is not Confirm.NONE),
        ("clear", profile.clear is not Clear.NONE),
        ("full_status", profile.full_status),
    ):
        if heard:
            table.fault(key, f"avec « status = false », rien ne répond : retirer « {key} ».")


def _code_page(table: Table) -> CodePage:
    inner = table.table("codepage")
    if inner is None:
        return CodePage(0, "cp437")
    for key in ("slot", "name"):
        if key not in inner.content:
            inner.fault(key, f"il manque « {key} » à la page de codes.")
    slot = inner.from_zero("slot", 0)
    if slot > LAST_SLOT:
        inner.fault("slot", f"« slot » va de 0 à {LAST_SLOT}.")
    found = CodePage(slot, _page(inner))
    inner.end()
    return found


def _page(table: Table) -> str:
    name = table.text("name", "cp437")
    if not _carries_french(name):
        table.fault(
            "name",
            f"la page « {name} » est inconnue ou n’a pas les lettres du français. "
            "Écrire par exemple « cp1252 » ou « cp858 ».",
        )
    return name


def _carries_french(name: str) -> bool:
    """One byte a character, those of ASCII in their places, and an é."""
    if not _PAGE.fullmatch(name):
        return False
    try:
        return _ASCII.decode(name) == _ASCII.decode("ascii") and len("é".encode(name)) == 1
    except (LookupError, UnicodeError):
        return False


def _kind(table: Table, key: str, default: Kind) -> Kind:
    kinds = type(default)
    found = table.text(key, default.value)
    if found in {kind.value for kind in kinds}:
        return kinds(found)
    known = ", ".join(f"« {kind} »" for kind in kinds)
    table.fault(key, f"« {found} » n’existe pas ici. Valeurs possibles : {known}.")
    return default


def _whole(table: Table, key: str, default: int, limits: tuple[int, int]) -> int:
    return int(_within(table, key, table.whole(key, default), limits))


def _number(table: Table, key: str, default: float, limits: tuple[int, int]) -> float:
    return _within(table, key, table.number(key, default), limits)


def _within(table: Table, key: str, found: float, limits: tuple[int, int]) -> float:
    least, most = limits
    if least <= found <= most:
        return found
    table.fault(key, f"« {key} » va de {least} à {most}.")
    return least
