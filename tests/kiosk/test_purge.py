"""A device forgets what its server keeps in every backup, when it is old; and all else goes on."""

import json
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.cli import borne
from kiosk.domain.clock import ClockState
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, PrintState, Ticket
from kiosk.storage import base, events, purge
from kiosk.storage.care import mend
from kiosk.storage.check import check_file
from kiosk.storage.copies import Restored, Wanted, back_up, restore
from kiosk.storage.database import FILE, Database
from kiosk.storage.outbox import DeviceOutbox
from kiosk.storage.rebuild import rebuild
from kiosk.storage.salvage import Salvaged
from kiosk.storage.sync_notes import SyncNotes
from kiosk.sweeping import DAY_S, HOUR_S, Sweeper
from sync.client.push import Forked, Pushed, check_in, push, push_all
from sync.server import marks
from sync.server.marks import Keep
from sync.wire import Position, Quarantined, chain
from tests.kiosk.visits import Visits, content, damage, ids, opened
from tests.sync.kit import TEN_UTC, Server

SITE = "essai"
DEEDS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), min_size=5, max_size=30)


def all_safe(database: Database, upto: int | None = None) -> None:
    """The server has everything, and so has its backup."""
    outbox = DeviceOutbox(database, SITE)
    seq = outbox.position()[0] if upto is None else upto
    digest = outbox.hash_at(seq)
    assert digest is not None
    outbox.acknowledge(Position(seq, digest))
    outbox.keep_safe(Position(seq, digest))


def long_ago(visits: Visits, days: int = 120, each: int = 4) -> None:
    """A visit of every sort on many days, the last of them today."""
    for day in range(days):
        visits.clock.utc += timedelta(days=1)
        for deed in range(each):
            visits.do((0, 1, 3, 4)[deed % 4], day + deed)
    settle(visits)


def settle(visits: Visits) -> None:
    """As each start does with papers of other days."""
    visits.clock.mono += 3_600_000
    visits.journal.recover()


def seqs(database: Database) -> list[int]:
    return [seq for (seq,) in database.rows.execute("SELECT seq FROM event ORDER BY seq")]


def sweep(database: Database, keep_days: int = 90) -> int:
    return Sweeper(database, keep_days).sweep()


def faults(folder: Path) -> Sequence[object]:
    return check_file(folder / FILE, deep=True).faults


@pytest.fixture
def visits(database: Database) -> Visits:
    made = Visits(database)
    long_ago(made)
    return made


def test_what_is_old_and_safe_goes_with_what_came_of_it(
    database: Database, visits: Visits, tmp_path: Path
) -> None:
    all_safe(database)
    before = len(seqs(database))
    gone = sweep(database)
    assert 80 < gone < before
    assert seqs(database) == list(range(gone + 1, before + 1))
    assert base.find(database.rows).seq == gone
    days = {ticket.day for ticket in visits.tickets}
    (oldest,) = database.rows.execute("SELECT min(day) FROM ticket").fetchone()
    assert oldest == sorted(days)[-91].isoformat()
    assert faults(tmp_path) == ()
    assert sweep(database) == 0


@pytest.mark.parametrize("what", ["nothing acknowledged", "no backup", "another story", "young"])
def test_nothing_else_goes(database: Database, visits: Visits, what: str) -> None:
    all_safe(database)
    outbox = DeviceOutbox(database, SITE)
    head = outbox.position()[0]
    digest = outbox.hash_at(head)
    assert digest is not None
    match what:
        case "nothing acknowledged":
            start = outbox.hash_at(0)
            assert start is not None
            outbox.acknowledge(Position(0, start))
        case "no backup":
            outbox.keep_safe(None)
        case "another story":
            outbox.keep_safe(Position(head, "ab" * 32))
        case _:
            assert sweep(database, 3650) == 0
            return
    assert sweep(database) == 0
    assert len(visits.tickets) > 0


def test_only_as_far_as_the_backups_reach(database: Database, visits: Visits) -> None:
    all_safe(database, 20)
    assert sweep(database) <= 20
    assert seqs(database)[0] <= 21
    assert visits.tickets


def test_the_month_before_stays_for_the_indicators(database: Database, visits: Visits) -> None:
    all_safe(database)
    before = visits.desk.last_month()
    assert sweep(database, 1) > 0
    (oldest,) = database.rows.execute("SELECT min(given_at) FROM feedback").fetchone()
    kept = visits.clock.now().wall - oldest
    assert kept >= 61 * 24 * 3600 * 1000
    assert visits.desk.last_month() == before


def test_a_paper_that_is_not_done_keeps_its_ticket(database: Database, visits: Visits) -> None:
    first = visits.tickets[0]
    with database.write() as rows:
        rows.execute("UPDATE print_job SET state = 'BLOCKED' WHERE ticket = ?", [first.id.bytes])
    all_safe(database)
    sweep(database)
    job = visits.journal.job(first.job)
    assert job is not None
    assert job.state is PrintState.BLOCKED


def test_a_clock_that_is_wrong_makes_nothing_old(database: Database, visits: Visits) -> None:
    head = len(seqs(database))
    visits.clock.state = ClockState.UNKNOWN
    visits.clock.utc += timedelta(days=30_000)
    visits.other(1)
    all_safe(database)
    (reached,) = database.rows.execute("SELECT t FROM event WHERE seq = ?", [head + 1]).fetchone()
    assert reached > TEN_UTC
    assert len(seqs(database)) - sweep(database) > 300
    assert visits.tickets


def test_time_that_the_server_vouched_for_is_as_good(database: Database, visits: Visits) -> None:
    all_safe(database)
    by_the_network = purge.plan(database.rows, 90)
    assert by_the_network is not None
    assert visits.tickets
    database.rows.execute("UPDATE event SET clock = 'signed'")
    assert purge.plan(database.rows, 90) == by_the_network


def test_the_newest_event_and_the_newest_ticket_stay(database: Database) -> None:
    visits = Visits(database)
    visits.take()
    visits.clock.utc += timedelta(days=100)
    last = visits.take()
    settle(visits)
    for _ in range(3):
        visits.clock.utc += timedelta(days=100)
        visits.other(1)
    all_safe(database)
    sweep(database)
    assert [ticket for (ticket,) in database.rows.execute("SELECT id FROM ticket")] == [
        last.id.bytes
    ]
    assert events.newest_time(database.rows) == visits.clock.now().wall


def test_the_chain_goes_on_from_the_base(database: Database, visits: Visits) -> None:
    all_safe(database)
    gone = sweep(database)
    visits.take()
    begins = base.find(database.rows)
    digest = begins.hash
    for event in events.after(database.rows, gone, 10_000):
        digest = chain(digest, event)
        assert events.hash_at(database.rows, event.seq) == digest
    assert DeviceOutbox(database, SITE).hash_at(gone) == begins.hash.hex()


@given(DEEDS, st.integers(0, 60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_purged_the_events_tell_the_tables(
    deeds: list[tuple[int, int]], more: int
) -> None:
    with tempfile.TemporaryDirectory() as name, closing(opened(Path(name))) as database:
        visits = Visits(database)
        for deed in deeds:
            visits.do(*deed)
            visits.clock.utc += timedelta(days=deed[1] % 9)
        visits.clock.utc += timedelta(days=more)
        visits.do(0, more)
        all_safe(database)
        sweep(database, 62)
        for deed in deeds[:5]:
            visits.do(*deed)
        assert faults(Path(name)) == ()
        before = content(database)
        with database.write() as rows:
            assert rebuild(rows) == {}
        assert content(database) == before


def test_it_goes_in_small_steps(database: Database, visits: Visits) -> None:
    long_ago(visits, 30, 60)
    visits.clock.utc += timedelta(days=200)
    visits.take()
    all_safe(database)
    planned = purge.plan(database.rows, 90)
    assert planned is not None
    counts = []
    while count := purge.step(database, planned):
        counts.append(count)
    assert max(counts) == purge.STEP
    assert len(counts) > 2


def test_what_the_server_took_back_meanwhile_stays(database: Database, visits: Visits) -> None:
    """The server was restored between the plan and the step."""
    all_safe(database)
    planned = purge.plan(database.rows, 90)
    assert planned is not None
    all_safe(database, 3)
    assert purge.step(database, planned) == 3
    assert purge.step(database, planned) == 0
    assert visits.tickets


def test_the_words_of_a_comment_leave_the_file(database: Database, tmp_path: Path) -> None:
    visits = Visits(database)
    visits.take()
    visits.rate(1)
    visits.amend(1)
    visits.clock.utc += timedelta(days=120)
    visits.take()
    visits.take()
    all_safe(database)
    database.rows.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"trop long" in (tmp_path / FILE).read_bytes()
    assert sweep(database) > 0
    database.rows.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"trop long" not in (tmp_path / FILE).read_bytes()


class Hours:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_looks_once_a_day(database: Database, visits: Visits) -> None:
    hours = Hours()
    sweeper = Sweeper(database, 90, hours)
    sweeper()
    all_safe(database)
    hours.now = DAY_S - 1
    sweeper()
    assert seqs(database)[0] == 1
    hours.now = DAY_S + 1
    sweeper()
    assert seqs(database)[0] > 1
    assert visits.tickets


def test_it_looks_each_hour_and_keeps_two_months_only_while_the_disk_is_short(
    tmp_path: Path,
) -> None:
    with closing(opened_with_ballast(tmp_path)) as database:
        visits = Visits(database)
        long_ago(visits, 80)
        all_safe(database)
        hours = Hours()
        sweeper = Sweeper(database, 90, hours)
        database.ballast.tend()
        sweeper()
        assert seqs(database)[0] == 1
        database.ballast.release("the test wants it")
        hours.now = HOUR_S + 1
        sweeper()
        assert seqs(database)[0] > 1


def opened_with_ballast(folder: Path) -> Database:
    from kiosk.storage.database import open_database

    found = open_database(folder, "boot-1", 1_000_000)
    assert isinstance(found, Database)
    return found


def test_after_a_fork_the_rest_is_numbered_from_one(
    database: Database, visits: Visits, tmp_path: Path
) -> None:
    all_safe(database)
    notes = SyncNotes(database)
    notes.keep_quarantined([Quarantined(2, "old"), Quarantined(400, "new")])
    gone = sweep(database)
    kept = ids(database)
    DeviceOutbox(database, SITE).begin_log()
    assert ids(database) == kept
    assert seqs(database) == list(range(1, len(kept) + 1))
    assert base.find(database.rows).seq == 0
    assert base.safe(database.rows) is None
    assert notes.quarantined() == [Quarantined(400 - gone, "new")]
    assert faults(tmp_path) == ()
    assert sweep(database) == 0
    assert visits.tickets


def test_a_copy_of_a_purged_database_is_put_back(tmp_path: Path) -> None:
    kept, _ = purged_and_closed(tmp_path)
    copy = tmp_path / "copy.db"
    back_up(tmp_path / FILE, copy)
    assert isinstance(restore(tmp_path / FILE, copy, "boot-2", Wanted()), Restored)
    with closing(opened(tmp_path)) as database:
        assert ids(database)[:-1] == kept
        assert faults(tmp_path) == ()


def purged_and_closed(folder: Path) -> tuple[list[bytes], int]:
    with closing(opened(folder)) as database:
        visits = Visits(database)
        long_ago(visits)
        all_safe(database)
        gone = sweep(database)
        assert gone
        return ids(database), gone


@pytest.mark.parametrize("page", ["event", "purged", "log", "sqlite_autoindex_event_1"])
def test_a_damaged_purged_database_is_mended_and_loses_nothing_that_was_purged(
    tmp_path: Path, page: str
) -> None:
    kept, gone = purged_and_closed(tmp_path)
    with closing(opened(tmp_path)) as database:
        damage(tmp_path, database, page)
        database.rows.conn.execute("PRAGMA wal_autocheckpoint=0")
    mended = mend(tmp_path, "boot-1")
    assert isinstance(mended, Salvaged)
    with closing(opened(tmp_path)) as database:
        found = ids(database)
        assert set(found[:-1]) <= set(kept)
        (text,) = database.rows.execute(
            "SELECT body FROM event WHERE kind = 'log.salvaged'"
        ).fetchone()
        told = json.loads(text)
        if page == "log":
            # Which device it was is lost too, and with it where its log began.
            assert told["lost"] == gone
        elif page not in ("purged", "event"):
            assert (told["lost"], told["unproven"]) == (0, 0)
            assert found[:-1] == kept
        elif page == "event":
            assert told["first_lost"] is None or told["first_lost"] > gone
        assert seqs(database) == list(range(1, len(found) + 1))
        assert faults(tmp_path) == ()


def test_a_base_that_is_altered_is_found(tmp_path: Path) -> None:
    purged_and_closed(tmp_path)
    with closing(opened(tmp_path)) as database, database.write() as rows:
        rows.execute("UPDATE purged SET seq = seq + 1")
    assert [getattr(fault, "what", "") for fault in faults(tmp_path)] == ["base"]


def test_a_device_of_the_field_purges_what_its_server_backed_up_and_forks_well(
    tmp_path: Path,
) -> None:
    """The real device against the real server."""
    server = Server(tmp_path / "server.db")
    folder = tmp_path / "kiosk"
    with closing(opened(folder)) as database:
        visits = Visits(database)
        long_ago(visits)
        outbox = DeviceOutbox(database, SITE)
        assert isinstance(push_all(outbox, server.send), Pushed)
        server.query(
            lambda rows: marks.finish(rows, marks.begin(rows, "copie", TEN_UTC), Keep(), TEN_UTC)
        )
        check_in(outbox, server.send)
        total = len(server.events())
        assert sweep(database) > 0
        visits.other(1)
        assert isinstance(push_all(outbox, server.send), Pushed)
        assert len(server.events()) == total + 1
        server.query(lambda rows: rows.execute("UPDATE stream SET ack_hash = zeroblob(32)"))
        visits.other(2)
        assert isinstance(push(outbox, server.send), Forked)
        assert isinstance(push_all(outbox, server.send), Pushed)
        assert len(server.events()) == total + 2
    server.close()


def test_an_opinion_of_today_can_still_be_amended(database: Database, visits: Visits) -> None:
    all_safe(database)
    sweep(database)
    taken = visits.desk.take_ticket(Order(uuid7(), "passeport", "fr"))
    assert isinstance(taken, Ticket)
    visits.rate(2)
    visits.amend(len(visits.opinions) - 1)
    assert database.rows.execute(
        "SELECT resolution FROM feedback WHERE id = ?", [visits.opinions[-1].bytes]
    ).fetchone() == ("no",)


def test_a_technician_may_purge_at_once(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as database:
        long_ago(Visits(database))
        all_safe(database)
    done = CliRunner().invoke(borne, ["db", "purge", "--data", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["purged"] > 80
