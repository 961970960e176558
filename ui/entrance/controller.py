"""Moves the entrance: a motif touched becomes an order, a ticket, a paper."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from kiosk.domain.identifiers import uuid7
from kiosk.domain.outlook import Outlook
from kiosk.domain.tickets import Order, PaperEnd, PrintState, Refusal, Ticket
from ui import codes
from ui.audio import Sound
from ui.controller import Controller
from ui.entrance import events, present, present_card, present_choice, present_ticket
from ui.entrance.events import Wish
from ui.entrance.paper_watch import PaperWatch
from ui.entrance.state import HOME, Paper, Screen, State
from ui.entrance.tasks import EntranceTasks, Hours
from ui.entrance.view_models import (
    AttractViewModel,
    CardViewModel,
    ChoiceViewModel,
    ConfirmationViewModel,
)
from ui.events import CommonEvent, WentBack
from ui.fitting import Fitting
from ui.message import MessageViewModel

if TYPE_CHECKING:
    from ui.entrance.reading import Act, EntranceReading

HOURS_EVERY_S = 20.0
BUTTONS: Mapping[str, events.OwnTouch | WentBack] = {
    "print": events.SheetAsked(),
    "priority": events.WishTouched(Wish.PRIORITY),
    "next": events.PageTurned(1),
    "insist": events.Insisted(),
    "home": events.WentHome(),
    "back": WentBack(),
}
"""What the buttons of something to read mean, but for `take`: an order needs an id."""


class EntranceController(Controller[State, events.EntranceEvent]):
    def __init__(
        self,
        context: present.Context,
        tasks: EntranceTasks,
        fitting: Fitting,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        super().__init__(State(), context, tasks, fitting, on_crash)
        self.attract = AttractViewModel(self._touch)
        self.category = ChoiceViewModel(self._touch, self._choose)
        self.motif = ChoiceViewModel(self._touch, self._choose)
        press = partial(self._choose, "button")
        self.card, self.priority, self.doubt = (CardViewModel(press) for _ in range(3))
        self._to_read = {
            Screen.CARD: self.card,
            Screen.PRIORITY: self.priority,
            Screen.DOUBT: self.doubt,
        }
        self.confirmation = ConfirmationViewModel(self._touch)
        self.refused, self.out_of_order = (MessageViewModel(self._go_back) for _ in range(2))
        self.closed = MessageViewModel(self._look_around)
        self._context = context
        self._tasks = tasks
        self._since_hours = 0.0
        self._papers = PaperWatch()
        self._show()

    def tick(self, seconds: float) -> None:
        super().tick(seconds)
        self._since_hours += seconds
        self._hear_outlooks()
        self._watch_papers(seconds)
        if self.state.screen in HOME and self._since_hours >= HOURS_EVERY_S:
            self._refresh_hours()

    def _next(self, event: events.EntranceEvent | CommonEvent) -> State:
        return self._context.flow.next(self.state, event)

    def _choose(self, kind: str, id_: str) -> None:
        self._touch(self._chosen(kind, id_))

    def _chosen(self, kind: str, id_: str) -> events.OwnTouch | WentBack:
        match kind:
            case "category":
                return events.CategoryChosen(id_)
            case "priority":
                return events.PriorityAsked()
            case "wish":
                return events.WishTouched(Wish(id_))
            case "motif":
                return events.MotifChosen(self._order(id_))
            case "button" if id_ == "take":
                return events.MotifChosen(self._order(self.state.card or ""))
            case _:
                return BUTTONS[id_]

    def _read(self) -> "EntranceReading":
        from ui.entrance.reading import reading

        return reading(self.state, self._context, self._sight.room)

    def _press(self, act: "Act") -> None:
        from ui.entrance.reading import Chosen

        self._apply(self._chosen(act.kind, act.id) if isinstance(act, Chosen) else act)

    def _order(self, motif: str) -> Order:
        wishes = self.state.wishes
        return Order(
            uuid7(),
            motif,
            self.state.lang,
            priority=Wish.PRIORITY in wishes,
            repeat=Wish.REPEAT in wishes,
            paperless=Wish.PAPERLESS in wishes,
        )

    def _look_around(self) -> None:
        self._touch(events.Started(self.state.lang))

    def _act(self, before: State, after: State) -> None:
        tasks, run = self._tasks, self._background.run
        if after.order is not None and before.order is None:
            run(tasks.storage, partial(tasks.take_ticket, after.order), self._answered)
        if after.ticket is not None and before.ticket is None:
            self._sound(Sound.TICKET)
            self._print(after.ticket, after)
        if after.sheet is Paper.COMING and before.sheet is not Paper.COMING and after.card:
            put = partial(tasks.print_sheet, after.card, after.lang)
            run(tasks.printing, put, partial(self._sheet_printed, after.card))
        pause = after.recent.pause
        if pause is not None and pause != before.recent.pause:
            tell = partial(tasks.tell_burst, pause.motif, pause.burst)
            run(tasks.storage, tell, _nothing)
        if after.screen is not before.screen and after.screen is Screen.ATTRACT:
            self._refresh_hours()

    def _is_warned(self, state: State) -> bool:
        return self._context.flow.warning_s(state) is not None

    def _is_at_home(self, state: State) -> bool:
        return state.screen in HOME and not (self._papers.blocked or self._papers.shown)

    def _print(self, ticket: Ticket, state: State) -> None:
        if ticket.paperless:
            return
        outlook = state.outlooks.motifs.get(ticket.motif) if state.outlooks else None
        self._put(ticket, outlook)

    def _put(self, ticket: Ticket, outlook: Outlook | None) -> None:
        put = partial(self._tasks.print_ticket, ticket, outlook)
        self._background.run(self._tasks.printing, put, partial(self._printed, ticket, outlook))

    def _watch_papers(self, seconds: float) -> None:
        self._papers = self._papers.later(seconds)
        again, untaken = self._papers.due
        if not again and not untaken:
            return
        self._papers = self._papers.asked()
        for each in again:
            self._put(each.ticket, each.outlook)
        for each in untaken:
            take_back = partial(self._tasks.retract, each.ticket.job)
            self._background.run(self._tasks.printing, take_back, _nothing)

    def _opened(self) -> None:
        self._refresh_hours()
        self._background.run(self._tasks.printing, codes.warm_up, _nothing)

    def _refresh_hours(self) -> None:
        self._since_hours = 0.0
        self._background.run(self._tasks.storage, self._tasks.hours, self._hours_known)

    def _hours_known(self, known: Hours) -> None:
        zone = self._context.config.site.rules.zone
        self._apply(events.HoursKnown(*known, self._tasks.wall().astimezone(zone).date()))

    def _hear_outlooks(self) -> None:
        """News at home only, for tiles may not change under a finger; what is old goes anywhere."""
        now, held = self._tasks.now(), self.state.outlooks
        if self.state.screen in HOME or (held is not None and not held.is_fresh(now)):
            known = self._tasks.outlooks()
            fresh = known if known is not None and known.is_fresh(now) else None
            self._apply(events.OutlooksKnown(fresh))

    def _answered(self, answer: Ticket | Refusal) -> None:
        if isinstance(answer, Ticket):
            self._apply(events.TicketTaken(answer))
        else:
            self._apply(events.TicketRefused(answer))

    def _printed(self, ticket: Ticket, outlook: Outlook | None, end: PaperEnd) -> None:
        self._papers = self._papers.told(ticket, outlook, end.state)
        self._apply(events.Printed(ticket.id, end.state, end.reason))

    def _sheet_printed(self, motif: str, state: PrintState) -> None:
        self._apply(events.SheetPrinted(motif, state))

    def _show(self) -> None:
        """Only the screen in view is derived again; the others when they come."""
        state, context, room = self.state, self._context, self._sight.room
        match state.screen:
            case Screen.ATTRACT:
                self.attract.show(present.attract(state, context, room))
            case Screen.CLOSED:
                self.closed.show(present.closed(state, context))
            case Screen.CATEGORY:
                self.category.show(present_choice.category_choice(state, context, room))
            case Screen.MOTIF:
                self.motif.show(present_choice.motif_choice(state, context, room))
            case Screen.CARD | Screen.PRIORITY | Screen.DOUBT:
                self._to_read[state.screen].show(present_card.to_read(state, context, room))
            case Screen.REFUSED:
                self.refused.show(present.refused(state, context))
            case Screen.CONFIRMATION:
                self.confirmation.show(present_ticket.confirmation(state, context))
            case Screen.OUT_OF_ORDER:
                self.out_of_order.show(present_ticket.out_of_order(state, context))
        self.strip.show(present.strip(state, context))
        self.idle.show(present.idle(state, context))
        self.shell.show(state.screen.value, context.words(state).right_to_left)


def _nothing(_done: object) -> None:
    pass
