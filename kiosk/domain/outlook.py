"""How long one will wait, as the site's server sees it; said only while it is fresh."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.texts import Texts

FRESH_S = 120.0
STEP_MIN, COARSE_STEP_MIN = 5, 10
COARSE_FROM_MIN = 60
LEAST_MIN = 5
"""Shorter waits are said to be under that."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whole minutes: it is likely to take from `wait_min` to `wait_max`."""

    ahead: int
    """People."""
    wait_min: int
    wait_max: int
    late: bool = False
    """Whoever comes now may not be received before the site closes."""

    @property
    def about(self) -> int:
        """The middle, rounded up; 0: under five minutes."""
        if self.wait_max < LEAST_MIN:
            return 0
        return rounded_up((self.wait_min + self.wait_max + 1) // 2)

    @property
    def span(self) -> tuple[int, int] | None:
        """What surrounds `about`, rounded away from it; None when it says no more."""
        lowest, highest = rounded_down(self.wait_min), rounded_up(self.wait_max)
        return (lowest, highest) if 0 < lowest < highest else None


@dataclass(frozen=True, slots=True)
class Outlooks:
    """`made_s`: by this machine's monotonic clock, for a wall clock may lie."""

    made_s: float
    site: Outlook | None = None
    motifs: Mapping[str, Outlook] = field(default_factory=dict)

    def is_fresh(self, now_s: float) -> bool:
        return now_s - self.made_s < FRESH_S


def say_about(texts: Texts, outlook: Outlook) -> str:
    """`Environ 20 min`."""
    if outlook.about == 0:
        return texts.say("ticket.under", n=LEAST_MIN)
    return texts.count("ticket.about", outlook.about)


def say_wait(texts: Texts, outlook: Outlook) -> str:
    """`Environ 20 min (entre 10 et 25)`."""
    about, span = say_about(texts, outlook), outlook.span
    if span is None:
        return about
    return f"{about} {texts.say('ticket.between', low=span[0], high=span[1])}"


def rounded_up(minutes: int) -> int:
    step = COARSE_STEP_MIN if minutes > COARSE_FROM_MIN else STEP_MIN
    return -(-minutes // step) * step


def rounded_down(minutes: int) -> int:
    step = COARSE_STEP_MIN if minutes > COARSE_FROM_MIN else STEP_MIN
    return minutes // step * step
