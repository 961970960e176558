"""Hears the keys of a window before Qt does: one mechanism for keyboard, keypad and headset."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QWindow


class KeyFilter(QObject):
    """`hear` says whether a key, and whether held down, means something.

    Others go on to Qt, as the shortcuts 1 to 4 of the exit.
    """

    def __init__(self, window: QWindow, hear: Callable[[int, bool], bool]) -> None:
        super().__init__()
        self._window = window
        self._hear = hear
        window.installEventFilter(self)

    def stop(self) -> None:
        self._window.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._hear(event.key(), event.isAutoRepeat())
