"""When the device speaks again: at once, later, or much later. No thread and no clock in here."""

import json
from collections.abc import Callable, Sequence
from threading import Event as Signal

import pytest

from sync.client.backoff import LONGEST_S, delay, splayed
from sync.client.http import DEFAULT_RETRY_S, LONGEST_RETRY_S, read_answer
from sync.client.push import (
    Busy,
    Forked,
    Pushed,
    PushResult,
    Refused,
    Rewound,
    SendResult,
    Unreachable,
    UpToDate,
    next_limit,
    push,
    push_all,
)
from sync.client.worker import LEAST_S, LOOK_S, SyncLoop
from sync.wire import Answer, Batch, Position, encode_answer
from tests.sync.kit import Device

ALMOST_ONE = 0.999_999


class Server:
    """Says what the test wants, else that all is well. Counts what it was sent."""

    def __init__(self, *answers: SendResult, next_s: float = 60.0) -> None:
        self.batches: list[Batch] = []
        self._answers = list(answers)
        self._next_s = next_s

    def __call__(self, batch: Batch) -> SendResult:
        self.batches.append(batch)
        if self._answers:
            return self._answers.pop(0)
        last = batch.first - 1 + len(batch.events)
        return Answer("ok", Position(last, batch.head), (), self._next_s)


class Run:
    """A loop whose waits are written down instead of waited, and that ends after `waits`."""

    def __init__(
        self, server: Server, waits: int, roll: float = ALMOST_ONE, every_s: float = LEAST_S
    ) -> None:
        self.waits: list[float] = []
        self.told: list[PushResult] = []
        self.during: Callable[[int], None] = lambda _wait: None
        self._most = waits
        self.loop = SyncLoop(server, every_s, wait=self._wait, roll=lambda: roll)

    def _wait(self, signal: Signal, seconds: float) -> bool:
        self.waits.append(seconds)
        self.during(len(self.waits))
        if len(self.waits) >= self._most:
            self.loop.stop()
        return signal.is_set()

    def go(self, device: Device) -> "Run":
        self.loop.run(device, self.told.append)
        return self


def kinds(results: Sequence[PushResult]) -> list[str]:
    return [type(result).__name__ for result in results]


def test_a_backlog_goes_without_a_pause_then_the_loop_rests(device: Device) -> None:
    device.take_tickets(1100)
    server = Server()

    run = Run(server, waits=1).go(device)

    assert [len(batch.events) for batch in server.batches] == [500, 500, 100]
    assert run.waits == [LOOK_S]


def test_with_nothing_to_send_the_loop_checks_in(device: Device) -> None:
    server = Server(next_s=4)
    run = Run(server, waits=3).go(device)

    assert [len(batch.events) for batch in server.batches] == [0, 0]
    assert sum(run.waits[:2]) == pytest.approx(4)


def test_the_server_decides_when_it_is_visited_again_but_not_without_rest(device: Device) -> None:
    run = Run(Server(next_s=0), waits=5).go(device)

    assert run.waits == [LEAST_S] * 5


@pytest.mark.parametrize(("next_s", "every_s", "rest"), [(4, 60, 60), (90, 60, 90)])
def test_the_longer_wish_of_the_server_and_of_the_device_is_kept(
    device: Device, next_s: float, every_s: float, rest: float
) -> None:
    server = Server(next_s=next_s)
    run = Run(server, waits=int(rest / LOOK_S) + 1, every_s=every_s).go(device)

    assert len(server.batches) == 2
    assert sum(run.waits[:-1]) == pytest.approx(rest)


def test_a_new_event_ends_the_rest(device: Device) -> None:
    server = Server()
    run = Run(server, waits=2)

    def take_a_ticket(wait: int) -> None:
        if wait == 1:
            device.take_tickets(1)
            run.loop.wake()

    run.during = take_a_ticket
    run.go(device)

    assert [len(batch.events) for batch in server.batches] == [0, 1]


def test_an_event_of_another_process_is_found_without_a_call(device: Device) -> None:
    server = Server()
    run = Run(server, waits=2)
    run.during = lambda wait: device.take_tickets(1) if wait == 1 else None
    run.go(device)

    assert [len(batch.events) for batch in server.batches] == [0, 1]


def test_waits_grow_while_the_server_is_away_and_end_at_five_minutes(device: Device) -> None:
    run = Run(Server(*[Unreachable("no network")] * 12), waits=12).go(device)

    assert run.waits[:4] == pytest.approx([1, 2, 4, 8], rel=1e-3)
    assert run.waits[-1] == pytest.approx(300, rel=1e-3)


def test_one_success_forgets_the_failures(device: Device) -> None:
    device.take_tickets(1)
    run = Run(Server(Unreachable("no"), Unreachable("no")), waits=3).go(device)

    assert kinds(run.told) == ["Unreachable", "Unreachable", "Pushed"]
    assert run.waits[2] == LOOK_S


def test_a_new_event_does_not_shorten_the_wait_that_a_busy_server_asked_for(
    device: Device,
) -> None:
    run = Run(Server(Busy(30)), waits=1)
    run.during = lambda _wait: run.loop.wake()
    device.take_tickets(1)
    run.go(device)

    assert run.waits[0] >= 30
    assert kinds(run.told) == ["Busy"]


def test_a_stop_before_the_start_ends_at_once(device: Device) -> None:
    server = Server()
    run = Run(server, waits=99)
    run.loop.stop()
    run.go(device)

    assert not server.batches


def test_a_stop_ends_every_kind_of_wait(device: Device) -> None:
    for answer in (Unreachable("no"), Busy(3600), Refused(403, "no"), Refused(500, "")):
        assert len(Run(Server(answer), waits=1).go(device).waits) == 1


def test_a_server_that_always_sees_a_gap_is_not_hammered(device: Device) -> None:
    device.take_tickets(1)
    gap = Answer("gap", Position(0, device.hashes[0].hex()))
    run = Run(Server(*[gap] * 9), waits=3).go(device)

    assert kinds(run.told) == ["Rewound"] * 4
    assert run.waits == pytest.approx([1, 2, 4], rel=1e-3)


def test_a_fork_is_told_and_then_left_alone_for_minutes(device: Device) -> None:
    device.take_tickets(1)
    run = Run(Server(Answer("fork", Position(1, "00" * 32))), waits=1).go(device)

    assert run.told == [Forked(Position(1, "00" * 32))]
    assert run.waits[0] >= LONGEST_S


def test_a_fault_in_the_outbox_is_told_and_the_loop_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Faulty(Device):
        def batch(self, limit: int) -> Batch | None:
            if server.batches or run.waits:
                return super().batch(limit)
            raise OSError("disk")

    server = Server()
    faulty = Faulty()
    faulty.take_tickets(1)
    run = Run(server, waits=2)
    run.go(faulty)

    assert kinds(run.told) == ["Unreachable", "Pushed"]
    assert "the sync pass failed" in caplog.text


def test_a_fault_while_resting_does_not_end_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(Device):
        def position(self) -> tuple[int, int]:
            if len(run.told) == 1:
                raise OSError("disk")
            return super().position()

    run = Run(Server(next_s=4), waits=2)
    run.go(Faulty())

    assert kinds(run.told) == ["Pushed", "Unreachable", "Pushed"]
    assert "the sync pass failed" in caplog.text


def test_an_acknowledgement_beyond_our_log_is_not_taken_over(device: Device) -> None:
    device.take_tickets(1)
    answer = Answer("ok", Position(9, "ab" * 32))

    assert push(device, Server(answer)) == Forked(Position(9, "ab" * 32))
    assert device.acked == 0


def test_an_acknowledgement_with_another_hash_is_not_taken_over(device: Device) -> None:
    device.take_tickets(2)
    answer = Answer("ok", Position(2, "ab" * 32))

    assert isinstance(push(device, Server(answer)), Forked)
    assert device.acked == 0


def test_push_all_stops_at_the_first_obstacle(device: Device) -> None:
    device.take_tickets(2)
    gap = Answer("gap", Position(0, device.hashes[0].hex()))

    assert push_all(device, Server(Unreachable("no"))) == Unreachable("no")
    assert push_all(device, Server(Busy(5))) == Busy(5)
    assert isinstance(push_all(device, Server(gap, gap)), Rewound)
    assert isinstance(push_all(device, Server()), Pushed)
    assert push_all(device, Server()) == UpToDate()


def test_the_batch_shrinks_after_a_refusal_and_grows_again() -> None:
    assert next_limit(500, Refused(413, "", 500)) == 250
    assert next_limit(250, Refused(422, "", 3)) == 1
    assert next_limit(1, Refused(422, "", 1)) == 1
    assert next_limit(500, Refused(403, "", 500)) == 500
    assert next_limit(4, Pushed(4, Position(4, ""), 60)) == 8
    assert next_limit(400, Pushed(4, Position(4, ""), 60)) == 500


@pytest.mark.parametrize("roll", [0.0, 0.5, ALMOST_ONE])
def test_a_delay_is_never_longer_than_its_ceiling(roll: float) -> None:
    for attempts, ceiling in ((0, 1), (1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (10**9, 300)):
        assert delay(attempts, roll) == pytest.approx(roll * ceiling)
    assert splayed(60, 10, roll) == 60 + 10 * roll


ANSWER = encode_answer(Answer("ok", Position(0, "00" * 32)))


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (200, ANSWER, Answer),
        (409, ANSWER, Answer),
        (200, b"<html>Portail captif</html>", Unreachable),
        (301, b"", Unreachable),
        (204, b"", Unreachable),
        (500, b"", Unreachable),
        (502, b"<html>", Unreachable),
        (401, b"", Refused),
        (413, b"", Refused),
        (422, b"\xff", Refused),
        (429, b"", Busy),
        (503, b"", Busy),
    ],
)
def test_every_http_answer_means_something(
    status: int, content: bytes, expected: type[SendResult]
) -> None:
    assert isinstance(read_answer(status, None, content, 1), expected)


def test_the_reason_of_a_refusal_is_kept() -> None:
    content = json.dumps({"status": "refused", "reason": "head is wrong"}).encode()
    assert read_answer(422, None, content, 7) == Refused(422, "head is wrong", 7)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (None, DEFAULT_RETRY_S),
        ("Wed, 25 Nov 2026 10:00:00 GMT", DEFAULT_RETRY_S),
        ("-4", DEFAULT_RETRY_S),
        ("²", DEFAULT_RETRY_S),
        ("99999999999999999999", LONGEST_RETRY_S),
    ],
)
def test_a_busy_server_is_obeyed_within_reason(header: str | None, seconds: float) -> None:
    assert read_answer(503, header, b"", 1) == Busy(seconds)
