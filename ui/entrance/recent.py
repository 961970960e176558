"""The tickets of the last minutes: a child who plays is slowed down, a queue hardly so."""

from dataclasses import dataclass, replace

AGAIN_S = 20.0
"""The same motif so soon after is asked about."""
BURST_S = 120.0
MOST = 5
"""Tickets of one motif in that time; the next one has to wait."""
PAUSE_S = 10.0


@dataclass(frozen=True, slots=True)
class Taken:
    motif: str
    number: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Pause:
    motif: str
    until_s: float


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

    def with_ticket(self, motif: str, number: str) -> "Recent":
        return replace(self, taken=(*self.taken, Taken(motif, number, self.clock_s)))

    def watched(self, motif: str) -> "Recent":
        """With a pause when too many were taken of this motif; it then counts anew."""
        if sum(one.motif == motif for one in self.taken) < MOST:
            return self
        others = tuple(one for one in self.taken if one.motif != motif)
        return Recent(self.clock_s, others, Pause(motif, self.clock_s + PAUSE_S))

    def paused(self, motif: str) -> bool:
        return self.pause is not None and self.pause.motif == motif

    def just_taken(self, motif: str) -> bool:
        """A ticket of that motif, a moment ago."""
        return any(one.motif == motif and self.clock_s - one.at_s < AGAIN_S for one in self.taken)

    def last(self, motif: str) -> str | None:
        """The number of its last ticket, for as long as it is remembered."""
        numbers = (one.number for one in reversed(self.taken) if one.motif == motif)
        return next(numbers, None)
