"""Where the visitor of the entrance is, and what is known of the visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlooks
from kiosk.domain.tickets import Order, PrintState, Refusal, Ticket
from ui.access import NO_AID, Access
from ui.entrance.events import Wish
from ui.entrance.recent import Recent


class Paper(StrEnum):
    """What can be said to the visitor of the paper."""

    COMING = "coming"
    OUT = "out"
    UNPROVED = "unproved"
    """It should be there, and nothing proves it."""
    MISSING = "missing"
    UNWANTED = "unwanted"


STAY_S: Mapping[Paper, float] = {
    Paper.COMING: 60.0,
    Paper.OUT: 10.0,
    Paper.UNPROVED: 30.0,
    Paper.MISSING: 60.0,
    Paper.UNWANTED: 60.0,
}
"""How long the number stays: without a paper in the hand it must be read or photographed."""


class Screen(StrEnum):
    ATTRACT = "attract"
    CLOSED = "closed"
    CATEGORY = "category"
    MOTIF = "motif"
    CARD = "card"
    PRIORITY = "priority"
    DOUBT = "doubt"
    REFUSED = "refused"
    CONFIRMATION = "confirmation"
    OUT_OF_ORDER = "out_of_order"


class Doubt(StrEnum):
    """What is asked before a ticket is taken."""

    AGAIN = "again"
    LATE = "late"
    PAUSE = "pause"


HOME = frozenset({Screen.ATTRACT, Screen.CLOSED})
CHOOSING = frozenset(
    {
        Screen.CATEGORY,
        Screen.MOTIF,
        Screen.CARD,
        Screen.PRIORITY,
        Screen.DOUBT,
        Screen.REFUSED,
    }
)


@dataclass(frozen=True, slots=True)
class State:
    screen: Screen = Screen.ATTRACT
    lang: str = "fr"
    category: str | None = None
    page: int = 0
    opening: Open | Shut = field(default_factory=lambda: Open(None))
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    refusal: Refusal | None = None
    """Why the motif just touched cannot be had."""
    order: Order | None = None
    """Asked for, not yet answered: nothing else can be touched."""
    ticket: Ticket | None = None
    printed: PrintState | None = None
    trouble: str = ""
    """Why the paper stands where it does, in the journal's words."""
    idle_s: float = 0.0
    help_asked: bool = False
    asking_language: bool = False
    access: Access = NO_AID
    wishes: frozenset[Wish] = frozenset()
    card: str | None = None
    """The motif whose card is read."""
    leaf: int = 0
    """Of what is read: where there is little room it has several."""
    sheet: Paper | None = None
    """What became of its card on paper; None: nobody asked for it."""
    doubt: Doubt | None = None
    held: Order | None = None
    """What waits for the visitor's answer to the doubt."""
    outlooks: Outlooks | None = None
    recent: Recent = field(default_factory=Recent)
    today: date | None = None
    """For what the site has to say on some days only."""

    @property
    def broken(self) -> bool:
        return self.screen is Screen.OUT_OF_ORDER

    @property
    def browsing(self) -> bool:
        """The site is closed: cards can be read, and no ticket taken."""
        return isinstance(self.opening, Shut)

    @property
    def paper(self) -> Paper:
        if self.ticket is not None and self.ticket.paperless:
            return Paper.UNWANTED
        return paper_of(self.printed)


def paper_of(printed: PrintState | None) -> Paper:
    """None: the printer has not answered yet."""
    match printed:
        case None:
            return Paper.COMING
        case PrintState.CONFIRMED | PrintState.CONFIRMED_LATE:
            return Paper.OUT
        case PrintState.SENT_UNVERIFIED | PrintState.UNKNOWN:
            return Paper.UNPROVED
        case _:
            return Paper.MISSING
