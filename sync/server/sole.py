"""One server per database: SQLite before 3.51.3 can corrupt a file that two processes checkpoint.

The system drops the lock with the process, however it ends.
"""

import os
import sys
from pathlib import Path


class Sole:
    """Holds the lock from `take` to `free`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def free(self) -> None:
        os.close(self._descriptor)


def take(database: Path) -> Sole | None:
    """None when another server has this database. Raises OSError where no lock can be made."""
    name = database.with_name(database.name + ".lock")
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    if _try_lock(descriptor):
        return Sole(descriptor)
    os.close(descriptor)
    return None


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
