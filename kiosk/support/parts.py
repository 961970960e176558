"""What goes into the folder for support, part by part. What cannot be read says why."""

import json
import platform
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import sqlite_utils

from kiosk import __version__
from kiosk.config import Config
from kiosk.config.reader import Problems
from kiosk.data_folder import DataFolder
from kiosk.doctor.told import line_of, summary
from kiosk.domain.finding import Finding
from kiosk.domain.system_errors import trouble
from kiosk.storage.check import connect_to_read
from kiosk.storage.database import FILE
from kiosk.storage.enrolment import Enrolment, read_enrolment
from kiosk.support.log_of_events import newest
from kiosk.support.scrub import scrubbed, without_secrets

UNITS = ("borne-kiosk@entrance", "borne-kiosk@exit", "borne-kiosk*", "borne-server", "borne-*")
LOG_LINES, LOG_S = 2000, 10.0
PACKAGES = (
    "PySide6-Essentials",
    "sqlite-utils",
    "python-escpos",
    "Pillow",
    "pyserial",
    "requests",
    "truststore",
    "cryptography",
    "click",
    "holidays",
    "tzdata",
)
_SETTINGS = (
    "journal_mode",
    "page_size",
    "page_count",
    "freelist_count",
    "auto_vacuum",
    "encoding",
    "user_version",
    "application_id",
)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    about: str
    """What it is, for whoever opens the folder."""
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    config: Config | Problems
    folder: DataFolder
    findings: Sequence[Finding]


def parts_of(source: Source) -> Iterator[Part]:
    folder = source.folder.path
    yield Part("versions.json", "Versions des programmes", _json(_versions()))
    yield Part(
        "configuration.json", "Configuration, secrets retirés", _configuration(source.config)
    )
    told = [line_of(each) for each in source.findings]
    yield Part("controle.txt", "Résultat du contrôle", "\n".join((*told, summary(source.findings))))
    rows = [asdict(each) for each in source.findings]
    yield Part("controle.json", "Le même, pour un programme", _lines(rows))
    yield Part("journal.txt", "Journal du système, numéros et secrets retirés", _journal())
    yield Part(
        "evenements.json",
        "Derniers événements, sans mots ni numéros\u00a0; heure des visites arrondie",
        _asked(folder, lambda rows: _lines(newest(rows))),
    )
    yield Part("base.json", "Forme de la base", _asked(folder, lambda rows: _json(_shape(rows))))
    yield Part("envoi.json", "État de l’envoi au serveur", _sync(source.folder))
    yield Part("fichiers.json", "Noms et tailles du dossier des données", _json(_files(folder)))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _lines(rows: Iterator[Mapping[str, object]] | Sequence[Mapping[str, object]]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)


def _versions() -> Mapping[str, object]:
    return {
        "borne": __version__,
        "python": sys.version,
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "release": _release(),
        "packages": {name: _version_of(name) for name in PACKAGES},
    }


def _release() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        return ""


def _version_of(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _configuration(config: Config | Problems) -> str:
    """As written, but for comments: a technician may have noted anything there."""
    if not isinstance(config, Config):
        return _json({"faults": [scrubbed(str(each)) for each in config]})
    published = config.publication.file if config.publication is not None else None
    files = [file for file in (config.source, published) if file is not None]
    return _json([_content(file) for file in dict.fromkeys(files)])


def _content(file: Path) -> Mapping[str, object]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        return {"file": str(file), "unreadable": str(trouble(error))}
    except ValueError:
        return {"file": str(file), "unreadable": "TOML"}
    return {"file": str(file), "content": without_secrets(content)}


def _journal() -> str:
    """What our units wrote, where this account may read it."""
    asked = [part for unit in UNITS for part in ("-u", unit)]
    command = ["journalctl", *asked, "-n", str(LOG_LINES), "--no-pager", "-o", "short-iso", "-q"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LOG_S, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return f"Le journal ne se lit pas\u00a0: {type(error).__name__}."
    text = done.stdout.decode(errors="replace")
    return (
        text or "Le journal est vide, ou ce compte n’a pas le droit de le lire (systemd-journal)."
    )


def _asked(folder: Path, work: Callable[[sqlite_utils.Database], str]) -> str:
    if not (folder / FILE).exists():
        return "Aucune base ici."
    try:
        with closing(connect_to_read(folder / FILE)) as connection:
            return work(sqlite_utils.Database(connection, execute_plugins=False))
    except sqlite3.Error as error:
        return f"La base ne se lit pas\u00a0: {trouble(error, folder)}"


def _shape(rows: sqlite_utils.Database) -> Mapping[str, object]:
    schema = rows.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    tables = [
        name
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_")
    ]
    return {
        "settings": {name: _setting(rows, name) for name in _SETTINGS},
        "schema": dict(schema.fetchall()),
        "rows": {
            name: rows.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables
        },
        "steps": _steps(rows),
    }


def _setting(rows: sqlite_utils.Database, name: str) -> object:
    found = rows.execute(f"PRAGMA {name}").fetchone()
    return None if found is None else found[0]


def _steps(rows: sqlite_utils.Database) -> list[str]:
    """Those of the schema that this database has gone through."""
    from kiosk.storage.migrations import steps

    return [step.name for step in steps.applied(rows)]


def _sync(folder: DataFolder) -> str:
    enrolment = read_enrolment(folder.path)
    server = enrolment.server if isinstance(enrolment, Enrolment) else None
    told = {
        "enrolled": isinstance(enrolment, Enrolment),
        "server": without_secrets(server),
        "site": enrolment.site if isinstance(enrolment, Enrolment) else None,
    }

    def note(rows: sqlite_utils.Database) -> str:
        log = rows.execute("SELECT head_seq, acked_seq, boot FROM log").fetchone()
        last = rows.execute("SELECT standing, detail, since FROM sync_note").fetchone()
        apart = [seq for (seq,) in rows.execute("SELECT seq FROM quarantined ORDER BY seq")]
        past = rows.execute("SELECT head_seq, why FROM past_log ORDER BY id").fetchall()
        return _json({**told, "log": log, "last": last, "quarantined": apart, "past_logs": past})

    return _json(told) if not (folder.path / FILE).exists() else _asked(folder.path, note)


def _files(folder: Path) -> list[Mapping[str, object]]:
    if not folder.is_dir():
        return []
    return [{"name": each.name, "bytes": each.stat().st_size} for each in sorted(folder.iterdir())]
