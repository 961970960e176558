"""From a file to a checked `Config`, or to everything that is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.config.card import read_words
from kiosk.config.catalogue import read_catalogue, read_languages
from kiosk.config.hearing import read_keypad, read_sound, read_voice
from kiosk.config.hours import read_closures, read_holidays, read_week
from kiosk.config.model import (
    Config,
    ExitSettings,
    PrinterSettings,
    ScreenSettings,
    Site,
    SyncSettings,
)
from kiosk.config.statements import Place
from kiosk.config.table import Faults, Table
from kiosk.config.toml_file import Problem, TomlFile, load_toml, value_at
from kiosk.domain.addresses import is_web_address
from kiosk.domain.feedback import SCALES, Scale
from kiosk.domain.motifs import Catalogue
from kiosk.domain.opening import OpeningRules
from kiosk.paths import ASSETS

LAST_LANE = 9
LEAST_MM, MOST_MM = 50, 3000
LONGEST_SILENCE_S = 3600
LEAST_KEPT_DAYS, MOST_KEPT_DAYS = 62, 3650
"""The exit tells of the whole month before."""
LEAST_WARNING_S = 20

Problems = tuple[Problem, ...]
Checks = Mapping[Place, Callable[[str], str | None]]
"""What is wrong with the text at a place, when only a package above this one can tell."""
NO_CHECKS: Checks = {}


def read_config(path: Path, checks: Checks = NO_CHECKS) -> Config | Problems:
    """Read a configuration, or a catalogue alone: a catalogue is a configuration without a site."""
    return _read(path, checks, may_include=True)


def _read(path: Path, checks: Checks, *, may_include: bool) -> Config | Problems:
    file = load_toml(path)
    if isinstance(file, Problem):
        return (file,)
    faults = Faults(file)
    top = Table(file.content, (), faults)
    languages, catalogue = _read_motifs(top, file, may_include=may_include)
    config = Config(
        source=path,
        site=_read_site(top),
        languages=languages,
        catalogue=catalogue,
        lane=_read_lane(top),
        printer=_read_printer(top),
        sync=_read_sync(top),
        screen=_read_screen(top),
        voice=read_voice(top, path),
        keypad=read_keypad(top),
        sound=read_sound(top),
        exit=_read_exit(top, languages),
    )
    top.end()
    _run(checks, file, faults)
    return faults.problems() or config


def _run(checks: Checks, file: TomlFile, faults: Faults) -> None:
    for place, check in checks.items():
        text = value_at(file.content, place)
        if isinstance(text, str) and text.strip() and (message := check(text)):
            faults.add(place, message)


def _read_motifs(
    top: Table, file: TomlFile, *, may_include: bool
) -> tuple[tuple[str, ...], Catalogue]:
    """The motifs written here, or those of the catalogue that `catalogue` names."""
    name = top.text("catalogue", "")
    if not name:
        languages = read_languages(top)
        return languages, read_catalogue(top, languages)
    if not may_include:
        top.fault("catalogue", "un catalogue ne peut pas en nommer un autre.")
        return read_languages(top), Catalogue(())
    if "categories" in top.content:
        top.fault("catalogue", "écrire « catalogue » ou des parties [[categories]], pas les deux.")
    list(top.tables("categories"))
    found = _read(_catalogue_path(name, file.path), NO_CHECKS, may_include=False)
    if not isinstance(found, Config):
        _refuse_catalogue(top, name, found)
        return read_languages(top), Catalogue(())
    if "languages" not in top.content:
        top.texts("languages")
        return found.languages, found.catalogue
    return _narrowed(top, found), found.catalogue


def _refuse_catalogue(top: Table, name: str, problems: Problems) -> None:
    """At the line that names it when there is no such file; else in the file, at its own lines."""
    whole = [problem for problem in problems if problem.line is None]
    top.faults.include(problem for problem in problems if problem.line is not None)
    for problem in whole:
        shipped = ", ".join(sorted(file.stem for file in (ASSETS / "catalogues").glob("*.toml")))
        top.fault(
            "catalogue",
            f"catalogue « {name} » : {problem.message} Écrire le nom d’un fichier posé à côté de "
            f"celui-ci, ou d’un catalogue fourni : {shipped}.",
        )


def _narrowed(top: Table, catalogue: Config) -> tuple[str, ...]:
    languages = read_languages(top)
    for lang in languages:
        if lang not in catalogue.languages:
            top.fault(
                "languages", f"le catalogue {catalogue.source.name} n’est pas écrit en « {lang} »."
            )
    return languages


def _catalogue_path(name: str, beside: Path) -> Path:
    shipped = ASSETS / "catalogues" / f"{name}.toml"
    return shipped if shipped.is_file() else beside.parent / name


def _read_lane(top: Table) -> int | None:
    lane = top.whole("lane", 0)
    if lane > LAST_LANE:
        top.fault("lane", f"« lane » va de 1 à {LAST_LANE}.")
    return lane or None


def _read_site(top: Table) -> Site:
    table = top.table("site") or Table({}, top.place, top.faults)
    site = Site(
        id=table.id("site"),
        name=table.text("name", "Accueil"),
        rules=_read_rules(top, _read_zone(table)),
        day_starts=table.hour("day_starts", Site.day_starts),
        follow_url=_read_web_address(table, "follow_url"),
    )
    table.end()
    return site


def _read_zone(table: Table) -> ZoneInfo:
    name = table.text("timezone", "Europe/Paris")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        table.fault("timezone", f"le fuseau « {name} » est inconnu. Écrire « Europe/Paris ».")
        return ZoneInfo("Europe/Paris")


def _read_rules(top: Table, zone: ZoneInfo) -> OpeningRules:
    closures = read_closures(top)
    table = top.table("opening")
    if table is None:
        return OpeningRules(zone, None, closures)
    rules = OpeningRules(zone, read_week(table), closures, read_holidays(table))
    table.end()
    return rules


def _read_printer(top: Table) -> PrinterSettings:
    table = top.table("printer")
    if table is None:
        return PrinterSettings()
    settings = PrinterSettings(
        url=table.text("url", PrinterSettings.url),
        profile=table.text("profile", PrinterSettings.profile),
        layout=table.text("layout", PrinterSettings.layout),
        header=table.texts("header"),
        footer=table.texts("footer"),
    )
    table.end()
    return settings


def _read_sync(top: Table) -> SyncSettings:
    table = top.table("sync")
    if table is None:
        return SyncSettings()
    url = _read_web_address(table, "url")
    every_s = table.number("every_s", SyncSettings.every_s)
    if every_s > LONGEST_SILENCE_S:
        table.fault("every_s", f"« every_s » est au plus {LONGEST_SILENCE_S}, une heure.")
    keep_days = table.whole("keep_days", SyncSettings.keep_days)
    if not LEAST_KEPT_DAYS <= keep_days <= MOST_KEPT_DAYS:
        table.fault("keep_days", f"« keep_days » va de {LEAST_KEPT_DAYS} jours à {MOST_KEPT_DAYS}.")
    settings = SyncSettings(url, every_s, keep_days)
    table.end()
    return settings


def _read_web_address(table: Table, key: str) -> str | None:
    url = table.text(key, "")
    if url and not is_web_address(url):
        table.fault(key, f"« {url} » n’est pas une adresse comme « https://borne.example ».")
    return url or None


def _read_screen(top: Table) -> ScreenSettings:
    table = top.table("screen")
    if table is None:
        return ScreenSettings()
    cleaning_at = table.hour("cleaning_at", time.min)
    settings = ScreenSettings(
        width_mm=_read_length(table, "width_mm"),
        bottom_mm=_read_length(table, "bottom_mm"),
        distance_mm=_read_length(table, "distance_mm"),
        theme=table.text("theme", ScreenSettings.theme),
        idle_s=table.whole("idle_s", ScreenSettings.idle_s),
        warning_s=_read_warning(table),
        motion=table.flag("motion", default=ScreenSettings.motion),
        off_when_closed=table.flag("off_when_closed", default=ScreenSettings.off_when_closed),
        cleaning_at=cleaning_at if "cleaning_at" in table.content else None,
    )
    table.end()
    return settings


def _read_length(table: Table, key: str) -> float | None:
    found = table.number(key, 0)
    if found and not LEAST_MM <= found <= MOST_MM:
        table.fault(key, f"« {key} » va de {LEAST_MM} à {MOST_MM} : ce sont des millimètres.")
    return found or None


def _read_warning(table: Table) -> int:
    found = table.whole("warning_s", ScreenSettings.warning_s)
    if found < LEAST_WARNING_S:
        table.fault(
            "warning_s", f"« warning_s » est au moins {LEAST_WARNING_S} : le temps de lire."
        )
    return found


def _read_exit(top: Table, languages: Sequence[str]) -> ExitSettings:
    table = top.table("exit")
    if table is None:
        return ExitSettings()
    settings = ExitSettings(
        _read_scale(table),
        comment=table.flag("comment", default=ExitSettings.comment),
        ticket_code=table.flag("ticket_code", default=ExitSettings.ticket_code),
        changed=read_words(table, "changed", languages),
    )
    table.end()
    return settings


def _read_scale(table: Table) -> Scale:
    name = table.text("scale", ExitSettings.scale.id)
    if name not in SCALES:
        table.fault("scale", f"l’échelle « {name} » n’existe pas. Échelles : {', '.join(SCALES)}.")
    return SCALES.get(name, ExitSettings.scale)
