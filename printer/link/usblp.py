"""A USB printer through the kernel's own driver: exclusive, and known to be gone when unplugged."""

import errno
import os
import selectors
import stat
import struct
import sys
from collections.abc import Callable
from pathlib import Path

from printer.link import descriptor
from printer.link.base import Absent, Held, LinkFailure, Lost
from printer.outcome import Health

PAPER_EMPTY, SELECTED, NO_ERROR = 0x20, 0x10, 0x08
"""The three bits that the class of USB printers has for its status."""


def hint_of(status: int | None) -> Health | None:
    """Cheap boards invent these bits: they explain a trouble and never deny one."""
    if status is None:
        return None
    if status & PAPER_EMPTY:
        return Health.PAPER_OUT
    if not status & NO_ERROR:
        return Health.FAULT
    return None if status & SELECTED else Health.BUSY


if sys.platform == "linux":
    import fcntl

    LPGETSTATUS = 0x060B

    def line_status(descriptor: int) -> int | None:
        """Answered beside the bytes, even while none are taken. None: there is no such question."""
        try:
            answer = fcntl.ioctl(descriptor, LPGETSTATUS, struct.pack("i", 0))
        except OSError:
            return None
        (status,) = struct.unpack("i", answer)
        return int(status)

else:

    def line_status(descriptor: int) -> int | None:  # noqa: ARG001
        return None


class UsbLink:
    def __init__(self, node: Path, status: Callable[[int], int | None] = line_status) -> None:
        self._node = node
        self._line_status = status
        self._descriptor: int | None = None

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        # Never O_CREAT: when the printer is unplugged, the "ticket" would go to a new file.
        flags = os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            opened = os.open(self._node, flags)
        except OSError as error:
            return Held(str(error)) if error.errno == errno.EBUSY else Absent(str(error))
        if not stat.S_ISCHR(os.fstat(opened).st_mode):
            os.close(opened)
            return Absent(f"{self._node} is not a device")
        self._descriptor = opened
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        return descriptor.write_some(self._opened(), data, deadline)

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        return descriptor.read_some(self._opened(), deadline)

    def drain(self, deadline: float) -> bool | LinkFailure:
        """usblp is writable again when its one transfer has ended; closing before loses it."""
        try:
            return descriptor.ready(self._opened(), selectors.EVENT_WRITE, deadline)
        except OSError as error:
            return Lost(str(error))

    def hint(self) -> Health | None:
        return hint_of(self._line_status(self._opened()))

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int:
        if self._descriptor is None:
            raise RuntimeError("the link is not open")
        return self._descriptor
