"""What can happen at the entrance, besides what can happen at any screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlooks
from kiosk.domain.tickets import Order, PrintState, Refusal, Ticket
from ui.events import CommonEvent, Stayed, StripTouch


class Wish(StrEnum):
    """What the visitor may add to the motif. Forgotten when the visit ends."""

    PRIORITY = "priority"
    REPEAT = "repeat"
    PAPERLESS = "paperless"


@dataclass(frozen=True, slots=True)
class Started:
    lang: str


@dataclass(frozen=True, slots=True)
class CategoryChosen:
    id: str


@dataclass(frozen=True, slots=True)
class MotifChosen:
    order: Order


@dataclass(frozen=True, slots=True)
class PageTurned:
    step: int


@dataclass(frozen=True, slots=True)
class CardAsked:
    """What there is to know of a motif."""

    motif: str


@dataclass(frozen=True, slots=True)
class SheetAsked:
    """The card on paper."""


@dataclass(frozen=True, slots=True)
class PriorityAsked:
    """Who may have it."""


@dataclass(frozen=True, slots=True)
class WishTouched:
    wish: Wish


@dataclass(frozen=True, slots=True)
class Insisted:
    """Yes, that ticket all the same."""


@dataclass(frozen=True, slots=True)
class WentHome:
    pass


@dataclass(frozen=True, slots=True)
class HoursKnown:
    opening: Open | Shut
    refusals: Mapping[str, Refusal]
    today: date | None = None
    """In the site's own zone."""


@dataclass(frozen=True, slots=True)
class OutlooksKnown:
    """None: nothing fresh is known of the waits."""

    outlooks: Outlooks | None


@dataclass(frozen=True, slots=True)
class TicketTaken:
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class TicketRefused:
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Printed:
    ticket: UUID
    state: PrintState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SheetPrinted:
    motif: str
    state: PrintState


Forward = Started | CategoryChosen | MotifChosen | CardAsked | PriorityAsked | Insisted
OwnTouch = Forward | PageTurned | SheetAsked | WishTouched | WentHome
Answered = TicketTaken | TicketRefused | Printed | SheetPrinted
EntranceEvent = OwnTouch | HoursKnown | OutlooksKnown | Answered
Touch = OwnTouch | StripTouch | Stayed
Event = EntranceEvent | CommonEvent
