"""Where the visitor is, and where each event leads. One pure function, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from kiosk.config import ScreenSettings
from kiosk.domain.motifs import Catalogue
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import Order, PrintState, Refusal, Ticket
from ui.access import GUIDED, NO_AID, Access, patience
from ui.events import (
    AidTouched,
    Broken,
    CommonEvent,
    HelpAsked,
    KeyUsed,
    LanguageChosen,
    LanguagesAsked,
    Left,
    Mended,
    StripTouch,
    Ticked,
    WentBack,
)
from ui.visitor import strip_touched


class Paper(StrEnum):
    """What can be said to the visitor of the paper."""

    COMING = "coming"
    OUT = "out"
    UNPROVED = "unproved"
    """It should be there, and nothing proves it."""
    MISSING = "missing"


STAY_S: Mapping[Paper, float] = {
    Paper.COMING: 60.0,
    Paper.OUT: 10.0,
    Paper.UNPROVED: 30.0,
    Paper.MISSING: 60.0,
}
"""How long the number stays: without a paper in the hand it must be read or photographed."""


class Screen(StrEnum):
    ATTRACT = "attract"
    CLOSED = "closed"
    CATEGORY = "category"
    MOTIF = "motif"
    REFUSED = "refused"
    CONFIRMATION = "confirmation"
    OUT_OF_ORDER = "out_of_order"


CHOOSING = frozenset({Screen.CATEGORY, Screen.MOTIF, Screen.REFUSED})


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
    idle_s: float = 0.0
    help_asked: bool = False
    asking_language: bool = False
    access: Access = NO_AID


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
class WentHome:
    pass


@dataclass(frozen=True, slots=True)
class Stayed:
    """The visitor said to be still there."""


@dataclass(frozen=True, slots=True)
class HoursKnown:
    opening: Open | Shut
    refusals: Mapping[str, Refusal]


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


OwnTouch = Started | CategoryChosen | MotifChosen | PageTurned | WentHome | Stayed
EntranceEvent = OwnTouch | HoursKnown | TicketTaken | TicketRefused | Printed
Touch = OwnTouch | StripTouch
Event = EntranceEvent | CommonEvent


@dataclass(frozen=True, slots=True)
class Flow:
    catalogue: Catalogue
    settings: ScreenSettings

    def next(self, state: State, event: Event) -> State:
        if state.screen is Screen.OUT_OF_ORDER:
            return self._out_of_order(state, event)
        match event:
            case Mended():
                return state
            case Left():
                return state if state.order is not None else home(state)
            case Ticked(seconds):
                return self._ticked(replace(state, idle_s=state.idle_s + seconds))
            case HoursKnown(opening, refusals):
                return _at_home_again(replace(state, opening=opening, refusals=refusals))
            case TicketTaken() | TicketRefused() | Printed():
                return _answered(state, event)
            case Broken():
                return replace(state, screen=Screen.OUT_OF_ORDER, order=None)
            case _:
                if state.order is not None:
                    return state
                return self._touched(replace(state, idle_s=0.0), event)

    def warning_s(self, state: State) -> float | None:
        """Seconds left before going home, once the visitor must be asked; None before."""
        idle_s = self.idle_limit_s(state)
        if state.screen not in CHOOSING or state.idle_s < idle_s:
            return None
        return idle_s + self.settings.warning_s * patience(state.access) - state.idle_s

    def idle_limit_s(self, state: State) -> float:
        """How long a visitor may do nothing before being asked."""
        return self.settings.idle_s * patience(state.access)

    def _out_of_order(self, state: State, event: Event) -> State:
        """It can be read in every language, and no more."""
        match event:
            case Mended():
                return home(state)
            case LanguageChosen() | LanguagesAsked() | AidTouched() | KeyUsed():
                return strip_touched(replace(state, idle_s=0.0), event)
            case Left():
                return State(screen=state.screen)
            case Ticked(seconds):
                idle_s = state.idle_s + seconds
                spent = idle_s >= self.settings.idle_s * patience(state.access)
                return State(screen=state.screen) if spent else replace(state, idle_s=idle_s)
            case _:
                return state

    def _touched(self, state: State, event: Touch) -> State:
        match event:
            case Started() | CategoryChosen() | MotifChosen():
                return _forward(state, event)
            case PageTurned(step):
                return replace(state, page=max(state.page + step, 0))
            case LanguageChosen() | LanguagesAsked() | AidTouched() | HelpAsked() | KeyUsed():
                return strip_touched(state, event)
            case WentBack() if state.asking_language:
                return replace(state, asking_language=False)
            case WentBack():
                return _back(state)
            case WentHome():
                return home(state)
            case Stayed():
                return state
            case _:
                assert_never(event)

    def _ticked(self, state: State) -> State:
        if state.order is not None:
            return state
        if state.screen is Screen.CONFIRMATION:
            limit = STAY_S[paper_of(state.printed)]
        else:
            # At home too: whoever chose a language or asked for help there has left.
            limit = self.settings.idle_s + self.settings.warning_s
        return home(state) if state.idle_s >= limit * patience(state.access) else state


def _answered(state: State, event: TicketTaken | TicketRefused | Printed) -> State:
    """What the desk or the printer says; for a visitor who has left, it changes nothing."""
    match event:
        case TicketTaken(ticket) if state.order is not None:
            return replace(state, screen=Screen.CONFIRMATION, ticket=ticket, order=None, idle_s=0.0)
        case TicketRefused(refusal) if state.order is not None:
            return replace(state, screen=Screen.REFUSED, refusal=refusal, order=None, idle_s=0.0)
        case Printed(ticket_id, printed) if state.ticket and state.ticket.id == ticket_id:
            return replace(state, printed=printed, idle_s=0.0)
        case _:
            return state


def _forward(state: State, event: Started | CategoryChosen | MotifChosen) -> State:
    match event, state.screen:
        case Started(lang), Screen.ATTRACT:
            return replace(state, screen=Screen.CATEGORY, lang=lang, page=0)
        case CategoryChosen(id_), Screen.CATEGORY:
            return replace(state, screen=Screen.MOTIF, category=id_, page=0)
        case MotifChosen(order), Screen.CATEGORY | Screen.MOTIF:
            known = state.refusals.get(order.motif)
            if known is not None:
                return replace(state, screen=Screen.REFUSED, refusal=known)
            return replace(state, order=order)
        case _:
            return state


def home(state: State) -> State:
    """The visit is over: language, page and everything of the visitor are forgotten."""
    fresh = State(opening=state.opening, refusals=state.refusals)
    return _at_home_again(fresh)


def _at_home_again(state: State) -> State:
    """The first screen says whether the site is open."""
    if state.screen is Screen.ATTRACT and isinstance(state.opening, Shut):
        return replace(state, screen=Screen.CLOSED)
    if state.screen is Screen.CLOSED and isinstance(state.opening, Open):
        return replace(state, screen=Screen.ATTRACT)
    return state


def _back(state: State) -> State:
    match state.screen:
        case Screen.REFUSED:
            screen = Screen.CATEGORY if state.category is None else Screen.MOTIF
            return replace(state, screen=screen, refusal=None)
        case Screen.MOTIF:
            return replace(state, screen=Screen.CATEGORY, category=None, page=0)
        case _ if state.access & GUIDED:
            # Whoever cannot see it is still there, and must not be left without a voice.
            return replace(home(state), lang=state.lang, access=state.access)
        case _:
            return home(state)
