"""Copies of the database: made beside a kiosk that works, put back in the place of another."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import sqlite_utils

from kiosk.domain.identifiers import uuid7
from kiosk.storage.care import put_back
from kiosk.storage.check import check_file
from kiosk.storage.connection import connect
from kiosk.storage.copies import MARGIN, BackedUp, Refused, Restored, Wanted, back_up
from kiosk.storage.database import FILE
from kiosk.storage.failure import CannotWrite
from kiosk.storage.migrations import steps
from kiosk.storage.numbers import NEXT_DAY, Reached
from kiosk.storage.outbox import DeviceOutbox
from sync.client.push import push_all
from sync.wire import genesis
from tests.kiosk.visits import Visits, ids, opened
from tests.sync.kit import Server

SITE = "essai"

AS_USUAL = Wanted()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    opened_server = Server(tmp_path / "server.db")
    yield opened_server
    opened_server.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def copy(tmp_path: Path, folder: Path) -> Path:
    """Of a database where A001, R001 and an opinion were given."""
    with closing(opened(folder)) as database:
        visits = Visits(database)
        visits.take(0)
        visits.take(1)
        visits.rate(1)
        target = tmp_path / "copy.db"
        assert isinstance(back_up(folder / FILE, target), BackedUp)
    return target


def restored(folder: Path, copy: Path, wanted: Wanted = AS_USUAL) -> Restored:
    found = put_back(folder, copy, "boot-2", wanted)
    assert isinstance(found, Restored), found
    return found


def next_numbers(folder: Path) -> list[str]:
    with closing(opened(folder)) as database:
        visits = Visits(database)
        return [visits.take(motif).number for motif in (0, 1)]


def test_a_copy_is_whole_sound_and_made_while_the_kiosk_works(tmp_path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as rows:
        found = rows.execute("SELECT number FROM ticket ORDER BY number").fetchall()
    assert found == [("A001",), ("R001",)]
    assert check_file(copy, deep=True).faults == ()
    assert not list(tmp_path.glob("*.part*"))


def test_a_copy_never_takes_the_place_of_a_file(tmp_path: Path, folder: Path) -> None:
    opened(folder).close()
    (tmp_path / "copy.db").write_text("mine")
    assert isinstance(back_up(folder / FILE, tmp_path / "copy.db"), Refused)
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_damaged_database_gives_no_copy(tmp_path: Path, folder: Path, copy: Path) -> None:
    with closing(sqlite_utils.Database(folder / FILE)) as rows:
        rows.execute("UPDATE event SET t = t + 1 WHERE seq = 1")
    assert isinstance(back_up(folder / FILE, tmp_path / "other.db"), Refused)
    assert [file.name for file in tmp_path.glob("*.db*")] == [copy.name]


def test_a_copy_goes_back_and_the_replaced_database_stays_beside(folder: Path, copy: Path) -> None:
    next_numbers(folder)
    before = (folder / FILE).read_bytes()
    found = restored(folder, copy)
    assert found.replaced is not None
    assert found.replaced.read_bytes() == before
    assert found.left_out == 3
    assert check_file(folder / FILE, deep=True).faults == ()


def test_numbers_given_since_the_copy_are_not_given_again(folder: Path, copy: Path) -> None:
    assert next_numbers(folder) == ["A002", "R002"]
    restored(folder, copy)
    assert next_numbers(folder) == ["A003", "R003"]


def test_numbers_nobody_remembers_are_jumped_over(folder: Path, copy: Path) -> None:
    (folder / FILE).write_bytes(b"nothing" * 1000)
    assert restored(folder, copy).skip == MARGIN
    assert next_numbers(folder) == [f"A{MARGIN + 2}", f"R{MARGIN + 2}"]


def test_a_series_that_begins_after_the_restoring_jumps_too(tmp_path: Path, folder: Path) -> None:
    with closing(opened(folder)) as database:
        Visits(database).take(0)
    back_up(folder / FILE, tmp_path / "copy.db")
    (folder / FILE).unlink()
    restored(folder, tmp_path / "copy.db")
    assert next_numbers(folder) == [f"A{MARGIN + 2}", f"R{MARGIN + 1}"]
    with closing(opened(folder)) as database:
        visits = Visits(database)
        visits.wait(1)
        assert visits.take(0).number == "A001"
    assert check_file(folder / FILE, deep=True).faults == ()


def test_the_technician_may_know_the_last_numbers(folder: Path, copy: Path) -> None:
    (folder / FILE).unlink()
    reached = [Reached(NEXT_DAY, "A", 321), Reached(NEXT_DAY, "R", 7)]
    restored(folder, copy, Wanted(reached, skip=0))
    assert next_numbers(folder) == ["A322", "R008"]


def test_a_folder_in_use_is_left_alone(folder: Path, copy: Path) -> None:
    with closing(opened(folder)):
        before = (folder / FILE).read_bytes()
        with pytest.raises(CannotWrite, match="ouverte"):
            put_back(folder, copy, "boot-2", AS_USUAL)
        assert (folder / FILE).read_bytes() == before
    assert isinstance(put_back(folder, copy, "boot-2", AS_USUAL), Restored)


@pytest.mark.parametrize("harm", ["UPDATE event SET t = 1 WHERE seq = 1", "DELETE FROM counter"])
def test_a_copy_that_is_not_sound_is_refused(folder: Path, copy: Path, harm: str) -> None:
    with closing(sqlite_utils.Database(copy)) as rows:
        rows.execute(harm)
    before = (folder / FILE).read_bytes()
    assert isinstance(put_back(folder, copy, "boot-2", AS_USUAL), Refused)
    assert (folder / FILE).read_bytes() == before
    assert not list(folder.glob("*tmp*"))


def test_a_file_of_something_else_is_refused(tmp_path: Path, folder: Path) -> None:
    opened(folder).close()
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as rows:
        rows.execute("CREATE TABLE foo (a)")
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("hello")
    for name in ("foreign.db", "empty.db", "text.db"):
        assert isinstance(put_back(folder, tmp_path / name, "boot-2", AS_USUAL), Refused)


def test_the_copy_of_another_device_is_refused(tmp_path: Path, copy: Path) -> None:
    other = tmp_path / "other"
    opened(other).close()
    found = put_back(other, copy, "boot-2", AS_USUAL)
    assert isinstance(found, Refused)
    assert "autre borne" in found.advice


def test_a_copy_of_the_first_version_gets_the_tables_of_this_one(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    device, log = uuid4(), uuid7()
    start = genesis(device, log)
    with closing(connect(old)) as rows:
        steps.apply(rows, stop_before="m002_comments_and_flags")
        rows.execute(
            "INSERT INTO log VALUES (1, ?, ?, 1, 'boot-1', 0, ?, 0, ?)",
            [device.bytes, log.bytes, start, start],
        )
    restored(tmp_path / "new", old)
    with closing(opened(tmp_path / "new")) as database:
        assert DeviceOutbox(database, SITE).identity()[0] == device


def test_a_restored_device_begins_a_new_log_that_names_the_one_before(
    folder: Path, copy: Path
) -> None:
    with closing(opened(folder)) as database:
        _device, before = DeviceOutbox(database, SITE).identity()
        said = ids(database)
    restored(folder, copy)
    with closing(opened(folder)) as database:
        _device, after = DeviceOutbox(database, SITE).identity()
        kind, body = database.rows.execute(
            "SELECT kind, body FROM event ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        assert ids(database)[:-1] == said
        assert database.boot > 1
    assert after != before
    assert kind == "log.restored"
    assert json.loads(body)["parent"] == str(before)
    assert json.loads(body)["parent_seq"] == len(said)


def test_what_was_sent_since_the_copy_stays_and_nothing_is_twice(
    folder: Path, copy: Path, server: Server
) -> None:
    with closing(opened(folder)) as database:
        Visits(database).take(1)
        push_all(DeviceOutbox(database, SITE), server.send)
        everything = set(ids(database))
    restored(folder, copy)
    next_numbers(folder)
    with closing(opened(folder)) as database:
        push_all(DeviceOutbox(database, SITE), server.send)
        everything |= set(ids(database))
        assert DeviceOutbox(database, SITE).position()[0] == len(ids(database))
        head, acked = DeviceOutbox(database, SITE).position()
    assert head == acked
    assert len(server.events()) == len(everything)
    assert server.query(lambda rows: rows.execute("SELECT * FROM quarantine").fetchall()) == []


@pytest.mark.parametrize("done", ["nothing", "kept", "journal gone"])
def test_a_power_cut_amid_the_exchange_is_finished_at_the_next_start(
    folder: Path, copy: Path, done: str
) -> None:
    next_numbers(folder)
    old = (folder / FILE).read_bytes()
    (folder / f"{FILE}-wal").write_bytes(b"an old journal")
    name = "borne-replaced-20261125T000000000000Z.db"
    shutil.copy(copy, folder / f"{name}.ready")
    if done != "nothing":
        shutil.copy(folder / FILE, folder / name)
        shutil.copy(folder / f"{FILE}-wal", folder / f"{name}-wal")
    if done == "journal gone":
        (folder / f"{FILE}-wal").unlink()

    with closing(opened(folder)) as database:
        assert len(ids(database)) == 4

    assert (folder / name).read_bytes() == old
    assert (folder / f"{name}-wal").read_bytes() == b"an old journal"
    assert not list(folder.glob("*.ready"))
