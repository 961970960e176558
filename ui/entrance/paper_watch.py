"""Papers that are not there yet and may still come, and those that nobody may come for. Pure."""

from dataclasses import dataclass, replace

from kiosk.domain.outlook import Outlook
from kiosk.domain.tickets import STALE_S, PrintState, Ticket

AGAIN_EVERY_S = 2.0
UNTAKEN_S = 30.0
"""After that the mouth of a presenter is needed for the next visitor."""
MOST_TIMES = int(STALE_S / AGAIN_EVERY_S)


@dataclass(frozen=True, slots=True)
class Watched:
    ticket: Ticket
    outlook: Outlook | None
    left_s: float
    """Until it is asked for again, or taken back."""
    times: int = 0


@dataclass(frozen=True, slots=True)
class PaperWatch:
    """It outlives the visit: who stands at the seats still hears the printer."""

    blocked: tuple[Watched, ...] = ()
    shown: tuple[Watched, ...] = ()

    def told(self, ticket: Ticket, outlook: Outlook | None, state: PrintState) -> "PaperWatch":
        known = next((each for each in self.blocked if each.ticket == ticket), None)
        times = 0 if known is None else known.times + 1
        others = tuple(each for each in self.blocked if each.ticket != ticket)
        match state:
            case PrintState.BLOCKED | PrintState.NOT_SENT if times < MOST_TIMES:
                again = Watched(ticket, outlook, AGAIN_EVERY_S, times)
                return replace(self, blocked=(*others, again))
            case PrintState.CONFIRMED | PrintState.CONFIRMED_LATE:
                shown = Watched(ticket, outlook, UNTAKEN_S)
                return PaperWatch(others, (*self.shown, shown))
            case _:
                return replace(self, blocked=others)

    def later(self, seconds: float) -> "PaperWatch":
        if not self.blocked and not self.shown:
            return self
        return PaperWatch(_later(self.blocked, seconds), _later(self.shown, seconds))

    @property
    def due(self) -> tuple[tuple[Watched, ...], tuple[Watched, ...]]:
        """Those to ask for again, and those to take back."""
        return (_due(self.blocked), _due(self.shown))

    def asked(self) -> "PaperWatch":
        """What was due is under way: what is asked for again is told of again."""
        still = tuple(
            replace(each, left_s=float("inf")) if each.left_s <= 0 else each
            for each in self.blocked
        )
        return PaperWatch(still, tuple(each for each in self.shown if each.left_s > 0))


def _later(watched: tuple[Watched, ...], seconds: float) -> tuple[Watched, ...]:
    return tuple(replace(each, left_s=each.left_s - seconds) for each in watched)


def _due(watched: tuple[Watched, ...]) -> tuple[Watched, ...]:
    return tuple(each for each in watched if each.left_s <= 0)
