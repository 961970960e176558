"""A window of screens: opens, starts its controller once something is seen, closes in order."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtQuick import QQuickView

from ui.application import Frame, Window
from ui.conduct.conduct import Conduct
from ui.controller import Controller
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.conduct.guard import Guard

C = TypeVar("C", bound=Controller[Any, Any])


class ScreenWindow(Generic[C]):
    """`file` is its QML, `view_models` what that requires besides what all have."""

    def __init__(
        self,
        controller: C,
        conduct: Conduct,
        file: Path,
        view_models: Mapping[str, object],
        title: str,
    ) -> None:
        self.controller = controller
        self.conduct = conduct
        controller.accompany(conduct.tick)
        common = {
            "look": controller.look,
            "viewModel": controller.shell,
            "strip": controller.strip,
            "conduct": conduct.view_model,
        }
        self._window = Window(file, common | dict(view_models), title)
        self._started = False
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

    def close(self) -> None:
        self.controller.stop()
        self.conduct.stop()
        if self._guard is not None:
            self._guard.leave()
        self._window.close()

    def _painted(self) -> None:
        """The first frame is there: now open the database."""
        if not self._started:
            self._started = True
            self.view.frameSwapped.disconnect(self._painted)
            # What it needs of Qt is slow to load, and nobody can touch what was not yet seen.
            from ui.conduct.guard import Guard

            self._guard = Guard(self.view, self.conduct, locked=self._locked)
            self.controller.start()
