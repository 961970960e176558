"""Which of a window's screens is shown, and whether the others may be built."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ShellViewModel(QObject):
    changed = Signal()

    def __init__(self, screen: str) -> None:
        super().__init__()
        self._screen = screen
        self._warm = False

    def show(self, screen: str) -> None:
        if screen != self._screen:
            self._screen = screen
            self.changed.emit()

    def warm_up(self) -> None:
        self._warm = True
        self.changed.emit()

    screen = Property(str, lambda self: self._screen, notify=changed)
    warm = Property(bool, lambda self: self._warm, notify=changed)
