"""The front ends of an emulated printer: TCP, pty and control socket, in one loop of one thread."""

import contextlib
import os
import selectors
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from printer.emulator.control import is_drop, obey
from printer.emulator.device import LONGEST_REAL_TIME, Device

LOOPBACK = "127.0.0.1"
STEP_S = 0.02
"""The longest sleep: faults and stops are seen by then."""
STALLED_S = 0.005
CHUNK = 4096
LONGEST_ORDER = 65_536
_RESET = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class _Caller:
    """A program on the control socket."""

    connection: socket.socket
    line: bytes = b""


@dataclass(slots=True)
class Front:
    """What the world sees of one device. `clock` is its time."""

    device: Device
    clock: Callable[[], float] = time.monotonic
    listener: socket.socket | None = None
    terminal: int | None = None
    control: socket.socket | None = None
    _printing: socket.socket | None = None
    _callers: list[_Caller] = field(default_factory=list)
    _unsaid: bytes = b""

    def run(self, stopped: Callable[[], bool]) -> None:
        while not stopped():
            self.turn()

    def turn(self) -> None:
        """Wait for something, at most STEP_S, and deal with it."""
        with selectors.DefaultSelector() as selector:
            stalled = self._register(selector)
            for key, _ in selector.select(self._patience(stalled=stalled)):
                key.data()
        self.device.advance(self.clock())
        if stalled and (source := self._source()) is not None:
            self._hear_urgent(source)
        self._answer()

    def close(self) -> None:
        self._hang_up()
        for caller in self._callers:
            caller.connection.close()
        for each in (self.listener, self.control):
            if each is not None:
                each.close()
        if self.terminal is not None:
            os.close(self.terminal)

    def _register(self, selector: selectors.BaseSelector) -> bool:
        """Whether the printer takes nothing now."""
        now = self.device.condition
        if self.control is not None:
            selector.register(self.control, selectors.EVENT_READ, self._accept_caller)
        for caller in self._callers:
            heard = partial(self._hear_order, caller)
            selector.register(caller.connection, selectors.EVENT_READ, heard)
        if not now.powered:
            self._hang_up()
            self._refuse()
            return False
        if self.listener is not None and self._printing is None:
            selector.register(self.listener, selectors.EVENT_READ, self._accept)
        source = self._source()
        if source is None or now.hung:
            return False
        if self.device.held >= self.device.traits.buffer:
            return True
        selector.register(source, selectors.EVENT_READ, partial(self._hear, source))
        return False

    def _patience(self, *, stalled: bool) -> float:
        wakes = self.device.wakes_at()
        most = STALLED_S if stalled else STEP_S
        return most if wakes is None else min(most, max(0.0, wakes - self.clock()))

    def _source(self) -> "socket.socket | int | None":
        return self._printing if self.listener is not None else self.terminal

    def _accept(self) -> None:
        assert self.listener is not None
        with contextlib.suppress(OSError):
            self._printing, _ = self.listener.accept()
            self._printing.setblocking(False)
            self._printing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.device.advance(self.clock())
            self.device.replies()  # Said to nobody.
            self._unsaid = b""

    def _refuse(self) -> None:
        """A printer without power answers no call: those that wait are cut off."""
        if self.listener is None:
            return
        with contextlib.suppress(BlockingIOError, OSError):
            while True:
                connection, _ = self.listener.accept()
                _reset(connection)

    def _hear(self, source: "socket.socket | int") -> None:
        room = self.device.traits.buffer - self.device.held
        most = min(CHUNK, room, self.device.condition.short or CHUNK)
        try:
            data = source.recv(most) if isinstance(source, socket.socket) else os.read(source, most)
        except BlockingIOError:
            return
        except OSError:
            self._end_call()
            return
        if not data:
            self._end_call()
            return
        # There was room for all of it.
        self.device.receive(data, self.clock())

    def _hear_urgent(self, source: "socket.socket | int") -> None:
        """A full printer still hears a real-time order that comes next."""
        if not isinstance(source, socket.socket):
            return
        with contextlib.suppress(OSError):
            seen = source.recv(LONGEST_REAL_TIME, socket.MSG_PEEK)
            if taken := self.device.receive(seen, self.clock()):
                source.recv(taken)

    def _answer(self) -> None:
        self._unsaid += self.device.replies()
        source = self._source()
        if source is None:
            self._unsaid = b""
        if not self._unsaid or source is None:
            return
        try:
            if isinstance(source, socket.socket):
                sent = source.send(self._unsaid)
            else:
                sent = os.write(source, self._unsaid)
            self._unsaid = self._unsaid[sent:]
        except BlockingIOError:
            return
        except OSError:
            self._end_call()

    def _end_call(self) -> None:
        """The other side went. What the device took stays in it."""
        if self._printing is not None:
            self._printing.close()
        self._printing = None
        self._unsaid = b""

    def _hang_up(self) -> None:
        if self._printing is not None:
            _reset(self._printing)
        self._printing = None

    def _accept_caller(self) -> None:
        assert self.control is not None
        connection, _ = self.control.accept()
        connection.setblocking(False)
        self._callers.append(_Caller(connection))

    def _hear_order(self, caller: _Caller) -> None:
        try:
            data = caller.connection.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        caller.line += data
        *orders, caller.line = caller.line.split(b"\n")
        for order in orders:
            self._tell(caller, self._obey(order))
        if not data or len(caller.line) > LONGEST_ORDER:
            caller.connection.close()
            self._callers.remove(caller)

    def _obey(self, order: bytes) -> str:
        if is_drop(order):
            self._hang_up()
            return '{"ok": true}'
        return obey(self.device, order, self.clock())

    @staticmethod
    def _tell(caller: _Caller, answer: str) -> None:
        with contextlib.suppress(OSError):
            caller.connection.setblocking(True)
            caller.connection.settimeout(1.0)
            caller.connection.sendall(answer.encode() + b"\n")
            caller.connection.setblocking(False)


def _reset(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()


def listen(port: int) -> socket.socket:
    """On loopback only; 0 for any port."""
    listener = socket.create_server((LOOPBACK, port))
    listener.setblocking(False)
    return listener


def listen_at(path: Path) -> socket.socket:
    """A socket that is a file, for the user alone."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen()
    listener.setblocking(False)
    return listener


def open_terminal() -> tuple[int, str]:
    """Our end of a serial line, and the name of the other end."""
    import pty
    import tty

    if sys.platform == "win32":
        raise OSError("no pty here")
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    # The other end stays open: without a reader, ours would fail at each read.
    return ours, name
