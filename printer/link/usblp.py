"""A USB printer through the kernel's own driver: exclusive, and known to be gone when unplugged."""

import errno
import os
import selectors
import stat
from pathlib import Path

from printer.link import descriptor
from printer.link.base import Absent, Held, LinkFailure, Lost


class UsbLink:
    def __init__(self, node: Path) -> None:
        self._node = node
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

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int:
        if self._descriptor is None:
            raise RuntimeError("the link is not open")
        return self._descriptor
