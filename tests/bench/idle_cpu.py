"""The processor time that a waiting entrance takes, as a share of one core."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIM = 0.02
SETTLE_S = 6.0
WATCHED_S = 20.0
OFF_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
USER, SYSTEM = 13, 14
"""Where they stand in /proc/PID/stat, counted from 0."""


def main() -> None:
    for screen in ("entrance", "exit"):
        share = _share_of(screen)
        print(  # noqa: T201 - printing is what it is for
            f"{screen}, nobody there: {share:.2%} of a core over {WATCHED_S:.0f} s (aim: {AIM:.0%})"
        )


def _share_of(screen: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", screen, "--windowed", "--data", folder],
            env=os.environ | OFF_SCREEN,
        )
        try:
            time.sleep(SETTLE_S)
            before = _seconds_of(process.pid)
            time.sleep(WATCHED_S)
            return (_seconds_of(process.pid) - before) / WATCHED_S
        finally:
            process.terminate()
            process.wait()


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().split()
    return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
