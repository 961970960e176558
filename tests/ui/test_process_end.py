"""A process that has shown our screens ends with the status it means."""

import subprocess
import sys

SHOW_AND_END = """
from PySide6.QtCore import QSize
from tests.fakes import small_config
from tests.ui.exit_kit import Box
from tests.ui.kit import TEXTS
from tests.ui.sizes import PORTRAIT, THEMES
from ui.application import Frame, start_application
from ui.exit.window import ExitWindow
from tests.ui.test_exit_layout import sights
from ui.exit.flow import Screen
from ui.hands import wait, wait_for

application = start_application("test")
frame = Frame(QSize(PORTRAIT.width, PORTRAIT.height), like_mm=PORTRAIT.width_mm)
box = Box()
window = ExitWindow(small_config(), TEXTS, box.tasks(), frame, THEMES, print)
wait_for(lambda: box.storage.is_busy, 20.0, "no first frame")
box.storage.finish()
for state in sights("fr").values():
    if state.screen not in (Screen.OUT_OF_ORDER, Screen.COMMENT):
        window.controller.state = state
        window.controller.tick(0.001)
        wait(0.1)
window.close()
"""


def test_pictures_that_qt_keeps_do_not_outlive_what_holds_them() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SHOW_AND_END],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
