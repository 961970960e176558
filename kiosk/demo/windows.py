"""The demonstration on a desk: entrance, exit and paper side by side, for anyone to touch."""

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView

from kiosk.app import Ending, open_entrance, open_exit
from kiosk.demo.machine import Machine
from kiosk.printing import paper_picture
from kiosk.storage.database import Unusable
from ui.application import Frame
from ui.paper.window import PaperWindow

GAP = 24
"""Pixels between windows, and for what a desktop draws around them."""
PORTRAIT_MM, LANDSCAPE_MM, PAPER_MM = 299.0, 476.0, 200.0
"""Widths of the screens that the windows stand for."""


def show(machine: Machine, application: QGuiApplication) -> BaseException | None:
    """Until one of the windows is closed; what broke it, if something did."""
    ending = Ending(application)
    stage = machine.stage
    draw = paper_picture(stage.config)
    assert not isinstance(draw, Unusable), draw.advice
    desk = application.primaryScreen().availableGeometry()
    entrance_place, exit_place, paper_place = places(desk)
    with ThreadPoolExecutor(1, "paper") as drawing:
        paper = PaperWindow(
            Frame(paper_place.size(), PAPER_MM),
            stage.themes,
            stage.config.screen,
            stage.texts["fr"],
            drawing,
            draw,
            ending.crash,
            lambda loaded: machine.load(loaded=loaded),
        )
        machine.listeners.append(paper.add)
        portrait = Frame(entrance_place.size(), PORTRAIT_MM)
        entrance = open_entrance(stage, machine.reception, portrait, ending)
        landscape = Frame(exit_place.size(), LANDSCAPE_MM)
        exit_ = open_exit(stage, machine.reception, landscape, ending)
        _put(entrance.view, entrance_place, application)
        _put(exit_.view, exit_place, application)
        _put(paper.view, paper_place, application)
        application.exec()
        for close in (entrance.close, exit_.close, paper.close):
            close()
    return ending.error


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
