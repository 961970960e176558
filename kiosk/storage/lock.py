"""One writer at a time on a data folder, across threads and processes.

SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same
instant (sqlite.org/wal.html#walresetbug). Every write, opening and closing therefore goes through
this lock, and a job at the printer through another one.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FIRST_PAUSE_S = 0.0002
LONGEST_PAUSE_S = 0.005


class LockTimeout(Exception):
    """Somebody else held the lock for longer than we may wait."""


class FolderLock:
    """A lock on a file. Two objects on one path exclude each other, even within one process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor = os.open(
            file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600
        )

    @contextmanager
    def hold(self, timeout_s: float) -> Iterator[None]:
        """Wait for the lock and keep it during the block. Raises LockTimeout."""
        give_up = time.monotonic() + timeout_s
        pause = FIRST_PAUSE_S
        while not _try_lock(self._descriptor):
            if time.monotonic() > give_up:
                raise LockTimeout(self._file)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
        try:
            yield
        finally:
            _unlock(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
