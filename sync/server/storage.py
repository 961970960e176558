"""The server's database: one file, one connection, one thread that does everything with it."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
import sqlite_utils

from kiosk.domain.sqlite_owner import foreign_table
from kiosk.domain.system_errors import primary_code, trouble
from sync.server.migrations import steps
from sync.server.sole import Sole, take

BUSY_TIMEOUT_S = 5.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unusable:
    """The database cannot be used. `advice` is a French sentence for the technician."""

    advice: str


class Store:
    """Work handed to `run` is done one at a time, in order: there is only one writer."""

    def __init__(self, rows: sqlite_utils.Database, worker: ThreadPoolExecutor, sole: Sole) -> None:
        self._rows = rows
        self._worker = worker
        self._sole = sole

    async def run(self, work: Callable[[sqlite_utils.Database], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, work, self._rows)

    def close(self) -> None:
        self._worker.submit(self._rows.close).result()
        self._worker.shutdown()
        self._sole.free()


def open_store(file: Path) -> Store | Unusable:
    """Open, creating or migrating as needed. The connection belongs to the store's own thread."""
    if not file.absolute().parent.is_dir():
        return Unusable(
            f"Le dossier {file.absolute().parent} n’existe pas. Le créer, ou corriger l’adresse "
            "de la base (quatre barres pour un chemin absolu : sqlite:////srv/borne/serveur.db)."
        )
    try:
        sole = take(file)
    except OSError as error:
        return Unusable(f"Rien ne peut être écrit à côté de {file} : {trouble(error)}")
    if sole is None:
        return Unusable(f"Un autre serveur utilise déjà la base {file}. L’arrêter d’abord.")
    worker = ThreadPoolExecutor(1, "server-database")
    opened = worker.submit(_open, file).result()
    if isinstance(opened, Unusable):
        worker.shutdown()
        sole.free()
        return opened
    return Store(opened, worker, sole)


def database_path(url: str) -> Path | Unusable:
    """`sqlite:///file.db` is relative, `sqlite:////folder/file.db` absolute."""
    prefix = "sqlite:///"
    if url.startswith(("postgresql:", "postgres:")):
        return Unusable(
            f"PostgreSQL n’est pas pris en charge ({url.partition('@')[2] or url}). "
            "Utiliser une base SQLite : sqlite:///borne-serveur.db"
        )
    name = url.removeprefix(prefix)
    if not url.startswith(prefix) or not name or name == ":memory:" or set(name) & {"?", "#", "\0"}:
        return Unusable(
            f"L’adresse de base « {url} » n’est pas comprise. "
            "Écrire par exemple sqlite:///borne-serveur.db, ou sqlite:////srv/borne/serveur.db "
            "(quatre barres) pour un chemin absolu."
        )
    return Path(name)


def stored_events(file: Path) -> Iterator[dict[str, object]] | Unusable:
    """Every stored event in order of arrival, read beside a running server."""
    try:
        with closing(connect_to_read(file)) as connection:
            connection.execute("SELECT arrival FROM event LIMIT 1").fetchone()
    except sqlite3.Error as error:
        return Unusable(
            f"La base {file} ne peut pas être lue : {_unread(error)}. Vérifier le chemin et les "
            "droits : elle est créée par « borne server »."
        )
    return _events(file)


def _unread(error: sqlite3.Error) -> str:
    if primary_code(error) == sqlite3.SQLITE_ERROR:
        return "ce n’est pas la base d’un serveur"
    return trouble(error).cause


def _events(file: Path) -> Iterator[dict[str, object]]:
    with closing(connect_to_read(file)) as connection:
        found = connection.execute(
            "SELECT site, device, log, seq, id, kind, v, t, body, received "
            "FROM event ORDER BY arrival"
        )
        for site, device, log, seq, id_, kind, v, t, body, received in found:
            yield {
                "site": site,
                "device": str(UUID(bytes=device)),
                "log": str(UUID(bytes=log)),
                "seq": seq,
                "id": str(UUID(bytes=id_)),
                "kind": kind,
                "v": v,
                "t": t,
                "body": msgspec.json.decode(body),
                "received": received,
            }


def connect_to_read(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)


def _open(file: Path) -> sqlite_utils.Database | Unusable:
    try:
        if table := foreign_table(file, steps.name):
            return Unusable(
                f"La base {file} est celle d’un autre programme (table « {table} »). Elle est "
                "gardée telle quelle : donner un autre fichier avec --db."
            )
        rows = sqlite_utils.Database(
            sqlite3.connect(file, timeout=BUSY_TIMEOUT_S), execute_plugins=False
        )
    except sqlite3.Error as error:
        return _unusable(file, error)
    problem = _prepare(rows, file)
    if problem is not None:
        rows.close()
        return problem
    return rows


def _prepare(rows: sqlite_utils.Database, file: Path) -> Unusable | None:
    try:
        if setting := _unset(rows):
            return Unusable(
                f"La base {file} est sur un disque qui ne sait pas garder une base sans risque "
                f"({setting}). La mettre sur un disque de cette machine."
            )
        return _migrate(rows, file)
    except sqlite3.DatabaseError as error:
        return _unusable(file, error)


def _unusable(file: Path, error: sqlite3.Error) -> Unusable:
    if isinstance(error, sqlite3.OperationalError):
        found = trouble(error, file.absolute().parent)
        return Unusable(f"La base {file} ne s’ouvre pas : {found}")
    return Unusable(
        f"La base {file} est abîmée, ou n’est pas une base. Elle est gardée telle quelle : "
        "restaurer une copie."
    )


def _unset(rows: sqlite_utils.Database) -> str | None:
    """Our settings, said out loud because SQLite's defaults are others; one that does not hold."""
    for setting, wanted in SETTINGS.items():
        rows.execute(f"PRAGMA {setting}={wanted}").fetchall()
    for setting, wanted in SETTINGS.items():
        (actual,) = rows.execute(f"PRAGMA {setting}").fetchone()
        if str(actual) != wanted:
            return f"{setting} = {actual}"
    return None


SETTINGS: Mapping[str, str] = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "mmap_size": "0",
    "secure_delete": "1",
}
"""`synchronous` 2 is FULL: what was acknowledged survives a power cut. `secure_delete`: what is
erased is overwritten."""


def _migrate(rows: sqlite_utils.Database, file: Path) -> Unusable | None:
    known = {step.name for step in steps._migrations}
    if unknown := [step.name for step in steps.applied(rows) if step.name not in known]:
        return Unusable(
            f"La base {file} vient d’une version plus récente de Borne ({unknown[0]}). "
            "Installer cette version ou une suivante."
        )
    if steps.pending(rows):
        _back_up(rows, file)
        steps.apply(rows)
    return None


def _back_up(rows: sqlite_utils.Database, file: Path) -> None:
    """A whole copy before the schema changes; a new database has nothing to copy."""
    if not rows.table_names():
        return
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = file.with_name(f"{file.stem}-{stamp}{file.suffix or '.db'}")
    rows.execute("VACUUM INTO ?", [os.fspath(copy)])
