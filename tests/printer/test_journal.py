"""The durable facts, on a real database."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.roll import DAY_MS, Forecast, Roll, forecast
from kiosk.domain.tickets import ON_PAPER, Order, PrintState, Ticket
from kiosk.storage import events
from kiosk.storage.database import Database, open_database
from kiosk.storage.print_jobs import PrintJournal
from tests.fakes import HandClock, small_config


class Bench:
    def __init__(self, database: Database) -> None:
        self.clock = HandClock()
        self.desk = Desk(database, small_config(), self.clock)
        self.journal = PrintJournal(database, self.clock)

    def job(self) -> int:
        found = self.desk.take_ticket(Order(uuid7(), "passeport", "fr"))
        assert isinstance(found, Ticket)
        return found.job

    def sent(self, end: PrintState | None) -> int:
        job = self.job()
        self.journal.sending(job, 300)
        if end is not None:
            self.journal.ended(job, end, "TIMEOUT", 300)
        return job


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    database = open_database(tmp_path, "boot-1")
    assert isinstance(database, Database)
    yield Bench(database)
    database.close()


def test_the_last_job_is_in_doubt_until_its_end_is_known(bench: Bench) -> None:
    assert bench.journal.in_doubt() is None
    job = bench.sent(PrintState.UNKNOWN)
    assert bench.journal.in_doubt() == job

    bench.journal.ended(job, PrintState.CONFIRMED_LATE, "", 0)

    assert bench.journal.in_doubt() is None


def test_an_emptied_printer_ends_the_search_and_not_the_doubt(bench: Bench) -> None:
    job = bench.sent(PrintState.UNKNOWN)
    bench.journal.purged(job)

    assert bench.journal.in_doubt() is None
    assert bench.journal.last_words(job) == ("TIMEOUT", 300)
    found = bench.journal.job(job)
    assert found is not None
    assert found.state is PrintState.UNKNOWN


def test_what_a_power_cut_interrupted_is_in_doubt_and_blocked_jobs_are_not(bench: Bench) -> None:
    job = bench.sent(None)
    bench.journal.recover()
    bench.journal.ended(bench.job(), PrintState.BLOCKED, "PAPER_OUT", 0)

    assert bench.journal.in_doubt() == job


def test_a_copy_has_the_same_number_and_says_which_copy_it_is(bench: Bench) -> None:
    job = bench.sent(PrintState.UNKNOWN)

    first = bench.journal.job(bench.journal.again(job))
    second = bench.journal.job(bench.journal.again(job))
    original = bench.journal.job(job)

    assert first is not None
    assert second is not None
    assert original is not None
    assert (first.copy, second.copy) == (1, 2)
    assert first.ticket.number == second.ticket.number == original.ticket.number
    assert first.state is PrintState.QUEUED
    assert original.state is PrintState.REPRINTED


def health_events(bench: Bench) -> list[str]:
    found = events.after(bench.desk.database.rows, 0, 999)
    return [json.loads(event.body)["what"] for event in found if event.kind == "device.health"]


def test_paper_is_counted_and_a_roll_that_ended_was_changed_when_paper_comes_again(
    bench: Bench,
) -> None:
    bench.journal.fed(90, 80_000, near_end=False)
    bench.journal.fed(110, 80_000, near_end=False)
    roll = bench.journal.roll()
    assert roll is not None
    assert (roll.fed_mm, roll.tickets, roll.ended) == (200, 2, False)

    bench.journal.paper_ended()
    bench.journal.fed(90, 80_000, near_end=False)

    roll = bench.journal.roll()
    assert roll is not None
    assert (roll.fed_mm, roll.tickets, roll.ended) == (90, 1, False)


def test_the_end_of_a_roll_is_told_once_and_again_for_the_next_one(bench: Bench) -> None:
    for _ in range(2):
        bench.journal.fed(10, 80_000, near_end=True)
    assert health_events(bench) == ["paper_near_end"]
    bench.journal.paper_ended()
    bench.journal.paper_ended()
    bench.journal.fed(72_000, 80_000, near_end=False)

    assert health_events(bench) == [
        "paper_near_end",
        "paper_out",
        "paper_changed",
        "paper_near_end",
    ]


def test_a_new_roll_is_told_where_the_end_of_the_last_one_was(bench: Bench) -> None:
    bench.journal.change_roll()
    bench.journal.change_roll()
    assert health_events(bench) == []
    bench.journal.fed(10, 80_000, near_end=True)
    bench.journal.change_roll()
    bench.journal.change_roll()
    assert health_events(bench) == ["paper_near_end", "paper_changed"]


def test_the_forecast_is_drawn_from_the_tickets_of_this_roll() -> None:
    roll = Roll(changed_at=0, fed_mm=40_000, tickets=400)

    assert forecast(roll, 80_000, 4 * DAY_MS) == Forecast(tickets=400, days=4)
    assert forecast(roll, 80_000, DAY_MS - 1) == Forecast(tickets=400, days=None)
    assert forecast(Roll(0, 0, 0), 80_000, DAY_MS) is None
    assert forecast(Roll(0, 90_000, 900), 80_000, DAY_MS) == Forecast(0, 0)


def test_a_doubt_of_another_day_is_given_up_and_says_why(bench: Bench) -> None:
    job = bench.sent(PrintState.UNKNOWN)
    bench.journal.recover()
    found = bench.journal.job(job)
    assert found is not None
    assert found.state is PrintState.UNKNOWN

    bench.clock.utc += timedelta(days=1)
    bench.job()
    bench.journal.recover()

    found = bench.journal.job(job)
    assert found is not None
    assert found.state is PrintState.ABANDONED
    assert bench.journal.last_words(job) == ("day_over", 0)


def troubles(bench: Bench) -> list[str]:
    bodies = [json.loads(event.body) for event in events.after(bench.desk.database.rows, 0, 999)]
    return [body["health"] for body in bodies if body.get("what") == "printer"]


def test_somebody_is_called_to_a_printer_once_and_told_when_it_prints_again(bench: Bench) -> None:
    for reason in ("HELD", "HELD", "MUTE", "PAPER_OUT"):
        bench.journal.ended(bench.job(), PrintState.BLOCKED, reason, 0)
    assert troubles(bench) == ["HELD", "MUTE"]

    bench.journal.ended(bench.job(), PrintState.CONFIRMED, "", 0)
    bench.journal.ended(bench.job(), PrintState.CONFIRMED, "", 0)

    assert troubles(bench) == ["HELD", "MUTE", "READY"]


@pytest.mark.parametrize("state", sorted(ON_PAPER))
def test_the_second_outage_of_any_printer_is_told_like_the_first(
    bench: Bench, state: PrintState
) -> None:
    for _ in range(2):
        bench.journal.ended(bench.job(), PrintState.BLOCKED, "ABSENT", 0)
        bench.journal.ended(bench.job(), state, "", 0)

    assert troubles(bench) == ["ABSENT", "READY", "ABSENT", "READY"]


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [("FAULT", "FAULT"), ("ABSENT", "ABSENT"), ("TIMEOUT", "MUTE"), ("LINK_LOST", "ABSENT")],
)
def test_a_printer_that_takes_not_one_byte_is_told(bench: Bench, reason: str, trouble: str) -> None:
    bench.journal.ended(bench.job(), PrintState.NOT_SENT, reason, 0)

    assert troubles(bench) == [trouble]


def test_a_ticket_that_was_printed_again_says_so(bench: Bench) -> None:
    job = bench.sent(PrintState.UNKNOWN)
    bench.journal.again(job)

    assert bench.journal.last_words(job)[0] == "asked"
