"""Whether a database is sound, and its tables made anew from what the events say."""

import tempfile
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.storage import events
from kiosk.storage.check import Checked, check_file
from kiosk.storage.database import FILE, Database
from kiosk.storage.outbox import DeviceOutbox
from kiosk.storage.rebuild import rebuild
from kiosk.storage.replay import series_of
from sync.wire import Position
from tests.kiosk.visits import TABLES, Visits, content, opened, visited

DEEDS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), max_size=25)


def checked(folder: Path, *, deep: bool = True) -> Checked:
    return check_file(folder / FILE, deep=deep)


def altered(folder: Path, *statements: str) -> None:
    with closing(sqlite_utils.Database(folder / FILE)) as rows:
        for statement in statements:
            rows.execute(statement)


@given(DEEDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happened_the_events_tell_the_tables(deeds: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as name, closing(opened(Path(name))) as database:
        visits = Visits(database)
        for deed in deeds:
            visits.do(*deed)
        before = content(database)
        assert checked(Path(name)).faults == ()

        with database.write() as rows:
            rows.execute("UPDATE ticket SET motif = 'autre'")
            rows.execute("UPDATE print_job SET state = 'NOT_SENT' WHERE state = 'CONFIRMED'")
            for table in ("counter", "feedback", "service_day"):
                rows.execute(f"DELETE FROM {table}")
        with database.write() as rows:
            rebuild(rows)

        assert content(database) == before


def test_a_sound_database_is_not_touched_by_rebuilding(database: Database) -> None:
    visits = Visits(database)
    for each in range(30):
        visits.do(each, each)
    with database.write() as rows:
        assert rebuild(rows) == {}


def test_a_ticket_lost_from_its_table_comes_back_with_a_paper(database: Database) -> None:
    visits = Visits(database)
    ticket = visits.take(1)
    with database.write() as rows:
        for table in ("print_event", "print_job", "ticket"):
            rows.execute(f"DELETE FROM {table}")
    with database.write() as rows:
        rebuild(rows)
    again = visits.journal.job(1)
    assert again is not None
    assert again.ticket == ticket


def test_a_sound_database_is_said_to_be_sound_and_is_not_changed(tmp_path: Path) -> None:
    visited(tmp_path, 40)
    before = (tmp_path / FILE).read_bytes()
    found = checked(tmp_path)
    assert found.faults == ()
    assert found.events > 40
    assert (tmp_path / FILE).read_bytes() == before


def test_a_kiosk_may_work_meanwhile(database: Database, tmp_path: Path) -> None:
    Visits(database).take(1)
    assert checked(tmp_path) == Checked(1, ())


def test_a_database_that_nobody_wrote_to_yet_is_sound(database: Database, tmp_path: Path) -> None:
    assert checked(tmp_path) == Checked(0, ())
    assert database.boot == 1


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("chain", "UPDATE event SET body = replace(body, 'fr', 'en') WHERE seq = 3"),
        ("chain", "UPDATE event SET t = t + 1 WHERE seq = 3"),
        ("chain", "UPDATE event SET kind = 'x' WHERE seq = 3"),
        ("chain", "UPDATE event SET hash = x'00' WHERE seq = 3"),
        ("gap", "DELETE FROM event WHERE seq = 3"),
        ("head", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"),
        ("head", "UPDATE log SET head_seq = head_seq + 1"),
        ("ack", "UPDATE log SET acked_hash = zeroblob(32)"),
        ("ack", "UPDATE log SET acked_seq = 4"),
        ("ack", "UPDATE log SET acked_seq = 4000"),
        ("log", "DELETE FROM log"),
        ("log", "UPDATE log SET device = x'00'"),
        ("projection", "UPDATE ticket SET lang = 'en' WHERE rowid = 1"),
        ("projection", "DELETE FROM counter"),
        ("projection", "UPDATE counter SET n = n + 1"),
        ("projection", "UPDATE feedback SET value = 1 + value % 4"),
        ("projection", "UPDATE service_day SET day = '1999-01-01'"),
        ("projection", "UPDATE print_job SET state = 'EXPIRED' WHERE state = 'CONFIRMED'"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(tmp_path: Path, what: str, statement: str) -> None:
    visited(tmp_path, 30)
    altered(tmp_path, statement)
    faults = checked(tmp_path).faults
    assert what in [fault.what for fault in faults]
    assert all("borne db " in fault.words for fault in faults)


def test_an_acknowledged_beginning_is_sound(database: Database, tmp_path: Path) -> None:
    visits = Visits(database)
    for _ in range(3):
        visits.take()
    outbox = DeviceOutbox(database, "essai")
    outbox.acknowledge(Position(2, str(outbox.hash_at(2))))
    assert checked(tmp_path).faults == ()


def test_a_log_begun_anew_is_sound(database: Database, tmp_path: Path) -> None:
    visits = Visits(database)
    for each in range(14):
        visits.do(each, each)
    DeviceOutbox(database, "essai").begin_log()
    visits.take()
    assert checked(tmp_path).faults == ()
    found = database.rows.execute("SELECT head_seq, why FROM past_log").fetchall()
    assert [why for _, why in found] == ["forked"]


def test_a_long_log_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    peaks = []
    for count in (1000, 8000):
        folder = tmp_path / str(count)
        with closing(opened(folder)) as database:
            visits = Visits(database)
            with database.write() as rows:
                for _ in range(count):
                    events.append(rows, "device.started", {"version": "1"}, visits.clock.now(), 1)
        tracemalloc.start()
        assert checked(folder) == Checked(count, ())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.parametrize(
    ("number", "place"),
    [("A042", ("A", 42)), ("A1000", ("A", 1000)), ("A2-07", ("A2-", 7)), ("A", None)],
)
def test_a_number_tells_its_series(number: str, place: tuple[str, int] | None) -> None:
    assert series_of(number) == place


def test_every_table_of_the_test_is_filled(tmp_path: Path) -> None:
    visited(tmp_path, 30)
    with closing(opened(tmp_path)) as database:
        found = content(database)
    assert all(found[table] for table in TABLES)
