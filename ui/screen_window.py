"""A window of screens: opens, starts its controller once something is seen, closes in order."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtQuick import QQuickView

from ui.application import Frame, Window
from ui.controller import Controller
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.key_filter import KeyFilter

C = TypeVar("C", bound=Controller[Any, Any])


class ScreenWindow(Generic[C]):
    """`file` is its QML, `view_models` what that requires besides what all have."""

    def __init__(
        self,
        controller: C,
        file: Path,
        view_models: Mapping[str, object],
        title: str,
    ) -> None:
        self.controller = controller
        common = {"look": controller.look, "viewModel": controller.shell, "strip": controller.strip}
        self._window = Window(file, common | dict(view_models), title)
        self._started = False
        self._keys: KeyFilter | None = None
        self.view: QQuickView = self._window.view
        self.view.frameSwapped.connect(self._painted)

    def open(self, frame: Frame, size: QSize, theme: Theme) -> None:
        self._window.open(frame, size, theme.paper)

    @property
    def screen(self) -> str:
        return str(self.controller.state.screen.value)

    def close(self) -> None:
        self.controller.stop()
        if self._keys is not None:
            self._keys.stop()
        self._window.close()

    def _painted(self) -> None:
        """The first frame is there: now open the database."""
        if not self._started:
            self._started = True
            self.view.frameSwapped.disconnect(self._painted)
            from ui.key_filter import KeyFilter  # After the first frame, as all that is heard.

            self.controller.start()
            self._keys = KeyFilter(self.view, self.controller.keypad)
