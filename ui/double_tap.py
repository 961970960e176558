"""A trembling or impatient finger touches twice, or touches what was there a moment ago."""

from collections.abc import Callable

DEBOUNCE_S = 0.3


class DoubleTap:
    """A touch too soon after another, or after a new screen, is not one.

    `now` is monotonic, in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = float("-inf")

    def new_screen(self) -> None:
        """Whatever is touched now was aimed at what stood there before."""
        self._last = self._now()

    def is_one(self) -> bool:
        """Whether the touch of this moment comes too soon to be meant."""
        moment = self._now()
        if moment - self._last < DEBOUNCE_S:
            return True
        self._last = moment
        return False
