"""A small fleet and its server in one thread, and everything that can go wrong between them.

The client's `push` and the server's `apply` are the real ones, on a real SQLite. A schedule follows
from its seed alone; only ids do not.
"""

import json
import random
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from sync.client.push import (
    Forked,
    Pushed,
    PushResult,
    Refused,
    Rewound,
    SendResult,
    Unreachable,
    UpToDate,
    check_in,
    next_limit,
    push,
)
from sync.wire import (
    MAX_EVENTS,
    Answer,
    Batch,
    Malformed,
    Position,
    decode_answer,
    encode_batch,
)
from tests.sync.centre import Centre, Crash
from tests.sync.kit import TEN_UTC, Device, ticket_body

KINDS = (
    *("tell", "push", "push", "push", "check_in", "check_in", "check_in", "check_in"),
    *("purge", "purge", "back_up", "back_up", "restore", "clone", "wake"),
)
MOST_DEVICES = 5
HEALING_ROUNDS = 60
CLOCKS = (0, 978_307_200_000, TEN_UTC, TEN_UTC - 3_600_000, 2_145_916_800_000, -1)


@dataclass
class Kiosk(Device):
    """`meanwhile`: what happens on the same machine before each of its writes."""

    meanwhile: Callable[["Kiosk"], None] = lambda _kiosk: None

    def acknowledge(self, ack: Position) -> None:
        self.meanwhile(self)
        super().acknowledge(ack)

    def keep_safe(self, safe: Position | None) -> None:
        self.meanwhile(self)
        super().keep_safe(safe)

    def begin_log(self) -> None:
        self.meanwhile(self)
        super().begin_log()


@dataclass
class Verdict:
    """What a schedule broke; empty lists: nothing."""

    events: int = 0
    forks: int = 0
    restores: int = 0
    backups: int = 0
    clones: int = 0
    purged: int = 0
    opaque: int = 0
    gaps: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.twice, *self.holes, *self.stuck]


COUNTS = ("events", "forks", "restores", "backups", "clones", "purged", "opaque", "gaps")


class World:
    """Of a rash operator: backups that count no more are put back too. What was purged is then
    missing, and has to be declared. Nobody copies a disk there."""

    def __init__(self, seed: int, make: Callable[[], Kiosk] = Kiosk) -> None:
        self._draw = random.Random(seed)
        self._rash = self._draw.random() < 0.3
        self._centre = Centre(keep=self._draw.choice((1, 1, 2, 3)))
        self._devices = [self._wired(make()) for _ in range(self._draw.randint(1, 3))]
        self._late: list[bytes] = []
        self._cut = False
        self._healed = False
        self.verdict = Verdict()
        self.told: dict[bytes, tuple[str, bytes, int]] = {}
        """What a visitor was given, by the event's id: what it says, and its first place."""

    def run(self, steps_: int) -> Verdict:
        with closing(self._centre):
            for _ in range(steps_):
                with suppress(Crash):
                    self._step()
            self._heal()
            self._judge()
        return self.verdict

    def _wired(self, device: Kiosk) -> Kiosk:
        device.meanwhile = self._meanwhile
        return device

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
            case "purge":
                self._purge(device)
            case "back_up":
                self.verdict.backups += 1
                self._centre.back_up(draw)
            case "restore":
                self._restore()
            case "clone":
                self._clone(device)
            case _:
                self._deliver_late()

    def _clone(self, device: Kiosk) -> None:
        if self._rash or len(self._devices) == MOST_DEVICES or self._draw.random() < 0.4:
            return
        self.verdict.clones += 1
        copy = device.copy()
        assert isinstance(copy, Kiosk)
        self._devices.append(self._wired(copy))

    def _restore(self) -> None:
        if self._draw.random() < 0.6:
            return
        rashly = self._rash and self._draw.random() < 0.8
        self.verdict.restores += self._centre.restore(self._draw, rashly=rashly)

    def _purge(self, device: Kiosk) -> None:
        self.verdict.purged += device.purge(self._draw.choice((1, 3, 500)))

    def _meanwhile(self, device: Kiosk) -> None:
        """Another thread of the device comes first; or the plug is pulled."""
        if self._healed:
            return
        chance = self._draw.random()
        if chance < 0.4:
            self._purge(device)
        elif chance < 0.45:
            self._tell(device)
        elif chance < 0.55:
            raise Crash

    def _tell(self, device: Kiosk) -> None:
        n, chance = len(self.told) + 1, self._draw.random()
        clock = self._draw.choice(("ntp", "floor", "unknown"))
        body: Any = "no json" if chance < 0.05 else ticket_body(n)
        kind = "Not A Kind" if 0.05 < chance < 0.1 else "ticket.issued"
        event = device.tell(kind, body, at=self._draw.choice(CLOCKS), clock=clock)
        self.told[event.id.bytes] = (event.body, device.log.bytes, event.seq)
        self.verdict.events += 1

    def _send(self, batch: Batch) -> SendResult:
        request, draw = encode_batch(batch), self._draw
        count = len(batch.events)
        if self._healed:
            return self._read(self._centre.answer(request), count)
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
        return self._read(answer, count)

    def _read(self, answer: bytes | Refused | None, count: int) -> SendResult:
        if answer is None:
            return Unreachable("no answer")
        if isinstance(answer, Refused):
            return Refused(answer.status, answer.reason, count)
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
            limit = MAX_EVENTS
            for _ in range(HEALING_ROUNDS + len(device.events)):
                result = push(device, self._send, limit)
                limit = next_limit(limit, result)
                self._count(result)
                if isinstance(result, UpToDate):
                    result = check_in(device, self._send)
                    if isinstance(result, Pushed) and device.acked == len(device.events):
                        break
                assert isinstance(result, Pushed | Rewound | Forked | Unreachable | Refused), result
            else:
                self.verdict.stuck.append(f"{device.log} at {device.acked}")

    def _judge(self) -> None:
        rows, verdict = self._centre.rows, self.verdict
        stored = rows.execute("SELECT id, body FROM event").fetchall()
        apart = rows.execute("SELECT id, kind, body FROM quarantine").fetchall()
        gaps = rows.execute("SELECT log, seq, last_seq FROM incident WHERE kind = 'gap'").fetchall()
        bodies = [body for _, body in stored]
        verdict.twice = sorted({body for body in bodies if bodies.count(body) > 1})
        verdict.opaque = sum(kind == "opaque" for _, kind, _ in apart)
        verdict.gaps = len(gaps)
        known = {*bodies, *(_said(kind, body) for _, kind, body in apart)}
        there = {id_ for id_, *_ in (*stored, *apart)}
        missing = [
            told
            for id_, told in self.told.items()
            if id_ not in there and (told[0] not in known or told[0] == "no json")
        ]
        verdict.lost = [told[0] for told in missing if not (self._rash and _declared(gaps, *told))]
        if gaps and not self._rash:
            verdict.lost.append(f"gaps of backups that count: {gaps}")
        self._find_holes(gaps)

    def _find_holes(self, gaps: list[Any]) -> None:
        """Each place of a log is stored once, or declared as missing."""
        rows = self._centre.rows
        for site, device, log, ack in rows.execute(
            "SELECT site, device, log, ack_seq FROM stream"
        ).fetchall():
            kept = "SELECT seq FROM {} WHERE site = ? AND device = ? AND log = ?"
            tables = ("event", "quarantine", "relogged")
            union = " UNION ALL ".join(kept.format(table) for table in tables)
            found = rows.execute(union, [site, device, log] * len(tables)).fetchall()
            places = [seq for (seq,) in found]
            for _, first, last in (gap for gap in gaps if gap[0] == log):
                places += range(first, last + 1)
            if sorted(places) != list(range(1, ack + 1)):
                self.verdict.holes.append(f"{log.hex()} to {ack}")


def _said(kind: str, text: str) -> str:
    return str(json.loads(text)["body"]) if kind == "opaque" else text


def _declared(gaps: list[Any], _body: str, log: bytes, seq: int) -> bool:
    return any(gap[0] == log and gap[1] <= seq <= gap[2] for gap in gaps)


def run(seed: int, steps_: int, make: Callable[[], Kiosk] = Kiosk) -> Verdict:
    return World(seed, make).run(steps_)


def run_all(seeds: range, steps_: int) -> tuple[dict[str, int], list[str]]:
    """What happened in them, and what the first one broke."""
    totals = dict.fromkeys(COUNTS, 0)
    for seed in seeds:
        verdict = run(seed, steps_)
        for name in COUNTS:
            totals[name] += getattr(verdict, name)
        if verdict.faults:
            return totals, [f"seed {seed}", *verdict.faults]
    return totals, []
