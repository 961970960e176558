"""An exit in front of a visitor, with a desk behind it that keeps what it is given."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from kiosk.domain.feedback import Feedback
from kiosk.domain.satisfaction import Satisfaction
from tests.fakes import TUESDAY_10H, StepExecutor, small_config
from tests.ui.kit import A_MOMENT_S, TEXTS
from tests.ui.listening import Ear
from tests.ui.sizes import PORTRAIT, THEMES, Size
from tests.ui.stand import PatientClock, Stand
from ui.application import Frame
from ui.audio import SILENT
from ui.conduct.tasks import UpkeepTasks
from ui.exit.flow import Screen, State
from ui.exit.tasks import ExitTasks
from ui.exit.window import ExitWindow


@dataclass
class Box:
    """What is behind the exit: the opinions, in the order in which they came."""

    problem: str | None = None
    broken: Exception | None = None
    given: list[Feedback] = field(default_factory=list)
    last_month: Satisfaction | None = None
    readings: int = 0
    helped: list[tuple[str, str]] = field(default_factory=list)
    storage: StepExecutor = field(default_factory=StepExecutor)
    clock: PatientClock = field(default_factory=PatientClock)
    ear: Ear | None = None
    """Who listens; None: nothing can be heard."""
    wall: Callable[[], datetime] = lambda: TUESDAY_10H
    upkeep: UpkeepTasks | None = None

    def tasks(self) -> ExitTasks:
        return ExitTasks(
            self.storage,
            lambda: self.problem,
            self._keep,
            lambda screen, lang: self.helped.append((screen, lang)),
            self._read_result,
            self.clock,
            SILENT if self.ear is None else self.ear.audio(),
            self.wall,
            self.upkeep,
        )

    def _read_result(self) -> Satisfaction | None:
        self.readings += 1
        return self.last_month

    def _keep(self, given: Feedback) -> None:
        if self.broken is not None:
            raise self.broken
        self.given.append(given)


class Leaving(Stand):
    """A visitor in front of an open exit."""

    def __init__(
        self, bot: QtBot, box: Box, size: Size = PORTRAIT, config: Config | None = None
    ) -> None:
        self.box = box
        self.crashes: list[BaseException] = []
        frame = Frame(QSize(size.width, size.height), like_mm=size.width_mm)
        self.window = ExitWindow(
            config or small_config(), TEXTS, box.tasks(), frame, THEMES, self.crashes.append
        )
        super().__init__(bot, self.window, box.clock, (box.storage,))

    def stand_at(self, state: State) -> None:
        """In front of that screen, whatever led to it."""
        controller = self.window.controller
        if state.screen is Screen.OUT_OF_ORDER:
            controller.state = replace(state, screen=Screen.FACES)
            controller.fail()
        else:
            controller.state = state
            controller.tick(A_MOMENT_S)
        self.live()


OpenExit = Callable[..., Leaving]
