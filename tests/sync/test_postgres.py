"""PostgreSQL under the server: its months, its history, several servers, and what goes wrong.

What the server does is tested on both databases, in the other files.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.push import Pushed, push
from sync.server import partitions, postgres_steps, queries
from sync.server.apply import Pace, apply
from sync.server.migrations import steps
from sync.server.place import Place, Postgres, Unusable
from sync.server.postgres_rows import PostgresRows, connect
from sync.server.queries import Today
from sync.server.storage import Store, open_store, stored_events, writing
from tests.sync.cluster import Cluster
from tests.sync.kit import TEN_UTC, Device, Server, ticket_body, url_of

SCHEMA = Path(__file__).parent / "schema_postgres.txt"
TODAY = Today(date(2026, 11, 24), TEN_UTC - 36_000_000, TEN_UTC + 60_000)


@pytest.fixture
def place(cluster: Cluster) -> Iterator[Place]:
    with cluster.fresh() as made:
        yield made


@pytest.fixture
def empty(cluster: Cluster) -> Postgres:
    return cluster.empty()


def ask(place: Place, question: str) -> list[tuple[object, ...]]:
    assert isinstance(place, Postgres)
    with connect(place) as connection:
        return list(connection.execute(question).fetchall())


def numbers(snapshot: queries.Snapshot) -> list[str]:
    return [ticket.number for ticket in snapshot.tickets]


def test_the_schema_is_the_one_that_is_written_down(empty: Postgres) -> None:
    open_and_close(empty)
    columns = ask(
        empty,
        "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable "
        "FROM information_schema.columns WHERE table_schema = 'public' "
        "AND table_name !~ '^event_' ORDER BY 1",
    )
    indexes = ask(
        empty,
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid "
        "WHERE relnamespace = 'public'::regnamespace AND NOT relispartition ORDER BY 1",
    )
    found = "".join(f"{line}\n" for (line,) in (*columns, *indexes))
    assert found == SCHEMA.read_text()


def test_every_step_is_there_under_the_same_name(empty: Postgres) -> None:
    open_and_close(empty)
    with connect(empty) as connection:
        assert postgres_steps.applied(connection) == sorted(step.name for step in steps._migrations)


def test_a_site_is_in_every_key_that_is_shared_out(place: Place) -> None:
    keys = ask(
        place,
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid "
        "WHERE indisunique AND relnamespace = 'public'::regnamespace "
        "AND relname NOT IN ('enrol_code', 'fleet_key', 'arrival_base', 'backup', "
        "'borne_steps')",
    )
    assert keys
    assert all("(site," in str(key) for (key,) in keys)


def test_a_database_of_a_newer_version_is_left_alone(place: Place) -> None:
    with writing(place) as rows:
        rows.execute("INSERT INTO borne_steps VALUES ('m999_from_the_future')")
    refused = open_store(place)
    assert isinstance(refused, Unusable)
    assert "m999_from_the_future" in refused.advice
    assert ask(place, "SELECT count(*) FROM event") == [(0,)]


def test_a_database_of_another_program_is_left_alone(empty: Postgres) -> None:
    with connect(empty) as connection:
        connection.execute("CREATE TABLE invoices (n INTEGER)")
    refused = open_store(empty)
    assert isinstance(refused, Unusable)
    assert "invoices" in refused.advice
    assert ask(empty, "SELECT count(*) FROM pg_class WHERE relname = 'event'") == [(0,)]


def test_a_database_of_an_older_version_keeps_what_it_holds(
    empty: Postgres, device: Device
) -> None:
    with connect(empty) as connection:
        postgres_steps.apply(connection, stop_before=steps._migrations[-1].name)
        connection.execute(
            "INSERT INTO stream VALUES ('mairie', %s, %s, 0, %s, 0, 0)",
            [device.device.bytes, device.log.bytes, device.hashes[0]],
        )
    server = Server(empty)
    device.take_tickets(2)
    assert isinstance(push(device, server.send), Pushed)
    server.close()


def test_a_step_that_fails_leaves_nothing_of_itself(empty: Postgres) -> None:
    with connect(empty) as connection:
        postgres_steps.apply(connection, stop_before="m002_day_of_a_ticket")
        connection.execute("CREATE INDEX event_day ON event (kind)")
        with pytest.raises(psycopg.errors.DuplicateTable):
            postgres_steps.apply(connection)
        assert postgres_steps.applied(connection) == ["m001_what_arrives"]
        found = connection.execute(
            "SELECT count(*) FROM information_schema.columns "
            "WHERE table_name = 'event' AND column_name = 'day'"
        ).fetchone()
    assert found == (0,)


def test_servers_that_start_together_make_one_database(empty: Postgres) -> None:
    async def together() -> list[Store | Unusable]:
        return await asyncio.gather(*(asyncio.to_thread(open_store, empty) for _ in range(3)))

    opened = asyncio.run(together())
    for store in opened:
        assert isinstance(store, Store), store
        store.close()


def test_each_event_lies_in_the_month_of_its_id_and_those_of_bad_clocks_apart(
    place: Place, device: Device
) -> None:
    with connect(as_postgres(place)) as connection:
        partitions.extend(connection, date(2031, 2, 3))
    for ms in (1_000, 1_927_000_000_000, 4_070_908_800_000):
        tell_at(device, ms)
    with writing(place) as rows:
        apply(rows, device.slice(1, 3), TEN_UTC, Pace())
    found = ask(place, "SELECT tableoid::regclass::text FROM event ORDER BY seq")
    assert found == [("event_past",), ("event_2031_01",), ("event_other",)]


def test_the_months_ahead_are_made_once(empty: Postgres) -> None:
    open_and_close(empty)
    with connect(empty) as connection:
        assert partitions.extend(connection, date(2040, 11, 9)) == [
            f"event_{month}" for month in ("2040_10", "2040_11", "2040_12", "2041_01", "2041_02")
        ]
        assert partitions.extend(connection, date(2040, 11, 30)) == []
        assert partitions.extend(connection, date(2040, 12, 1)) == ["event_2041_03"]


def test_what_came_too_early_moves_to_its_month(place: Place, device: Device) -> None:
    tell_at(device, 4_070_908_800_000)
    with writing(place) as rows:
        apply(rows, device.slice(1, 1), TEN_UTC, Pace())
    assert ask(place, "SELECT count(*) FROM event_other") == [(1,)]
    with connect(as_postgres(place)) as connection:
        partitions.extend(connection, date(2099, 1, 1))
    assert ask(place, "SELECT count(*) FROM event_other") == [(0,)]
    assert ask(place, "SELECT count(*) FROM event_2099_01") == [(1,)]
    # Below the acknowledged end, and the id is known: nothing comes twice.
    with writing(place) as rows:
        assert apply(rows, device.slice(1, 1), TEN_UTC, Pace()).status == "ok"
    assert ask(place, "SELECT count(*) FROM event") == [(1,)]


def test_a_page_misses_nothing_when_an_earlier_batch_commits_after_a_later_one(
    place: Place,
) -> None:
    slow, fast = Device(), Device()
    slow.tell("ticket.issued", ticket_body(number="A001"))
    fast.tell("ticket.issued", ticket_body(number="A002"))
    naive = "SELECT coalesce(max(arrival), 0) FROM event"
    with connect(as_postgres(place)) as one, connect(as_postgres(place)) as two:
        looking = PostgresRows(two)
        start = looking.last_arrival()
        with PostgresRows(one).atomic():
            apply(PostgresRows(one), slow.slice(1, 1), TEN_UTC, Pace())
            apply(looking, fast.slice(1, 1), TEN_UTC, Pace())
            early = queries.since(looking, start, TODAY)
            (cursor,) = looking.execute(naive).fetchone()
        late = queries.since(looking, early.arrival, TODAY)
        missed = looking.execute("SELECT count(*) FROM event WHERE arrival > ?", [cursor])
        assert numbers(early) + numbers(late) == ["A002", "A001"]
        # Whoever goes on from the highest number seen does not hear of A001.
        assert missed.fetchone() == (0,)


def test_the_order_goes_on_where_a_dump_is_read_into_another_cluster(place: Place) -> None:
    first, second = Device(), Device()
    first.take_tickets(1)
    second.take_tickets(1)
    with writing(place) as rows:
        apply(rows, first.slice(1, 1), TEN_UTC, Pace())
        # As from a cluster that has seen many more transactions.
        rows.execute("UPDATE event SET arrival = arrival + 1000000000000000")
        rows.execute("UPDATE arrival_base SET cluster = 1")
    server = Server(place)
    push(second, server.send)
    assert [event["device"] for event in server.events()] == [
        str(first.device),
        str(second.device),
    ]
    assert "A001" in server.request("GET", "/").body.decode()
    server.close()


def test_two_servers_apply_one_device_without_a_hole_or_a_repeat(
    place: Place, device: Device
) -> None:
    device.take_tickets(60)
    stores = [open_store(place) for _ in range(2)]

    async def together() -> list[str]:
        waiting = []
        for last in range(1, 61):
            store, work = stores[last % 2], partial(apply, batch=device.slice(1, last))
            assert isinstance(store, Store)
            waiting.append(store.run(partial(work, now=TEN_UTC, pace=Pace())))
        return [answer.status for answer in await asyncio.gather(*waiting)]

    assert set(asyncio.run(together())) == {"ok"}
    found = stored_events(place)
    assert not isinstance(found, Unusable)
    assert [event["seq"] for event in found] == list(range(1, 61))
    for store in stores:
        assert isinstance(store, Store)
        store.close()


def test_a_body_with_a_zero_is_kept_apart_as_it_came(server: Server, device: Device) -> None:
    body = 'not JSON, with a zero: "\0" é'
    device.tell("device.started", body)
    pushed = push(device, server.send)
    assert isinstance(pushed, Pushed)
    assert [each.seq for each in pushed.quarantined] == [1]
    assert ask(server.place, "SELECT body FROM quarantine") == [(body.encode(),)]


def test_the_commands_read_a_database_beside_its_server(server: Server, device: Device) -> None:
    device.take_tickets(2)
    push(device, server.send)
    options = ["--db", url_of(server.place), "--json"]
    listed = CliRunner().invoke(borne, ["server", "events", *options])
    assert listed.exit_code == 0, listed.output
    assert len(listed.stdout.splitlines()) == 2
    made = CliRunner().invoke(borne, ["server", "code", "--site", "mairie", *options])
    assert made.exit_code == 0, made.output
    assert ask(server.place, "SELECT count(*) FROM enrol_code") == [(1,)]


def tell_at(device: Device, ms: int) -> None:
    """By a clock that says `ms`, right or wrong."""
    id_ = UUID(bytes=ms.to_bytes(6, "big") + b"\x70" + bytes(9))
    event = Device().tell("device.started", {"version": "1"})
    device.add(replace(event, seq=len(device.events) + 1, id=id_))


def test_a_server_on_a_file_does_not_load_what_postgresql_needs() -> None:
    program = "import sys, sync.server.run; sys.exit('psycopg' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_names_of_the_steps_need_no_translation_that_is_missing() -> None:
    for step in steps._migrations:
        text = postgres_steps.statements(step.name)
        assert not set(text.replace("(", " ").split()) & {"BLOB", "STRICT", "INTEGER", "REAL"}


def open_and_close(place: Place) -> None:
    store = open_store(place)
    assert isinstance(store, Store), store
    store.close()


def as_postgres(place: Place) -> Postgres:
    assert isinstance(place, Postgres)
    return place
