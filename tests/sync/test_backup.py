"""Copies of the server's file: whole, checked, and put back without losing what was there."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from sync.client.push import Pushed, Rewound, check_in, push, push_all
from sync.server.place import Unusable
from sync.server.storage import stored_events
from tests.sync.cluster import Cluster
from tests.sync.kit import Device, Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server.db")
    yield running
    running.close()


def run(*words: object) -> Result:
    return CliRunner().invoke(borne, ["server", *map(str, words)])


def seqs(file: Path) -> list[object]:
    found = stored_events(file)
    assert not isinstance(found, Unusable)
    return [event["seq"] for event in found]


def test_a_copy_is_made_beside_a_running_server(
    server: Server, device: Device, tmp_path: Path
) -> None:
    device.take_tickets(3)
    push(device, server.send)
    copy = tmp_path / "copy.db"
    made = run("backup", copy, "--db", f"sqlite:///{server.place}", "--json")
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout) == {"backup": str(copy)}
    assert seqs(copy) == [1, 2, 3]
    assert not list(tmp_path.glob("*.part"))


def test_a_copy_never_takes_the_place_of_another_file(server: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("Ceci est une lettre.")
    refused = run("backup", copy, "--db", f"sqlite:///{server.place}")
    assert refused.exit_code == 1
    assert "existe déjà" in refused.stderr
    assert copy.read_text() == "Ceci est une lettre."


def test_a_copy_cannot_be_put_back_under_a_running_server(
    server: Server, device: Device, tmp_path: Path
) -> None:
    device.take_tickets(1)
    copy = tmp_path / "copy.db"
    run("backup", copy, "--db", f"sqlite:///{server.place}")
    push(device, server.send)
    refused = run("restore", copy, "--db", f"sqlite:///{server.place}")
    assert refused.exit_code == 1
    assert "L’arrêter" in refused.stderr
    assert server.seqs() == [1]


def test_after_a_copy_was_put_back_devices_send_what_it_lacks(
    tmp_path: Path, device: Device
) -> None:
    file, copy = tmp_path / "server.db", tmp_path / "copy.db"
    server = Server(file)
    device.take_tickets(2)
    push(device, server.send)
    run("backup", copy, "--db", f"sqlite:///{file}")
    device.take_tickets(1)
    push(device, server.send)
    server.close()

    restored = run("restore", copy, "--db", f"sqlite:///{file}", "--json")

    assert restored.exit_code == 0, restored.output
    assert seqs(file) == [1, 2]
    assert seqs(Path(json.loads(restored.stdout)["kept"])) == [1, 2, 3]
    again = Server(file)
    assert isinstance(check_in(device, again.send), Rewound)
    assert isinstance(push_all(device, again.send), Pushed)
    assert again.seqs() == [1, 2, 3]
    again.close()


def test_the_sentence_that_names_the_old_database_ends(tmp_path: Path) -> None:
    database, copy = f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "copy.db"
    Server(tmp_path / "server.db").close()
    run("backup", copy, "--db", database)
    said = run("restore", copy, "--db", database).stdout
    _, old = said.removesuffix(". Les machines renvoient ce qui manque.\n").split(" est gardée : ")
    assert Path(old).is_file()


def test_a_damaged_database_is_kept_aside_when_a_copy_takes_its_place(
    server: Server, device: Device, tmp_path: Path
) -> None:
    device.take_tickets(1)
    push(device, server.send)
    run("backup", tmp_path / "copy.db", "--db", f"sqlite:///{server.place}")
    damaged = tmp_path / "other.db"
    damaged.write_bytes(b"not a database any more" * 99)
    restored = run("restore", tmp_path / "copy.db", "--db", f"sqlite:///{damaged}")
    assert restored.exit_code == 0, restored.output
    assert seqs(damaged) == [1]
    (kept,) = tmp_path.glob("other-*.old")
    assert kept.read_bytes() == b"not a database any more" * 99


@pytest.mark.parametrize("content", [None, b"", b"Ceci est une lettre." * 99, "foreign"])
def test_only_a_copy_of_a_server_is_put_back(tmp_path: Path, content: object) -> None:
    copy = tmp_path / "copy.db"
    if isinstance(content, bytes):
        copy.write_bytes(content)
    elif content is not None:
        other = sqlite3.connect(copy)
        other.execute("CREATE TABLE invoices (n INTEGER)")
        other.close()
    place = tmp_path / "none.db"
    refused = run("restore", copy, "--db", f"sqlite:///{place}")
    assert refused.exit_code == 1
    assert str(copy) in refused.stderr
    assert not place.exists()


def test_a_copy_with_a_damaged_page_is_not_put_back(
    server: Server, device: Device, tmp_path: Path
) -> None:
    device.take_tickets(300)
    push_all(device, server.send)
    copy = tmp_path / "copy.db"
    run("backup", copy, "--db", f"sqlite:///{server.place}")
    content = bytearray(copy.read_bytes())
    # A page of events: an index is made anew from them, whatever became of it.
    page = content.index(b"etat-civil") // 4096 * 4096
    content[page : page + 4096] = b"\xff" * 4096
    copy.write_bytes(content)
    place = tmp_path / "none.db"
    refused = run("restore", copy, "--db", f"sqlite:///{place}")
    assert refused.exit_code == 1
    assert not place.exists()


def test_postgresql_is_copied_by_its_own_means(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.fresh() as place:
        for command in ("backup", "restore"):
            refused = run(command, tmp_path / "copy.db", "--db", place.url)
            assert refused.exit_code == 1
            assert "pg_dump" in refused.stderr
