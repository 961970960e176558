"""The server's database: a file of SQLite, or PostgreSQL, behind one small interface."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Protocol, TypeVar, assert_never, runtime_checkable
from uuid import UUID

import msgspec

from kiosk.domain.system_errors import primary_code, trouble
from sync.server import storage_sqlite
from sync.server.place import Place, Postgres, Unusable, place_of
from sync.server.rows import Away, Rows
from sync.server.storage_sqlite import connect_to_read

T = TypeVar("T")


@runtime_checkable
class Store(Protocol):
    async def run(self, work: Callable[[Rows], T]) -> T:
        """Do it elsewhere than in the event loop. Raises Away."""

    def close(self) -> None: ...


def open_store(place: Place) -> Store | Unusable:
    """Open, creating or migrating as needed."""
    match place:
        case Path():
            return storage_sqlite.open_file(place)
        case Postgres():
            # The library takes a while to load, and most sites have no use for it.
            from sync.server import storage_postgres

            return storage_postgres.open_database(place)
        case _:
            assert_never(place)


def reading(place: Place) -> AbstractContextManager[Rows]:
    """Rows to read beside a running server. Raises sqlite3.Error and Away, then and in use."""
    match place:
        case Path():
            return storage_sqlite.reading(place)
        case Postgres():
            from sync.server import storage_postgres

            return storage_postgres.reading(place)
        case _:
            assert_never(place)


def writing(place: Place) -> AbstractContextManager[Rows]:
    """One short transaction beside a running server. Raises sqlite3.Error and Away."""
    match place:
        case Path():
            return storage_sqlite.writing(place)
        case Postgres():
            from sync.server import storage_postgres

            return storage_postgres.writing(place)
        case _:
            assert_never(place)


def stored_events(place: Place) -> Iterator[dict[str, object]] | Unusable:
    """Every stored event in order of arrival, read beside a running server."""
    try:
        with reading(place) as rows:
            rows.execute("SELECT arrival FROM event LIMIT 1").fetchone()
    except (sqlite3.Error, Away) as error:
        return Unusable(
            f"La base {place} ne peut pas être lue : {cause(error)}. Vérifier l’adresse et les "
            "droits : elle est créée par « borne server »."
        )
    return _events(place)


def cause(error: sqlite3.Error | Away) -> str:
    """What happened, without a full stop."""
    if isinstance(error, Away):
        return str(error).rstrip(".")
    if primary_code(error) == sqlite3.SQLITE_ERROR:
        return "ce n’est pas la base d’un serveur"
    return trouble(error).cause


def _events(place: Place) -> Iterator[dict[str, object]]:
    sql = (
        "SELECT site, device, log, seq, id, kind, v, t, body, received FROM event ORDER BY arrival"
    )
    # The rows are let go before the connection: a reader may stop half-way.
    with reading(place) as rows, closing(rows.each(sql)) as found:
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


__all__ = [
    "Place",
    "Postgres",
    "Store",
    "Unusable",
    "cause",
    "connect_to_read",
    "open_store",
    "place_of",
    "reading",
    "stored_events",
    "writing",
]
