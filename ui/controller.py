"""What moves a window: events change its state, the state is shown, workers are asked.

The entrance and the exit differ in their states; opening the database, the passing of time, the
strip, and what happens when something breaks are the same.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer

from kiosk.storage.failure import CannotWrite
from ui.access import Aid
from ui.audio import Audio, NoPlug, Plug, Silence, Sound, Sounds
from ui.background import Background
from ui.conduct.tasks import UpkeepTasks
from ui.context import SiteContext
from ui.double_tap import DoubleTap
from ui.events import (
    AidTouched,
    Broken,
    CommonEvent,
    HelpAsked,
    LanguageChosen,
    LanguagesAsked,
    Mended,
    Stayed,
    Ticked,
    WentBack,
)
from ui.fitting import Fitting
from ui.idle import IdleViewModel
from ui.look import Look
from ui.shell import ShellViewModel
from ui.strip import StripTouches, StripViewModel
from ui.visitor import VisitState

if TYPE_CHECKING:
    from ui.reading import Reading

TICK_S = 0.5
LONG_S = 3600.0
"""No visit outlives it."""
MOST_SCREENS = 5
"""Between anywhere and the first screen, when only time passes."""
RETRY_S = 15.0
"""Before a database that could not be used is tried again."""

log = logging.getLogger(__name__)


class ScreenTasks(Protocol):
    """What every window needs of the workers; none of it may touch Qt."""

    @property
    def storage(self) -> Executor: ...

    @property
    def prepare(self) -> Callable[[], str | None]: ...

    @property
    def ask_help(self) -> Callable[[str, str], None]: ...

    @property
    def now(self) -> Callable[[], float]: ...

    @property
    def wall(self) -> Callable[[], datetime]: ...

    @property
    def upkeep(self) -> UpkeepTasks | None: ...

    @property
    def audio(self) -> Audio: ...


S = TypeVar("S", bound=VisitState)
E = TypeVar("E")


class Controller(ABC, Generic[S, E]):
    """`S`: the states; `E`: the events of its own. Lives in the GUI thread."""

    def __init__(
        self,
        state: S,
        context: SiteContext,
        tasks: ScreenTasks,
        fitting: Fitting,
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self.state = state
        self._fitting = fitting
        self._sight = fitting.sight(state.access)
        self.look = Look(self._sight.look)
        self.shell = ShellViewModel(state.screen.value)
        self.strip = StripViewModel(
            StripTouches(
                languages=lambda: self._touch(LanguagesAsked()),
                speak=lambda lang: self._touch(LanguageChosen(lang)),
                aid=lambda aid: self._touch(AidTouched(aid)),
                back=self._go_back,
                help=partial(self._touch, HelpAsked()),
            )
        )
        self.idle = IdleViewModel(lambda: self._touch(Stayed()))
        self._site = context
        self._is_led = False
        self._sounds: Sounds = Silence()
        self._jack: Plug = NoPlug()
        self._background = Background(self._crashed)
        self._on_crash = on_crash
        self._common = tasks
        self._double_tap = DoubleTap(tasks.now)
        self._ticker = QTimer(interval=int(TICK_S * 1000))
        self._ticker.timeout.connect(self._tick)
        self._retry = QTimer(interval=int(RETRY_S * 1000), singleShot=True)
        self._retry.timeout.connect(self._prepare)
        self._companion: Callable[[float], None] = _nothing_passed

    def accompany(self, tick: Callable[[float], None]) -> None:
        """Somebody else for whom time passes as it does here."""
        self._companion = tick

    def end_visit(self) -> None:
        """As if the visitor had left: what was said is kept, what was begun is forgotten."""
        for _ in range(MOST_SCREENS):
            self._apply(Ticked(LONG_S))

    def start(self) -> None:
        """Once the first frame is painted: open the database and build the other screens."""
        self._prepare()
        self._ticker.start()
        self.shell.warm_up()
        self._lead()
        self._sounds = self._common.audio.open_sounds()
        self._jack = self._common.audio.open_jack(self.keypad.plug)

    def _lead(self) -> None:
        """From now on keys lead, and the voice can speak."""
        from ui.guide import Guide  # Nothing of it need be read before the first frame.
        from ui.keypad import Keypad, Moves

        self.guide = Guide(self._site, self._common.audio, self.look, self.shell)
        moves = Moves(lambda: self.state, self._apply, self._press)
        self.keypad = Keypad(self.guide, moves, self._site, self._common.now)
        self._is_led = True
        self.guide.open()

    def stop(self) -> None:
        self._ticker.stop()
        self._retry.stop()
        self._background.stop()
        self._jack.close()
        self._sounds.close()
        if self._is_led:
            self.guide.close()

    def tick(self, seconds: float) -> None:
        """Time has passed. It does not count against whoever is being spoken to."""
        if self._is_led:
            self.keypad.tick(seconds)
        if not (self._is_led and self.guide.speaking):
            self._apply(Ticked(seconds))
        self._companion(seconds)

    @property
    def is_resting(self) -> bool:
        """Nobody is being served, and nothing is under way for anybody."""
        state = self.state
        return (
            self._is_at_home(state)
            and not (state.access or state.asking_language or state.help_asked)
            and state.lang == self._site.config.languages[0]
            and not self._background.is_busy
        )

    def fail(self) -> None:
        """Something that nothing can mend has happened, here or elsewhere."""
        # A database that opens after all must not bring the screens back.
        self.stop()
        self._apply(Broken())

    @abstractmethod
    def _next(self, event: E | CommonEvent) -> S:
        """Where the event leads from here."""

    @abstractmethod
    def _show(self) -> None:
        """Give the view models what the state says."""

    @abstractmethod
    def _act(self, before: S, after: S) -> None:
        """What the change asks of the workers."""

    @abstractmethod
    def _is_warned(self, state: S) -> bool:
        """Whether the visitor is being asked « Êtes-vous toujours là ? »."""

    @abstractmethod
    def _is_at_home(self, state: S) -> bool:
        """Whether this is where a visit begins."""

    @abstractmethod
    def _read(self) -> "Reading[Any]":
        """What the screen says aloud, and what can be chosen on it."""

    @abstractmethod
    def _press(self, act: Any) -> None:
        """An item of the reading, by a key."""

    def _opened(self) -> None:
        """The database can be used from now on."""

    def _touch(self, event: E | CommonEvent) -> None:
        if self._double_tap.is_one():
            return
        before = self.state
        self._apply(event)
        if self.state is not before:
            self._sound(Sound.TOUCH)

    def _sound(self, sound: Sound) -> None:
        """Never over a voice (EN 301 549, 5.1.3.10)."""
        if Aid.VOICE not in self.state.access:
            self._sounds.play(sound)

    def _go_back(self) -> None:
        self._touch(WentBack())

    def _apply(self, event: E | CommonEvent) -> None:
        at_voice = event == AidTouched(Aid.VOICE)
        if at_voice and self.state.lang not in self._common.audio.voices:
            # Its button says already that this language has none.
            return
        before, self.state = self.state, self._next(event)
        if self.state == before:
            return
        if self.state.screen is not before.screen:
            self._double_tap.new_screen()
        if (access := self.state.access) != self._sight.access:
            self._sight = self._fitting.sight(access)
        # Tiles first: new sizes would move the old ones.
        self._show()
        self.look.show(self._sight.look)
        dismissed = at_voice and Aid.VOICE in before.access
        if self._is_led:
            self.guide.follow(self.state, self._read, dismissed=dismissed)
        if self.state.help_asked and not (before.help_asked or self.state.broken):
            ask = partial(self._common.ask_help, self.state.screen.value, self.state.lang)
            self._background.run(self._common.storage, ask, _nothing)
        self._act(before, self.state)
        if self._is_warned(self.state) and not self._is_warned(before):
            self._sound(Sound.ATTENTION)

    def _tick(self) -> None:
        self.tick(TICK_S)

    def _prepare(self) -> None:
        self._background.run(self._common.storage, self._common.prepare, self._prepared)

    def _prepared(self, problem: str | None) -> None:
        if problem is None:
            self._apply(Mended())
            self._opened()
        else:
            self._wait_for_database(problem)

    def _wait_for_database(self, problem: str) -> None:
        log.error("%s", problem)
        self._apply(Broken())
        self._retry.start()

    def _crashed(self, error: BaseException) -> None:
        if isinstance(error, CannotWrite):
            self._wait_for_database(str(error))
            return
        log.critical("a worker failed", exc_info=error)
        self.fail()
        self._on_crash(error)


def _nothing(_done: None) -> None:
    pass


def _nothing_passed(_seconds: float) -> None:
    pass
