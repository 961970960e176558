"""The catalogue of motifs, as a technician writes it, checked to the letter."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config.card import missing, read_online, read_words
from kiosk.config.hours import read_week
from kiosk.config.statements import Place
from kiosk.config.table import Table
from kiosk.domain.motifs import LOOK_ALIKES, RHYMING, Catalogue, Category, Motif
from kiosk.domain.opening import Week
from kiosk.paths import ASSETS

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_DEFAULT_COLOUR = "#0F5C66"
_DEFAULT_ICON = "help"
LONGEST_LABEL_FR, LONGEST_LABEL, LONGEST_DOCUMENT = 34, 40, 42
"""Characters: what a tile shows, and a line of the ticket holds."""
SHOWN = 20
"""Of a text that is too long."""


@dataclass(slots=True)
class _Seen:
    """What may stand only once in a catalogue, with the place where it stood first."""

    ids: dict[str, Place] = field(default_factory=dict)
    letters: dict[str, Place] = field(default_factory=dict)


def read_languages(table: Table) -> tuple[str, ...]:
    """French first, then none or at least two: the law on public notices allows no one else."""
    languages = table.texts("languages", ["fr"])
    shipped = shipped_languages()
    if languages[:1] != ("fr",):
        table.fault("languages", "le français « fr » doit être la première langue.")
    if len(set(languages)) < len(languages):
        table.fault("languages", "une langue est donnée deux fois.")
    for lang in languages:
        if lang not in shipped:
            known = ", ".join(sorted(shipped))
            table.fault("languages", f"la langue « {lang} » n’est pas fournie. Langues : {known}.")
    if len(languages) == 2:
        table.fault(
            "languages",
            "une seule langue étrangère : la loi en demande aucune, ou au moins deux.",
        )
    return tuple(lang for lang in languages if lang in shipped)


def shipped_languages() -> frozenset[str]:
    return frozenset(file.stem for file in (ASSETS / "i18n").glob("*.toml"))


def read_catalogue(table: Table, languages: Sequence[str]) -> Catalogue:
    seen = _Seen()
    rows = list(table.tables("categories"))
    if not rows:
        table.fault(
            "categories", "il n’y a aucun motif : écrire au moins une partie [[categories]]."
        )
    return Catalogue(tuple(_read_category(row, languages, seen) for row in rows))


def _read_category(row: Table, languages: Sequence[str], seen: _Seen) -> Category:
    letter = _read_letter(row, seen)
    colour = row.text("colour", _DEFAULT_COLOUR)
    if not _COLOUR.fullmatch(colour):
        row.fault("colour", f"« {colour} » n’est pas une couleur comme « #0F5C66 ».")
    general = _read_motif(row, letter, _DEFAULT_ICON, languages, seen)
    motifs = tuple(
        _read_motif(below, letter, general.icon, languages, seen, ends=True)
        for below in row.tables("motifs")
    )
    row.end()
    return Category(general.id, colour, general, motifs)


def _read_letter(row: Table, seen: _Seen) -> str:
    letter = row.required_text("letter")
    if not letter:
        return "A"
    if not re.fullmatch("[A-Z]", letter):
        row.fault("letter", f"« {letter} » n’est pas une lettre majuscule de A à Z.")
    elif letter in LOOK_ALIKES:
        row.fault(
            "letter", f"la lettre « {letter} » se confond avec un chiffre. En choisir une autre."
        )
    elif letter in seen.letters:
        line = row.faults.line_of(seen.letters[letter])
        row.fault("letter", f"la lettre « {letter} » sert déjà à la ligne {line}.")
    elif letter in RHYMING and (others := RHYMING & seen.letters.keys()):
        row.fault(
            "letter",
            f"« {letter} » rime avec « {min(others)} » à l’appel. En choisir une autre.",
        )
    seen.letters.setdefault(letter, (*row.place, "letter"))
    return letter


def _read_motif(
    row: Table,
    letter: str,
    icon: str,
    languages: Sequence[str],
    seen: _Seen,
    *,
    ends: bool = False,
) -> Motif:
    week = row.table("opening")
    quota = row.whole("daily_quota", 0)
    motif = Motif(
        id=_read_id(row, seen),
        letter=letter,
        labels=_read_labels(row, languages),
        documents=_read_documents(row, languages),
        opening=None if week is None else _read_motif_week(week),
        daily_quota=quota or None,
        icon=_read_icon(row, icon),
        zone=row.text("zone", ""),
        price=read_words(row, "price", languages),
        delay=read_words(row, "delay", languages),
        online=read_online(row, languages),
    )
    if ends:
        row.end()
    return motif


def _read_id(row: Table, seen: _Seen) -> str:
    if not row.required_text("id"):
        return ""
    found = row.id("")
    if found in seen.ids:
        line = row.faults.line_of(seen.ids[found])
        row.fault("id", f"l’id « {found} » est déjà pris à la ligne {line}.")
    seen.ids.setdefault(found, (*row.place, "id"))
    return found


def _read_labels(row: Table, languages: Sequence[str]) -> Mapping[str, str]:
    labels = row.table("label")
    if labels is None:
        if "label" not in row.content:
            row.fault("label", "il manque « label », le nom montré au public.")
        return {"fr": ""}
    for lang in missing(labels, languages):
        row.fault("label", f"il manque le nom en « {lang} » dans « label ».")
    read = {lang: labels.text(lang, "") for lang in labels.content}
    for lang, label in read.items():
        _require_short(labels, lang, label, LONGEST_LABEL_FR if lang == "fr" else LONGEST_LABEL)
    return {"fr": ""} | read


def _read_documents(row: Table, languages: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    documents = row.table("documents")
    if documents is None:
        return {}
    for lang in missing(documents, languages):
        row.fault("documents", f"il manque la liste en « {lang} » dans « documents ».")
    read = {lang: documents.texts(lang) for lang in documents.content}
    for lang, lines in read.items():
        if lines and len(lines) != len(read.get("fr", lines)):
            documents.fault(
                lang, f"« documents » n’a pas autant de lignes en « {lang} » qu’en « fr »."
            )
        for line in lines:
            _require_short(documents, lang, line, LONGEST_DOCUMENT)
    return read


def _require_short(table: Table, lang: str, text: str, most: int) -> None:
    if len(text) > most:
        start = text[:SHOWN]
        table.fault(lang, f"« {start}… » a {len(text)} caractères : {most} au plus en « {lang} ».")


def _read_motif_week(table: Table) -> Week:
    week = read_week(table)
    table.end()
    return week


def _read_icon(row: Table, default: str) -> str:
    icon = row.text("icon", default)
    if icon != default and not _icon_file(icon).is_file():
        row.fault("icon", f"l’icône « {icon} » n’existe pas dans {ASSETS.name}/icons.")
    return icon


def _icon_file(icon: str) -> Path:
    return ASSETS / "icons" / f"{icon}.svg"
