"""PySide must not lose a reference to True or None at each signal: it dies of it after weeks."""

import gc
import sys

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from ui.message import MessageProps, MessageViewModel
from ui.shell import ShellViewModel

TIMES = 1000
SOME = TIMES // 2
"""Less than one reference a notification; other work comes and goes meanwhile."""

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="from Python 3.12 on True and None are immortal"
)


def references() -> dict[str, int]:
    gc.collect()
    return {
        "True": sys.getrefcount(True),
        "False": sys.getrefcount(False),
        "None": sys.getrefcount(None),
    }


def lost(before: dict[str, int]) -> dict[str, int]:
    after = references()
    return {
        name: before[name] - after[name] for name in before if before[name] - after[name] > SOME
    }


@pytest.mark.usefixtures("qapp")
def test_property_notifications_keep_the_references_of_true_and_none() -> None:
    message, shell = MessageViewModel(lambda: None), ShellViewModel("attract")
    heard: list[str] = []
    message.changed.connect(lambda: heard.append(str(message.property("title"))))
    before = references()
    for n in range(TIMES):
        message.show(MessageProps("alert", str(n)))
        shell.warm_up()
        assert shell.property("warm") is True
        shell.show("category" if n % 2 else "attract", right_to_left=n % 2 == 0)
    assert len(heard) == TIMES
    assert lost(before) == {}


def test_values_in_signals_and_timers_keep_the_references_of_true_and_none(qtbot: QtBot) -> None:
    class Sender(QObject):
        said = Signal(object, bool)

    sender, rung = Sender(), []
    sender.said.connect(lambda *values: rung.append(len(values)))
    before = references()
    for _ in range(TIMES):
        sender.said.emit(None, True)
        QTimer.singleShot(0, sender, lambda: rung.append(0))
    qtbot.waitUntil(lambda: len(rung) == 2 * TIMES)
    rung.clear()
    assert lost(before) == {}
