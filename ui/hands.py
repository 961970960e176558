"""A citizen's hands and eyes, for the demonstration and the tests: real touches, real pictures."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

LOOK_EVERY_S = 0.01


class Hands:
    """On one window. A touch goes to the window, as the panel's driver sends it."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._finger: QPointingDevice = QTest.createTouchDevice()

    def find(self, name: str) -> QQuickItem | None:
        """The visible item of that `objectName`."""
        items = items_below(self._window.contentItem())
        return next((item for item in items if item.objectName() == name and _is_live(item)), None)

    def touch(self, name: str) -> None:
        """Press and release in the middle of an item. Raises LookupError when it is not there."""
        place = self._middle(name)
        self.press(place)
        self.release(place)

    def press(self, place: QPoint) -> None:
        QTest.touchEvent(self._window, self._finger).press(0, place, self._window).commit()

    def release(self, place: QPoint) -> None:
        QTest.touchEvent(self._window, self._finger).release(0, place, self._window).commit()

    def slide(self, name: str, to: QPoint) -> None:
        """Press on an item and let go elsewhere."""
        self.press(self._middle(name))
        QTest.touchEvent(self._window, self._finger).move(0, to, self._window).commit()
        self.release(to)

    def save_picture(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not self._window.grabWindow().save(str(file)):
            raise OSError(f"l’image {file} ne peut pas être écrite")

    def _middle(self, name: str) -> QPoint:
        item = self.find(name)
        if item is None:
            raise LookupError(f"no « {name} » on the screen")
        centre = QPointF(item.width() / 2, item.height() / 2)
        return item.mapToScene(centre).toPoint()


def wait_for(condition: Callable[[], bool], timeout_s: float, what: str) -> None:
    """Let Qt live until the condition holds. Raises TimeoutError naming `what`."""
    give_up = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(what)
        QGuiApplication.processEvents()
        time.sleep(LOOK_EVERY_S)


def wait(seconds: float) -> None:
    """Let Qt live that long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QGuiApplication.processEvents()
        time.sleep(LOOK_EVERY_S)


def texts_on(window: QQuickWindow) -> list[str]:
    """Every word that can be read in the window."""
    items = items_below(window.contentItem())
    return [_text_of(item) for item in items if item.isVisible() and _text_of(item)]


def items_below(item: QQuickItem) -> Iterator[QQuickItem]:
    """What is drawn in it; not its QObject children, among which a Repeater's items are not."""
    for child in item.childItems():
        yield child
        yield from items_below(child)


def _is_live(item: QQuickItem) -> bool:
    return item.isVisible() and item.isEnabled()


def _text_of(item: QQuickItem) -> str:
    return str(item.property("text") or "")
