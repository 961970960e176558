"""A trembling or impatient finger touches twice: the second touch is not one."""

from collections.abc import Callable

DEBOUNCE_S = 0.3


class DoubleTap:
    """`now` is monotonic, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = float("-inf")

    def is_one(self) -> bool:
        """Whether the touch of this moment follows another too closely to be meant."""
        moment = self._now()
        if moment - self._last < DEBOUNCE_S:
            return True
        self._last = moment
        return False
