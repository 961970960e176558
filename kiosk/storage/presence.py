"""Who has the database of a folder open: it can be replaced only when nobody has.

The system drops the lock with the process, however it ends.
"""

import os
import sys
from pathlib import Path


class Presence:
    """A place among those who use the folder: shared, or alone."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(
            file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600
        )

    def try_alone(self) -> bool:
        return _try_alone(self._descriptor)

    def share(self) -> None:
        _share(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)


if sys.platform == "win32":
    # There, a file that somebody has open cannot be replaced anyway.
    def _try_alone(descriptor: int) -> bool:  # noqa: ARG001
        return True

    def _share(descriptor: int) -> None:
        pass

else:
    import fcntl

    def _try_alone(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _share(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
