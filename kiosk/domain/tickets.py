"""Tickets, their numbers and what can become of their paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that count together on one day: a letter, or a letter in one kiosk's own lane."""

    letter: str
    lane: int | None = None

    def __str__(self) -> str:
        return self.letter if self.lane is None else f"{self.letter}{self.lane}-"

    def number(self, n: int) -> str:
        """`A042`, or in lane 2 `A2-07`; longer when the day is longer than that."""
        return f"{self}{n:03d}" if self.lane is None else f"{self}{n:02d}"


STALE_S = 20.0
"""Nobody stands in front of an older print job any more; the number stays valid."""


class PrintState(StrEnum):
    QUEUED = "QUEUED"
    BLOCKED = "BLOCKED"
    SENDING = "SENDING"
    CONFIRMED = "CONFIRMED"
    CONFIRMED_LATE = "CONFIRMED_LATE"
    UNKNOWN = "UNKNOWN"
    SENT_UNVERIFIED = "SENT_UNVERIFIED"
    NOT_SENT = "NOT_SENT"
    REPRINTED = "REPRINTED"
    EXPIRED = "EXPIRED"
    ABANDONED = "ABANDONED"


PENDING = frozenset({PrintState.QUEUED, PrintState.BLOCKED, PrintState.SENDING})
"""Not ended: somebody may still stand there."""


@dataclass(frozen=True, slots=True)
class PaperEnd:
    """Where a print job stands, and why: the words of the journal."""

    state: PrintState
    reason: str = ""


NOTHING_LEFT = frozenset({PrintState.QUEUED, PrintState.BLOCKED, PrintState.NOT_SENT})
"""Not one byte went out: while it is fresh, such a job may be printed by itself."""


ON_PAPER = frozenset({PrintState.CONFIRMED, PrintState.CONFIRMED_LATE, PrintState.SENT_UNVERIFIED})
"""As far as the printer can say."""


class Left(StrEnum):
    """What the last paper left in the printer."""

    NOTHING = "nothing"
    PAPER = "paper"
    """Perhaps half a paper, not cut; no byte waits behind it."""
    BYTES = "bytes"
    """Perhaps half a paper, and bytes that were not printed: even half an order."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the visitor asked for. The id is made at the touch: the same order is one ticket."""

    id: UUID
    motif: str
    lang: str
    priority: bool = False
    repeat: bool = False
    """The visitor says to come back for the same request."""
    paperless: bool = False
    """The number on the screen is enough."""


@dataclass(frozen=True, slots=True)
class Ticket:
    id: UUID
    number: str
    motif: str
    lang: str
    priority: bool
    lane: int | None
    day: date
    """The service day that the number belongs to."""
    issued_at: datetime
    """UTC, and worth telling people when `is_dated`."""
    job: int
    """Its first print job: given up from the start where no paper is wanted."""
    repeat: bool = False
    paperless: bool = False
    is_dated: bool = True
    """The clock could be right."""


@dataclass(frozen=True, slots=True)
class MotifClosed:
    reopens: datetime | None
    reason: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class QuotaReached:
    quota: int


@dataclass(frozen=True, slots=True)
class UnknownMotif:
    motif: str


Refusal = MotifClosed | QuotaReached | UnknownMotif
