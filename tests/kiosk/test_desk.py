"""What a visitor can do, and what is kept of it."""

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from kiosk.desk import BURST_RULES, Desk
from kiosk.domain.clock import ClockState
from kiosk.domain.feedback import Feedback, Reason, Resolution
from kiosk.domain.identifiers import uuid7
from kiosk.domain.motifs import Motif
from kiosk.domain.opening import OpeningRules
from kiosk.domain.tickets import (
    MotifClosed,
    Order,
    PrintState,
    QuotaReached,
    Ticket,
    UnknownMotif,
)
from kiosk.storage import events
from kiosk.storage.database import Database
from kiosk.storage.failure import CannotWrite
from sync.wire import chain, genesis
from tests.fakes import PARIS, HandClock, small_config, with_motif


def order(motif: str = "passeport", lang: str = "fr") -> Order:
    return Order(uuid7(), motif, lang)


def take(desk: Desk, motif: str = "passeport") -> Ticket:
    found = desk.take_ticket(order(motif))
    assert isinstance(found, Ticket)
    return found


def take_many(desk: Desk, count: int) -> None:
    for _ in range(count):
        take(desk)


def told(database: Database) -> list[tuple[str, dict[str, object]]]:
    return [(event.kind, json.loads(event.body)) for event in events.after(database.rows, 0, 999)]


def test_numbers_follow_each_other_within_a_letter(desk: Desk) -> None:
    numbers = [take(desk, motif).number for motif in ("passeport", "retrait", "identite")]
    assert numbers == ["A001", "R001", "A002"]


def test_a_category_is_itself_a_motif(desk: Desk) -> None:
    assert take(desk, "identite").motif == "identite"


def test_the_same_order_twice_is_one_ticket(desk: Desk) -> None:
    asked = order()
    assert desk.take_ticket(asked) == desk.take_ticket(asked)
    assert take(desk).number == "A002"


def test_a_kiosk_in_a_lane_gives_numbers_of_its_own(database: Database, clock: HandClock) -> None:
    desk = Desk(database, small_config(lane=2), clock)
    assert [take(desk).number for _ in range(2)] == ["A2-01", "A2-02"]


def test_the_hundredth_number_of_a_lane_and_the_thousandth_of_a_day_only_grow(
    database: Database, clock: HandClock
) -> None:
    lane, alone = Desk(database, small_config(lane=2), clock), Desk(database, small_config(), clock)
    database.rows.execute("INSERT INTO counter VALUES ('2026-11-24', 'A2-', 99)")
    database.rows.execute("INSERT INTO counter VALUES ('2026-11-24', 'A', 999)")
    assert (take(lane).number, take(alone).number) == ("A2-100", "A1000")


def test_numbers_begin_again_when_the_service_day_starts(desk: Desk, clock: HandClock) -> None:
    take(desk)
    clock.utc += timedelta(hours=16, minutes=59)
    assert take(desk).number == "A002"
    clock.utc += timedelta(minutes=1)
    assert take(desk).number == "A001"


@pytest.mark.parametrize("state", [ClockState.FLOOR, ClockState.UNKNOWN])
def test_a_clock_that_goes_back_unvouched_for_does_not_bring_yesterday_back(
    desk: Desk, clock: HandClock, state: ClockState
) -> None:
    take(desk)
    clock.utc -= timedelta(days=3)
    clock.state = state
    assert take(desk).number == "A002"


def test_a_clock_that_ran_ahead_freezes_nothing_once_the_network_gives_the_time(
    database: Database, clock: HandClock
) -> None:
    rare = Motif("mariage", "E", {"fr": "Mariage"}, daily_quota=1)
    desk = Desk(database, with_motif(small_config(), rare), clock)
    true_time = clock.utc
    assert take(desk).number == "A001"
    clock.utc, clock.state = true_time.replace(year=2036), ClockState.FLOOR
    assert (take(desk).number, take(desk, "mariage").number) == ("A001", "E001")

    clock.utc, clock.state = true_time + timedelta(minutes=5), ClockState.NTP
    # The day that was left goes on where it was: no number of it comes twice.
    assert take(desk).number == "A002"
    clock.utc += timedelta(days=1)
    assert (take(desk).number, take(desk, "mariage").number) == ("A001", "E001")


def test_a_clock_that_nothing_vouches_for_does_not_start_a_day(
    desk: Desk, clock: HandClock
) -> None:
    take(desk)
    clock.utc += timedelta(days=3)
    clock.state = ClockState.UNKNOWN
    assert take(desk).number == "A002"


def test_an_unknown_motif_is_refused(desk: Desk) -> None:
    assert desk.take_ticket(order("plombier")) == UnknownMotif("plombier")


def test_a_closed_motif_is_refused_and_leaves_nothing(database: Database, clock: HandClock) -> None:
    desk = Desk(database, small_config(OpeningRules(PARIS, {})), clock)
    assert desk.take_ticket(order()) == MotifClosed(None)
    assert desk.refusals()["passeport"] == MotifClosed(None)
    assert told(database) == []


def test_a_quota_counts_the_tickets_of_the_day(database: Database, clock: HandClock) -> None:
    rare = Motif("mariage", "E", {"fr": "Mariage"}, daily_quota=2)
    desk = Desk(database, with_motif(small_config(), rare), clock)
    assert [take(desk, "mariage").number for _ in range(2)] == ["E001", "E002"]
    assert desk.take_ticket(order("mariage")) == QuotaReached(2)
    assert desk.refusals() == {"mariage": QuotaReached(2)}
    clock.utc += timedelta(days=1)
    assert take(desk, "mariage").number == "E001"


def test_ticket_print_job_and_event_are_written_together(desk: Desk, database: Database) -> None:
    ticket = take(desk)
    state, copy = database.rows.execute(
        "SELECT state, copy FROM print_job WHERE id = ?", [ticket.job]
    ).fetchone()
    assert (state, copy) == (PrintState.QUEUED, 0)
    assert told(database) == [
        (
            "ticket.issued",
            {
                "ticket": str(ticket.id),
                "number": "A001",
                "motif": "passeport",
                "lang": "fr",
                "priority": False,
                "lane": None,
                "day": "2026-11-24",
                "repeat": False,
                "paperless": False,
            },
        )
    ]


def test_what_the_visitor_wished_is_kept_with_the_ticket(desk: Desk, database: Database) -> None:
    wished = replace(order(), priority=True, repeat=True)
    ticket = desk.take_ticket(wished)
    assert isinstance(ticket, Ticket)
    assert (ticket.priority, ticket.repeat, ticket.paperless) == (True, True, False)
    assert desk.take_ticket(wished) == ticket
    (body,) = [body for _, body in told(database)]
    assert (body["priority"], body["repeat"], body["paperless"]) == (True, True, False)


def test_a_number_without_paper_has_a_job_that_is_over_and_told_so(
    desk: Desk, database: Database
) -> None:
    ticket = desk.take_ticket(replace(order(), paperless=True))
    assert isinstance(ticket, Ticket)
    assert ticket.paperless
    (state,) = database.rows.execute(
        "SELECT state FROM print_job WHERE id = ?", [ticket.job]
    ).fetchone()
    assert state == PrintState.ABANDONED
    kinds = [(kind, body.get("outcome"), body.get("reason")) for kind, body in told(database)]
    assert kinds == [
        ("ticket.issued", None, None),
        ("ticket.printed", PrintState.ABANDONED, "paperless"),
    ]


def test_a_burst_of_tickets_is_told_without_a_person(desk: Desk, database: Database) -> None:
    burst = [uuid7() for _ in range(5)]
    desk.tell_burst("passeport", burst)
    ids = [str(ticket) for ticket in burst]
    said = {
        "what": "ticket_burst",
        "motif": "passeport",
        "tickets": 5,
        "ids": ids,
        "rules": BURST_RULES,
    }
    assert told(database) == [("device.health", said)]


def test_a_failure_in_the_middle_leaves_nothing(desk: Desk, database: Database) -> None:
    database.rows.execute("DROP TABLE event")
    with pytest.raises(Exception, match="no such table: event"):
        take(desk)
    for table in ("ticket", "print_job", "counter", "service_day"):
        assert database.rows.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_events_are_dense_and_chained(desk: Desk, database: Database) -> None:
    for _ in range(5):
        take(desk)
    device, log = database.rows.execute("SELECT device, log FROM log").fetchone()
    stored = events.after(database.rows, 0, 99)
    assert [event.seq for event in stored] == [1, 2, 3, 4, 5]
    digest = genesis(UUID(bytes=device), UUID(bytes=log))
    for event in stored:
        digest = chain(digest, event)
        assert events.hash_at(database.rows, event.seq) == digest
    assert all(one.id < two.id or one.t == two.t for one, two in pairwise(stored))


def test_an_opinion_counts_at_the_first_touch(desk: Desk, database: Database) -> None:
    face = Feedback(uuid7(), "faces-4", 4, "fr")
    desk.give_feedback(face)
    said = {"feedback": str(face.id), "scale": "faces-4", "wording": 1, "value": 4, "lang": "fr"}
    assert told(database) == [("feedback.given", said | {"suspect": [], "rules": 1})]


def test_a_changed_opinion_amends_the_first_and_the_last_counts(
    desk: Desk, database: Database
) -> None:
    face = Feedback(uuid7(), "faces-4", 4, "fr")
    desk.give_feedback(face)
    desk.give_feedback(replace(face, value=1))
    desk.give_feedback(
        replace(face, value=1, resolution=Resolution.NO, reasons=(Reason.WAIT, Reason.ACCESS))
    )
    kinds = [kind for kind, _ in told(database)]
    assert kinds == ["feedback.given", "feedback.amended", "feedback.amended"]
    rows = database.rows.execute("SELECT value, resolution, reasons FROM feedback").fetchall()
    assert rows == [(1, "no", '["wait", "access"]')]


def test_tickets_and_opinions_hold_nothing_of_a_person(database: Database) -> None:
    """A new column here needs a reason that the law on personal data accepts."""
    columns = {
        table: {column.name for column in database.rows[table].columns}
        for table in ("ticket", "feedback")
    }
    assert columns["ticket"] == {
        *("id", "day", "number", "motif", "lang", "priority", "lane", "issued_at"),
        *("repeat", "paperless", "dated"),
    }
    assert columns["feedback"] == {
        *("id", "given_at", "scale", "wording", "value", "lang", "resolution", "reasons"),
        *("comment", "ticket_code", "boot", "mono", "suspect", "rules"),
    }


def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    desk: Desk, database: Database
) -> None:
    take(desk)
    pages = database.rows.execute("PRAGMA page_count").fetchone()[0]
    database.rows.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(CannotWrite, match="place sur le disque"):
        take_many(desk, 1000)
    taken = database.rows["ticket"].count
    stored = [event.seq for event in events.after(database.rows, 0, 9999)]
    assert stored == list(range(1, taken + 1))
    database.rows.execute(f"PRAGMA max_page_count = {pages * 100}")
    assert take(desk).number == f"A{taken + 1:03d}"


def test_a_fault_of_ours_is_not_taken_for_the_disk(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError), database.write() as rows:
        rows.execute("SELECT * FROM no_such_table")
