"""Somebody in front of a window of ours: touches, waits, reads, while time obeys the test."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickView
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes import StepExecutor
from ui.hands import Hands, items_below, texts_on

FINGERS_APART_S = 1.0
"""Between two touches: long enough for the second to be meant."""
A_FRAME_MS = 10_000
"""More than any machine needs to draw once."""
FRAMES = 3


class PatientClock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Mover(Protocol):
    def tick(self, seconds: float) -> None: ...


class ScreenWindow(Protocol):
    """What the entrance and the exit have in common."""

    view: QQuickView

    @property
    def controller(self) -> Mover: ...

    @property
    def screen(self) -> str: ...

    def close(self) -> None: ...


class Stand:
    """Nothing happens behind the window before `settle`."""

    def __init__(
        self,
        bot: QtBot,
        window: ScreenWindow,
        clock: PatientClock,
        workers: Sequence[StepExecutor],
    ) -> None:
        self.hands = Hands(window.view)
        self._bot = bot
        self._shown = window
        self._clock = clock
        self._workers = workers

    @property
    def view(self) -> QQuickView:
        return self._shown.view

    @property
    def screen(self) -> str:
        return self._shown.screen

    @property
    def words(self) -> list[str]:
        self.live()
        return texts_on(self.view)

    def live(self) -> None:
        """Let Qt deliver what it has to, lay it out and draw it."""
        QGuiApplication.processEvents()
        with self._bot.waitSignal(self.view.frameSwapped, timeout=A_FRAME_MS):
            self.view.update()

    def settle(self) -> None:
        """The workers finish what they were asked, and what follows from it."""
        self.live()
        while any(worker.is_busy for worker in self._workers):
            for worker in self._workers:
                worker.finish()
            self.live()

    def touch(self, name: str) -> None:
        self.live()
        self._clock.seconds += FINGERS_APART_S
        self.hands.touch(name)
        self.live()

    def press(self, key: Qt.Key) -> None:
        """A key, struck once, long enough after the last."""
        self.live()
        self._clock.seconds += FINGERS_APART_S
        QTest.keyClick(self.view, key)
        self.live()

    @property
    def ringed(self) -> list[str]:
        """The buttons around which the ring shows."""
        self.live()
        rings = [
            item
            for item in items_below(self.view.contentItem())
            if item.metaObject().className().startswith("FocusRing") and item.isVisible()
        ]
        return [str(ring.property("name")) for ring in rings]

    def speak(self, lang: str) -> None:
        """Choose a language."""
        self.touch("languages")
        self.touch(f"language_{lang}")

    def tap_twice(self, name: str) -> None:
        place = self.place(name)
        self._clock.seconds += FINGERS_APART_S
        for _ in range(2):
            self.hands.press(place)
            self.hands.release(place)
            self._clock.seconds += 0.1
            self.live()

    def tap(self, place: QPoint) -> None:
        """On whatever is there."""
        self._clock.seconds += FINGERS_APART_S
        self.hands.press(place)
        self.hands.release(place)
        self.live()

    def place(self, name: str) -> QPoint:
        item = self.item(name)
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()

    def item(self, name: str) -> QQuickItem:
        # The frame that is waited for may have been asked for before the last change.
        for _ in range(FRAMES):
            self.live()
            found = self.hands.find(name)
            if found is not None:
                return found
        raise AssertionError(f"no « {name} » on {self.screen}")

    def wait(self, seconds: float) -> None:
        """Time passes for the visitor, a second at a time."""
        for _ in range(round(seconds)):
            self._shown.controller.tick(1.0)
        self.live()

    def close(self) -> None:
        self._shown.close()
