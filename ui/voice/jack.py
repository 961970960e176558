"""The headset's plug, as the kernel tells it: one evdev device that the site names."""

import logging
import os
import struct
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

from kiosk.domain.system_errors import trouble

EVENT = struct.Struct("llHHi")
"""Two words of time, type, code, value."""
EV_SW, SW_HEADPHONE_INSERT = 0x05, 0x02
SWITCHES = 8
"""Bytes: more switches than a device has."""
EVIOCGSW = 2 << 30 | SWITCHES << 16 | ord("E") << 8 | 0x1B
"""How the switches of an evdev device stand now (linux/input.h)."""
MOST_EVENTS = 64

log = logging.getLogger(__name__)


Ask = Callable[[int, int, bytearray], object]


def is_plugged(device: str, ask: Ask | None = None) -> bool | None:
    """Whether a headset is in now; None when the device cannot say. `ask` in place of ioctl."""
    switches = bytearray(SWITCHES)
    try:
        descriptor = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            (ask or _ioctl)(descriptor, EVIOCGSW, switches)
        finally:
            os.close(descriptor)
    except OSError as error:
        log.warning("la prise casque %s ne peut pas être lue : %s", device, trouble(error))
        return None
    return bool(switches[SW_HEADPHONE_INSERT // 8] >> SW_HEADPHONE_INSERT % 8 & 1)


def _ioctl(descriptor: int, request: int, answer: bytearray) -> object:
    from fcntl import ioctl  # Not on Windows, where there is no such device either.

    return ioctl(descriptor, request, answer)


class Jack(QObject):
    """`plugged` hears True when a headset goes in, False when it comes out."""

    def __init__(self, device: str, plugged: Callable[[bool], None]) -> None:
        super().__init__()
        self._plugged = plugged
        self._rest = b""
        self._notifier: QSocketNotifier | None = None
        try:
            self._fd = os.open(device, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            log.warning("la prise casque %s ne peut pas être lue : %s", device, trouble(error))
            return
        self._notifier = QSocketNotifier(self._fd, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def close(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
            os.close(self._fd)

    def _read(self) -> None:
        try:
            got = os.read(self._fd, EVENT.size * MOST_EVENTS)
        except BlockingIOError:
            return
        except OSError as error:
            log.warning("la prise casque a disparu : %s", trouble(error).cause)
            got = b""
        if not got:
            # Unplugged for ever: a notifier left on would fire without end.
            self.close()
            return
        got = self._rest + got
        whole = len(got) - len(got) % EVENT.size
        self._rest = got[whole:]
        for _, _, kind, code, value in EVENT.iter_unpack(got[:whole]):
            if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT):
                self._plugged(value == 1)
