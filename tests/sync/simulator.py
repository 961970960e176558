"""A small fleet and its server in one thread, and everything that can go wrong between them.

The client's `push` and the server's `apply` are the real ones, on a real SQLite. A schedule follows
from its seed alone; only ids do not.
"""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlite_utils

from sync.client.push import (
    Forked,
    Pushed,
    PushResult,
    Rewound,
    SendResult,
    Unreachable,
    UpToDate,
    check_in,
    push,
)
from sync.server import apply
from sync.server.apply import Pace
from sync.server.decode import Refusal, decode_batch
from sync.server.migrations import steps
from sync.server.storage_sqlite import SqliteRows
from sync.wire import Answer, Batch, Malformed, decode_answer, encode_answer, encode_batch
from tests.sync.kit import TEN_UTC, Device, ticket_body

KINDS = ("tell", "push", "push", "push", "check_in", "back_up", "restore", "clone", "wake")
MOST_DEVICES = 5
HEALING_ROUNDS = 60
CLOCKS = (0, 978_307_200_000, TEN_UTC, TEN_UTC - 3_600_000, 2_145_916_800_000, -1)


class Crash(Exception):
    """The process ended here."""


class Fragile:
    """The server's connection. It dies at one of its next statements, when it is told to."""

    def __init__(self, database: sqlite_utils.Database) -> None:
        self._rows = SqliteRows(database)
        self.lives: int | None = None

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        self._age()
        return self._rows.execute(sql, parameters)

    def insert_new(self, *given: Any) -> int:
        self._age()
        return self._rows.insert_new(*given)

    def _age(self) -> None:
        if self.lives is not None:
            self.lives -= 1
            if self.lives < 0:
                raise Crash

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)


class Centre:
    """The server, its disk and its backup."""

    def __init__(self) -> None:
        self.rows = _database()
        self._backup = _copy(self.rows)
        self.fragile = Fragile(self.rows)

    def answer(self, request: bytes) -> bytes | None:
        """None: no answer comes, whatever was done."""
        batch = decode_batch(request)
        if isinstance(batch, Refusal):
            return None
        try:
            answer = apply.apply(self.fragile, batch, TEN_UTC, Pace())
        except Crash:
            return None
        finally:
            self.fragile.lives = None
        return encode_answer(answer)

    def back_up(self) -> None:
        self._backup.conn.close()
        self._backup = _copy(self.rows)

    def restore(self) -> None:
        self.rows.conn.close()
        self.rows = _copy(self._backup)
        self.fragile = Fragile(self.rows)

    def close(self) -> None:
        self.rows.conn.close()
        self._backup.conn.close()


def _database() -> sqlite_utils.Database:
    rows = sqlite_utils.Database(
        sqlite3.connect(":memory:", check_same_thread=False), execute_plugins=False
    )
    steps.apply(rows)
    return rows


def _copy(rows: sqlite_utils.Database) -> sqlite_utils.Database:
    copied = sqlite3.connect(":memory:", check_same_thread=False)
    rows.conn.backup(copied)
    return sqlite_utils.Database(copied, execute_plugins=False)


@dataclass
class Verdict:
    """What a schedule broke; empty lists: nothing."""

    events: int = 0
    forks: int = 0
    restores: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.twice, *self.holes, *self.stuck]


class World:
    def __init__(self, seed: int, make: Callable[[], Device] = Device) -> None:
        self._draw = random.Random(seed)
        self._centre = Centre()
        self._devices = [make() for _ in range(self._draw.randint(1, 3))]
        self._late: list[bytes] = []
        self._cut = False
        self._healed = False
        self.verdict = Verdict()
        self.told: dict[str, str] = {}
        """What a visitor was given, by the event's id: never to be lost."""

    def run(self, steps_: int) -> Verdict:
        with closing(self._centre):
            for _ in range(steps_):
                self._step()
            self._heal()
            self._judge()
        return self.verdict

    def _step(self) -> None:
        draw, device = self._draw, self._draw.choice(self._devices)
        self._cut = draw.random() < 0.1
        match draw.choice(KINDS):
            case "tell":
                for _ in range(draw.randint(1, 4)):
                    self._tell(device)
            case "push":
                self._count(push(device, self._send, draw.choice((1, 2, 5, 500))))
            case "check_in":
                self._count(check_in(device, self._send))
            case "back_up":
                self._centre.back_up()
            case "restore":
                if draw.random() < 0.3:
                    self.verdict.restores += 1
                    self._centre.restore()
            case "clone":
                if len(self._devices) < MOST_DEVICES and draw.random() < 0.3:
                    self._devices.append(device.copy())
            case _:
                self._deliver_late()

    def _tell(self, device: Device) -> None:
        n = len(self.told) + 1
        clock = self._draw.choice(("ntp", "floor", "unknown"))
        poison = self._draw.random() < 0.08
        body: Any = "no json" if poison else ticket_body(n)
        event = device.tell("ticket.issued", body, at=self._draw.choice(CLOCKS), clock=clock)
        self.told[str(event.id)] = event.body
        self.verdict.events += 1

    def _send(self, batch: Batch) -> SendResult:
        request, draw = encode_batch(batch), self._draw
        if self._healed:
            return self._read(self._centre.answer(request))
        if self._cut or draw.random() < 0.1:
            return Unreachable("lost on the way")
        if draw.random() < 0.15:
            self._late.append(request)
        if draw.random() < 0.15:
            self._centre.fragile.lives = draw.randint(0, 12)
        answer = self._centre.answer(request)
        if draw.random() < 0.1:
            self._centre.answer(request)
        if draw.random() < 0.2:
            return Unreachable("the answer was lost")
        return self._read(answer)

    def _read(self, answer: bytes | None) -> SendResult:
        if answer is None:
            return Unreachable("no answer")
        read = decode_answer(answer)
        assert not isinstance(read, Malformed), read
        assert isinstance(read, Answer)
        return read

    def _deliver_late(self) -> None:
        """What was sent long ago arrives now, in any order; nobody hears the answer."""
        self._draw.shuffle(self._late)
        while self._late:
            self._centre.answer(self._late.pop())

    def _count(self, result: PushResult) -> None:
        self.verdict.forks += isinstance(result, Forked)

    def _heal(self) -> None:
        """From now on nothing fails. Copies heal each in its turn."""
        self._healed = True
        self._deliver_late()
        for device in self._devices:
            for _ in range(HEALING_ROUNDS + len(device.events)):
                result = push(device, self._send)
                self._count(result)
                if isinstance(result, UpToDate):
                    result = check_in(device, self._send)
                    if isinstance(result, Pushed) and device.acked == len(device.events):
                        break
                assert isinstance(result, Pushed | Rewound | Forked | Unreachable), result
            else:
                self.verdict.stuck.append(f"{device.log} at {device.acked}")

    def _judge(self) -> None:
        rows, verdict = self._centre.rows, self.verdict
        stored = [row[0] for row in rows.execute("SELECT body FROM event").fetchall()]
        apart = {row[0] for row in rows.execute("SELECT body FROM quarantine").fetchall()}
        verdict.twice = sorted({body for body in stored if stored.count(body) > 1})
        verdict.lost = [body for body in self.told.values() if body not in {*stored, *apart}]
        for site, device, log, ack in rows.execute(
            "SELECT site, device, log, ack_seq FROM stream"
        ).fetchall():
            kept = "SELECT seq FROM {} WHERE site = ? AND device = ? AND log = ?"
            tables = ("event", "quarantine", "relogged")
            union = " UNION ALL ".join(kept.format(table) for table in tables)
            found = rows.execute(union, [site, device, log] * len(tables)).fetchall()
            if sorted(seq for (seq,) in found) != list(range(1, ack + 1)):
                verdict.holes.append(f"{log.hex()} to {ack}")


@contextmanager
def weakened(module: object, name: str, other: object) -> Iterator[None]:
    """The product, with one of its safeguards taken out."""
    kept = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, kept)
