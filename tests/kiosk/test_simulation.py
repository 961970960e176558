"""A simulated fleet speaks as kiosks do, and what is said of its server is read in the database."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.simulation.machine import Identity, Machine, event_at
from kiosk.simulation.proof import Proof, proof_of
from kiosk.simulation.web import place_of
from sync.client.http import HttpSender
from sync.client.push import Pushed, Rewound, push, push_all
from sync.server.storage import reading
from tests.kiosk.test_cli import server
from tests.sync.kit import Device, Server

WHO = Identity("charge-0001", UUID(int=7), UUID(int=8), 1_795_514_400_000, "2026-11-24")


def simulate(url: str, db: str, *options: str) -> Result:
    command = ["simulate", "fleet", "--server", url, "--db", db, *options]
    return CliRunner().invoke(borne, [*command, "--json"])


def test_a_fleet_tells_a_real_server_all_it_has_once(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    with server(file) as url:
        done = simulate(
            url, f"sqlite:///{file}", "--devices", "9", "--events", "25", "--batch", "10"
        )

    assert done.exit_code == 0, done.output
    row = json.loads(done.stdout)
    assert row["devices"] == 9
    assert (row["events"], row["stored"]) == (225, 225)
    assert (row["missing"], row["twice"], row["holes"], row["altered"]) == (0, 0, 0, 0)
    assert row["answers"]["200"] >= 27
    assert row["attempts"]["max"] >= 1
    assert row["server_mib"]["most"] > 1


def test_events_can_come_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    with server(file) as url:
        options = ("--devices", "3", "--events", "4", "--seconds", "0.4")
        row = json.loads(simulate(url, f"sqlite:///{file}", *options).stdout)

    assert row["stored"] == 12
    assert row["answers"]["200"] > 3


def test_another_machine_is_only_loaded_when_that_is_meant(tmp_path: Path) -> None:
    refused = simulate("http://192.0.2.1:8021", f"sqlite:///{tmp_path / 'x.db'}")
    assert refused.exit_code == 2
    assert "--remote" in refused.stderr


@pytest.mark.parametrize("url", ["borne.example", "ftp://127.0.0.1", "http://", "http://h:x"])
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    assert place_of(url) is None
    assert simulate(url, f"sqlite:///{tmp_path / 'x.db'}").exit_code == 2


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    with server(file) as url:
        pass
    away = simulate(url, f"sqlite:///{file}", "--devices", "1")
    assert away.exit_code == 1
    assert "ne répond pas" in away.stderr


def test_a_machine_says_the_same_again_whenever_it_is_asked(tmp_path: Path) -> None:
    machine = Machine(WHO)
    machine.tell(30)
    running = Server(tmp_path / "server.db")
    push_all(machine, running.send)
    head = machine.hash_at(30)
    running.query(lambda rows: rows.execute("DELETE FROM event"))
    running.query(lambda rows: rows.execute("DELETE FROM stream"))
    machine.tell(1)

    assert isinstance(push(machine, running.send), Rewound)
    push_all(machine, running.send)

    assert machine.hash_at(30) == head
    assert running.seqs() == list(range(1, 32))
    running.close()


def test_an_event_of_a_machine_is_its_own() -> None:
    seen = {event_at(WHO, seq).id for seq in range(1, 2000)}
    assert len(seen) == 1999
    assert event_at(WHO, 5) == event_at(WHO, 5)


def _lose(rows: sqlite3.Connection) -> None:
    rows.execute("DELETE FROM event WHERE seq = 3")


def _lose_the_last(rows: sqlite3.Connection) -> None:
    rows.execute("DELETE FROM event WHERE seq = 6")


def _alter(rows: sqlite3.Connection) -> None:
    rows.execute("UPDATE event SET body = replace(body, 'A003', 'A004') WHERE seq = 3")


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (_lose, Proof(stored=5, missing=1, holes=1, altered=1)),
        (_lose_the_last, Proof(stored=5, missing=1, altered=1)),
        (_alter, Proof(stored=6, altered=1)),
    ],
    ids=["lost", "last lost", "altered"],
)
def test_what_a_server_lost_or_changed_is_found(
    tmp_path: Path, damage: Callable[[sqlite3.Connection], None], found: Proof
) -> None:
    machine = Machine(WHO)
    machine.tell(6)
    running = Server(tmp_path / "server.db")
    push_all(machine, running.send)
    running.close()
    with reading(tmp_path / "server.db") as rows:
        assert proof_of(rows, [machine.end()]) == Proof(stored=6)

    with closing(sqlite3.connect(tmp_path / "server.db")) as connection, connection:
        damage(connection)

    with reading(tmp_path / "server.db") as rows:
        proof = proof_of(rows, [machine.end()])
    assert proof == found
    assert not proof.is_whole


def test_a_server_says_how_often_a_fleet_is_to_come(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    device = Device()
    device.take_tickets(1)
    with server(file, "--open", "--every", "300") as url, closing(HttpSender(url)) as sender:
        pushed = push(device, sender)

    assert isinstance(pushed, Pushed)
    assert (pushed.next_s, pushed.splay_s) == (300.0, 60.0)
