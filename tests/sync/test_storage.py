"""A file of the server: its settings, its history, and what is said when it cannot be used."""

import json
import sqlite3
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import sqlite_utils

from sync.client.push import push
from sync.server.migrations import steps
from sync.server.place import Postgres, Unusable, place_of
from sync.server.storage import Store, open_store, stored_events
from tests.sync.kit import Device, Server, ticket_body

SCHEMA = Path(__file__).parent / "schema.sql"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server.db")
    yield running
    running.close()


def file_of(server: Server) -> Path:
    assert isinstance(server.place, Path)
    return server.place


def ask(file: Path, question: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def test_what_is_acknowledged_is_on_the_disk(server: Server) -> None:
    def setting(name: str) -> object:
        return server.query(lambda rows: rows.execute(f"PRAGMA {name}").fetchone()[0])

    assert setting("journal_mode") == "wal"
    assert setting("synchronous") == 2
    assert setting("foreign_keys") == 1
    assert setting("mmap_size") == 0


def test_a_reader_may_stop_half_way(
    server: Server, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.take_tickets(3)
    push(device, server.send)
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda said: ignored.append(said.exc_value))
    found = stored_events(server.place)
    assert isinstance(found, Generator)
    assert next(found)["seq"] == 1
    found.close()
    assert ignored == []


def test_the_schema_is_the_one_that_is_written_down(server: Server) -> None:
    found = ask(
        file_of(server),
        "SELECT sql FROM sqlite_schema WHERE name NOT LIKE '%sqlite%' ORDER BY type, name",
    )
    lines = (" ".join(str(sql).split()) for (sql,) in found if sql is not None)
    assert ";\n".join(lines) + ";\n" == SCHEMA.read_text()


def test_every_table_is_strict(server: Server) -> None:
    tables = {
        str(name): strict
        for name, strict in ask(file_of(server), "SELECT name, strict FROM pragma_table_list")
    }
    assert {tables[name] for name in ("stream", "event", "quarantine", "incident")} == {1}


def test_a_database_is_copied_whole_before_it_is_migrated(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    rows = sqlite_utils.Database(file)
    steps.apply(rows, stop_before="m002_day_of_a_ticket")
    rows.execute("INSERT INTO stream VALUES ('mairie', x'01', x'02', 42, x'00', 0, 0)")
    rows.conn.commit()
    rows.close()

    store = open_store(file)

    assert isinstance(store, Store)
    store.close()
    (copy,) = tmp_path.glob("server-*.db")
    assert ask(copy, "SELECT ack_seq FROM stream") == [(42,)]
    assert ask(file, "SELECT ack_seq FROM stream") == [(42,)]


def test_a_new_database_and_a_current_one_are_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        store = open_store(tmp_path / "server.db")
        assert isinstance(store, Store)
        store.close()
    assert [file.name for file in tmp_path.glob("*.db")] == ["server.db"]


def test_a_failed_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    rows = sqlite_utils.Database(file)
    steps.apply(rows, stop_before="m002_day_of_a_ticket")
    rows.execute("CREATE INDEX event_day ON event (kind)")
    rows.conn.commit()
    rows.close()
    before = ask(file, "SELECT sql FROM sqlite_schema ORDER BY name")

    refused = open_store(file)

    assert isinstance(refused, Unusable)
    assert ask(file, "SELECT sql FROM sqlite_schema ORDER BY name") == before


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_of_another_program_is_refused_and_left_byte_for_byte(
    tmp_path: Path, mode: str
) -> None:
    file = tmp_path / "server.db"
    foreign = sqlite3.connect(file)
    foreign.execute(f"PRAGMA journal_mode={mode}")
    foreign.execute("CREATE TABLE foo (a)")
    foreign.close()
    before = file.read_bytes()

    refused = open_store(file)

    assert isinstance(refused, Unusable)
    assert "« foo »" in refused.advice.replace("\u00a0", " ")
    assert file.read_bytes() == before


def test_the_tickets_of_an_older_database_keep_their_day(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    rows = sqlite_utils.Database(file)
    steps.apply(rows, stop_before="m002_day_of_a_ticket")
    place = [b"d" * 16, b"l" * 16]
    rows.execute("INSERT INTO stream VALUES ('mairie', ?, ?, 4, x'00', 0, 0)", place)
    told = [
        ("ticket.issued", 1, json.dumps(ticket_body(day="2026-11-23"))),
        ("ticket.issued", 2, '{"day": {"of": "a newer version"}}'),
        ("device.started", 1, '{"version": "1", "day": "2026-11-23"}'),
    ]
    for seq, (kind, v, body) in enumerate(told, start=1):
        rows.execute(
            "INSERT INTO event (site, device, log, seq, id, kind, v, body, t, mono, boot, clock, "
            "salt, hash, received) VALUES ('mairie', ?, ?, ?, ?, ?, ?, ?, 0, 0, 1, 'ntp', x'', "
            "x'', 0)",
            [*place, seq, bytes([seq]) * 16, kind, v, body],
        )
    rows.conn.commit()
    rows.close()

    store = open_store(file)

    assert isinstance(store, Store)
    store.close()
    found = ask(file, "SELECT seq, day FROM event ORDER BY seq")
    assert found == [(1, "2026-11-23"), (2, None), (3, None)]


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path, device: Device) -> None:
    file = tmp_path / "server.db"
    server = Server(file)
    device.take_tickets(1)
    push(device, server.send)
    server.close()
    rows = sqlite_utils.Database(file)
    rows.table("_sqlite_migrations").insert(
        {"migration_set": steps.name, "name": "m999_from_the_future", "applied_at": ""}
    )
    rows.close()

    refused = open_store(file)

    assert isinstance(refused, Unusable)
    assert "m999_from_the_future" in refused.advice
    assert ask(file, "SELECT count(*) FROM event") == [(1,)]


def test_a_file_that_is_no_database_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    file.write_text("Ceci est une lettre." * 100)

    refused = open_store(file)

    assert isinstance(refused, Unusable)
    assert "abîmée" in refused.advice
    assert file.read_text().startswith("Ceci est une lettre.")


def test_a_database_has_one_server(server: Server) -> None:
    refused = open_store(file_of(server))

    assert isinstance(refused, Unusable)
    assert "autre serveur" in refused.advice


@pytest.mark.parametrize("name", ["missing/server.db", "folder"])
def test_a_place_that_cannot_hold_a_database_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    refused = open_store(tmp_path / name)

    assert isinstance(refused, Unusable)
    assert str(tmp_path) in refused.advice


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///serveur.db", Path("serveur.db")),
        ("sqlite:///données/le serveur.db", Path("données/le serveur.db")),
        ("sqlite:////srv/borne/serveur.db", Path("/srv/borne/serveur.db")),
    ],
)
def test_a_url_names_a_file(url: str, path: Path) -> None:
    assert place_of(url) == path


@pytest.mark.parametrize(
    "url",
    ["", "serveur.db", "sqlite://serveur.db", "sqlite:///", "sqlite:///:memory:", "mysql://x/y"],
)
def test_a_url_that_names_none_is_answered_with_an_example(url: str) -> None:
    refused = place_of(url)
    assert isinstance(refused, Unusable)
    assert "sqlite:///borne-serveur.db" in refused.advice


def test_the_password_of_a_url_is_not_repeated() -> None:
    place = place_of("postgresql://borne:secret@base.mairie/borne?password=secret")
    refused = place_of("mysql://borne:secret@base.mairie/borne")
    assert isinstance(place, Postgres)
    assert isinstance(refused, Unusable)
    for said in (str(place), repr(place), refused.advice):
        assert "secret" not in said
    assert str(place) == "postgresql://borne@base.mairie/borne"


def test_events_are_read_beside_a_running_server(server: Server, device: Device) -> None:
    device.take_tickets(2)
    push(device, server.send)
    assert server.seqs() == [1, 2]


def test_events_of_a_missing_file_are_a_sentence_and_create_nothing(tmp_path: Path) -> None:
    refused = stored_events(tmp_path / "none.db")
    assert isinstance(refused, Unusable)
    assert not (tmp_path / "none.db").exists()
