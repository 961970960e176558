"""Where each event leads from where the visitor is. One pure function, no Qt."""

from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.config import ScreenSettings
from kiosk.domain.motifs import Catalogue
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import Order
from ui.access import GUIDED, patience
from ui.entrance.events import (
    Answered,
    CardAsked,
    CategoryChosen,
    EntranceEvent,
    Event,
    Forward,
    HoursKnown,
    Insisted,
    MotifChosen,
    OutlooksKnown,
    PageTurned,
    Printed,
    PriorityAsked,
    SheetAsked,
    SheetPrinted,
    Started,
    TicketRefused,
    TicketTaken,
    Touch,
    WentHome,
    Wish,
    WishTouched,
)
from ui.entrance.state import CHOOSING, STAY_S, Doubt, Paper, Screen, State, paper_of
from ui.events import (
    AidTouched,
    Broken,
    HelpAsked,
    KeyUsed,
    LanguageChosen,
    LanguagesAsked,
    Left,
    Mended,
    Stayed,
    Ticked,
    WentBack,
)
from ui.visitor import strip_touched

__all__ = ["EntranceEvent", "Flow", "home"]


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
                return self._ticked(_later(state, seconds))
            case HoursKnown(opening, refusals, today):
                known = replace(state, opening=opening, refusals=refusals, today=today)
                return _at_home_again(known)
            case OutlooksKnown(outlooks):
                return replace(state, outlooks=outlooks)
            case TicketTaken() | TicketRefused() | Printed() | SheetPrinted():
                return _answered(state, event)
            case Broken():
                return replace(state, screen=Screen.OUT_OF_ORDER, order=None)
            case _:
                if state.order is not None:
                    return state
                return self._touched(replace(state, idle_s=0.0), event)

    def warning_s(self, state: State) -> float | None:
        """Seconds left before going home, once the visitor must be asked; None before."""
        left = self._limit_s(state) - state.idle_s
        asked = state.idle_s >= self.idle_limit_s(state)
        return left if asked and _is_asked(state) else None

    def idle_limit_s(self, state: State) -> float:
        """How long a visitor may do nothing before being asked."""
        at_number = state.screen is Screen.CONFIRMATION
        seconds = STAY_S[state.paper] if at_number else self.settings.idle_s
        return seconds * patience(state.access)

    def _limit_s(self, state: State) -> float:
        """How long a visitor who does nothing stays."""
        # At home too: whoever chose a language or asked for help there has left.
        asks = state.screen is not Screen.CONFIRMATION or _number_may_be_lost(state)
        warning_s = self.settings.warning_s * patience(state.access) if asks else 0.0
        return self.idle_limit_s(state) + warning_s

    def _out_of_order(self, state: State, event: Event) -> State:
        """It can be read in every language, and says where help is; no more."""
        match event:
            case Mended():
                return home(state)
            case LanguageChosen() | LanguagesAsked() | AidTouched() | HelpAsked() | KeyUsed():
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
            case (
                Started()
                | CategoryChosen()
                | MotifChosen()
                | CardAsked()
                | PriorityAsked()
                | Insisted()
            ):
                return self._forward(state, event)
            case PageTurned(step):
                return _turned(state, step)
            case SheetAsked():
                may = state.screen is Screen.CARD and state.sheet is not Paper.COMING
                return replace(state, sheet=Paper.COMING) if may else state
            case WishTouched(wish):
                return _wished(state, wish)
            case LanguageChosen() | LanguagesAsked() | AidTouched() | HelpAsked() | KeyUsed():
                return strip_touched(state, event)
            case WentBack():
                return _back(state)
            case WentHome():
                return home(state)
            case Stayed():
                return state
            case _:
                assert_never(event)

    def _forward(self, state: State, event: Forward) -> State:
        match event, state.screen:
            case Started(lang), Screen.ATTRACT | Screen.CLOSED:
                return replace(state, screen=Screen.CATEGORY, lang=lang, page=0)
            case CategoryChosen(id_), Screen.CATEGORY:
                return replace(state, screen=Screen.MOTIF, category=id_, page=0)
            case CardAsked(motif), Screen.CATEGORY | Screen.MOTIF:
                return replace(state, screen=Screen.CARD, card=motif, sheet=None, leaf=0)
            case PriorityAsked(), Screen.CATEGORY:
                return replace(state, screen=Screen.PRIORITY, leaf=0)
            case MotifChosen(order), Screen.CATEGORY | Screen.MOTIF | Screen.CARD:
                return self._chosen(state, order)
            case Insisted(), Screen.DOUBT:
                return _insisted(state)
            case _:
                return state

    def _chosen(self, state: State, order: Order) -> State:
        motif = self.catalogue.find(order.motif)
        if state.browsing and motif is not None and motif.has_card:
            return replace(state, screen=Screen.CARD, card=motif.id, sheet=None, leaf=0)
        known = state.refusals.get(order.motif)
        if known is not None:
            return replace(_off_the_card(state, Screen.REFUSED), refusal=known)
        recent = state.recent.watched(order.motif)
        state = replace(state, recent=recent)
        if recent.paused(order.motif):
            return _doubted(state, Doubt.PAUSE, order)
        if recent.just_taken(order.motif):
            return _doubted(state, Doubt.AGAIN, order)
        return _ordered(state, order)

    def _ticked(self, state: State) -> State:
        if state.order is not None:
            return state
        if _is_over(state):
            return _up(replace(state, idle_s=0.0))
        return home(state) if state.idle_s >= self._limit_s(state) else state


def _later(state: State, seconds: float) -> State:
    return replace(state, idle_s=state.idle_s + seconds, recent=state.recent.later(seconds))


def _is_asked(state: State) -> bool:
    """Whether there is something to lose."""
    return state.screen in CHOOSING or _number_may_be_lost(state)


def _number_may_be_lost(state: State) -> bool:
    """Whoever has no paper in the hand is asked first."""
    return state.screen is Screen.CONFIRMATION and state.paper is not Paper.OUT


def _answered(state: State, event: Answered) -> State:
    """What the desk or the printer says; for a visitor who has left, it changes nothing."""
    match event:
        case TicketTaken(ticket) if state.order is not None:
            recent = state.recent.with_ticket(ticket.motif, ticket.number, ticket.id)
            confirmed = replace(state, screen=Screen.CONFIRMATION, ticket=ticket, recent=recent)
            return replace(confirmed, order=None, card=None, sheet=None, idle_s=0.0)
        case TicketRefused(refusal) if state.order is not None:
            refused = replace(_off_the_card(state, Screen.REFUSED), refusal=refusal)
            return replace(refused, order=None, idle_s=0.0)
        case Printed(ticket_id, printed, reason) if state.ticket and state.ticket.id == ticket_id:
            # The same answer again must not keep the number on the screen.
            if (state.printed, state.trouble) == (printed, reason):
                return state
            return replace(state, printed=printed, trouble=reason, idle_s=0.0)
        case SheetPrinted(motif, printed) if state.sheet and state.card == motif:
            return replace(state, sheet=paper_of(printed), idle_s=0.0)
        case _:
            return state


def _insisted(state: State) -> State:
    if state.held is None or state.doubt is Doubt.PAUSE:
        return state
    here = _up(state)
    return (
        replace(here, order=state.held) if state.doubt is Doubt.LATE else _ordered(here, state.held)
    )


def _is_over(state: State) -> bool:
    """Time alone has answered the doubt."""
    if state.doubt is Doubt.PAUSE:
        return state.recent.pause is None
    held = state.held
    return state.doubt is Doubt.AGAIN and held is not None and not state.recent.last(held.motif)


def _ordered(state: State, order: Order) -> State:
    """The ticket is asked for, unless it may be too late for it today."""
    outlook = state.outlooks.motifs.get(order.motif) if state.outlooks else None
    if outlook is not None and outlook.late:
        return _doubted(state, Doubt.LATE, order)
    return replace(state, order=order)


def _doubted(state: State, doubt: Doubt, order: Order) -> State:
    return replace(_off_the_card(state, Screen.DOUBT), doubt=doubt, held=order)


def _off_the_card(state: State, screen: Screen) -> State:
    return replace(state, screen=screen, card=None, sheet=None, leaf=0)


def _wished(state: State, wish: Wish) -> State:
    if state.screen not in CHOOSING or state.browsing:
        return state
    screen = Screen.CATEGORY if state.screen is Screen.PRIORITY else state.screen
    return replace(state, wishes=state.wishes ^ {wish}, screen=screen)


def home(state: State) -> State:
    """The visit is over: language, page and everything of the visitor are forgotten."""
    fresh = State(opening=state.opening, refusals=state.refusals, outlooks=state.outlooks)
    return _at_home_again(replace(fresh, recent=state.recent))


def _at_home_again(state: State) -> State:
    """The first screen says whether the site is open."""
    if state.screen is Screen.ATTRACT and isinstance(state.opening, Shut):
        return replace(state, screen=Screen.CLOSED)
    if state.screen is Screen.CLOSED and isinstance(state.opening, Open):
        return replace(state, screen=Screen.ATTRACT)
    return state


def _turned(state: State, step: int) -> State:
    if state.screen in (Screen.CARD, Screen.PRIORITY):
        return replace(state, leaf=max(state.leaf + step, 0))
    return replace(state, page=max(state.page + step, 0))


def _back(state: State) -> State:
    if state.asking_language:
        return replace(state, asking_language=False)
    return _up(state)


def _up(state: State) -> State:
    """The screen before this one."""
    match state.screen:
        case Screen.REFUSED | Screen.CARD | Screen.DOUBT:
            screen = Screen.CATEGORY if state.category is None else Screen.MOTIF
            chosen = replace(state, screen=screen, refusal=None, card=None, sheet=None)
            return replace(chosen, leaf=0, doubt=None, held=None)
        case Screen.PRIORITY:
            return replace(state, screen=Screen.CATEGORY, leaf=0)
        case Screen.MOTIF:
            return replace(state, screen=Screen.CATEGORY, category=None, page=0)
        case _ if state.access & GUIDED:
            # Whoever cannot see it is still there, and must not be left without a voice.
            return replace(home(state), lang=state.lang, access=state.access)
        case _:
            return home(state)
