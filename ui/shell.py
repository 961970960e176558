"""Which of a window's screens is shown, from which side, and whether the others may be built."""

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
        self._right_to_left = False
        self._warm = False
        self._curtain = ""

    def show(self, screen: str, right_to_left: bool) -> None:
        if (screen, right_to_left) != (self._screen, self._right_to_left):
            self._screen, self._right_to_left = screen, right_to_left
            self.changed.emit()

    def draw_curtain(self, words: str) -> None:
        """All that is seen, and in black; empty: the screen is seen again."""
        if words != self._curtain:
            self._curtain = words
            self.changed.emit()

    def warm_up(self) -> None:
        self._warm = True
        self.changed.emit()

    screen = Property(str, lambda self: self._screen, notify=changed)
    rightToLeft = Property(bool, lambda self: self._right_to_left, notify=changed)  # noqa: N815
    curtain = Property(str, lambda self: self._curtain, notify=changed)
    warm = Property(bool, lambda self: self._warm, notify=changed)
