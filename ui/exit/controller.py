"""Moves the exit: what is answered is stored at once, and again when it is told better."""

from collections.abc import Callable
from functools import partial

from kiosk.domain.identifiers import uuid7
from ui.controller import Controller
from ui.events import CommonEvent
from ui.exit import flow, present
from ui.exit.reading import Act, ExitReading, Rated, reading
from ui.exit.tasks import ExitTasks
from ui.exit.view_models import (
    AnswersViewModel,
    FacesViewModel,
    ThanksViewModel,
    reason_of,
    resolution_of,
)
from ui.fitting import Fitting
from ui.message import MessageViewModel, out_of_order


class ExitController(Controller[flow.State, flow.ExitEvent]):
    def __init__(
        self,
        context: present.Context,
        tasks: ExitTasks,
        fitting: Fitting,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        super().__init__(flow.State(), context, tasks, fitting, on_crash)
        self.faces = FacesViewModel(self._touch)
        self.resolution = AnswersViewModel(self._touch, resolution_of)
        self.reasons = AnswersViewModel(self._touch, reason_of)
        self.thanks = ThanksViewModel(self._touch)
        self.out_of_order = MessageViewModel(self._go_back)
        self._flow = flow.Flow(context.scale)
        self._context = context
        self._tasks = tasks
        self._show()

    def _next(self, event: flow.ExitEvent | CommonEvent) -> flow.State:
        return self._flow.next(self.state, event)

    def _read(self) -> ExitReading:
        return reading(self.state, self._context, self._sight.room)

    def _press(self, act: Act) -> None:
        if isinstance(act, Rated):
            self._apply(flow.FaceTouched(uuid7(), act.value))
        else:
            self._apply(act)

    def _act(self, before: flow.State, after: flow.State) -> None:
        if after.given is not None and after.given != before.given:
            keep = partial(self._tasks.give_feedback, after.given)
            self._background.run(self._tasks.storage, keep, _kept)

    def _show(self) -> None:
        """Only the screen in view is derived again; the others when they come."""
        state, context = self.state, self._context
        match state.screen:
            case flow.Screen.FACES:
                self.faces.show(present.faces(state, context))
            case flow.Screen.RESOLUTION:
                self.resolution.show(present.resolution(state, context, self._sight.room))
            case flow.Screen.REASONS:
                self.reasons.show(present.reasons(state, context, self._sight.room))
            case flow.Screen.THANKS:
                self.thanks.show(present.thanks(state, context))
            case flow.Screen.OUT_OF_ORDER:
                self.out_of_order.show(out_of_order(context.words(state)))
        self.strip.show(present.strip(state, context))
        self.shell.show(state.screen.value, context.words(state).right_to_left)


def _kept(_done: None) -> None:
    pass
