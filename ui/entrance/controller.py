"""Moves the entrance: a motif touched becomes an order, a ticket, a paper."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, PrintState, Refusal, Ticket
from ui.audio import Sound
from ui.controller import Controller
from ui.entrance import flow, present
from ui.entrance.tasks import EntranceTasks, Hours
from ui.entrance.view_models import (
    AttractViewModel,
    ChoiceViewModel,
    ConfirmationViewModel,
    IdleViewModel,
)
from ui.events import CommonEvent
from ui.fitting import Fitting
from ui.message import MessageViewModel

if TYPE_CHECKING:
    from ui.entrance.reading import Act, EntranceReading

HOURS_EVERY_S = 20.0


class EntranceController(Controller[flow.State, flow.EntranceEvent]):
    def __init__(
        self,
        context: present.Context,
        tasks: EntranceTasks,
        fitting: Fitting,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        super().__init__(flow.State(), context, tasks, fitting, on_crash)
        self.attract = AttractViewModel(self._touch)
        self.category = ChoiceViewModel(self._touch, self._choose)
        self.motif = ChoiceViewModel(self._touch, self._choose)
        self.confirmation = ConfirmationViewModel(self._touch)
        self.refused, self.closed, self.out_of_order = (
            MessageViewModel(self._go_back) for _ in range(3)
        )
        self.idle = IdleViewModel(self._touch)
        self._context = context
        self._tasks = tasks
        self._since_hours = 0.0
        self._show()

    def tick(self, seconds: float) -> None:
        super().tick(seconds)
        self._since_hours += seconds
        at_home = self.state.screen in (flow.Screen.ATTRACT, flow.Screen.CLOSED)
        if at_home and self._since_hours >= HOURS_EVERY_S:
            self._refresh_hours()

    def _next(self, event: flow.EntranceEvent | CommonEvent) -> flow.State:
        return self._context.flow.next(self.state, event)

    def _choose(self, kind: str, id_: str) -> None:
        self._touch(self._chosen(kind, id_))

    def _chosen(self, kind: str, id_: str) -> flow.CategoryChosen | flow.MotifChosen:
        if kind == "category":
            return flow.CategoryChosen(id_)
        return flow.MotifChosen(Order(uuid7(), id_, self.state.lang))

    def _read(self) -> "EntranceReading":
        from ui.entrance.reading import reading

        return reading(self.state, self._context, self._sight.room)

    def _press(self, act: "Act") -> None:
        from ui.entrance.reading import Chosen

        self._apply(self._chosen(act.kind, act.id) if isinstance(act, Chosen) else act)

    def _act(self, before: flow.State, after: flow.State) -> None:
        tasks = self._tasks
        if after.order is not None and before.order is None:
            take = partial(tasks.take_ticket, after.order)
            self._background.run(tasks.storage, take, self._answered)
        if after.ticket is not None and before.ticket is None:
            put = partial(tasks.print_ticket, after.ticket)
            self._background.run(tasks.printing, put, partial(self._printed, after.ticket))
            self._sound(Sound.TICKET)
        if self._is_warned(after) and not self._is_warned(before):
            self._sound(Sound.ATTENTION)
        if after.screen is not before.screen and after.screen is flow.Screen.ATTRACT:
            self._refresh_hours()

    def _is_warned(self, state: flow.State) -> bool:
        return self._context.flow.warning_s(state) is not None

    def _opened(self) -> None:
        self._refresh_hours()

    def _refresh_hours(self) -> None:
        self._since_hours = 0.0
        self._background.run(self._tasks.storage, self._tasks.hours, self._hours_known)

    def _hours_known(self, known: Hours) -> None:
        self._apply(flow.HoursKnown(*known))

    def _answered(self, answer: Ticket | Refusal) -> None:
        if isinstance(answer, Ticket):
            self._apply(flow.TicketTaken(answer))
        else:
            self._apply(flow.TicketRefused(answer))

    def _printed(self, ticket: Ticket, state: PrintState) -> None:
        self._apply(flow.Printed(ticket.id, state))

    def _show(self) -> None:
        """Only the screen in view is derived again; the others when they come."""
        state, context = self.state, self._context
        match state.screen:
            case flow.Screen.ATTRACT:
                self.attract.show(present.attract(state, context, self._sight.room))
            case flow.Screen.CLOSED:
                self.closed.show(present.closed(state, context))
            case flow.Screen.CATEGORY:
                self.category.show(present.category_choice(state, context, self._sight.room))
            case flow.Screen.MOTIF:
                self.motif.show(present.motif_choice(state, context, self._sight.room))
            case flow.Screen.REFUSED:
                self.refused.show(present.refused(state, context))
            case flow.Screen.CONFIRMATION:
                self.confirmation.show(present.confirmation(state, context))
            case flow.Screen.OUT_OF_ORDER:
                self.out_of_order.show(present.out_of_order(state, context))
        self.strip.show(present.strip(state, context))
        self.idle.show(present.idle(state, context))
        self.shell.show(state.screen.value, context.words(state).right_to_left)
