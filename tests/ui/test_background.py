"""Work leaves the GUI thread and comes back to it, whatever becomes of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import get_ident

from pytestqt.qtbot import QtBot

from tests.fakes import StepExecutor
from ui.background import Background
from ui.double_tap import DEBOUNCE_S, DoubleTap


def fail(error: BaseException) -> None:
    raise error


def test_work_is_done_elsewhere_and_its_result_delivered_here(qtbot: QtBot) -> None:
    background, heard = Background(fail), []
    with ThreadPoolExecutor(1) as worker:
        background.run(worker, get_ident, lambda there: heard.append((there, get_ident())))
        qtbot.waitUntil(lambda: bool(heard))
    [(there, here)] = heard
    assert here == get_ident() != there


def test_an_exception_in_a_worker_is_delivered_and_never_lost(qtbot: QtBot) -> None:
    crashes: list[BaseException] = []
    background, done = Background(crashes.append), list[object]()
    with ThreadPoolExecutor(1) as worker:
        background.run(worker, lambda: 1 // 0, done.append)
        qtbot.waitUntil(lambda: bool(crashes))
    assert isinstance(crashes[0], ZeroDivisionError)
    assert done == []


def test_what_ends_after_the_stop_comes_back_to_nobody(qtbot: QtBot) -> None:
    worker, done = StepExecutor(), list[object]()
    stopped, other = Background(fail), Background(fail)
    stopped.run(worker, lambda: "late", done.append)
    stopped.stop()
    other.run(worker, lambda: "heard", done.append)
    worker.finish()
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["heard"]


def test_a_second_touch_too_soon_is_the_same_touch() -> None:
    seconds = 0.0
    touches = DoubleTap(lambda: seconds)
    answers = []
    for step in (0.0, DEBOUNCE_S - 0.01, 0.02, DEBOUNCE_S):
        seconds += step
        answers.append(touches.is_one())
    assert answers == [False, True, False, False]
