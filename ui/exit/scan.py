"""A scanner is a keyboard that types faster than any hand: tells the two apart."""

from collections.abc import Callable

from kiosk.domain.identifiers import CODE_LENGTH, is_opinion_code

SETTLED_S = 0.15
"""No scanner pauses that long within a code, and no hand feels it."""


class KeyBurst:
    """Signs that follow each other too fast for a hand. `now` is monotonic, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = float("-inf")
        self._typed = ""

    def add(self, sign: str) -> None:
        if not self._is_fast():
            self._typed = ""
        self._typed += sign
        self._last = self._now()

    @property
    def is_scanner(self) -> bool:
        """Whether a scanner is typing now; the key that it ends with is no touch."""
        return len(self._typed) > 1 and self._is_fast()

    def take(self) -> str:
        typed, self._typed = self._typed, ""
        return typed

    def _is_fast(self) -> bool:
        return self._now() - self._last < SETTLED_S


def code_in(typed: str) -> str | None:
    """The code at the end of what was scanned: alone, or behind an address."""
    code = typed[-CODE_LENGTH:].upper()
    return code if is_opinion_code(code) else None
