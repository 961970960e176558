"""Hears the keys of a window before Qt does: one mechanism for keyboard, keypad and headset."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QWindow

from ui.keypad import Keypad


class KeyFilter(QObject):
    """Keys without a meaning go on to Qt, as the shortcuts 1 to 4 of the exit."""

    _struck = Signal(int, bool)
    """What goes wrong in a slot is reported; in an event filter it ends the process at once."""

    def __init__(self, window: QWindow, keypad: Keypad) -> None:
        super().__init__()
        self._window = window
        self._means = keypad.means
        self._struck.connect(keypad.strike)
        window.installEventFilter(self)

    def stop(self) -> None:
        self._window.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        code = event.key()
        if not self._means(code):
            return False
        self._struck.emit(code, event.isAutoRepeat())
        return True
