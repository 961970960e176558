"""A connection to PostgreSQL as `Rows`; what it refuses, as French sentences."""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql

from sync.server.packed import pack, register
from sync.server.place import Postgres
from sync.server.rows import Away, Found, Kind, Table

CONNECT_S = 5
MOST_ARRIVALS = 1 << 20
"""Of one transaction."""

_SETTINGS = """
    SET lock_timeout = '10s'; SET statement_timeout = '60s';
    SET idle_in_transaction_session_timeout = '60s'
"""
_FIRST_UNSURE = """
    SELECT base + (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20) FROM arrival_base
"""
# Worked out once for all rows, being a query of its own.
_ARRIVAL = "(SELECT base + (pg_current_xact_id()::text::bigint << 20) FROM arrival_base) + %s + n"


class PostgresRows:
    """Of one thread. An `atomic` in another is a part of it: nothing is undone by halves."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._is_open = False
        self._arrived = 0

    def execute(self, text: str, parameters: Sequence[Any] = (), /) -> Found:
        with away():
            return self._connection.execute(_translated(text), parameters)

    def each(self, text: str, /) -> Generator[Any, None, None]:
        with away(), self._connection.transaction(), self._connection.cursor("each") as found:
            yield from found.execute(_translated(text))

    @contextmanager
    def atomic(self) -> Iterator[None]:
        if self._is_open:
            yield
            return
        self._is_open, self._arrived = True, 0
        try:
            with away(), self._connection.transaction():
                yield
        finally:
            self._is_open = False

    def insert_new(
        self, table: Table, same: Sequence[Any], each: Sequence[Sequence[Any]], /
    ) -> int:
        arrived: tuple[int, ...] = ()
        if table.arrives:
            assert self._is_open
            assert self._arrived + len(each) < MOST_ARRIVALS
            arrived = (self._arrived,)
            self._arrived += len(each)
        columns = zip(table.each.values(), zip(*each, strict=True), strict=True)
        values = [*arrived, *same, *(pack(kind, column) for kind, column in columns)]
        statement = _insert(
            table.name, tuple(table.same.items()), tuple(table.each.items()), table.arrives
        )
        with away():
            return self._connection.execute(statement, values).rowcount

    def last_arrival(self) -> int:
        """Below the oldest transaction that is not over. Arrivals grow with the transaction, so
        that one which commits after a reader has looked comes after all that this reader saw."""
        (first_unsure,) = self.execute(_FIRST_UNSURE).fetchone()
        return int(first_unsure) - 1


def connect(place: Postgres) -> "psycopg.Connection[Any]":
    """Raises Away."""
    with away():
        connection = psycopg.connect(
            place.url,
            autocommit=True,
            connect_timeout=CONNECT_S,
            client_encoding="UTF8",
            fallback_application_name="borne",
        )
        register(connection)
        connection.execute(_SETTINGS)
        return connection


@contextmanager
def away() -> Iterator[None]:
    """What passes becomes Away; a mistake of ours stays what it is."""
    try:
        yield
    except psycopg.Error as error:
        if (cause := _cause(error)) is None:
            raise
        raise Away(cause) from None


_CAUSES = (
    (r"28", "le compte ou le mot de passe est refusé"),
    (r"3D", "cette base n’existe pas"),
    (r"53100", "le disque du serveur PostgreSQL est plein"),
    (r"53300", "le serveur PostgreSQL a trop de connexions"),
    (r"53", "le serveur PostgreSQL manque de place"),
    (r"25", "le serveur PostgreSQL n’accepte plus d’écritures : un autre l’a peut-être remplacé"),
    (r"42P01|42703|3F", "ce n’est pas la base d’un serveur de cette version"),
    (r"42501", "ce compte n’a pas tous les droits sur cette base"),
    (r"40|55", "la base est occupée"),
    (r"57014", "la base met trop de temps à répondre"),
    (r"57P03", "le serveur PostgreSQL démarre ou s’arrête"),
    (r"08|57", "le serveur PostgreSQL a coupé la connexion"),
    (r"58|XX", "le disque du serveur PostgreSQL répond mal"),
)
# Who is not let in is told so in words only, and in the language of that server.
_WORDS = (
    (
        r"password authentication|authentification|no pg_hba|role .* does not exist|"
        r"no password supplied|Peer auth",
        _CAUSES[0][1],
    ),
    (r"database .* does not exist|base de données .* n'existe pas", _CAUSES[1][1]),
    (r"too many (clients|connections)|remaining connection slots", _CAUSES[3][1]),
    (r"starting up|shutting down|recovery mode", _CAUSES[10][1]),
    (r"translate host name|could not translate|Name or service", "cet hôte n’est pas connu"),
    (r"certificate|SSL", "le certificat du serveur PostgreSQL n’est pas accepté"),
    (r"timeout", "le serveur PostgreSQL ne répond pas à temps"),
)


def _cause(error: psycopg.Error) -> str | None:
    state = error.sqlstate
    if state is not None:
        return next((said for start, said in _CAUSES if re.match(start, state)), None)
    if isinstance(error, psycopg.ProgrammingError):
        # Raised without a server: the address itself. Its text may repeat the password.
        return "cette adresse n’est pas comprise"
    if isinstance(error, psycopg.OperationalError):
        words = str(error)
        found = (said for each, said in _WORDS if re.search(each, words, re.IGNORECASE))
        return next(found, "le serveur PostgreSQL ne répond pas")
    return None


@lru_cache(maxsize=2000)
def _translated(text: str) -> sql.SQL:
    """No text of ours has a question mark of its own."""
    return sql.SQL(text.replace("%", "%%").replace("?", "%s"))


@lru_cache(maxsize=20)
def _insert(
    name: str, same: tuple[tuple[str, Kind], ...], each: tuple[tuple[str, Kind], ...], arrives: bool
) -> sql.SQL:
    columns = [*(["arrival"] if arrives else []), *(column for column, _ in (*same, *each))]
    values = [
        *([_ARRIVAL] if arrives else []),
        *(f"%s::{_type(kind)}" for _, kind in same),
        *(column for column, _ in each),
    ]
    arrays = ", ".join(f"%s::{_type(kind)}[]" for _, kind in each)
    named = ", ".join(column for column, _ in each)
    return sql.SQL(
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM unnest({arrays}) WITH ORDINALITY AS given ({named}, n) ON CONFLICT DO NOTHING"
    )


def _type(kind: Kind) -> str:
    return "bytea" if kind is Kind.ANY_TEXT else kind.value
