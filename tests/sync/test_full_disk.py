"""A server whose disk is full asks to come back, and goes on when there is room."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kiosk.test_ballast import PATIENCE_S, can_mount

SMALL_DISK = 'mount -t tmpfs -o size=16m tmpfs "$1" && exec "$2" -m tests.sync.full_disk "$1"'


def test_a_full_disk_loses_nothing_and_takes_all_when_there_is_room_again(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("no small disk can be mounted here")
    command = ["unshare", "-m", "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["crowd"] == {"503": 6}
    assert found["page"] == 200
    assert found["after"] == [True] * 6
    assert (found["missing"], found["more"]) == (0, 0)
    assert found["sound"] == "ok"
