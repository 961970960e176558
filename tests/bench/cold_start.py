"""Process start → first frame of the entrance, against the same of a bare QML window."""

import os
import subprocess
import sys
import tempfile
import time

from tests.bench.ratio import report

AIM = 1.5
ROUNDS = 15
PATIENCE_S = 60.0
OFF_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        _cold_start("bare"), _cold_start("product", data)  # Byte code and page cache.
        floors: list[float] = []
        products: list[float] = []
        for _ in range(ROUNDS):
            floors.append(_cold_start("bare"))
            products.append(_cold_start("product", data))
    report("process start → first frame", floors, products, AIM)


def _cold_start(*what: str) -> float:
    """Seconds until the first frame, by a clock that both processes read."""
    begun = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.first_frame", *what],
        env=os.environ | OFF_SCREEN,
        stdout=subprocess.PIPE,
        timeout=PATIENCE_S,
        check=True,
    )
    return (int(done.stdout.split()[-1]) - begun) / 1e9


if __name__ == "__main__":
    main()
