"""A batch through the server's storage, against a bare insert of the same rows in one statement.

python -m tests.bench.ingest [ROWS]     goes on until so many rows are stored in each
"""

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sync.server.apply import Pace, apply
from sync.server.place import Place, Postgres
from sync.server.postgres_rows import connect
from sync.server.storage import Store, open_store
from sync.wire import Batch, Event
from tests.bench.ratio import interleaved, report
from tests.sync.cluster import binaries, running
from tests.sync.kit import TEN_UTC, Device

ROWS = 40_000
AIMS = {("PostgreSQL", 20): 1 / 0.60, ("PostgreSQL", 500): 1 / 0.75}
SQLITE_AIM = 1 / 0.50
COLUMNS = (
    "arrival, site, id, device, log, seq, kind, v, t, mono, boot, clock, salt, body, hash, "
    "received, about, day"
)
_INT, _TEXT, _BYTES = "bigint", "text", "bytea"
TYPES = (
    *(_INT, _TEXT, _BYTES, _BYTES, _BYTES, _INT, _TEXT, _INT, _INT),
    *(_INT, _INT, _TEXT, _BYTES, _TEXT, _BYTES, _INT, _BYTES, _TEXT),
)


def batches(count: int, size: int) -> list[Batch]:
    """Of as many devices: what a fleet sends that comes back."""
    made = []
    for _ in range(count):
        device = Device()
        device.take_tickets(size)
        made.append(device.slice(1, size))
    return made


def rows_of(batch: Batch, start: int) -> list[tuple[Any, ...]]:
    """As the server stores them."""
    place = (batch.device.bytes, batch.log.bytes)
    return [
        (
            *(start + event.seq, batch.site, event.id.bytes, *place, event.seq, event.kind),
            *(event.v, event.t, event.mono, event.boot, event.clock, event.salt, event.body),
            *(bytes(32), TEN_UTC, event.id.bytes, "2026-11-24"),
        )
        for event in batch.events
        if isinstance(event, Event)
    ]


def measure(
    what: str,
    size: int,
    runner: asyncio.Runner,
    store: Store,
    floor: Callable[[Sequence[Sequence[Any]]], Any],
    rows: int,
) -> None:
    stored = 0
    rounds, turns = 10, max(1, 2000 // size)
    while stored < rows:
        told = batches(2 * rounds * turns, size)
        bare = iter([rows_of(each, stored + size * n) for n, each in enumerate(told[::2])])
        sent = iter(told[1::2])

        def product(sent: Iterator[Batch] = sent) -> None:
            work = partial(apply, batch=next(sent), now=TEN_UTC, pace=Pace())
            assert runner.run(store.run(work)).status == "ok"

        def bare_one(bare: Iterator[Sequence[Sequence[Any]]] = bare) -> None:
            floor(next(bare))

        aim = round(AIMS.get((what, size), SQLITE_AIM), 2)
        times = interleaved(bare_one, product, rounds, turns)
        report(f"{what}, {size} events, {stored} stored", *times, aim)
        stored += rounds * turns * size


def on_postgres(place: Postgres, runner: asyncio.Runner, size: int, rows: int) -> None:
    store = open_store(place)
    assert isinstance(store, Store)
    arrays = ", ".join(f"%s::{kind}[]" for kind in TYPES)
    insert = f"INSERT INTO floor ({COLUMNS}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    with connect(place) as bare:
        bare.execute(
            "CREATE TABLE floor (LIKE event INCLUDING ALL) PARTITION BY RANGE (id); "
            "CREATE TABLE floor_all PARTITION OF floor DEFAULT"
        )

        def floor(told: Sequence[Sequence[Any]]) -> None:
            bare.execute(insert, [list(column) for column in zip(*told, strict=True)])

        measure("PostgreSQL", size, runner, store, floor, rows)
    store.close()


def on_sqlite(file: Path, runner: asyncio.Runner, size: int, rows: int) -> None:
    bare_file = file.with_name(f"bare-{size}.db")
    open_and_close(bare_file)
    bare = sqlite3.connect(bare_file, isolation_level=None)
    bare.execute("PRAGMA synchronous=FULL")
    store = open_store(file)
    assert isinstance(store, Store)
    marks = ", ".join("?" * len(TYPES))
    insert = f"INSERT INTO event ({COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING"

    def floor(told: Sequence[Sequence[Any]]) -> None:
        bare.execute("BEGIN")
        bare.executemany(insert, told)
        bare.execute("COMMIT")

    measure("SQLite", size, runner, store, floor, rows)
    bare.close()
    store.close()


def open_and_close(place: Place) -> None:
    store = open_store(place)
    assert isinstance(store, Store)
    store.close()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with ExitStack() as held:
        runner = held.enter_context(asyncio.Runner())
        # Not /tmp, which may be in memory and would make every commit free.
        folder = held.enter_context(tempfile.TemporaryDirectory(dir=Path.cwd()))
        for size in (20, 500):
            on_sqlite(Path(folder) / f"server-{size}.db", runner, size, rows)
        found = binaries()
        if found is None:
            print("PostgreSQL is not installed here")  # noqa: T201
            return
        cluster = held.enter_context(running(found))
        for size in (20, 500):
            on_postgres(cluster.empty(), runner, size, rows)


if __name__ == "__main__":
    main()
