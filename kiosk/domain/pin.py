"""The technician's PIN: what one may be, what an attempt is answered, how long a failure costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

LEAST_DIGITS = 6
MOST_DIGITS = 12
FREE_FAILURES = 3
"""The third one in a row begins to cost."""
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 24 * 3600


class BadPin(StrEnum):
    """Why a PIN cannot be chosen."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    EASY = "easy"


@dataclass(frozen=True, slots=True)
class Right:
    pass


@dataclass(frozen=True, slots=True)
class Wrong:
    """`wait_s`: before the next attempt counts; 0 when there is no wait yet."""

    wait_s: int


@dataclass(frozen=True, slots=True)
class Locked:
    """Not even looked at."""

    wait_s: int


@dataclass(frozen=True, slots=True)
class NoPin:
    """None was set: nobody can come in."""


PinAnswer = Right | Wrong | Locked | NoPin


def fault_of(pin: str) -> BadPin | None:
    if not (pin.isascii() and pin.isdigit()):
        return BadPin.NOT_DIGITS
    if not LEAST_DIGITS <= len(pin) <= MOST_DIGITS:
        return BadPin.LENGTH
    steps = set(_steps(pin))
    return BadPin.EASY if steps in ({0}, {1}, {9}) else None


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row: 30, 60, 120 … at most a day."""
    if failures < FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES, 20)
    return int(min(FIRST_WAIT_S * 2**doublings, LONGEST_WAIT_S))


def remaining_s(failures: int, since_last_s: float) -> int:
    """What is left of it. A clock that was set back cannot make it longer than it is."""
    wait = wait_after(failures)
    return max(0, min(wait, round(wait - since_last_s)))


def _steps(pin: str) -> Iterator[int]:
    """From each digit to the next, counted round: 1 for 123456, 9 for 654321."""
    return ((int(b) - int(a)) % 10 for a, b in pairwise(pin))
