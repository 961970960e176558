"""What a kiosk believes of the time, and what it does while it believes nothing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.data_folder import DataFolder
from kiosk.desk import Desk
from kiosk.domain.clock import (
    ANCHORED_MS,
    TOLERANCE_MS,
    Anchor,
    ClockState,
    Instant,
    Jumped,
    Vouched,
    change,
)
from kiosk.domain.identifiers import uuid7
from kiosk.domain.opening import Open, OpeningRules
from kiosk.domain.tickets import Order, Ticket
from kiosk.storage import events
from kiosk.storage.anchor import FILE, keep_anchor, kept_anchor
from kiosk.storage.check import check
from kiosk.storage.database import Database
from kiosk.timekeeping import AGAIN_MS, EVERY_MS, SLOWEST_MS, TimedSender
from printer.doc import ticket_doc
from sync.client.http import HttpSender
from sync.client.push import SendResult
from sync.wire import Answer, Batch, Position
from tests.fakes import PARIS, HandClock, small_config
from tests.sync.kit import Device

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
DEAD = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
HOUR_MS = 3600_000


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@dataclass
class HandMachine:
    utc: datetime = NOON
    up_ms: int = 5_000
    synchronised: bool = False
    boot: str = "boot-1"

    def wall(self) -> int:
        return ms(self.utc)

    def mono(self) -> int:
        return self.up_ms

    def is_synchronised(self) -> bool:
        return self.synchronised

    def boot_id(self) -> str:
        return self.boot

    def pass_ms(self, by: int) -> None:
        self.utc += timedelta(milliseconds=by)
        self.up_ms += by


@pytest.fixture
def machine() -> HandMachine:
    return HandMachine()


@pytest.fixture
def clock(machine: HandMachine) -> SystemClock:
    return SystemClock(machine)


@pytest.mark.parametrize(
    ("year", "state"),
    [
        (1970, ClockState.UNKNOWN),
        (2001, ClockState.UNKNOWN),
        (2027, ClockState.FLOOR),
        (2038, ClockState.UNKNOWN),
        (2099, ClockState.UNKNOWN),
    ],
)
def test_a_clock_that_nobody_vouches_for_is_taken_when_it_can_be_right(
    machine: HandMachine, clock: SystemClock, year: int, state: ClockState
) -> None:
    machine.utc = NOON.replace(year=year)
    assert clock.now() == Instant(ms(machine.utc), 5_000, state)


@pytest.mark.parametrize("year", [1970, 2099])
def test_no_network_makes_an_absurd_time_right(
    machine: HandMachine, clock: SystemClock, year: int
) -> None:
    machine.utc, machine.synchronised = NOON.replace(year=year), True
    assert clock.now().state is ClockState.UNKNOWN


def test_an_hour_back_at_noon_is_noticed_and_a_second_is_not(
    machine: HandMachine, clock: SystemClock
) -> None:
    clock.now()
    machine.utc -= timedelta(seconds=1)
    assert clock.now().state is ClockState.FLOOR
    machine.utc -= timedelta(hours=1)
    assert clock.now().state is ClockState.UNKNOWN
    machine.utc += timedelta(hours=1)
    assert clock.now().state is ClockState.FLOOR


def test_what_happened_is_a_floor_unless_it_could_not_happen(
    clock: SystemClock,
) -> None:
    clock.happened(ms(NOON.replace(year=2099)))
    assert clock.now().state is ClockState.FLOOR
    clock.happened(ms(NOON) + HOUR_MS)
    assert clock.now().state is ClockState.UNKNOWN


def test_what_the_server_said_holds_for_the_boot_and_runs_on(
    machine: HandMachine, clock: SystemClock
) -> None:
    machine.utc = DEAD
    clock.believe(Anchor(ms(NOON), 5_000, "boot-1"))
    machine.pass_ms(HOUR_MS)
    # Whatever the clock of the system does meanwhile.
    machine.utc = DEAD.replace(year=2001)
    assert clock.now() == Instant(ms(NOON) + HOUR_MS, 5_000 + HOUR_MS, ClockState.SIGNED)
    assert clock.correction() == ms(NOON) + HOUR_MS
    clock.believe(Anchor(0, 0, "boot-2"))
    assert clock.now().state is ClockState.SIGNED


@pytest.mark.parametrize("by_ms", [-6_000, ANCHORED_MS + 1])
def test_what_the_server_said_is_not_gone_on_from_for_ever(
    machine: HandMachine, clock: SystemClock, by_ms: int
) -> None:
    clock.believe(Anchor(ms(NOON), 5_000, "boot-1"))
    machine.utc, machine.up_ms = NOON.replace(year=2099), 5_000 + by_ms
    assert clock.now() == Instant(ms(machine.utc), 5_000 + by_ms, ClockState.UNKNOWN)


def test_the_network_counts_more_than_the_server(machine: HandMachine, clock: SystemClock) -> None:
    clock.believe(Anchor(ms(NOON) + HOUR_MS, 5_000, "boot-1"))
    machine.synchronised = True
    assert clock.now() == Instant(ms(NOON), 5_000, ClockState.NTP)
    assert clock.correction() is None


def test_a_change_is_told_from_time_that_passes() -> None:
    before = Instant(1_000_000, 1_000, ClockState.FLOOR)
    assert change(before, Instant(1_060_000, 61_000, ClockState.FLOOR)) is None
    late = Instant(1_060_000 + TOLERANCE_MS + 1, 61_000, ClockState.UNKNOWN)
    assert change(before, late) == Jumped(TOLERANCE_MS + 1)
    back = Instant(1_000_000 - HOUR_MS, 1_000, ClockState.UNKNOWN)
    assert change(before, back) == Jumped(-HOUR_MS)
    vouched = Instant(1_070_000, 61_000, ClockState.SIGNED)
    assert change(before, vouched) == Vouched(10_000)
    assert change(vouched, vouched) is None


def test_the_anchor_is_kept_for_the_other_programs_of_this_boot(tmp_path: Path) -> None:
    anchor = Anchor(ms(NOON), 5_000, "boot-1")
    assert kept_anchor(tmp_path) is None
    keep_anchor(tmp_path, anchor)
    assert kept_anchor(tmp_path) == anchor
    (tmp_path / FILE).write_text('{"t": "noon"}')
    assert kept_anchor(tmp_path) is None


def test_a_second_program_knows_what_the_first_was_told(
    tmp_path: Path, machine: HandMachine
) -> None:
    machine.utc = DEAD
    keep_anchor(tmp_path, Anchor(ms(NOON), 4_000, "boot-1"))
    folder = DataFolder(tmp_path, clock=SystemClock(machine))
    database = folder.open_database()
    assert isinstance(database, Database)
    database.close()
    assert folder.clock.now() == Instant(ms(NOON) + 1_000, 5_000, ClockState.SIGNED)


def take(desk: Desk) -> Ticket:
    found = desk.take_ticket(Order(uuid7(), "passeport", "fr"))
    assert isinstance(found, Ticket)
    return found


def told(database: Database, kind: str) -> list[dict[str, object]]:
    return [json.loads(e.body) for e in events.after(database.rows, 0, 99) if e.kind == kind]


def test_a_ticket_says_no_time_that_cannot_be_right(
    database: Database, clock: SystemClock, machine: HandMachine
) -> None:
    config = small_config()
    desk = Desk(database, config, clock)
    right = take(desk)
    machine.utc = DEAD
    wrong = take(desk)
    assert (right.is_dated, wrong.is_dated) == (True, False)
    assert ticket_doc(right, config).issued_at is not None
    doc = ticket_doc(wrong, config)
    assert doc.issued_at is None
    assert "1970" not in doc.qr
    # The order and the numbers go on all the same.
    assert [right.number, wrong.number] == ["A001", "A002"]


def test_what_events_say_and_what_is_stored_agree_on_tickets_without_a_time(
    tmp_path: Path, machine: HandMachine
) -> None:
    folder = DataFolder(tmp_path, clock=SystemClock(machine))
    desk = folder.open_desk(small_config())
    assert isinstance(desk, Desk)
    machine.utc = DEAD
    take(desk)
    assert check(desk.database.rows, deep=True).faults == ()
    desk.database.close()


def test_whoever_stands_here_is_served_while_nobody_knows_the_hour(
    database: Database, clock: SystemClock, machine: HandMachine
) -> None:
    desk = Desk(database, small_config(OpeningRules(PARIS, {})), clock)
    assert desk.opening() != Open(None)
    machine.utc = DEAD
    assert desk.opening() == Open(None)
    assert isinstance(desk.take_ticket(Order(uuid7(), "passeport", "fr")), Ticket)


def test_the_events_say_when_the_clock_was_put_right_and_when_it_jumped(
    database: Database,
) -> None:
    clock = HandClock()
    desk = Desk(database, small_config(), clock)
    clock.utc, clock.state = DEAD, ClockState.UNKNOWN
    take(desk)
    clock.utc, clock.state, clock.mono = NOON, ClockState.SIGNED, 60_000
    take(desk)
    clock.utc -= timedelta(hours=1)
    take(desk)
    assert told(database, "clock.anchor") == [{"by_ms": ms(NOON) - ms(DEAD) - 60_000}]
    assert told(database, "clock.jumped") == [{"by_ms": -HOUR_MS}]


class Quiet(HttpSender):
    """A line on which everything arrives; counts how often it was opened anew."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.closed = 0

    def __call__(self, batch: Batch) -> SendResult:
        return Answer("ok", Position(batch.first - 1, batch.prev))

    def close(self) -> None:
        self.closed += 1


@dataclass
class Sending:
    machine: HandMachine
    folder: DataFolder
    answers: list[int | None]
    slow_ms: int = 0
    asked: int = 0

    def ask(self) -> int | None:
        self.asked += 1
        self.machine.pass_ms(self.slow_ms)
        return self.answers.pop(0)

    def sender(self) -> Callable[[Batch], SendResult]:
        return TimedSender(Quiet(), self.ask, self.folder)


@pytest.fixture
def sending(tmp_path: Path, machine: HandMachine) -> Sending:
    machine.utc = DEAD
    return Sending(machine, DataFolder(tmp_path, clock=SystemClock(machine)), [ms(NOON)])


def test_a_machine_without_time_asks_its_server_before_it_sends(sending: Sending) -> None:
    sending.slow_ms = 400
    sending.sender()(Device().check_in())
    now = sending.folder.clock.now()
    assert now.state is ClockState.SIGNED
    assert now.wall == ms(NOON) + 200
    assert kept_anchor(sending.folder.path) is not None


def test_it_asks_again_after_an_hour_or_sooner_without_an_answer(sending: Sending) -> None:
    sending.answers = [None, ms(NOON), ms(NOON)]
    send = sending.sender()
    for wait_ms, asked in [(0, 1), (AGAIN_MS - 1, 1), (1, 2), (EVERY_MS - 1, 2), (1, 3)]:
        sending.machine.pass_ms(wait_ms)
        send(Device().check_in())
        assert sending.asked == asked


def test_an_answer_that_took_long_says_nothing(sending: Sending) -> None:
    sending.slow_ms = SLOWEST_MS + 1
    sending.sender()(Device().check_in())
    assert sending.folder.clock.now().state is ClockState.UNKNOWN


def test_a_machine_that_the_network_tells_the_time_asks_nobody(sending: Sending) -> None:
    sending.machine.utc, sending.machine.synchronised = NOON, True
    sending.sender()(Device().check_in())
    assert sending.asked == 0
