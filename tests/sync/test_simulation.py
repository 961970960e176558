"""Thousands of schedules of everything that goes wrong: every event is there, once, in its place.

Each safeguard is also taken out in turn: the simulator must see what it was good for.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from kiosk.domain.identifiers import uuid7
from sync.client import push as client
from sync.server import apply, bodies
from sync.wire import Position
from tests.sync.kit import Device
from tests.sync.simulator import Crash, Verdict, World, weakened

STEPS = 60
SHORT = range(60)
LONG = range(1000, 21_000)
TO_BE_CAUGHT = 300
"""Schedules in which a weakness has to show."""


def run(seed: int, make: Callable[[], Device] = Device) -> Verdict:
    return World(seed, make).run(STEPS)


@pytest.mark.parametrize(
    "seeds", [SHORT, pytest.param(LONG, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
def test_every_event_arrives_once_whatever_happens(seeds: range) -> None:
    forks = restores = events = 0
    for seed in seeds:
        verdict = run(seed)
        assert verdict.faults == [], f"seed {seed}"
        forks, restores = forks + verdict.forks, restores + verdict.restores
        events += verdict.events
    assert min(forks, restores, events) > len(seeds) // 3


def test_a_schedule_follows_from_its_seed_alone() -> None:
    first, second = run(7), run(7)
    assert (first.events, first.forks, first.restores) == (
        second.events,
        second.forks,
        second.restores,
    )


class Forgetful(Device):
    """Believes its own memory when the server says less."""

    def acknowledge(self, ack: Position) -> None:
        self.acked = max(self.acked, ack.seq)


class Credulous(Device):
    """Takes over any position that it has."""

    def acknowledge(self, ack: Position) -> None:
        self.acked = min(ack.seq, len(self.events))


class Silent(Device):
    """Stays in its log after a fork."""

    def begin_log(self) -> None:
        pass


def without_dedupe() -> AbstractContextManager[None]:
    """A server that knows events by their place only."""
    store = apply._store

    def stored(rows: Any, key: Any, links: Sequence[Any], now: int) -> object:
        fresh = [replace(link, event=replace(link.event, id=uuid7())) for link in links]
        return store(rows, key, fresh, now)

    return weakened(apply, "_store", stored)


@contextmanager
def without_fork_check() -> Iterator[None]:
    """Neither side compares hashes: any continuation is taken."""
    with (
        weakened(apply, "_differs", lambda *_: False),
        weakened(client, "_is_ours", lambda *_: True),
    ):
        yield


def without_quarantine() -> AbstractContextManager[None]:
    """A server that refuses a batch for one event that it cannot read."""
    read = bodies.read

    def strict(kind: str, v: int, body: str) -> object:
        found = read(kind, v, body)
        if isinstance(found, bodies.Unreadable):
            raise Crash
        return found

    return weakened(bodies, "read", strict)


@pytest.mark.parametrize(
    ("weakness", "make", "shows"),
    [
        (without_dedupe, Device, "twice"),
        (without_fork_check, Credulous, "lost"),
        (without_quarantine, Device, "stuck"),
        (nullcontext, Forgetful, "lost"),
        (nullcontext, Silent, "stuck"),
    ],
    ids=["no dedupe by id", "no fork check", "no quarantine", "own memory", "no new log"],
)
def test_each_safeguard_is_needed(
    weakness: Callable[[], AbstractContextManager[None]],
    make: Callable[[], Device],
    shows: str,
) -> None:
    with weakness():
        for seed in range(TO_BE_CAUGHT):
            if getattr(run(seed, make), shows):
                return
    pytest.fail("the simulator did not see that it was gone")
