"""Room held back on the disk: when it is full, SQLite can neither write nor tidy up.

Given up when hardly anything is left, taken again when there is plenty.
"""

import logging
import os
import shutil
from enum import Enum, auto
from pathlib import Path

FILE = "ballast"
MOST_BYTES = 64 * 1024 * 1024
SHARE = 16
"""Of a small disk, not more than one part in so many."""
PLENTY = 3
"""Times the ballast that must be free before it is taken again."""
_BLOCK = bytes(1024 * 1024)

log = logging.getLogger(__name__)


class Change(Enum):
    SHORT = auto()
    """The disk is nearly full."""
    ROOMY = auto()
    """There is room again."""


class Ballast:
    """Of at most so many bytes; 0 never takes any. Several processes may share a folder's."""

    def __init__(self, folder: Path, most: int = 0) -> None:
        self._file = folder / FILE
        self._most = most
        self._short = False

    def tend(self) -> Change | None:
        """Hold or let go as the disk asks for; what is new. Raises nothing: no visitor waits."""
        try:
            return self._tend() if self._most else None
        except OSError as error:
            log.warning("the ballast could not be seen to: %s", error)
            return None

    def release(self, why: str) -> bool:
        """Whether there was any. `why`: for the log."""
        try:
            self._file.unlink()
        except OSError:
            return False
        log.warning("the room held back is given up: %s", why)
        return True

    @property
    def is_held(self) -> bool:
        return self._file.exists()

    @property
    def is_given_up(self) -> bool:
        """The disk is so full that the room held back was needed, or was never there."""
        return self._most > 0 and not self.is_held

    @property
    def is_short(self) -> bool:
        """As last seen."""
        return self._short

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._file.parent).free

    def _tend(self) -> Change | None:
        disk = shutil.disk_usage(self._file.parent)
        size = min(self._most, disk.total // SHARE)
        if self.is_held:
            if disk.free >= size // 4:
                return self._told(short=False)
            self.release("the disk is nearly full")
        elif disk.free >= PLENTY * size:
            self._take(size)
            return self._told(short=False)
        return self._told(short=True)

    def _told(self, *, short: bool) -> Change | None:
        if short == self._short:
            return None
        self._short = short
        return Change.SHORT if short else Change.ROOMY

    def _take(self, size: int) -> None:
        """Real blocks: a file with holes would hold nothing back."""
        fresh = self._file.with_name(f"{FILE}.new")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _fill(descriptor, size)
            finally:
                os.close(descriptor)
            fresh.replace(self._file)
        finally:
            fresh.unlink(missing_ok=True)


def _fill(descriptor: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    for start in range(0, size, len(_BLOCK)):
        os.write(descriptor, _BLOCK[: size - start])
