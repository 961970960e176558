"""What comes of the sync is said once in the log, and can be asked for later."""

import logging

import pytest

from kiosk.desk import Desk
from kiosk.storage.database import Database
from kiosk.storage.sync_notes import Note, Standing, SyncNotes
from kiosk.syncing import Reporter
from sync.client.push import Busy, Forked, Pushed, Refused, Rewound, Unreachable, UpToDate
from sync.wire import Position, Quarantined

HERE = Position(3, "00" * 32)
NOON = 1_795_521_600_000


@pytest.fixture
def notes(database: Database) -> SyncNotes:
    return SyncNotes(database)


@pytest.fixture
def report(notes: SyncNotes) -> Reporter:
    return Reporter(notes, lambda: NOON)


def pushed(*quarantined: Quarantined) -> Pushed:
    return Pushed(0, HERE, 15.0, quarantined=quarantined)


def test_each_change_is_said_once(report: Reporter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for result in (
        pushed(),
        pushed(),
        Unreachable("no route"),
        Unreachable("no answer"),
        UpToDate(),
        Refused(422, "$.site", 500),
        Refused(422, "$.site", 1),
        Refused(422, "$.site", 1),
        Refused(401, "who?", 1),
        Forked(HERE),
        Rewound(HERE),
        Busy(5),
        Busy(6),
        pushed(),
    ):
        report(result)

    assert [(record.levelname, record.getMessage().rstrip()) for record in caplog.records] == [
        ("INFO", "the server: reached"),
        ("INFO", "the server: unreachable no route"),
        ("WARNING", "the server: refused 422 : $.site"),
        ("WARNING", "the server: refused 401 : who?"),
        ("WARNING", "the server: forked 3"),
        ("WARNING", "the server: rewound 3"),
        ("INFO", "the server: busy 5"),
        ("INFO", "the server: reached"),
    ]


def test_the_last_result_is_kept_with_the_moment_it_began(notes: SyncNotes) -> None:
    assert notes.last() is None
    Reporter(notes, lambda: NOON)(Refused(422, "$.site", 1))
    Reporter(notes, lambda: NOON + 60_000)(Refused(422, "$.site", 1))

    assert notes.last() == Note(Standing.REFUSED, "422 : $.site", NOON)


def test_events_kept_apart_are_remembered_and_said_once(
    report: Reporter, notes: SyncNotes, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.tell_started("1")
    desk.tell_started("2")
    report(pushed(Quarantined(2, "no day")))
    report(pushed(Quarantined(2, "no day"), Quarantined(1, "no motif" * 100)))

    first, second = notes.quarantined()
    assert (first.seq, first.reason[:8], len(first.reason)) == (1, "no motif", 300)
    assert second == Quarantined(2, "no day")
    said = [record for record in caplog.records if "apart" in record.getMessage()]
    assert [record.levelname for record in said] == ["WARNING"] * 2


def test_a_server_cannot_keep_apart_what_was_never_written(
    report: Reporter, notes: SyncNotes, desk: Desk
) -> None:
    desk.tell_started("1")
    report(pushed(*(Quarantined(seq, "?") for seq in (-1, 0, 2, 2**70))))
    assert notes.quarantined() == []


def test_a_full_disk_does_not_end_the_sync(
    report: Reporter, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.rows.execute("PRAGMA query_only = ON")
    report(Refused(422, "$.site", 1))
    assert "could not be written" in caplog.text
    assert "$.site" in caplog.text
