"""A database of PostgreSQL: a few threads, each with its own connection. Several servers may
use it at once; what one device sends is put in line by the lock on the row of its log."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from selectors import EVENT_READ, DefaultSelector
from typing import Any, TypeVar

import psycopg

from sync.server import partitions, postgres_steps
from sync.server.migrations import steps
from sync.server.place import Postgres, Unusable
from sync.server.postgres_rows import PostgresRows, away, connect
from sync.server.rows import Away, Rows

WORKERS = 4
OLDEST = 150_000
DAY_S = 86_400.0
SLOW_S = 1.0
T = TypeVar("T")

log = logging.getLogger(__name__)


class PostgresStore:
    def __init__(self, place: Postgres, workers: int = WORKERS) -> None:
        self._place = place
        self._workers = ThreadPoolExecutor(workers, "server-database")
        self._idle: SimpleQueue[psycopg.Connection[Any]] = SimpleQueue()
        self._looked_ahead = time.monotonic()
        self._gone: tuple[float, str] | None = None

    async def run(self, work: Callable[[Rows], T]) -> T:
        if time.monotonic() - self._looked_ahead > DAY_S:
            self._looked_ahead = time.monotonic()
            self._workers.submit(self._look_ahead).add_done_callback(_tell)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._workers, self._do, work)

    def close(self) -> None:
        self._workers.shutdown()
        while (connection := self._next_idle()) is not None:
            connection.close()

    def _do(self, work: Callable[[Rows], T]) -> T:
        connection = self._take()
        try:
            done = work(PostgresRows(connection))
        except Away:
            # Another server may have taken the place of this one; the next connection finds it.
            connection.close()
            raise
        except BaseException:
            self._give_back(connection)
            raise
        self._give_back(connection)
        return done

    def _take(self) -> "psycopg.Connection[Any]":
        while (connection := self._next_idle()) is not None:
            if not _is_cut(connection):
                return connection
            connection.close()
        return self._connect()

    def _connect(self) -> "psycopg.Connection[Any]":
        """A host that does not answer is left alone for as long as it took to find out: else
        each request would wait for it in turn."""
        begun = time.monotonic()
        if self._gone is not None and begun < self._gone[0]:
            raise Away(self._gone[1])
        self._gone = None
        try:
            return connect(self._place)
        except Away as error:
            took = time.monotonic() - begun
            if took > SLOW_S:
                self._gone = (begun + 2 * took, str(error))
            raise

    def _next_idle(self) -> "psycopg.Connection[Any] | None":
        with suppress(Empty):
            return self._idle.get_nowait()
        return None

    def _give_back(self, connection: "psycopg.Connection[Any]") -> None:
        if not connection.closed:
            self._idle.put(connection)

    def _look_ahead(self) -> None:
        try:
            connection = connect(self._place)
            with away(), connection:
                partitions.extend(connection, datetime.now(UTC).date())
        except Away as error:
            log.warning("the months ahead could not be made: %s", error)


def _tell(looked: Future[None]) -> None:
    if error := looked.exception():
        log.error("the months ahead could not be made", exc_info=error)


def open_database(place: Postgres) -> PostgresStore | Unusable:
    """Migrated, and the months ahead made."""
    problem = _prepared(place)
    return problem or PostgresStore(place)


@contextmanager
def reading(place: Postgres) -> Iterator[PostgresRows]:
    with _connected(place) as connection:
        connection.execute("SET default_transaction_read_only = on; SET statement_timeout = 0")
        yield PostgresRows(connection)


@contextmanager
def writing(place: Postgres) -> Iterator[PostgresRows]:
    with _connected(place) as connection:
        rows = PostgresRows(connection)
        with rows.atomic():
            yield rows


@contextmanager
def _connected(place: Postgres) -> Iterator["psycopg.Connection[Any]"]:
    connection = connect(place)
    try:
        with away():
            yield connection
    finally:
        connection.close()


def _is_cut(connection: "psycopg.Connection[Any]") -> bool:
    """PostgreSQL says nothing to who asks nothing, but that it ends."""
    with DefaultSelector() as heard:
        heard.register(connection.fileno(), EVENT_READ)
        return bool(heard.select(timeout=0))


def _prepared(place: Postgres) -> Unusable | None:
    try:
        with _connected(place) as connection:
            return _refused(connection, place) or _migrated(connection, place)
    except Away as error:
        return Unusable(
            f"La base {place} ne peut pas être utilisée : {error}. Vérifier l’adresse, le mot de "
            "passe, et que PostgreSQL tourne."
        )


def _refused(connection: "psycopg.Connection[Any]", place: Postgres) -> Unusable | None:
    if connection.info.server_version < OLDEST:
        return Unusable(
            f"La base {place} est d’un PostgreSQL trop ancien : il faut le 15 au moins."
        )
    for setting, safe in _SAFE.items():
        found = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
        if found is None or found[0] not in safe:
            actual = "?" if found is None else found[0]
            return Unusable(
                f"La base {place} ne garde pas tout sans risque ({setting} = {actual}). "
                "Corriger ce réglage de PostgreSQL."
            )
    return None


_SAFE = {
    "server_encoding": {"UTF8"},
    "fsync": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
}


def _migrated(connection: "psycopg.Connection[Any]", place: Postgres) -> Unusable | None:
    connection.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
    connection.execute("SELECT pg_advisory_lock(%s)", [postgres_steps.LOCK])
    done = postgres_steps.applied(connection)
    if done is None and (table := postgres_steps.foreign_table(connection)):
        return Unusable(
            f"La base {place} est celle d’un autre programme (table « {table} »). Elle est "
            "gardée telle quelle : donner une autre base avec --db."
        )
    known = {step.name for step in steps._migrations}
    if unknown := [name for name in done or () if name not in known]:
        return Unusable(
            f"La base {place} vient d’une version plus récente de Borne ({unknown[0]}). "
            "Installer cette version ou une suivante."
        )
    postgres_steps.apply(connection)
    partitions.extend(connection, datetime.now(UTC).date())
    with connection.transaction():
        _go_on_after_the_stored(connection)
    return None


def _go_on_after_the_stored(connection: "psycopg.Connection[Any]") -> None:
    """A dump read into another cluster: its transactions are counted from one again."""
    connection.execute(
        """
        UPDATE arrival_base SET cluster = system_identifier, base = greatest(0,
            (SELECT coalesce(max(arrival), 0) FROM event)
            - (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20) + 1)
        FROM pg_control_system() WHERE cluster <> system_identifier
        """
    )
