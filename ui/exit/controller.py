"""The exit's one mover: events change the state, answers are stored, the state is shown."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer

from ui.background import Background
from ui.double_tap import DoubleTap
from ui.exit import flow, present
from ui.exit.tasks import ExitTasks
from ui.exit.view_models import (
    AnswersViewModel,
    ExitViewModel,
    FacesViewModel,
    ThanksViewModel,
    reason_of,
    resolution_of,
)
from ui.message import MessageViewModel
from ui.room import Room
from ui.strip import StripTouches, StripViewModel

TICK_S = 0.5
RETRY_S = 15.0
"""Before a database that could not be used is tried again."""

log = logging.getLogger(__name__)


class ExitController:
    """Lives in the GUI thread."""

    def __init__(
        self,
        context: present.Context,
        tasks: ExitTasks,
        room: Room,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self.state = flow.State()
        self.shell = ExitViewModel()
        self.faces = FacesViewModel(self._touch)
        self.resolution = AnswersViewModel(self._touch, resolution_of)
        self.reasons = AnswersViewModel(self._touch, reason_of)
        self.thanks = ThanksViewModel(self._touch)
        back = partial(self._touch, flow.WentBack())
        self.out_of_order = MessageViewModel(back)
        self.strip = StripViewModel(
            StripTouches(
                speak=lambda lang: self._touch(flow.LanguageChosen(lang)),
                back=back,
                help=partial(self._touch, flow.HelpAsked()),
            )
        )
        self._context = context
        self._flow = flow.Flow(context.scale)
        self._tasks = tasks
        self._room = room
        self._double_tap = DoubleTap(tasks.now)
        self._on_crash = on_crash
        self._background = Background(self._crashed)
        self._ticker = QTimer(interval=int(TICK_S * 1000))
        self._ticker.timeout.connect(self._tick)
        self._retry = QTimer(interval=int(RETRY_S * 1000), singleShot=True)
        self._retry.timeout.connect(self._prepare)
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

    def _apply(self, event: flow.Event) -> None:
        before, self.state = self.state, self._flow.next(self.state, event)
        if self.state == before:
            return
        self._show()
        self._act(before, self.state)

    def _act(self, before: flow.State, after: flow.State) -> None:
        """What a change of state asks of the storage."""
        tasks = self._tasks
        if after.given is not None and after.given != before.given:
            keep = partial(tasks.give_feedback, after.given)
            self._background.run(tasks.storage, keep, _nothing)
        if after.help_asked and not before.help_asked:
            ask = partial(tasks.ask_help, after.screen.value, after.lang)
            self._background.run(tasks.storage, ask, _nothing)

    def _prepare(self) -> None:
        self._background.run(self._tasks.storage, self._tasks.prepare, self._prepared)

    def _prepared(self, problem: str | None) -> None:
        if problem is None:
            self._apply(flow.Mended())
        else:
            log.error("%s", problem)
            self._apply(flow.Broken())
            self._retry.start()

    def _crashed(self, error: BaseException) -> None:
        log.critical("a worker failed", exc_info=error)
        self.fail()
        self._on_crash(error)

    def _show(self) -> None:
        """Only the screen in view is derived again; the others when they come."""
        state, context = self.state, self._context
        match state.screen:
            case flow.Screen.FACES:
                self.faces.show(present.faces(state, context))
            case flow.Screen.RESOLUTION:
                self.resolution.show(present.resolution(state, context, self._room))
            case flow.Screen.REASONS:
                self.reasons.show(present.reasons(state, context, self._room))
            case flow.Screen.THANKS:
                self.thanks.show(present.thanks(state, context))
            case flow.Screen.OUT_OF_ORDER:
                self.out_of_order.show(present.out_of_order(state, context))
        self.strip.show(present.strip(state, context))
        self.shell.show(state.screen)


def _nothing(_done: None) -> None:
    pass
