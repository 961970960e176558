"""Killed at any moment, a machine has the publication that it had, or the new one: whole."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.storage.published import read_publication
from tests.journeys.killed_publication import NEW, OLD
from tests.kiosk.test_published import contents, keep

SCRIPT = "tests.journeys.killed_publication"
MOST_STEPS = 100


def run(data: Path, step: int) -> bool:
    """True when it ended before it was killed."""
    done = subprocess.run(
        [sys.executable, "-m", SCRIPT, str(data), str(step)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode == 0


def test_a_publication_killed_between_any_two_writes_is_the_old_or_the_new_one(
    tmp_path: Path,
) -> None:
    seen = []
    for step in range(1, MOST_STEPS):
        data = tmp_path / str(step)
        ended = run(data, step)
        found = contents(read_publication(data))
        assert found in (OLD, NEW)
        seen.append(found == NEW)
        # Whatever was left half done is no hindrance.
        keep(data, 3 if found == OLD else 4, NEW)
        assert contents(read_publication(data)) == NEW
        shutil.rmtree(data)
        if ended:
            # Once it is the new one, it stays so; and that is at the very end.
            assert seen == sorted(seen)
            assert seen.count(False) > 8
            return
    pytest.fail("it never came to its end")
