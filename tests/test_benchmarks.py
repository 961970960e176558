"""The benchmarks hear what they measure: one that hears nothing would only be found by hand."""

import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("what", ["bare", "product"])
def test_a_cold_start_is_heard_to_its_first_frame(what: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.first_frame", what, str(tmp_path)]
    begun = time.monotonic_ns()
    heard = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True).stdout
    assert begun < int(heard) < time.monotonic_ns()
