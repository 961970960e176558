"""A database in one file: one connection, one thread that does everything with it."""

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlite_utils

from kiosk.domain.sqlite_owner import foreign_table
from kiosk.domain.system_errors import trouble
from sync.server.migrations import steps
from sync.server.place import Unusable
from sync.server.rows import Found, Rows, Table
from sync.server.sole import Sole, take

BUSY_TIMEOUT_S = 5.0
MOST_TOGETHER = 32
T = TypeVar("T")


class SqliteRows:
    def __init__(self, database: sqlite_utils.Database) -> None:
        self._database = database

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Found:
        return self._database.execute(sql, parameters)

    def each(self, sql: str, /) -> Generator[Any, None, None]:
        yield from self._database.execute(sql)

    def atomic(self) -> AbstractContextManager[object]:
        return self._database.atomic()

    def insert_new(
        self, table: Table, same: Sequence[Any], each: Sequence[Sequence[Any]], /
    ) -> int:
        columns = [*table.same, *table.each]
        marks = ", ".join("?" * len(columns))
        # Inside a transaction only: the module would begin one and leave it open.
        assert self._database.conn.in_transaction
        return self._database.conn.executemany(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks}) "
            "ON CONFLICT DO NOTHING",
            [(*same, *row) for row in each],
        ).rowcount

    def last_arrival(self) -> int:
        found = self._database.execute("SELECT coalesce(max(arrival), 0) FROM event")
        return int(found.fetchone()[0])


@dataclass(frozen=True, slots=True)
class _Asked(Generic[T]):
    """A piece of work, and who waits for it."""

    work: Callable[[Rows], T]
    answer: "Future[T]" = field(default_factory=Future)


class SqliteStore:
    """Work handed to `run` is done one at a time, in order: there is only one writer. What came
    meanwhile is committed together, for it is the disk that takes the time, and is told after."""

    def __init__(
        self, database: sqlite_utils.Database, worker: ThreadPoolExecutor, sole: Sole
    ) -> None:
        self._database = database
        self._rows = SqliteRows(database)
        self._worker = worker
        self._sole = sole
        self._asked: deque[_Asked[Any]] = deque()

    async def run(self, work: Callable[[Rows], T]) -> T:
        asked = _Asked(work)
        self._asked.append(asked)
        self._worker.submit(self._turn)
        return await asyncio.wrap_future(asked.answer)

    def close(self) -> None:
        self._worker.submit(self._database.close).result()
        self._worker.shutdown()
        self._sole.free()

    def _turn(self) -> None:
        most = range(min(len(self._asked), MOST_TOGETHER))
        asked = [each for each in (self._asked.popleft() for _ in most) if _is_awaited(each)]
        tell = self._together(asked) if len(asked) > 1 else [self._alone(each) for each in asked]
        for each in tell:
            each()

    def _alone(self, asked: _Asked[Any]) -> Callable[[], None]:
        """Without a transaction around it: who only reads is in nobody's way."""
        try:
            return partial(asked.answer.set_result, asked.work(self._rows))
        except Exception as error:
            return partial(asked.answer.set_exception, error)

    def _together(self, asked: Sequence[_Asked[Any]]) -> list[Callable[[], None]]:
        """One that fails undoes only its own part, unless the transaction itself is gone."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            told = [self._part(each) for each in asked]
            self._database.execute("COMMIT")
        except Exception as error:
            self._database.rollback()
            return [partial(each.answer.set_exception, error) for each in asked]
        return told

    def _part(self, asked: _Asked[Any]) -> Callable[[], None]:
        """Raises sqlite3.Error when all that was done together is undone."""
        try:
            with self._database.atomic():
                return partial(asked.answer.set_result, asked.work(self._rows))
        except Exception as error:
            if not self._database.conn.in_transaction:
                raise
            return partial(asked.answer.set_exception, error)


def _is_awaited(asked: _Asked[Any]) -> bool:
    return asked.answer.set_running_or_notify_cancel()


def open_file(file: Path) -> SqliteStore | Unusable:
    """Open, creating or migrating as needed. The connection belongs to the store's own thread."""
    if not file.absolute().parent.is_dir():
        return Unusable(
            f"Le dossier {file.absolute().parent} n’existe pas. Le créer, ou corriger l’adresse "
            "de la base (quatre barres pour un chemin absolu : sqlite:////srv/borne/serveur.db)."
        )
    try:
        sole = take(file)
    except OSError as error:
        return Unusable(f"Rien ne peut être écrit à côté de {file} : {trouble(error)}")
    if sole is None:
        return Unusable(f"Un autre serveur utilise déjà la base {file}. L’arrêter d’abord.")
    worker = ThreadPoolExecutor(1, "server-database")
    opened = worker.submit(_open, file).result()
    if isinstance(opened, Unusable):
        worker.shutdown()
        sole.free()
        return opened
    return SqliteStore(opened, worker, sole)


@contextmanager
def reading(file: Path) -> Iterator[SqliteRows]:
    """Beside a running server; creates nothing. Raises sqlite3.Error."""
    with closing(connect_to_read(file)) as connection:
        yield SqliteRows(sqlite_utils.Database(connection, execute_plugins=False))


@contextmanager
def writing(file: Path) -> Iterator[SqliteRows]:
    """One short transaction beside a running server: SQLite lets one writer in at a time.

    Raises sqlite3.Error.
    """
    place = f"{file.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(place, uri=True, timeout=BUSY_TIMEOUT_S)) as connection:
        database = sqlite_utils.Database(connection, execute_plugins=False)
        for setting in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            database.execute(f"PRAGMA {setting}")
        with database.atomic():
            yield SqliteRows(database)


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
