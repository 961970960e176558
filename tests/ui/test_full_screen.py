"""A kiosk fills its screen, whoever else runs on the machine."""

import os
import subprocess
import sys

import pytest

SHOW = """
from tests.fakes import small_config
from tests.ui.exit_kit import Box
from tests.ui.kit import TEXTS, Office
from tests.ui.sizes import THEMES
from ui.application import Frame, start_application
from ui.entrance.window import EntranceWindow
from ui.exit.window import ExitWindow

application = start_application("test")
kind, behind = {kind}
window = kind(small_config(), TEXTS, behind.tasks(), Frame(), THEMES, print)
application.processEvents()
print(window.view.geometry() == application.primaryScreen().geometry())
window.close()
"""


@pytest.mark.parametrize("kind", ["EntranceWindow, Office()", "ExitWindow, Box()"])
def test_a_kiosk_fills_its_screen_where_no_window_manager_runs(kind: str) -> None:
    """Qt's smallest platform manages windows as little as a bare X server does."""
    ended = subprocess.run(
        [sys.executable, "-c", SHOW.format(kind=kind)],
        env={**os.environ, "QT_QPA_PLATFORM": "minimal"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout == "True\n", ended.stderr
