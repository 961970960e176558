"""A printer on the network, port 9100. A written byte may still be far from the paper."""

import contextlib
import errno
import selectors
import socket
import struct
import sys
import time

from printer.link import descriptor
from printer.link.base import Absent, LinkFailure, Lost
from printer.outcome import Health

POLL_S = 0.002
HANG_UP_S = 0.1
_DISCARD_ON_CLOSE = struct.pack("ii", 1, 0)


class TcpLink:
    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._socket: socket.socket | None = None

    def open(self, deadline: float) -> LinkFailure | None:
        try:
            # A name can take the resolver's own time; an address takes none.
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            # The second: a name that is too long, before anybody is asked.
            return Absent(str(error))
        failure: LinkFailure | None = Absent(self._host)
        for family, kind, protocol, _name, address in found:
            try:
                self._socket = socket.socket(family, kind, protocol)
            except OSError as error:
                failure = Absent(str(error))
                continue
            failure = _connect(self._socket, address, deadline)
            if failure is None:
                return None
            self.close()
        return failure

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        return descriptor.write_some(self._opened().fileno(), data, deadline)

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        connection = self._opened()
        try:
            if not descriptor.ready(connection.fileno(), selectors.EVENT_READ, deadline):
                return b""
            received = connection.recv(descriptor.CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            return Lost(str(error))
        return received or Lost("closed by the printer")

    def drain(self, deadline: float) -> bool | LinkFailure:
        connection = self._opened()
        while _unacknowledged(connection):
            if failure := _ended(connection):
                return failure
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_S)
        # Acknowledged by its network card, and thrown away when it hangs up before it has read it.
        descriptor.ready(connection.fileno(), selectors.EVENT_READ, time.monotonic() + HANG_UP_S)
        return _ended(connection) or True

    def hint(self) -> Health | None:
        return None

    def close(self) -> None:
        if self._socket is None:
            return
        with contextlib.suppress(OSError):
            if _unacknowledged(self._socket):
                linger = (socket.SOL_SOCKET, socket.SO_LINGER)
                self._socket.setsockopt(*linger, _DISCARD_ON_CLOSE)
        self._socket.close()
        self._socket = None

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise RuntimeError("the link is not open")
        return self._socket


def _ended(connection: socket.socket) -> Lost | None:
    """The other end hung up, or reset the connection: what it had not read is gone."""
    try:
        return None if connection.recv(1, socket.MSG_PEEK) else Lost("closed by the printer")
    except BlockingIOError:
        return None
    except OSError as error:
        return Lost(str(error))


def _connect(connection: socket.socket, address: object, deadline: float) -> LinkFailure | None:
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    started = connection.connect_ex(address)  # type: ignore[arg-type]
    if started in (0, errno.EISCONN):
        return None
    if started not in (errno.EINPROGRESS, errno.EWOULDBLOCK):
        return Absent(errno.errorcode.get(started, str(started)))
    if not descriptor.ready(connection.fileno(), selectors.EVENT_WRITE, deadline):
        return Absent("no answer in time")
    failed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return Absent(errno.errorcode.get(failed, str(failed))) if failed else None


if sys.platform == "linux":
    import fcntl
    import termios

    def _unacknowledged(connection: socket.socket) -> int:
        """Bytes that the printer's network card has not acknowledged (SIOCOUTQ)."""
        answer = fcntl.ioctl(connection, termios.TIOCOUTQ, struct.pack("i", 0))
        count: int = struct.unpack("i", answer)[0]
        return count

else:

    def _unacknowledged(connection: socket.socket) -> int:  # noqa: ARG001
        return 0
