"""How a screen's process ends: asked to, or because something broke."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.app import Ending
from kiosk.storage.database import FILE, Database, open_database
from ui.conduct.tasks import Departure

PATIENCE_S = 60
KIOSK = (sys.executable, "-m", "kiosk")


@pytest.fixture
def ending(qapp: QGuiApplication) -> Iterator[Ending]:
    handlers = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    hook = sys.excepthook
    yield Ending(qapp, shown_s=0.05)
    sys.excepthook = hook
    for name, handler in handlers.items():
        signal.signal(name, handler)


def run_until_it_ends(application: QGuiApplication) -> None:
    QTimer.singleShot(PATIENCE_S * 1000, application, application.quit)
    application.exec()


def test_an_exception_in_a_slot_is_shown_on_every_screen_and_ends_the_process(
    ending: Ending, qapp: QGuiApplication, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    ending.watch(lambda: shown.append("entrance"))
    ending.watch(lambda: shown.append("exit"))
    broken = RuntimeError("never foreseen")
    # What Qt calls for an exception that left a slot.
    QTimer.singleShot(0, qapp, lambda: sys.excepthook(RuntimeError, broken, None))
    run_until_it_ends(qapp)
    assert ending.error is broken
    assert shown == ["entrance", "exit"]
    assert "never foreseen" in caplog.text


def test_the_first_thing_that_broke_is_what_is_told(ending: Ending, qapp: QGuiApplication) -> None:
    first, second = RuntimeError("first"), RuntimeError("second")

    def break_twice() -> None:
        ending.crash(first)
        ending.crash(second)

    QTimer.singleShot(0, qapp, break_twice)
    run_until_it_ends(qapp)
    assert ending.error is first


def test_a_service_manager_that_asks_is_obeyed(ending: Ending, qapp: QGuiApplication) -> None:
    QTimer.singleShot(0, qapp, lambda: os.kill(os.getpid(), signal.SIGTERM))
    run_until_it_ends(qapp)
    assert ending.error is None


@pytest.mark.parametrize(("departure", "status"), [(Departure.STOP, 0), (Departure.RESTART, 3)])
def test_a_technician_who_asks_is_obeyed_with_a_status_for_the_service_manager(
    ending: Ending, qapp: QGuiApplication, departure: Departure, status: int
) -> None:
    QTimer.singleShot(0, qapp, lambda: ending.leave(departure))
    run_until_it_ends(qapp)
    assert ending.error is None
    assert ending.status == status


@pytest.mark.parametrize("mode", [[], ["--windowed"]])
@pytest.mark.parametrize("screen", ["entrance", "exit"])
def test_a_screen_that_is_told_to_stop_leaves_a_sound_database(
    tmp_path: Path, screen: str, mode: list[str]
) -> None:
    process = subprocess.Popen([*KIOSK, screen, *mode, "--data", str(tmp_path)])
    give_up = time.monotonic() + PATIENCE_S
    while not _has_started(tmp_path):
        assert process.poll() is None
        assert time.monotonic() < give_up
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    database = open_database(tmp_path, "check")
    assert isinstance(database, Database)
    assert database.rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    kinds = [kind for (kind,) in database.rows.execute("SELECT kind FROM event")]
    assert kinds == ["device.started"]
    database.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_a_machine_without_a_display_is_told_so_in_words(tmp_path: Path) -> None:
    unseen = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    blind = {name: value for name, value in os.environ.items() if name not in unseen}
    for command in ("entrance", "exit", "demo"):
        answer = subprocess.run(
            [*KIOSK, command, "--data", str(tmp_path)],
            env=blind,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 1
        assert "pas d’écran" in answer.stderr
        assert "Traceback" not in answer.stderr


def _has_started(folder: Path) -> bool:
    """Its first event is written; asked without waiting, from a copy of the moment."""
    file = folder / FILE
    if not file.is_file():
        return False
    database = open_database(folder, "look")
    if not isinstance(database, Database):
        return False
    try:
        return bool(database.rows.execute("SELECT count(*) FROM event").fetchone()[0])
    finally:
        database.close()
