"""A monkey at a window: random fingers, keys and a mouse, the same ones for the same seed."""

import random
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
from PySide6.QtTest import QTest

FINGERS = 5
KEYS: Sequence[Qt.Key] = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Space,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_F4,
    Qt.Key.Key_F11,
    Qt.Key.Key_Q,
    Qt.Key.Key_Print,
    Qt.Key.Key_1,
    Qt.Key.Key_4,
    Qt.Key.Key_Menu,
)
MODIFIERS: Sequence[Qt.KeyboardModifier] = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
BUTTONS: Sequence[Qt.MouseButton] = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)


class Monkey:
    """On one window. `pass_time`: seconds, for the window and what is behind it."""

    def __init__(self, view: QQuickView, seed: int, pass_time: Callable[[float], None]) -> None:
        self._view = view
        self._dice = random.Random(seed)
        self._pass_time = pass_time
        self._glass = QTest.createTouchDevice()
        self._down: dict[int, QPoint] = {}

    def act(self) -> None:
        deed = self._dice.choices(
            (self._fingers, self._key, self._mouse, self._wait), (20, 3, 2, 3)
        )[0]
        deed()
        QGuiApplication.processEvents()

    def let_go(self) -> None:
        """Every finger off the glass."""
        if self._down:
            event = QTest.touchEvent(self._view, self._glass)
            for finger, place in self._down.items():
                event.release(finger, place, self._view)
            event.commit()
            self._down.clear()

    def _fingers(self) -> None:
        """One report of the panel: some fingers come, some move, some go."""
        event = QTest.touchEvent(self._view, self._glass)
        changed = False
        for finger in range(FINGERS):
            place = self._place()
            if finger not in self._down:
                if self._dice.random() < 0.3:
                    event.press(finger, place, self._view)
                    self._down[finger], changed = place, True
            elif self._dice.random() < 0.6:
                event.release(finger, self._down.pop(finger), self._view)
                changed = True
            elif self._dice.random() < 0.3:
                event.move(finger, place, self._view)
                self._down[finger], changed = place, True
            else:
                event.stationary(finger)
        if changed:
            event.commit()

    def _key(self) -> None:
        QTest.keyClick(self._view, self._dice.choice(KEYS), self._dice.choice(MODIFIERS))

    def _mouse(self) -> None:
        button, place = self._dice.choice(BUTTONS), self._place()
        if self._dice.random() < 0.2:
            QTest.mouseDClick(self._view, button, Qt.KeyboardModifier.NoModifier, place)
        else:
            QTest.mouseClick(self._view, button, Qt.KeyboardModifier.NoModifier, place)

    def _wait(self) -> None:
        self._pass_time(self._dice.choice((0.05, 0.2, 0.5, 2.0, 20.0)))

    def _place(self) -> QPoint:
        return QPoint(
            self._dice.randrange(self._view.width()), self._dice.randrange(self._view.height())
        )
