"""Who is served, who waits for it, and when the others are to come back: each at a moment of its
own, so that ten thousand devices that return at once are not all turned away twice."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

from sync.server.decode import Refusal

AT_ONCE = 32
"""Exchanges that are unpacked and applied; the others wait as they came, compressed."""
LONGEST_WAIT_S = 6.0
"""A device gives an answer up after 20 s."""
MOST_WAITING = 4096
MOST_BYTES = 32 * 1024 * 1024
LEAST_RETRY_S, LONGEST_RETRY_S = 5.0, 300.0
FIRST_EACH_S = 0.005
_SMOOTHING = 0.05
_GONE = Refusal(408, "the device did not wait")

HasGone = Callable[[], Awaitable[bool]]


class Crowd:
    """Belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._doors = asyncio.Semaphore(AT_ONCE)
        self._inside = 0
        self._bytes = 0
        self._each_s = FIRST_EACH_S
        self._left = 0.0
        self._line_ends = 0.0

    @asynccontextmanager
    async def place(self, size: int, has_gone: HasGone) -> AsyncIterator[Refusal | None]:
        """Of a request of so many bytes. Waits for its turn, or is refused at once. Who gave up
        while it waited will come again: to serve it would only keep others waiting."""
        if self._is_full(size):
            yield Refusal(429, "too many devices at once", self._turn_s())
            return
        self._inside += 1
        self._bytes += size
        if self._inside == AT_ONCE:
            self._left = self._clock()
        try:
            has_waited = self._doors.locked()
            async with self._doors:
                yield _GONE if has_waited and await has_gone() else None
        finally:
            self._inside -= 1
            self._bytes -= size
            self._learn()

    def _is_full(self, size: int) -> bool:
        waiting = self._inside - AT_ONCE
        return waiting >= 0 and (
            waiting * self._each_s >= LONGEST_WAIT_S
            or waiting >= MOST_WAITING
            or self._bytes + size > MOST_BYTES
        )

    def _turn_s(self) -> int:
        """After those who wait here, and those who were sent away before."""
        now = self._clock()
        first = now + max(LEAST_RETRY_S, self._inside * self._each_s)
        self._line_ends = max(self._line_ends, first) + self._each_s
        return math.ceil(min(self._line_ends - now, LONGEST_RETRY_S))

    def _learn(self) -> None:
        """How long one takes, from how long one after another took while others waited."""
        now = self._clock()
        if self._inside >= AT_ONCE:
            self._each_s += _SMOOTHING * (now - self._left - self._each_s)
        self._left = now
