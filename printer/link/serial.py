"""A printer on a serial line. Without flow control a busy printer loses bytes: there is always one.

pyserial sets the line up; the bytes are ours, because its write does not say how many left before
a time-out.
"""

import contextlib
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from printer.link import descriptor
from printer.link.base import Absent, Held, LinkFailure, Lost
from printer.outcome import Health

if TYPE_CHECKING:
    from serial import Serial

if sys.platform == "win32":
    _GONE: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    # Of a line that was unplugged, termios says so with an error of its own, which is no OSError.
    _GONE = (OSError, termios.error)

POLL_S = 0.002


class Flow(StrEnum):
    RTSCTS = "rtscts"
    XONXOFF = "xonxoff"


@dataclass(frozen=True, slots=True)
class Line:
    device: str
    baud: int = 9600
    flow: Flow = Flow.RTSCTS


class SerialLink:
    def __init__(self, line: Line) -> None:
        self._line = line
        self._port: Serial | None = None

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        import serial

        try:
            self._port = serial.Serial(
                self._line.device,
                self._line.baud,
                timeout=0,
                rtscts=self._line.flow is Flow.RTSCTS,
                xonxoff=self._line.flow is Flow.XONXOFF,
                exclusive=True,
            )
        except (*_GONE, ValueError, OverflowError) as error:
            # The last two: a speed that no line has.
            return Held(str(error)) if "lock" in str(error) else Absent(str(error))
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        return descriptor.write_some(self._opened().fileno(), data, deadline)

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        return descriptor.read_some(self._opened().fileno(), deadline)

    def drain(self, deadline: float) -> bool | LinkFailure:
        port = self._opened()
        try:
            while port.out_waiting:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(POLL_S)
        except OSError as error:
            return Lost(str(error))
        return True

    def hint(self) -> Health | None:
        return None

    def close(self) -> None:
        port, self._port = self._port, None
        if port is None:
            return
        with contextlib.suppress(*_GONE), contextlib.closing(port):
            # The kernel waits up to 30 s on closing for what a stopped printer has not taken.
            port.reset_output_buffer()

    def _opened(self) -> "Serial":
        if self._port is None:
            raise RuntimeError("the link is not open")
        return self._port
