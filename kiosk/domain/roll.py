"""The roll of paper, counted by us: most sensors see only its end, many printers have none."""

from dataclasses import dataclass

FULL_MM = {80: 80_000, 58: 40_000}
"""What the usual rolls hold, by their width. A cautious guess until the first whole roll."""
NEAR_END = 0.1
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Roll:
    """Since the last change."""

    changed_at: int
    """Wall clock, ms."""
    fed_mm: int
    tickets: int
    ended: bool = False
    """The printer said so; the next paper comes from another roll."""


@dataclass(frozen=True, slots=True)
class Forecast:
    tickets: int
    days: int | None
    """None: it is too early to say."""


def full_mm(paper_mm: int) -> int:
    return FULL_MM[80 if paper_mm >= 80 else 58]


def is_near_end(roll: Roll, full: int) -> bool:
    return roll.fed_mm >= full * (1 - NEAR_END)


def forecast(roll: Roll, full: int, now_ms: int) -> Forecast | None:
    """None: nothing was printed from this roll."""
    if roll.tickets == 0 or roll.fed_mm <= 0:
        return None
    left = 0 if roll.ended else max(0, full - roll.fed_mm) * roll.tickets // roll.fed_mm
    age = now_ms - roll.changed_at
    return Forecast(left, left * age // roll.tickets // DAY_MS if age >= DAY_MS else None)
