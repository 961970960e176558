"""A damaged file: the kiosk goes on with what can be read, says what is lost, repeats no number."""

import json
import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlite_utils

from kiosk.domain.tickets import Left, Ticket
from kiosk.storage import events
from kiosk.storage.ballast import FILE as BALLAST
from kiosk.storage.care import mend
from kiosk.storage.check import LAST_EVENTS, Checked, check_file
from kiosk.storage.database import FILE, Database, Unusable, open_database
from kiosk.storage.failure import CannotWrite, Damaged
from kiosk.storage.losses import Holes
from kiosk.storage.outbox import DeviceOutbox
from kiosk.storage.pages import leaf_rows
from kiosk.storage.rebuild import rebuild
from kiosk.storage.salvage import Salvaged
from sync.client.push import push_all
from tests.kiosk.visits import MOTIFS, PAGE, Visits, damage, ids, numbers, opened, visited
from tests.sync.kit import Server

SITE = "essai"
Facts = dict[bytes, tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Before:
    data: bytes
    facts: Facts
    tickets: Sequence[Ticket]


def facts(database: Database) -> Facts:
    found = database.rows.execute("SELECT id, kind, t, body FROM event")
    return {bytes(id_): (kind, t, body) for id_, kind, t, body in found}


def written(folder: Path, count: int) -> Before:
    tickets = visited(folder, count)
    with closing(opened(folder)) as database:
        known = facts(database)
    return Before((folder / FILE).read_bytes(), known, tickets)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    return written(tmp_path_factory.mktemp("sound"), 400)


def damaged(folder: Path, data: bytes) -> Path:
    folder.mkdir()
    (folder / FILE).write_bytes(data)
    return folder


def altered(folder: Path, *statements: str) -> None:
    with closing(sqlite_utils.Database(folder / FILE)) as rows:
        for statement in statements:
            rows.execute(statement)


def told(database: Database) -> dict[str, object]:
    (body,) = database.rows.execute("SELECT body FROM event WHERE kind = 'log.salvaged'").fetchone()
    found: dict[str, object] = json.loads(body)
    return found


def go_on(folder: Path, before: Before) -> int:
    """As a kiosk and its technician do; how many of the events are still there, unchanged."""
    seen_bad = bool(check_file(folder / FILE, deep=True).faults)
    with closing(opened(folder)) as database:
        salvaged = database.salvaged
    if seen_bad and salvaged is None:
        mend(folder, "boot-1")
        with closing(opened(folder)) as database, database.write() as rows:
            rebuild(rows)
    with closing(opened(folder)) as database:
        after = facts(database)
        assert all(after[id_] == before.facts[id_] for id_ in after if id_ in before.facts)
        visits = Visits(database)
        visits.clock.utc = before.tickets[-1].issued_at
        again = [visits.take(choice) for choice in range(len(MOTIFS))]
        assert not numbers(again) & numbers(before.tickets)
    assert check_file(folder / FILE, deep=True).faults == ()
    return len([id_ for id_ in before.facts if id_ in after])


@pytest.mark.parametrize(
    "count", [12, pytest.param(300, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
def test_a_flipped_bit_costs_one_event_at_most(tmp_path: Path, before: Before, count: int) -> None:
    chance = random.Random(5)
    for each in range(count):
        data = bytearray(before.data)
        bit = chance.randrange(len(data) * 8)
        data[bit // 8] ^= 1 << bit % 8
        kept = go_on(damaged(tmp_path / str(each), bytes(data)), before)
        assert kept >= len(before.facts) - 1, f"bit {bit}"


@pytest.mark.parametrize(
    "count", [8, pytest.param(40, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
def test_a_page_of_garbage_costs_its_own_events_at_most(
    tmp_path: Path, before: Before, count: int
) -> None:
    chance = random.Random(7)
    pages = chance.sample(range(len(before.data) // PAGE), min(count, len(before.data) // PAGE))
    for page in pages:
        data = bytearray(before.data)
        data[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
        kept = go_on(damaged(tmp_path / str(page), bytes(data)), before)
        assert kept >= len(before.facts) - PAGE // 150, f"page {page}"


def test_without_its_first_page_the_events_are_read_from_the_others(
    tmp_path: Path, before: Before
) -> None:
    folder = damaged(tmp_path / "data", bytes(PAGE) + before.data[PAGE:])
    with closing(opened(folder)) as database:
        assert database.salvaged is not None
        assert database.salvaged.is_same_device
        assert set(before.facts) < set(facts(database))


def test_the_log_does_not_blame_a_full_disk_for_the_room_that_a_salvage_needs(
    tmp_path: Path, before: Before, caplog: pytest.LogCaptureFixture
) -> None:
    data = bytes(4096) + before.data[4096:]
    folder = damaged(tmp_path / "damaged", data)
    (folder / BALLAST).write_bytes(b"room")
    with closing(opened(folder)) as database:
        assert database.salvaged is not None
    assert "the room held back is given up: a copy of the damaged database" in caplog.text
    assert "disk is full" not in caplog.text


def test_the_damaged_file_stays_beside_as_it_was(tmp_path: Path, before: Before) -> None:
    data = bytes(PAGE) + before.data[PAGE:]
    folder = damaged(tmp_path / "data", data)
    opened(folder).close()
    (kept,) = folder.glob("borne-damaged-*.db")
    assert kept.read_bytes() == data


def test_an_altered_event_is_left_out_and_declared(tmp_path: Path) -> None:
    before = written(tmp_path, 30)
    altered(tmp_path, "UPDATE event SET body = replace(body, 'fr', 'en') WHERE seq IN (3, 7)")
    with closing(opened(tmp_path)) as database:
        said = told(database)
        assert (said["first_lost"], said["last_lost"], said["lost"]) == (3, 7, 2)
        assert said["kept"] == len(before.facts) - 2
        assert said["unproven"] == 0


def test_an_event_whose_hash_alone_is_damaged_is_proven_by_the_next(tmp_path: Path) -> None:
    before = written(tmp_path, 30)
    altered(tmp_path, "UPDATE event SET hash = zeroblob(32) WHERE seq = 5")
    with closing(opened(tmp_path)) as database:
        assert told(database)["lost"] == 0
        assert set(before.facts) < set(facts(database))


def test_the_new_log_is_dense_keeps_the_ids_and_names_its_parent(tmp_path: Path) -> None:
    written(tmp_path, 30)
    with closing(sqlite_utils.Database(tmp_path / FILE)) as rows:
        rows.execute("DELETE FROM event WHERE seq BETWEEN 10 AND 12")
        (log,) = rows.execute("SELECT hex(log) FROM log").fetchone()
        left = [bytes(id_) for (id_,) in rows.execute("SELECT id FROM event ORDER BY seq")]
    with closing(opened(tmp_path)) as database:
        assert ids(database)[:-1] == left
        seqs = [seq for (seq,) in database.rows.execute("SELECT seq FROM event ORDER BY seq")]
        parent = database.rows.execute("SELECT hex(log), why FROM past_log").fetchone()
        assert told(database)["unproven"] == 1
    assert seqs == list(range(1, len(left) + 2))
    assert parent == (log, "damaged")


def test_numbers_that_were_lost_at_the_end_are_not_given_again(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as database:
        visits = Visits(database)
        taken = [visits.take(1) for _ in range(6)]
    altered(
        tmp_path,
        "DELETE FROM event WHERE seq > 3",
        "DELETE FROM counter",
        "DELETE FROM print_event",
        "DELETE FROM print_job",
        "DELETE FROM ticket",
    )
    with closing(opened(tmp_path)) as database:
        visits = Visits(database)
        assert visits.take(1).number == "R007"
        assert visits.take(2).number == "A004", "three lost events may have been its own"
        visits.wait(1)
        assert visits.take(1).number == "R001"
    assert taken[-1].number == "R006"
    assert check_file(tmp_path / FILE, deep=True).faults == ()


def test_numbers_go_on_far_ahead_when_nothing_says_where_the_log_ended(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as database:
        visits = Visits(database)
        for _ in range(3):
            visits.take(1)
    altered(tmp_path, "DELETE FROM log")
    with closing(opened(tmp_path)) as database:
        assert database.salvaged is not None
        assert not database.salvaged.is_same_device
        assert Visits(database).take(1).number == "R504"


def test_the_print_journal_comes_along(tmp_path: Path) -> None:
    written(tmp_path, 60)
    with closing(sqlite_utils.Database(tmp_path / FILE)) as rows:
        journal = rows.execute("SELECT * FROM print_event").fetchall()
        rows.execute("UPDATE event SET t = t + 1 WHERE seq = (SELECT max(seq) FROM event)")
    with closing(opened(tmp_path)) as database:
        assert database.salvaged is not None
        assert database.rows.execute("SELECT * FROM print_event").fetchall() == journal


def test_a_word_that_no_journal_has_is_not_brought_along(tmp_path: Path) -> None:
    visited(tmp_path, 60)
    altered(
        tmp_path,
        "UPDATE print_job SET state = 'CONFIRMXD' WHERE id = 1",
        "UPDATE printer SET left_in = 'nothhng'",
        "UPDATE event SET t = t + 1 WHERE seq = (SELECT max(seq) FROM event)",
    )
    with closing(opened(tmp_path)) as database:
        journal = Visits(database).journal
        jobs = [job for (job,) in database.rows.execute("SELECT id FROM print_job").fetchall()]
        assert all(journal.job(job) is not None for job in jobs)
        assert journal.left() is Left.NOTHING


def test_a_server_takes_nothing_twice_after_a_salvage(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    before = written(folder, 60)
    with closing(Server(tmp_path / "server.db")) as server:
        with closing(opened(folder)) as database:
            push_all(DeviceOutbox(database, SITE), server.send)
        altered(folder, "DELETE FROM event WHERE seq BETWEEN 20 AND 25")
        with closing(opened(folder)) as database:
            Visits(database).take(1)
            push_all(DeviceOutbox(database, SITE), server.send)
            head, acked = DeviceOutbox(database, SITE).position()
            both = set(before.facts) | set(ids(database))
        assert head == acked
        assert len(server.events()) == len(both)
        assert server.query(lambda rows: rows.execute("SELECT * FROM quarantine").fetchall()) == []


def test_a_database_that_somebody_has_open_is_not_replaced(tmp_path: Path) -> None:
    written(tmp_path, 20)
    with closing(opened(tmp_path)):
        altered(tmp_path, "UPDATE event SET t = t + 1 WHERE seq = 2")
        with pytest.raises(CannotWrite, match="ouverte"):
            mend(tmp_path, "boot-1")
    assert isinstance(mend(tmp_path, "boot-1"), Salvaged)


def test_damage_met_at_work_is_mended_by_the_next_start(tmp_path: Path) -> None:
    before = written(tmp_path, 20)
    with closing(opened(tmp_path)) as database:
        damage(tmp_path, database, "ticket_by_motif")
        with pytest.raises(Damaged, match="relancer"):
            Visits(database).take(1)
    with closing(opened(tmp_path)) as database:
        assert database.salvaged is not None
        assert set(before.facts) < set(facts(database))
    with closing(opened(tmp_path)) as database:
        assert database.salvaged is None


def test_damage_in_an_old_part_of_a_long_log_waits_for_who_checks(tmp_path: Path) -> None:
    """A start follows the newest events only, for it must be quick."""
    with closing(opened(tmp_path)) as database:
        visits = Visits(database)
        with database.write() as rows:
            for _ in range(LAST_EVENTS + 2):
                events.append(rows, "device.started", {"version": "1"}, visits.clock.now(), 1)
    altered(tmp_path, "UPDATE event SET t = t + 1 WHERE seq = 1")
    with closing(opened(tmp_path)) as database:
        assert database.salvaged is None
    assert isinstance(mend(tmp_path, "boot-1"), Salvaged)


def test_a_sound_database_is_not_salvaged(tmp_path: Path) -> None:
    written(tmp_path, 20)
    before = (tmp_path / FILE).read_bytes()
    assert isinstance(mend(tmp_path, "boot-1"), Checked)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_file_that_was_never_ours_is_left_as_it_is(tmp_path: Path) -> None:
    folder = damaged(tmp_path / "data", random.Random(1).randbytes(PAGE * 20))
    assert isinstance(open_database(folder, "boot-1"), Unusable)
    assert [file.name for file in folder.glob("*.db*")] == [FILE]


@pytest.mark.parametrize(
    ("seqs", "missing"),
    [
        ([], [1, 2, 9]),
        ([1, 2, 3], [4, 9]),
        ([3, 4, 8], [1, 2, 5, 6, 7, 9]),
    ],
)
def test_what_a_sequence_leaves_out_is_looked_for_in_the_pages(
    seqs: list[int], missing: list[int]
) -> None:
    holes = Holes(seqs)
    assert [seq for seq in missing if holes.has(seq)] == missing
    assert not any(holes.has(seq) for seq in seqs)


def test_without_the_root_of_the_events_they_are_read_from_their_pages(
    tmp_path: Path, before: Before
) -> None:
    folder = damaged(tmp_path / "data", before.data)
    with closing(sqlite_utils.Database(folder / FILE)) as rows:
        (root,) = rows.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event'").fetchone()
    data = bytearray(before.data)
    data[(root - 1) * PAGE : root * PAGE] = bytes(PAGE)
    (folder / FILE).write_bytes(data)
    assert go_on(folder, before) == len(before.facts)


def test_rows_of_the_journal_of_sqlite_are_seen_in_its_pages(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as database:
        Visits(database).take(1)
        said = ids(database)
        assert (tmp_path / f"{FILE}-wal").stat().st_size > 0
        seen = [
            row[2]
            for row in leaf_rows(tmp_path / FILE)
            if len(row) == 12 and isinstance(row[2], bytes)
        ]
    assert set(said) == set(seen)


def test_a_row_longer_than_a_page_is_read_whole(tmp_path: Path) -> None:
    with closing(sqlite_utils.Database(tmp_path / "long.db")) as rows:
        rows.execute("CREATE TABLE long (text TEXT, number INTEGER, real REAL, none)")
        rows.execute("INSERT INTO long VALUES (?, -70000, 0.5, NULL)", ["é" * 9000])
        rows.execute("INSERT INTO long VALUES ('', 0, -1.0, 1)")
    found = [row for row in leaf_rows(tmp_path / "long.db") if len(row) == 5]
    assert found[-2:] == [(1, "é" * 9000, -70000, 0.5, None), (2, "", 0, -1.0, 1)]
