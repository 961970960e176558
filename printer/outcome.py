"""What became of a print, and what a printer says of itself. Closed sets, matched to the end."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    READY = "READY"
    NEAR_END = "NEAR_END"
    """It prints; somebody should bring a roll."""
    UNVERIFIABLE = "UNVERIFIABLE"
    """This model cannot say anything; it may be printed to, and nothing is proven."""
    PAPER_OUT = "PAPER_OUT"
    COVER = "COVER"
    CUTTER = "CUTTER"
    JAM = "JAM"
    TICKET_WAITING = "TICKET_WAITING"
    """A ticket stands in the mouth of the presenter. The next one pushes it out."""
    HOT = "HOT"
    BUSY = "BUSY"
    """Off line for another reason, or at work for another process of ours."""
    HELD = "HELD"
    """A program that is not ours has it open."""
    MUTE = "MUTE"
    """It should have answered and did not."""
    ABSENT = "ABSENT"
    FAULT = "FAULT"

    @property
    def can_print(self) -> bool:
        return self in (
            Health.READY,
            Health.NEAR_END,
            Health.TICKET_WAITING,
            Health.UNVERIFIABLE,
        )


class Doubt(StrEnum):
    """Why the end of a ticket is not known."""

    TIMEOUT = "TIMEOUT"
    LINK_LOST = "LINK_LOST"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The printer itself said, after the cut, that this very job is on paper."""


@dataclass(frozen=True, slots=True)
class ConfirmedLate:
    """The same, after its time had passed and the visitor had been told of a doubt."""


@dataclass(frozen=True, slots=True)
class SentUnverified:
    """Every byte left, and this model can say no more."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing was tried: the printer was not ready."""

    health: Health


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not one byte left: trying again cannot make a second paper."""

    reason: Health | Doubt


@dataclass(frozen=True, slots=True)
class Unknown:
    """There may be a paper, or half of one: only a person may ask for another."""

    reason: Health | Doubt
    accepted: int
    """Bytes that the link took."""
    purged: bool = False
    """The printer says that it has thrown away what it had not printed."""


Outcome = Confirmed | ConfirmedLate | SentUnverified | Blocked | NotSent | Unknown
