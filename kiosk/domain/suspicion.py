"""Which opinions look like play. They are kept as given; only their flags say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kiosk.domain.feedback import Scale

RULES = 1
"""The version of the rules below, stored with what they found."""

REPEAT_MS = 5_000
BURST_MS, BURST = 30_000, 4
ALTERNATING_MS, ALTERNATING = 60_000, 4
WINDOW_MS = max(REPEAT_MS, BURST_MS, ALTERNATING_MS)
"""How far back the rules look."""


class Suspicion(StrEnum):
    REPEAT = "repeat"
    BURST = "burst"
    ALTERNATING = "alternating"
    REUSED_CODE = "reused_code"
    """The code of a ticket that an earlier opinion came with."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An opinion as the rules see it; `mono`: ms since the boot that all of them share."""

    mono: int
    value: int


def suspicions(new: Mark, earlier: Sequence[Mark], scale: Scale) -> tuple[Suspicion, ...]:
    """What is odd about `new`. `earlier`: of this kiosk and boot, oldest first."""
    found = []
    if _within(REPEAT_MS, new, earlier):
        found.append(Suspicion.REPEAT)
    if len(_within(BURST_MS, new, earlier)) + 1 >= BURST:
        found.append(Suspicion.BURST)
    values = [mark.value for mark in (*_within(ALTERNATING_MS, new, earlier), new)]
    if _alternates(values[-ALTERNATING:], scale):
        found.append(Suspicion.ALTERNATING)
    return tuple(found)


def _within(span_ms: int, new: Mark, earlier: Sequence[Mark]) -> Sequence[Mark]:
    return [mark for mark in earlier if 0 <= new.mono - mark.mono < span_ms]


def _alternates(values: Sequence[int], scale: Scale) -> bool:
    extremes = {1, len(scale.faces)}
    return (
        len(values) == ALTERNATING
        and set(values) == extremes
        and all(one != other for one, other in pairwise(values))
    )
