"""Takes up a second publication, and is killed before its n-th change on the disk.

Arguments: the data folder, n.
"""

import os
import signal
import sys
from pathlib import Path

from kiosk.storage.published import read_publication
from tests.kiosk.test_published import keep

CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.replace"})
OLD = {"borne.toml": b"lane = 1\n", "logo.png": b"old", "voix/fr/1.wav": b"RIFF"}
NEW = {"borne.toml": b"lane = 2\n", "logo.png": b"new", "theme.toml": b"colours"}
OLDER = {"borne.toml": b"lane = 3\n", "gone.png": b"gone"}


def main(data: Path, last: int) -> None:
    if read_publication(data) is None:
        # Both sides are used once, so that the next has something to remove.
        keep(data, 1, OLDER)
        keep(data, 2, OLD)
    left = last

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        if event in CHANGES or writes:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    keep(data, 3, NEW)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
