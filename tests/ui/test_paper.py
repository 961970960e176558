"""The paper window shows what was printed: the newest out of the slot, the others below it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from threading import Thread
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from kiosk.config import ScreenSettings
from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from printer.encode import encode
from printer.layout import lay_out
from printer.picture import cut_out
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile
from ui.application import Frame
from ui.hands import texts_on
from ui.paper.present import KEPT, Paper, State, present, with_paper
from ui.paper.window import PaperWindow
from ui.theme import Theme, load_theme

FRENCH = load_texts(ASSETS / "i18n" / "fr.toml")
EMPTY = FRENCH.say("paper.empty")
PORTRAIT = QSize(700, 1000)
LANDSCAPE = QSize(1280, 800)


def png(ticket: bytes) -> bytes:
    """A paper of the colour that the ticket names."""
    picture = QImage(200, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor(ticket.decode()))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(buffer.data().data())


class HandExecutor(Executor):
    """Runs what it was given only when told to, in the order that the test chooses."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        work = partial(fn, *args, **kwargs)
        self.waiting.append(lambda: future.set_result(work()))
        return future


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as found:
        yield found


@pytest.fixture
def crashes() -> list[BaseException]:
    return []


Open = Callable[..., PaperWindow]


@pytest.fixture
def open_window(
    qtbot: QtBot,  # noqa: ARG001 - makes the application
    executor: Executor,
    crashes: list[BaseException],
) -> Iterator[Open]:
    theme = load_theme("light")
    assert isinstance(theme, Theme)
    opened: list[PaperWindow] = []

    def make(
        render: Callable[[bytes], bytes] = png,
        pixels: QSize = PORTRAIT,
        worker: Executor = executor,
    ) -> PaperWindow:
        settings = ScreenSettings()
        window = PaperWindow(
            Frame(pixels), theme, settings, FRENCH, worker, render, crashes.append
        )
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()


def colour_of_the_hanging_paper(window: PaperWindow) -> str:
    picture = window.view.grabWindow()
    return picture.pixelColor(picture.width() // 2, picture.height() // 2).name()


def test_before_the_first_ticket_the_window_says_that_there_is_none(open_window: Open) -> None:
    window = open_window()
    assert window.shown == 0
    assert EMPTY in texts_on(window.view)
    assert FRENCH.say("paper.title") in texts_on(window.view)


def test_a_ticket_given_by_another_thread_appears_and_is_counted(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window()
    printing = Thread(target=window.add, args=(b"red",))
    printing.start()
    printing.join()
    qtbot.waitUntil(lambda: window.shown == 1)
    assert EMPTY not in texts_on(window.view)
    assert "1 ticket" in texts_on(window.view)
    qtbot.waitUntil(lambda: colour_of_the_hanging_paper(window) == "#ff0000")


@pytest.mark.parametrize("pixels", [PORTRAIT, LANDSCAPE])
def test_the_newest_hangs_from_the_slot(qtbot: QtBot, open_window: Open, pixels: QSize) -> None:
    window = open_window(pixels=pixels)
    for colour in (b"red", b"lime", b"blue"):
        window.add(colour)
    qtbot.waitUntil(lambda: window.shown == 3)
    sources = [paper.n for paper in window._state.papers]
    assert sources == [3, 2, 1]
    assert FRENCH.say("paper.earlier") in texts_on(window.view)


def test_the_ninth_pushes_out_the_first_and_all_are_counted(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window()
    for _ in range(KEPT + 1):
        window.add(b"red")
    qtbot.waitUntil(lambda: f"{KEPT + 1} tickets" in texts_on(window.view))
    assert window.shown == KEPT
