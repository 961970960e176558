"""Process start → first frame of the entrance, against the same of a bare QML window.

Both with their byte code ready, as an installed package has it.
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.bench.ratio import report

AIM = 1.5
ROUNDS = 15
PATIENCE_S = 60.0
NO_BYTE_CODE = {"PYTHONDONTWRITEBYTECODE"}
OFF_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def main() -> None:
    floors: list[float] = []
    products: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(1 + ROUNDS):
            floors.append(_cold_start(folder, "bare"))
            products.append(_cold_start(folder, "product", folder))
    # The first of each wrote the byte code.
    del floors[0], products[0]
    report("process start → first frame", floors, products, AIM)


def _cold_start(byte_code: str, *what: str) -> float:
    """Seconds until the first frame, by a clock that both processes read."""
    outer = {name: value for name, value in os.environ.items() if name not in NO_BYTE_CODE}
    begun = time.monotonic_ns()
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            f"pycache_prefix={byte_code}",
            "-m",
            "tests.bench.first_frame",
            *what,
        ],
        env=outer | OFF_SCREEN,
        stdout=subprocess.PIPE,
        timeout=PATIENCE_S,
        check=True,
    )
    return (int(done.stdout.split()[-1]) - begun) / 1e9


if __name__ == "__main__":
    main()
