"""The tickets of the last minutes: a child who plays is slowed down, a queue hardly so."""

from dataclasses import dataclass, replace
from uuid import UUID

AGAIN_S = 20.0
"""The same motif so soon after is asked about."""
BURST_S = 120.0
MOST = 5
"""Tickets of one motif in that time; the next one has to wait."""
QUICK_S = 60.0
MOST_QUICK = 10
"""Tickets of whatever motifs in that time: faster than one visitor after the other can read."""
PAUSE_S = 10.0


@dataclass(frozen=True, slots=True)
class Taken:
    motif: str
    number: str
    at_s: float
    ticket: UUID


@dataclass(frozen=True, slots=True)
class Pause:
    """`motif` empty: of all. `burst`: the tickets that led to it, oldest first."""

    motif: str
    until_s: float
    burst: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Recent:
    """`clock_s`: seconds that the entrance has been open."""

    clock_s: float = 0.0
    taken: tuple[Taken, ...] = ()
    pause: Pause | None = None

    def later(self, seconds: float) -> "Recent":
        now = self.clock_s + seconds
        taken = tuple(one for one in self.taken if now - one.at_s < BURST_S)
        pause = self.pause if self.pause and now < self.pause.until_s else None
        return Recent(now, taken, pause)

    def with_ticket(self, motif: str, number: str, ticket: UUID) -> "Recent":
        return replace(self, taken=(*self.taken, Taken(motif, number, self.clock_s, ticket)))

    def watched(self, motif: str) -> "Recent":
        """With a pause when too many were taken of this motif, or of all; it then counts anew."""
        same = tuple(one for one in self.taken if one.motif == motif)
        quick = tuple(one for one in self.taken if self.clock_s - one.at_s < QUICK_S)
        if len(same) >= MOST:
            return self._paused(motif, same)
        return self._paused("", quick) if len(quick) >= MOST_QUICK else self

    def _paused(self, motif: str, burst: tuple[Taken, ...]) -> "Recent":
        others = tuple(one for one in self.taken if one not in burst)
        until_s = self.clock_s + PAUSE_S
        return Recent(self.clock_s, others, Pause(motif, until_s, tuple(b.ticket for b in burst)))

    def paused(self, motif: str) -> bool:
        return self.pause is not None and self.pause.motif in ("", motif)

    def just_taken(self, motif: str) -> bool:
        """A ticket of that motif, a moment ago."""
        return any(one.motif == motif and self.clock_s - one.at_s < AGAIN_S for one in self.taken)

    def last(self, motif: str) -> str | None:
        """The number of its last ticket, for as long as it is remembered."""
        numbers = (one.number for one in reversed(self.taken) if one.motif == motif)
        return next(numbers, None)
