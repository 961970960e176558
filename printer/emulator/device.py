"""An emulated printer: bytes and time in, answers and paper out. Pure: it reads no clock.

Each call says what time it is, in seconds; nothing happens between two calls.
"""

import random
import re
from collections import deque
from dataclasses import replace

from printer.commands import Command, Reader, Token
from printer.emulator import answers
from printer.emulator.mechanism import Mechanism
from printer.emulator.strips import Strip
from printer.emulator.traits import Condition, Traits

REAL_TIME = re.compile(
    rb"\x10\x04[\x01-\x04\x14]|\x10\x05[\x00-\x02]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    re.DOTALL,
)
LONGEST_REAL_TIME = 10
RESTART, CLEAR = 1, 2
RETRACT, PRESENT, EJECT, EJECTOR_STATUS = 2, 3, 5, 6


class Device:
    def __init__(self, traits: Traits, now: float = 0.0, seed: int = 0) -> None:
        self.traits = traits
        self._condition = Condition()
        self._mechanism = Mechanism(traits)
        self._random = random.Random(seed)
        self._now = now
        self._busy_until = now
        self._held_up = 0.0
        """Seconds of the movement that stopped when the printer did."""
        self._cutting = False
        self._reader = Reader()
        self._queue: deque[tuple[Token, bytes]] = deque()
        self._queued = 0
        self._heard = b""
        self._out = bytearray()
        self._automatic = 0
        self._told = b""
        self.retracted: list[int] = []
        """Strips that the presenter took back."""

    @property
    def condition(self) -> Condition:
        return self._condition

    @property
    def strips(self) -> tuple[Strip, ...]:
        return tuple(self._mechanism.strips)

    @property
    def hanging(self) -> Strip | None:
        return self._mechanism.hanging()

    @property
    def held(self) -> int:
        """Bytes taken in and not printed."""
        return self._queued + self._reader.waiting

    @property
    def idle(self) -> bool:
        return not self._queue and not self._cutting and self._busy_until <= self._now

    def receive(self, data: bytes, now: float) -> int:
        """How many bytes it took. Real-time orders are heard even when it can take no more."""
        self.advance(now)
        if not self._condition.powered or self._condition.hung:
            return 0
        room = self.traits.buffer - self.held
        if room <= 0:
            urgent = REAL_TIME.match(data)
            if urgent is None:
                return 0
            self._obey_at_once(urgent.group())
            return urgent.end()
        taken = data[: min(room, self._condition.short or room)]
        self._hear(taken)
        self.advance(now)
        return len(taken)

    def replies(self) -> bytes:
        """What it sends back, once."""
        said, self._out = bytes(self._out), bytearray()
        return said

    def advance(self, now: float) -> None:
        """Print what can be printed by then. Time never goes back."""
        now = max(now, self._now)
        while self._condition.prints and self._busy_until <= now:
            if not self._cutting and not self._queue:
                break
            self._now = max(self._now, self._busy_until)
            before = self._condition
            self._end_cut() if self._cutting else self._begin_next()
            self._hold_or_go_on(before)
            self._tell_changes()
        self._now = now
        self._tell_changes()

    def wakes_at(self) -> float | None:
        """When something will happen by itself."""
        working = self._cutting or bool(self._queue)
        return self._busy_until if working and self._condition.prints else None

    def change(self, now: float, **changes: object) -> None:
        """A hand, wear or bad luck: fields of the condition."""
        self.advance(now)
        before = self._condition
        self._condition = replace(before, **changes)  # type: ignore[arg-type]
        if before.jam and not self._condition.jam:
            self._condition = replace(self._condition, jam_error=True)
        if before.cover and not self._condition.cover:
            self._free()
        if "roll_mm" in changes:
            self._change_roll(before)
        if before.powered != self._condition.powered:
            self._switch()
        self._hold_or_go_on(before)
        self.advance(now)

    def take_ticket(self, now: float) -> None:
        """A hand at the slot: takes what waits there, or tears what hangs out."""
        self.advance(now)
        self._condition = replace(self._condition, ticket_out=False)
        self._mechanism.tear()
        self._tell_changes()

    def _hear(self, data: bytes) -> None:
        """Feed the buffer; obey each real-time order when its last byte comes."""
        if self.traits.deaf_in_order and self._reader.waiting:
            self._store(data)
            return
        overlap = len(self._heard)
        heard, at = self._heard + data, 0
        for order in REAL_TIME.finditer(heard):
            if order.end() <= overlap:
                continue
            self._store(heard[max(at, overlap) : order.end()])
            at = order.end()
            self._obey_at_once(order.group())
        self._store(heard[max(at, overlap) :])
        self._heard = heard[at:][-(LONGEST_REAL_TIME - 1) :]

    def _store(self, data: bytes) -> None:
        for token, raw in self._reader.feed(data):
            self._queue.append((token, raw))
            self._queued += len(raw)
            if self._busy_until < self._now:
                self._busy_until = self._now

    def _obey_at_once(self, order: bytes) -> None:
        if order[1] == 0x04:
            status = answers.STAR_STATUS
            if not self._condition.star:
                status = answers.real_time(order[2], self._condition)
            self._say(status)
        elif order[1] == 0x05:
            self._recover(order[2])
        else:
            self._forget()
            self._say(answers.cleared())

    def _recover(self, how: int) -> None:
        """`DLE ENQ`: only from an error whose cause is gone."""
        before = self._condition
        stuck = before.blade_stuck or before.jam
        if how not in (RESTART, CLEAR) or stuck or not (before.cutter_error or before.jam_error):
            return
        self._free()
        if how == CLEAR:
            self._forget()
        self._hold_or_go_on(before)

    def _free(self) -> None:
        """What a hand freed is an error no more; what is stuck stays one."""
        now = self._condition
        cutter = now.cutter_error and now.blade_stuck
        self._condition = replace(now, cutter_error=cutter, jam_error=False)

    def _forget(self) -> None:
        self._reader = Reader()
        self._queue.clear()
        self._queued = 0
        self._cutting = False
        self._busy_until, self._held_up = self._now, 0.0
        self._mechanism.lose()

    def _begin_next(self) -> None:
        token, raw = self._queue.popleft()
        self._queued -= len(raw)
        match token:
            case Command(name) if name[:1] == b"\x10":
                return  # Obeyed when it came.
            case Command(b"\x1b@"):
                self._automatic = 0
                self._mechanism.begin()
            case Command(b"\x1dV", data):
                self._print(Command(b"\x1bJ", data[1:] or b"\0"), raw)
                self._cutting = True
                self._busy_until += self.traits.blade_mm / self.traits.speed_mm_s
                self._busy_until += self.traits.cutter_s
            case Command(name, data) if self._answers(name, data):
                return
            case _:
                self._print(token, raw)

    def _answers(self, name: bytes, data: bytes) -> bool:
        """Orders that print nothing and are obeyed in their turn."""
        if self._condition.star and name in (b"\x1dr", b"\x1dI", b"\x1da", b"\x1de"):
            return True
        match name, data:
            case b"\x1dr", _:
                self._say(answers.sensors(data[0], self._condition))
            case b"\x1dI", _:
                self._say(answers.identity(data[0], self.traits.identity))
            case b"\x1da", _:
                self._automatic, self._told = data[0], b""
            case b"\x1de", _:
                self._move_ticket(data[0])
            case b"\x1d(", _ if data[:1] == b"H" and data[3:4] == b"0":
                self._say(answers.process_id(data[5:9]))
            case _:
                return False
        return True

    def _move_ticket(self, function: int) -> None:
        if not self.traits.presenter:
            return
        if function in (RETRACT, EJECT) and self._condition.ticket_out:
            self._condition = replace(self._condition, ticket_out=False)
            if function == RETRACT:
                self.retracted.append(len(self._mechanism.strips))
        elif function == EJECTOR_STATUS:
            self._say(bytes([0x20 if self._condition.ticket_out else 0]))

    def _print(self, token: Token, raw: bytes) -> None:
        moved = self._mechanism.take_in(token, raw)
        self._busy_until += moved.dots / self.traits.dots_per_mm / self.traits.speed_mm_s
        self._count_roll(ended=moved.ended)

    def _end_cut(self) -> None:
        self._cutting = False
        if self._condition.blade_stuck:
            self._queue.appendleft((Command(b"\x1dV", b"\0"), b""))
            self._condition = replace(self._condition, cutter_error=True)
            return
        papers = len(self._mechanism.strips)
        self._mechanism.cut(round(self.traits.blade_mm * self.traits.dots_per_mm))
        self._count_roll(ended=False)
        if self.traits.presenter and len(self._mechanism.strips) > papers:
            self._condition = replace(self._condition, ticket_out=True)

    def _count_roll(self, *, ended: bool) -> None:
        left = self._mechanism.roll_dots
        if left is not None:
            mm = 0.0 if ended else left / self.traits.dots_per_mm
            self._condition = replace(self._condition, roll_mm=mm)

    def _change_roll(self, before: Condition) -> None:
        mm = self._condition.roll_mm
        if self._condition.paper_out and not before.paper_out:
            self._mechanism.part_from_roll()
        dots = None if mm is None else round(mm * self.traits.dots_per_mm)
        self._mechanism.roll_dots = dots

    def _switch(self) -> None:
        """Off: what waited is lost and the paper stays where it is. On: as new, and silent."""
        self._forget()
        self._automatic = 0
        self._heard = b""
        self._out.clear()
        self._free()

    def _hold_or_go_on(self, before: Condition) -> None:
        """A movement that stops has as much left to do when it goes on."""
        if before.prints and not self._condition.prints:
            self._held_up = max(0.0, self._busy_until - self._now)
        elif self._condition.prints and not before.prints:
            self._busy_until, self._held_up = self._now + self._held_up, 0.0

    def _tell_changes(self) -> None:
        if not self._automatic:
            return
        status = answers.automatic(self._condition)
        if status != self._told:
            self._told = status
            self._say(status)

    def _say(self, data: bytes) -> None:
        now = self._condition
        if now.mute or now.hung or not now.powered:
            return
        if now.garbage:
            data = self._random.randbytes(len(data))
        self._out += data
