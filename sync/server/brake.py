"""Slow down whoever guesses."""

from collections import deque
from collections.abc import Callable
from time import monotonic

WINDOW_S = 60.0
MOST_EACH = 10
MOST_IN_ALL = 20


class Brake:
    """Counts the failures of a minute, of each address and of all. Belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}

    def holds(self, address: str) -> bool:
        after = self._clock() - WINDOW_S
        for each, moments in list(self._failures.items()):
            while moments and moments[0] <= after:
                moments.popleft()
            if not moments:
                del self._failures[each]
        own = self._failures.get(address, ())
        return len(own) >= MOST_EACH or sum(map(len, self._failures.values())) >= MOST_IN_ALL

    def failed(self, address: str) -> None:
        self._failures.setdefault(address, deque()).append(self._clock())
