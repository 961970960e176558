"""Moves the exit: what is answered is stored at once, and again when it is told better."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kiosk.domain.identifiers import uuid7
from kiosk.domain.satisfaction import Satisfaction
from ui.controller import Controller
from ui.double_tap import DEBOUNCE_S
from ui.events import CommonEvent, Stayed
from ui.exit import comment, flow, present
from ui.exit.scan import SETTLED_S, KeyBurst, code_in
from ui.exit.tasks import ExitTasks
from ui.exit.view_models import (
    AnswersViewModel,
    CommentViewModel,
    FacesViewModel,
    KeyboardViewModel,
    ThanksViewModel,
    reason_of,
    resolution_of,
)
from ui.fitting import Fitting
from ui.message import MessageViewModel, out_of_order

if TYPE_CHECKING:
    from ui.exit.reading import Act, ExitReading

RESULT_EVERY_S = 3600.0


class ExitController(Controller[flow.State, flow.ExitEvent]):
    def __init__(
        self,
        context: present.Context,
        tasks: ExitTasks,
        fitting: Fitting,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        super().__init__(flow.State(), context, tasks, fitting, on_crash)
        self.faces = FacesViewModel(self._touch_face, self._press_key)
        self.resolution = AnswersViewModel(self._touch, resolution_of)
        self.reasons = AnswersViewModel(self._touch, reason_of)
        self.comment = CommentViewModel(self._touch)
        self.keyboard = KeyboardViewModel(self._type)
        self.thanks = ThanksViewModel(self._touch)
        self.out_of_order = MessageViewModel(self._go_back)
        self._flow = context.flow
        self._context = context
        self._tasks = tasks
        self._screen_since = tasks.now()
        self._result: Satisfaction | None = None
        self._result_age_s = 0.0
        self._burst = KeyBurst(tasks.now)
        self._settle = QTimer(interval=int(SETTLED_S * 1000), singleShot=True)
        self._settle.timeout.connect(self._settled)
        self._show()

    def stop(self) -> None:
        self._settle.stop()
        super().stop()

    def tick(self, seconds: float) -> None:
        self._result_age_s += seconds
        if self._result_age_s >= RESULT_EVERY_S:
            self._read_result()
        super().tick(seconds)

    def _next(self, event: flow.ExitEvent | CommonEvent) -> flow.State:
        return self._flow.next(self.state, event)

    def _read(self) -> "ExitReading":
        from ui.exit.reading import reading

        return reading(self.state, self._context, self._sight.room, self._result)

    def _press(self, act: "Act") -> None:
        from ui.exit.reading import Rated

        if isinstance(act, Rated):
            self._apply(flow.FaceTouched(uuid7(), act.value))
        else:
            self._apply(act)

    def _opened(self) -> None:
        self._read_result()

    def _is_warned(self, state: flow.State) -> bool:
        return self._flow.warning_s(state) is not None

    def _is_at_home(self, state: flow.State) -> bool:
        return state.screen is flow.Screen.FACES

    def _act(self, before: flow.State, after: flow.State) -> None:
        if after.screen is not before.screen or self._is_warned(before):
            self._screen_since = self._tasks.now()
        if after.given is not None and after.given != before.given:
            keep = partial(self._tasks.give_feedback, after.given)
            self._background.run(self._tasks.storage, keep, _kept)

    def _show(self) -> None:
        """Only the screen in view is derived again; the others when they come."""
        state, context = self.state, self._context
        match state.screen:
            case flow.Screen.FACES:
                self.faces.show(present.faces(state, context, self._result))
            case flow.Screen.RESOLUTION:
                self.resolution.show(present.resolution(state, context, self._sight.room))
            case flow.Screen.REASONS:
                self.reasons.show(present.reasons(state, context, self._sight.room))
            case flow.Screen.COMMENT:
                self.comment.show(comment.comment(state, context))
                self.keyboard.show(comment.keyboard(state, context))
            case flow.Screen.THANKS:
                self.thanks.show(present.thanks(state, context))
            case flow.Screen.OUT_OF_ORDER:
                self.out_of_order.show(out_of_order(context.words(state)))
        self.idle.show(present.idle(state, context))
        self.strip.show(present.strip(state, context))
        self.shell.show(state.screen.value, context.words(state).right_to_left)

    def _read_result(self) -> None:
        self._result_age_s = 0.0
        self._background.run(self._tasks.storage, self._tasks.last_month, self._result_read)

    def _result_read(self, result: Satisfaction | None) -> None:
        self._result = result
        self._show()

    def _type(self, event: flow.KeyTouched) -> None:
        """As fast as one writes, but not a touch that was aimed at the screen before."""
        if self._tasks.now() - self._screen_since >= DEBOUNCE_S:
            self._apply(event)

    def _touch_face(self, event: flow.Touch) -> None:
        if not self._burst.is_scanner:
            self._touch(event)

    def _press_key(self, key: str) -> None:
        self.keypad.other_struck()
        if not self._context.config.exit.ticket_code:
            self._strike_face(int(key))
            return
        self._burst.add(key)
        self._settle.start()

    def _strike_face(self, value: int) -> None:
        """Whoever is asked « Êtes-vous toujours là ? » has answered by any key."""
        asked = self._is_warned(self.state)
        self._touch(Stayed() if asked else flow.FaceTouched(uuid7(), value))

    def _settled(self) -> None:
        """The keyboard is silent: a hand's one digit is a face, a scanner's letters are a code."""
        typed = self._burst.take()
        if (code := code_in(typed)) is not None:
            self._apply(flow.CodeScanned(code))
        elif len(typed) == 1 and typed.isdigit():
            self._strike_face(int(typed))


def _kept(_done: None) -> None:
    pass
