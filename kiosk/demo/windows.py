"""The demonstration on a desk: entrance, exit and paper side by side, for anyone to touch."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView

from kiosk.app import (
    Ending,
    Opener,
    Stage,
    open_entrance,
    open_exit,
    renewing,
)
from kiosk.demo.machine import Machine
from kiosk.printing import paper_picture
from kiosk.reception import Reception
from kiosk.storage.database import Unusable
from ui.application import Frame
from ui.paper.window import PaperWindow
from ui.shown import Shown, Window

GAP = 24
"""Pixels between windows, and for what a desktop draws around them."""
PORTRAIT_MM, LANDSCAPE_MM, PAPER_MM = 299.0, 476.0, 200.0
"""Widths of the screens that the windows stand for."""


def show(
    machine: Machine, application: QGuiApplication, news: Callable[[], Stage | None]
) -> BaseException | None:
    """Until one of the windows is closed; what broke it, if something did. `news`: see
    `kiosk.app.House`."""
    ending = Ending(application)
    stage, reception = machine.stage, machine.reception
    desk = application.primaryScreen().availableGeometry()
    entrance_place, exit_place, paper_place = places(desk)

    def adapted() -> Stage | None:
        return None if (new := news()) is None else machine.adapted(new)

    with ThreadPoolExecutor(1, "paper") as drawing, ExitStack() as windows:
        paper = _paper(machine, Frame(paper_place.size(), PAPER_MM), drawing, ending)
        windows.enter_context(closing(paper))
        portrait = Frame(entrance_place.size(), PORTRAIT_MM)
        landscape = Frame(exit_place.size(), LANDSCAPE_MM)
        seats = ((open_entrance, portrait, entrance_place), (open_exit, landscape, exit_place))
        shown = [_seat(reception, ending, seat, stage) for seat in seats]
        for each in shown:
            windows.enter_context(closing(each))
        _put(paper.view, paper_place, application)
        windows.enter_context(renewing(shown, reception, adapted, ending))
        application.exec()
    return ending.error


def _seat(
    reception: Reception, ending: Ending, seat: tuple[Opener, Frame, QRect], stage: Stage
) -> Shown[Stage]:
    opener, frame, place = seat

    def open_window(stage: Stage) -> Window:
        return opener(stage, reception, frame, ending)

    def placed(window: Window) -> None:
        window.view.setPosition(place.topLeft())
        window.view.visibleChanged.connect(lambda: _ended(window))

    def _ended(window: Window) -> None:
        """Closed by hand, and not because another took its place."""
        if window is shown.window:
            QGuiApplication.quit()

    shown = Shown(open_window, stage, ending.forget, placed)
    return shown


def _paper(
    machine: Machine, frame: Frame, drawing: ThreadPoolExecutor, ending: Ending
) -> PaperWindow:
    stage = machine.stage
    draw = paper_picture(stage.config)
    assert not isinstance(draw, Unusable), draw.advice
    paper = PaperWindow(
        frame,
        stage.themes,
        stage.config.screen,
        stage.texts["fr"],
        drawing,
        draw,
        ending.crash,
        lambda loaded: machine.load(loaded=loaded),
    )
    machine.listeners.append(paper.add)
    return paper


def places(desk: QRect) -> tuple[QRect, QRect, QRect]:
    """Entrance (portrait), exit (landscape) and paper, from left to right."""
    height = desk.height() - 3 * GAP
    portrait = QSize(height * 9 // 16, height)
    paper = QSize(desk.width() // 5, height)
    width = desk.width() - portrait.width() - paper.width() - 4 * GAP
    landscape = QSize(width, min(width * 9 // 16, height))
    rects, left = [], desk.left() + GAP
    for size in (portrait, landscape, paper):
        rects.append(QRect(left, desk.top() + 2 * GAP, size.width(), size.height()))
        left += size.width() + GAP
    return rects[0], rects[1], rects[2]


def _put(view: QQuickView, place: QRect, application: QGuiApplication) -> None:
    view.setPosition(place.topLeft())
    view.visibleChanged.connect(application.quit)
