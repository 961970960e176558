"""What every backup holds may be purged; what was purged too early is declared, never invented."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from sync.client.push import (
    Forked,
    Pushed,
    Refused,
    Rewound,
    SendResult,
    Unreachable,
    UpToDate,
    catch_up,
    check_in,
    push,
    push_all,
)
from sync.server import marks
from sync.server.marks import DAY_MS, Keep
from sync.server.place import Place
from sync.server.rows import Rows
from sync.wire import Answer, Batch, Position, decode_answer, encode_answer
from tests.sync.cluster import Cluster
from tests.sync.kit import TEN_UTC, Device, Server, url_of


def run(*words: object) -> Result:
    return CliRunner().invoke(borne, ["server", *map(str, words)])


def backed_up(server: Server, keep: Keep | None = None, now: int = TEN_UTC) -> UUID:
    """A copy that was made in an instant."""

    def work(rows: Rows) -> UUID:
        backup = marks.begin(rows, "copie", now)
        assert marks.finish(rows, backup, keep or Keep(), now)
        return backup

    found = server.query(work)
    assert isinstance(found, UUID)
    return found


def safe_of(server: Server, device: Device) -> int | None:
    """What the server says to a check-in; its hash is the device's own."""
    answer = server.send(device.check_in())
    assert isinstance(answer, Answer)
    if answer.safe is None:
        return None
    assert answer.safe.hash == device.hash_at(answer.safe.seq)
    return answer.safe.seq


def told(device: Device, server: Server, count: int) -> None:
    device.take_tickets(count)
    assert isinstance(push_all(device, server.send), Pushed)


def gaps(server: Server) -> list[tuple[Any, ...]]:
    found = server.query(
        lambda rows: rows.execute(
            "SELECT seq, last_seq, times FROM incident WHERE kind = 'gap' ORDER BY seq"
        ).fetchall()
    )
    assert isinstance(found, list)
    return [tuple(row) for row in found]


def test_nothing_is_safe_before_there_is_a_backup(server: Server, device: Device) -> None:
    told(device, server, 3)
    assert safe_of(server, device) is None
    backed_up(server)
    assert safe_of(server, device) == 3


def test_a_backup_under_way_makes_nothing_safe(server: Server, device: Device) -> None:
    told(device, server, 2)
    server.query(lambda rows: marks.begin(rows, "copie", TEN_UTC))
    assert safe_of(server, device) is None


def test_so_far_the_oldest_backup_that_counts_reaches(server: Server, device: Device) -> None:
    for count in (2, 3, 4):
        told(device, server, count)
        backed_up(server, Keep(2))
    assert safe_of(server, device) == 5
    told(device, server, 1)
    assert safe_of(server, device) == 5


def test_a_log_that_a_backup_does_not_know_is_not_safe_in_it(server: Server) -> None:
    early, late = Device(), Device()
    told(early, server, 2)
    backed_up(server)
    told(late, server, 2)
    backed_up(server)
    assert safe_of(server, early) == 2
    assert safe_of(server, late) is None


def test_backups_that_are_too_old_count_no_more_but_for_the_newest(
    server: Server, device: Device
) -> None:
    keep = Keep(10, days=30)
    for day, count in ((0, 2), (20, 2), (45, 2)):
        told(device, server, count)
        backed_up(server, keep, TEN_UTC + day * DAY_MS)
    assert safe_of(server, device) == 4
    backed_up(server, keep, TEN_UTC + 400 * DAY_MS)
    assert safe_of(server, device) == 6


def test_a_backup_that_was_never_finished_holds_back_until_it_is_too_old(
    server: Server, device: Device
) -> None:
    """It may be the very one that this database was put back from."""
    told(device, server, 2)
    server.query(lambda rows: marks.begin(rows, "copie", TEN_UTC))
    told(device, server, 2)
    backed_up(server, Keep(2))
    assert safe_of(server, device) == 2
    told(device, server, 2)
    backed_up(server, Keep(2))
    assert safe_of(server, device) == 4


def test_a_deleted_backup_is_forgotten(server: Server, device: Device) -> None:
    told(device, server, 2)
    old = backed_up(server)
    told(device, server, 2)
    backed_up(server)
    assert safe_of(server, device) == 2
    assert server.query(lambda rows: marks.forget(rows, old)) is True
    assert safe_of(server, device) == 4
    assert server.query(lambda rows: marks.forget(rows, old)) is False


def test_the_device_takes_over_what_is_safe_and_lets_go_when_nothing_is(
    server: Server, device: Device
) -> None:
    told(device, server, 2)
    backup = backed_up(server)
    check_in(device, server.send)
    assert device.safe == Position(2, device.hashes[2].hex())
    server.query(lambda rows: marks.forget(rows, backup))
    check_in(device, server.send)
    assert device.safe is None


def test_whoever_sends_by_hand_hears_what_is_safe_and_that_the_server_was_restored(
    server: Server, device: Device
) -> None:
    told(device, server, 3)
    backed_up(server)
    assert catch_up(device, server.send) == UpToDate()
    assert device.safe == Position(3, device.hashes[3].hex())
    restored_to(server, device, 1)
    assert isinstance(catch_up(device, server.send), Pushed)
    assert server.seqs() == [1, 2, 3]


def test_a_check_in_that_fails_takes_nothing_back(server: Server, device: Device) -> None:
    device.take_tickets(1)

    def send(batch: Batch) -> SendResult:
        return server.send(batch) if batch.events else Unreachable("gone")

    assert isinstance(catch_up(device, send), Pushed)


def test_a_device_that_purged_goes_on_as_before(server: Server, device: Device) -> None:
    told(device, server, 5)
    backed_up(server)
    check_in(device, server.send)
    assert device.purge() == 4
    told(device, server, 3)
    assert server.seqs() == list(range(1, 9))
    assert gaps(server) == []


def restored_to(server: Server, device: Device, last: int) -> None:
    """The server forgets what came after: it was put back from a backup that did not count."""

    def work(rows: Rows) -> None:
        where = "WHERE device = ? AND seq > ?"
        rows.execute(f"DELETE FROM event {where}", [device.device.bytes, last])
        rows.execute("UPDATE stream SET ack_seq = ?, ack_hash = ?", [last, device.hashes[last]])
        rows.execute("DELETE FROM backup_mark")
        rows.execute("DELETE FROM backup")

    server.query(work)


def test_what_was_purged_and_is_missing_is_declared(server: Server, device: Device) -> None:
    told(device, server, 6)
    backed_up(server)
    check_in(device, server.send)
    device.purge()
    restored_to(server, device, 2)
    device.take_tickets(2)

    first = push(device, server.send)
    assert isinstance(first, Rewound)
    assert isinstance(push_all(device, server.send), Pushed)

    assert server.seqs() == [1, 2, 6, 7, 8]
    assert gaps(server) == [(3, 5, 1)]
    assert push(device, server.send) == UpToDate()
    told(device, server, 1)
    assert gaps(server) == [(3, 5, 1)]


def test_a_gap_whose_answer_was_lost_is_no_fork(server: Server, device: Device) -> None:
    told(device, server, 6)
    backed_up(server)
    check_in(device, server.send)
    device.purge()
    restored_to(server, device, 2)
    device.take_tickets(1)
    device.acked = 2
    for request in (device.slice(6, 7), device.slice(6, 5), device.slice(6, 6)):
        answer = server.send(request)
        assert isinstance(answer, Answer)
        assert (answer.status, answer.ack.seq) == ("ok", 7)
    assert gaps(server) == [(3, 5, 1)]


def test_people_see_how_much_is_missing(server: Server, device: Device) -> None:
    told(device, server, 6)
    backed_up(server)
    check_in(device, server.send)
    device.purge()
    restored_to(server, device, 2)
    device.acked = 2
    check_in(device, server.send)
    page = server.request("GET", "/", headers={"Accept-Language": "fr"}).body.decode()
    assert "3 événements manquent" in page
    metrics = server.request("GET", "/metrics").body.decode()
    assert "borne_missing_events 3" in metrics


def test_a_gap_is_declared_at_a_check_in_too(server: Server, device: Device) -> None:
    told(device, server, 4)
    backed_up(server)
    check_in(device, server.send)
    device.purge()
    restored_to(server, device, 1)
    device.acked = 1
    answer = server.send(device.check_in())
    assert isinstance(answer, Answer)
    assert (answer.status, answer.ack) == ("ok", Position(3, device.hashes[3].hex()))
    assert gaps(server) == [(2, 3, 1)]


def test_a_base_alone_is_no_reason_for_a_gap(server: Server, device: Device) -> None:
    """The device has what is missing: it is only ahead of the server."""
    device.take_tickets(6)
    server.send(device.slice(1, 2))
    answer = server.send(replace(device.slice(5, 6), base=3))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.ack.seq) == ("gap", 2)
    assert gaps(server) == []


def test_a_device_that_says_it_purged_what_it_sends_is_refused(
    server: Server, device: Device
) -> None:
    device.take_tickets(2)
    refused = server.send(replace(device.slice(1, 2), base=1))
    assert getattr(refused, "status", None) == 422


def test_after_a_fork_what_stays_is_told_from_one_in_a_new_log(
    server: Server, device: Device
) -> None:
    told(device, server, 5)
    backed_up(server)
    check_in(device, server.send)
    device.purge()
    twin = device.copy()
    told(device, server, 2)
    twin.take_tickets(1)

    assert isinstance(push(twin, server.send), Forked)
    assert isinstance(push_all(twin, server.send), Pushed)

    assert twin.base == 0
    assert twin.safe is None
    assert gaps(server) == []
    assert len(server.events()) == 8


def test_a_safe_mark_travels_and_an_older_server_says_none() -> None:
    ack = Position(4, "ab" * 32)
    said = Answer("ok", ack, safe=Position(3, "cd" * 32))
    assert decode_answer(encode_answer(said)) == said
    assert b"safe" not in encode_answer(Answer("ok", ack))
    broken = json.loads(encode_answer(said)) | {"safe": {"seq": "far"}}
    assert decode_answer(json.dumps(broken).encode()) == Answer("ok", ack)


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Place], Path]:
    count = iter(range(100))

    def made(place: Place) -> Path:
        copy = tmp_path / f"copy-{next(count)}.db"
        done = run("backup", copy, "--db", url_of(place), "--keep", 2)
        assert done.exit_code == 0, done.output
        return copy

    return made


def test_a_copy_made_by_command_counts_and_can_be_forgotten(
    tmp_path: Path, device: Device, copy_of: Callable[[Place], Path]
) -> None:
    server = Server(tmp_path / "server.db")
    told(device, server, 2)
    copy = copy_of(server.place)
    assert safe_of(server, device) == 2
    listed = run("backups", "--db", url_of(server.place), "--json")
    row = json.loads(listed.stdout)
    assert row["name"] == str(copy)
    assert row["done"] is not None
    gone = run("backups", "--forget", row["backup"], "--db", url_of(server.place))
    assert gone.exit_code == 0, gone.output
    assert safe_of(server, device) is None
    again = run("backups", "--forget", row["backup"], "--db", url_of(server.place))
    assert again.exit_code == 1
    server.close()


def test_a_copy_that_fails_leaves_no_mark(tmp_path: Path, device: Device) -> None:
    server = Server(tmp_path / "server.db")
    told(device, server, 2)
    failed = run("backup", tmp_path / "missing" / "c.db", "--db", url_of(server.place))
    assert failed.exit_code == 1
    assert server.query(marks.known) == []
    server.close()


def test_a_copy_holds_its_own_mark(
    tmp_path: Path, device: Device, copy_of: Callable[[Place], Path]
) -> None:
    """Put back, it must not let go of what it lacks: it can be put back once more."""
    file = tmp_path / "server.db"
    server = Server(file)
    told(device, server, 2)
    copy = copy_of(file)
    told(device, server, 3)
    server.close()
    assert run("restore", copy, "--db", url_of(file)).exit_code == 0
    server = Server(file)
    assert isinstance(check_in(device, server.send), Rewound)
    assert isinstance(push_all(device, server.send), Pushed)
    copy_of(file)
    check_in(device, server.send)
    assert safe_of(server, device) == 2
    told(device, server, 1)
    copy_of(file)
    assert safe_of(server, device) == 5
    server.close()


def test_a_copy_by_other_means_is_declared_before_and_after(
    cluster: Cluster, device: Device
) -> None:
    with cluster.fresh() as place:
        server = Server(place)
        told(device, server, 2)
        begun = run("backed-up", "--begin", "pg_dump de nuit", "--db", place.url, "--json")
        assert begun.exit_code == 0, begun.output
        backup = json.loads(begun.stdout)["backup"]
        told(device, server, 1)
        assert safe_of(server, device) is None
        done = run("backed-up", backup, "--db", place.url)
        assert done.exit_code == 0, done.output
        assert safe_of(server, device) == 2
        listed = run("backups", "--db", place.url)
        assert "pg_dump de nuit" in listed.stdout
        unknown = run("backed-up", str(UUID(int=1)), "--db", place.url)
        assert unknown.exit_code == 1
        server.close()


def test_declaring_a_copy_needs_its_name_or_its_identifier(tmp_path: Path) -> None:
    Server(tmp_path / "server.db").close()
    assert run("backed-up", "--db", f"sqlite:///{tmp_path}/server.db").exit_code == 2


def test_where_nothing_waits_a_server_that_is_away_is_said_to_be_away(device: Device) -> None:
    told: list[object] = []
    away = Unreachable("ne répond pas.")
    assert catch_up(device, lambda _batch: away, told.append) == away
    assert told[-1] == away
    refused = Refused(401, "who?")
    assert catch_up(device, lambda _batch: refused) == refused
