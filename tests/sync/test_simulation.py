"""Thousands of schedules of everything that goes wrong: every event is there, once, in its place.

Each safeguard is also taken out in turn: the simulator must see what it was good for.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import pytest

from kiosk.domain.identifiers import uuid7
from sync.client import push as client
from sync.client.push import Refused
from sync.server import apply, bodies, marks
from sync.wire import Batch, Position
from tests.sync.centre import Crash
from tests.sync.simulator import COUNTS, Kiosk, run, run_all

STEPS = 80
SHORT = 100
LONG = range(1000, 21_000)
PIECE = 250
TO_BE_CAUGHT = 3000
"""Schedules in which a weakness has to show."""


def test_every_event_arrives_once_whatever_happens() -> None:
    totals, faults = run_all(range(SHORT), STEPS)
    assert faults == []
    assert min(totals[name] for name in COUNTS if name != "gaps") > SHORT // 3
    assert totals["gaps"] > 0


@pytest.mark.campaign
def test_every_event_arrives_once_in_twenty_thousand_schedules() -> None:
    """On all cores: a schedule needs nothing of another."""
    pieces = [range(first, first + PIECE) for first in range(LONG.start, LONG.stop, PIECE)]
    totals: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        for happened, faults in workers.map(run_all, pieces, [STEPS] * len(pieces)):
            assert faults == []
            totals.update(happened)
    print(f"{len(LONG)} schedules: {dict(totals)}")  # noqa: T201 - the figures of the run
    assert min(totals[name] for name in COUNTS if name != "gaps") > len(LONG) // 3


def test_a_schedule_follows_from_its_seed_alone() -> None:
    first, second = run(7, STEPS), run(7, STEPS)
    assert [getattr(first, name) for name in COUNTS] == [getattr(second, name) for name in COUNTS]


class Forgetful(Kiosk):
    """Believes its own memory when the server says less."""

    def acknowledge(self, ack: Position) -> None:
        self.acked = max(self.acked, ack.seq)


class Credulous(Kiosk):
    """Takes over any position that it has."""

    def acknowledge(self, ack: Position) -> None:
        self.acked = min(ack.seq, len(self.events))


class Silent(Kiosk):
    """Stays in its log after a fork."""

    def begin_log(self) -> None:
        pass


class Hasty(Kiosk):
    """Purges whatever is acknowledged, in a backup or not."""

    def purge(self, most: int = 500) -> int:
        safe, self.safe = self.safe, Position(self.acked, self.hashes[self.acked].hex())
        count = super().purge(most)
        self.safe = safe
        return count


class Trusting(Kiosk):
    """Takes the backup of another story for its own."""

    def holds(self, safe: Position) -> bool:  # noqa: ARG002
        return True


@contextmanager
def weakened(module: object, name: str, other: object) -> Iterator[None]:
    """The product, with one of its safeguards taken out."""
    kept = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, kept)


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


def without_wrapping() -> AbstractContextManager[None]:
    """A client that stops at an event that the envelope refuses."""
    exchange = client._exchange

    def plain(outbox: Any, send: Any, batch: Batch) -> Any:
        def sent(batch: Batch) -> Any:
            return Refused(422, "no", 1) if batch.opaque else send(batch)

        return exchange(outbox, sent, batch)

    return weakened(client, "_exchange", plain)


def with_the_newest_backup() -> AbstractContextManager[None]:
    """A server that counts its last backup only."""

    def newest(rows: Any, log: tuple[str, bytes, bytes]) -> Position | None:
        found = rows.execute(
            "SELECT seq, hash FROM backup_mark JOIN backup ON backup.id = backup "
            "WHERE site = ? AND device = ? AND log = ? AND done IS NOT NULL "
            "ORDER BY number DESC LIMIT 1",
            [*log],
        ).fetchone()
        return None if found is None else Position(found[0], found[1].hex())

    return weakened(marks, "safe", newest)


def without_declaring() -> AbstractContextManager[None]:
    """A server that goes on after a hole without a word."""
    return weakened(apply, "_declare_gap", lambda *_: None)


@pytest.mark.parametrize(
    ("weakness", "make", "shows"),
    [
        (without_dedupe, Kiosk, "twice"),
        (without_fork_check, Credulous, "lost"),
        (without_quarantine, Kiosk, "stuck"),
        (nullcontext, Hasty, "lost"),
        (nullcontext, Trusting, "lost"),
        (with_the_newest_backup, Kiosk, "lost"),
        (without_declaring, Kiosk, "lost"),
        (without_wrapping, Kiosk, "stuck"),
        (nullcontext, Forgetful, "lost"),
        (nullcontext, Silent, "stuck"),
    ],
    ids=[
        "no dedupe by id",
        "no fork check",
        "no quarantine",
        "purge on acknowledgement only",
        "safe without hash",
        "newest backup only",
        "gap not declared",
        "no wrapping",
        "own memory",
        "no new log",
    ],
)
def test_each_safeguard_is_needed(
    weakness: Callable[[], AbstractContextManager[None]],
    make: Callable[[], Kiosk],
    shows: str,
) -> None:
    with weakness():
        for seed in range(TO_BE_CAUGHT):
            if getattr(run(seed, STEPS, make), shows):
                return
    pytest.fail("the simulator did not see that it was gone")
