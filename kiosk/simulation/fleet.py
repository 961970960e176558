"""Many kiosks at once, each by the rules of a real one: what it tells, when it comes back."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import assert_never

from kiosk.simulation.enrolment import Enrolled
from kiosk.simulation.machine import Machine
from kiosk.simulation.tally import Tally
from kiosk.simulation.web import Line, NoAnswer, Place
from sync.client import backoff
from sync.client.http import HEADERS, PATH, pack, read_answer
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
)
from sync.client.signer import Signer
from sync.wire import Batch

Rest = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Plan:
    """`batch`: events of a request, at most. Each kiosk has its `events` from the start and
    comes within `back_s`, or tells them one by one during `seconds` when that is not zero."""

    devices: int
    events: int
    batch: int
    seconds: float = 0.0
    back_s: float = 0.0

    @property
    def pause_s(self) -> float:
        return self.seconds / self.events


@dataclass
class Kiosk:
    """`requests`: how often it spoke; `heard`: how often to some effect."""

    machine: Machine
    signer: Signer
    line: Line
    limit: int
    requests: int = 0
    heard: int = 0
    failures: int = 0
    refusal: str = ""


@dataclass
class Fleet:
    plan: Plan
    tally: Tally = field(default_factory=Tally)
    roll: Callable[[], float] = random.random
    rest: Rest = asyncio.sleep
    clock: Callable[[], float] = time.monotonic

    def kiosk(self, enrolled: Enrolled, server: Place) -> Kiosk:
        signer = Signer(enrolled.private, enrolled.who.device, boot=1)
        return Kiosk(Machine(enrolled.who), signer, Line(server), self.plan.batch)

    async def live(self, kiosk: Kiosk) -> None:
        """Until all of its events are acknowledged, or it is refused."""
        try:
            await self.rest(self.roll() * max(self.plan.back_s, self.plan.pause_s))
            begun = self.clock()
            while not kiosk.refusal:
                self._tell_what_is_due(kiosk.machine, self.clock() - begun)
                result = await self._exchange(kiosk)
                if isinstance(result, UpToDate):
                    if kiosk.machine.told == self.plan.events:
                        return
                    due = begun + kiosk.machine.told * self.plan.pause_s
                    await self.rest(max(0.0, due - self.clock()))
                else:
                    await self._after(kiosk, result)
        finally:
            kiosk.line.close()

    def _tell_what_is_due(self, machine: Machine, age_s: float) -> None:
        plan = self.plan
        due = plan.events if not plan.seconds else int(age_s / plan.pause_s) + 1
        machine.tell(min(due, plan.events) - machine.told)

    async def _exchange(self, kiosk: Kiosk) -> PushResult:
        """One of `sync/client/push.py`, which waits for no network: it is given what came."""
        batch = kiosk.machine.batch(kiosk.limit)
        if batch is None:
            return UpToDate()
        came = await self._send(kiosk, batch)
        return push(kiosk.machine, lambda _batch: came, kiosk.limit)

    async def _send(self, kiosk: Kiosk, batch: Batch) -> SendResult:
        body = pack(batch)
        if isinstance(body, Refused):
            return body
        headers = {**HEADERS, **kiosk.signer.headers(PATH, body)}
        kiosk.requests += 1
        self.tally.begin()
        begun = self.clock()
        try:
            heard = await kiosk.line.post(PATH, body, headers)
        except NoAnswer as none:
            self.tally.heard_nothing(str(none))
            return Unreachable(str(none))
        except asyncio.CancelledError:
            self.tally.heard_nothing("cancelled")
            raise
        self.tally.heard(heard.status, self.clock() - begun)
        return read_answer(heard.status, heard.retry_after, heard.content, len(batch.events))

    async def _after(self, kiosk: Kiosk, result: PushResult) -> None:
        """As `sync/client/worker.py` does."""
        kiosk.limit = min(next_limit(kiosk.limit, result), self.plan.batch)
        match result:
            case Pushed():
                kiosk.heard += 1
                kiosk.failures = 0
            case UpToDate() | Rewound() | Refused(can_split=True):
                pass
            case Busy(wait_s=wait_s):
                await self._give_way(kiosk, wait_s)
            case Unreachable():
                await self._give_way(kiosk, 0.0)
            case Refused(status=status, reason=reason):
                kiosk.refusal = f"{status} {reason}"
            case Forked():
                kiosk.refusal = "fork"
            case _:
                assert_never(result)

    async def _give_way(self, kiosk: Kiosk, at_least_s: float) -> None:
        kiosk.failures += 1
        await self.rest(at_least_s + backoff.delay(kiosk.failures, self.roll()))
