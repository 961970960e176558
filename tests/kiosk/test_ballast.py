"""A full disk: the room held back serves the last visitors, and comes back with the room."""

import json
import os
import resource
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.storage.ballast import FILE, Ballast
from kiosk.storage.check import check_file
from kiosk.storage.database import FILE as DATABASE
from kiosk.storage.failure import CannotWrite
from tests.kiosk.visits import Visits, opened

SIZE = 1024 * 1024
PATIENCE_S = 300
SMALL_DISK = 'mount -t tmpfs -o size=16m tmpfs "$1" && exec "$2" -m tests.kiosk.full_disk "$1"'


def can_mount(folder: Path) -> bool:
    """Whether this account may have a small disk of its own, that nobody else sees."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, timeout=PATIENCE_S).returncode == 0


def test_on_a_full_disk_the_last_tickets_are_written_and_no_number_comes_twice(
    tmp_path: Path,
) -> None:
    if not can_mount(tmp_path):
        pytest.skip("no small disk can be mounted here")
    command = ["unshare", "-m", "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["held"]
    assert found["released"]
    assert found["is_short"]
    assert found["on_full"] == found["distinct"]
    assert found["on_full"] > 100
    assert found["refused"], "in the end there is nothing left to give up"
    assert found["after"] == f"A{found['on_full'] + 2:03d}"
    assert found["told"] == ["disk_short", "disk_roomy"]
    assert found["held_again"]
    assert found["sound"]


def test_the_room_is_really_taken(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path, SIZE)
    assert ballast.tend() is None
    assert ballast.is_held
    blocks = os.stat(tmp_path / FILE).st_blocks  # noqa: PTH116 - says what it is
    assert blocks * 512 >= SIZE
    assert not list(tmp_path.glob("*.new"))


def test_a_command_takes_no_room(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path)
    assert ballast.tend() is None
    assert not ballast.is_held


def take_until_the_end(visits: Visits) -> None:
    for _ in range(1000):
        visits.take(1)


@pytest.mark.parametrize("room", [64 * 1024, 256 * 1024])
def test_a_file_that_may_grow_no_more_is_said_and_loses_nothing(tmp_path: Path, room: int) -> None:
    """A limit of the system on the size of files stands for a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(opened(tmp_path)) as database:
        visits = Visits(database)
        visits.take(1)
        limit = (tmp_path / f"{DATABASE}-wal").stat().st_size + room
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            with pytest.raises(CannotWrite, match="ne peut pas être écrite"):
                take_until_the_end(visits)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        last = visits.tickets[-1].number
        assert visits.take(1).number == f"R{int(last[1:]) + 1:03d}"
    assert check_file(tmp_path / DATABASE, deep=True).faults == ()
