"""The entrance's one mover: events change the state, the state is shown, tasks are sent out."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer

from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, PrintState, Refusal, Ticket
from ui.background import Background
from ui.double_tap import DoubleTap
from ui.entrance import flow, present
from ui.entrance.tasks import EntranceTasks, Hours
from ui.entrance.view_models import (
    AttractViewModel,
    ChoiceViewModel,
    ConfirmationViewModel,
    EntranceViewModel,
    IdleViewModel,
)
from ui.message import MessageViewModel
from ui.room import Room
from ui.strip import StripTouches, StripViewModel

TICK_S = 1.0
HOURS_EVERY_S = 20.0
RETRY_S = 15.0
"""Before a database that could not be used is tried again."""

log = logging.getLogger(__name__)


class EntranceController:
    """Lives in the GUI thread."""

    def __init__(
        self,
        context: present.Context,
        tasks: EntranceTasks,
        room: Room,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self.state = flow.State()
        self.shell = EntranceViewModel()
        self.attract = AttractViewModel(self._touch)
        self.category = ChoiceViewModel(self._touch, self._choose)
        self.motif = ChoiceViewModel(self._touch, self._choose)
        self.confirmation = ConfirmationViewModel(self._touch)
        back = partial(self._touch, flow.WentBack())
        self.refused, self.closed, self.out_of_order = (MessageViewModel(back) for _ in range(3))
        self.idle = IdleViewModel(self._touch)
        self.strip = StripViewModel(
            StripTouches(
                speak=lambda lang: self._touch(flow.LanguageChosen(lang)),
                back=back,
                help=partial(self._touch, flow.HelpAsked()),
            )
        )
        self._context = context
        self._tasks = tasks
        self._room = room
        self._double_tap = DoubleTap(tasks.now)
        self._on_crash = on_crash
        self._background = Background(self._crashed)
        self._ticker = QTimer(interval=int(TICK_S * 1000))
        self._ticker.timeout.connect(self._tick)
        self._retry = QTimer(interval=int(RETRY_S * 1000), singleShot=True)
        self._retry.timeout.connect(self._prepare)
        self._since_hours = 0.0
        self._show()

    def start(self) -> None:
        """Once the first frame is painted: open the database and build the other screens."""
        self._prepare()
        self._ticker.start()
        self.shell.warm_up()

    def stop(self) -> None:
        self._ticker.stop()
        self._retry.stop()
        self._background.stop()

    def tick(self, seconds: float) -> None:
        """Time has passed."""
        self._apply(flow.Ticked(seconds))
        self._since_hours += seconds
        if self.state.screen in (flow.Screen.ATTRACT, flow.Screen.CLOSED):
            self._refresh_hours(HOURS_EVERY_S)

    def fail(self) -> None:
        """Something that nothing can mend has happened, here or elsewhere."""
        # A database that opens after all must not bring the screens back.
        self.stop()
        self._apply(flow.Broken())

    def _tick(self) -> None:
        self.tick(TICK_S)

    def _touch(self, event: flow.Touch) -> None:
        if not self._double_tap.is_one():
            self._apply(event)

    def _choose(self, kind: str, id_: str) -> None:
        if kind == "category":
            self._touch(flow.CategoryChosen(id_))
        else:
            self._touch(flow.MotifChosen(Order(uuid7(), id_, self.state.lang)))

    def _apply(self, event: flow.Event) -> None:
        before, self.state = self.state, self._context.flow.next(self.state, event)
        if self.state == before:
            return
        self._show()
        self._act(before, self.state)

    def _act(self, before: flow.State, after: flow.State) -> None:
        """What a change of state asks of the workers."""
        tasks = self._tasks
        if after.order is not None and before.order is None:
            self._background.run(
                tasks.storage, partial(tasks.take_ticket, after.order), self._answered
            )
        if after.ticket is not None and before.ticket is None:
            self._background.run(
                tasks.printing,
                partial(tasks.print_ticket, after.ticket),
                partial(self._printed, after.ticket),
            )
        if after.help_asked and not before.help_asked:
            ask = partial(tasks.ask_help, after.screen.value, after.lang)
            self._background.run(tasks.storage, ask, _nothing)
        if after.screen is not before.screen and after.screen is flow.Screen.ATTRACT:
            self._refresh_hours(0.0)

    def _prepare(self) -> None:
        self._background.run(self._tasks.storage, self._tasks.prepare, self._prepared)

    def _prepared(self, problem: str | None) -> None:
        if problem is None:
            self._apply(flow.Mended())
            self._refresh_hours(0.0)
        else:
            log.error("%s", problem)
            self._apply(flow.Broken())
            self._retry.start()

    def _refresh_hours(self, at_least_s: float) -> None:
        if self._since_hours < at_least_s:
            return
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

    def _crashed(self, error: BaseException) -> None:
        log.critical("a worker failed", exc_info=error)
        self.fail()
        self._on_crash(error)

    def _show(self) -> None:
        """Only the screen in view is derived again; the others when they come."""
        state, context = self.state, self._context
        match state.screen:
            case flow.Screen.ATTRACT:
                self.attract.show(present.attract(state, context))
            case flow.Screen.CLOSED:
                self.closed.show(present.closed(state, context))
            case flow.Screen.CATEGORY:
                self.category.show(present.category_choice(state, context, self._room))
            case flow.Screen.MOTIF:
                self.motif.show(present.motif_choice(state, context, self._room))
            case flow.Screen.REFUSED:
                self.refused.show(present.refused(state, context))
            case flow.Screen.CONFIRMATION:
                self.confirmation.show(present.confirmation(state, context))
            case flow.Screen.OUT_OF_ORDER:
                self.out_of_order.show(present.out_of_order(state, context))
        self.strip.show(present.strip(state, context))
        self.idle.show(present.idle(state, context))
        self.shell.show(state.screen)


def _nothing(_done: None) -> None:
    pass
