"""A window of screens: opens, starts its controller once something is seen, closes in order."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QSize, QTimer
from PySide6.QtQuick import QQuickView

from kiosk.config import Config
from kiosk.domain.texts import Texts
from ui.application import Frame, Window
from ui.conduct.view_model import ConductViewModel
from ui.controller import Controller, ScreenTasks
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.conduct.conduct import Conduct
    from ui.conduct.guard import Guard

REST_S = 5.0
"""Without a touch, on the first screen: whoever stands there only looks."""

C = TypeVar("C", bound=Controller[Any, Any])


class Staff(NamedTuple):
    """What it takes to build a `Conduct`, once something is seen."""

    config: Config
    offered: Mapping[str, Texts]
    tasks: ScreenTasks
    on_crash: Callable[[BaseException], None]


class ScreenWindow(Generic[C]):
    """`file` is its QML, `view_models` what that requires besides what all have."""

    def __init__(
        self,
        controller: C,
        staff: Staff,
        file: Path,
        view_models: Mapping[str, object],
        title: str,
    ) -> None:
        self.controller = controller
        self._staff = staff
        self._cover = ConductViewModel()
        self._conduct: Conduct | None = None
        common = {
            "look": controller.look,
            "viewModel": controller.shell,
            "strip": controller.strip,
            "idle": controller.idle,
            "conduct": self._cover,
        }
        self._window = Window(file, common | dict(view_models), title)
        self._started = False
        self._seen: Callable[[], None] = _nothing
        self._locked = False
        self._guard: Guard | None = None
        self.view: QQuickView = self._window.view
        self.view.frameSwapped.connect(self._painted)

    def open(self, frame: Frame, size: QSize, theme: Theme) -> None:
        self._locked = frame.pixels is None
        self._window.open(frame, size, theme.paper)

    @property
    def screen(self) -> str:
        return str(self.controller.state.screen.value)

    @property
    def conduct(self) -> "Conduct":
        assert self._conduct is not None, "once something is seen"
        return self._conduct

    @property
    def is_resting(self) -> bool:
        """Nobody is there: this window may give way to another."""
        conduct = self._conduct
        return conduct is not None and conduct.quiet_s >= REST_S and self.controller.is_resting

    def when_seen(self, then: Callable[[], None]) -> None:
        """After the first frame."""
        self._seen = then

    def close(self) -> None:
        self.controller.stop()
        if self._conduct is not None:
            self._conduct.stop()
        if self._guard is not None:
            self._guard.leave()
        self._window.close()

    def _painted(self) -> None:
        """The first frame is there: now open the database."""
        if not self._started:
            self._started = True
            self.view.frameSwapped.disconnect(self._painted)
            self.controller.start()
            self._take_care()
            # Not from within a frame: it may close another window.
            QTimer.singleShot(0, self.view, self._seen)

    def _take_care(self) -> None:
        """What this needs is slow to load, and nobody can touch what was not yet seen."""
        from ui.conduct.conduct import Conduct, House
        from ui.conduct.guard import Guard
        from ui.conduct.present import Words, staff_texts

        config, offered, tasks, on_crash = self._staff
        house = House(config, Words(staff_texts(), offered))
        self._conduct = Conduct(house, self._cover, self.controller, tasks, on_crash)
        self.controller.accompany(self._conduct.tick)
        self._guard = Guard(self.view, self._conduct, self.controller.keypad, locked=self._locked)


def _nothing() -> None:
    pass
