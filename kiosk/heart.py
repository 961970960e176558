"""Tells a service manager that the process is ready, then that it is alive.

systemd's protocol is one datagram, so no library is needed.
"""

import socket
import time
from collections.abc import Callable, Mapping

READY, ALIVE = "READY=1", "WATCHDOG=1"
BEATS_A_LIMIT = 4
"""How many beats a time limit holds: three may be late before the process is started again."""

Tell = Callable[[str], None]
Clock = Callable[[], float]


class Heart:
    """Beats from the loop that answers fingers: when that loop hangs, the manager hears nothing."""

    def __init__(self, tell: Tell, every_s: float | None, now: Clock = time.monotonic) -> None:
        self._tell = tell
        self._every_s = every_s
        self._now = now
        self._last_s: float | None = None

    def beat(self) -> None:
        """As often as one likes; not more is told than the manager wants to hear."""
        now_s = self._now()
        if self._last_s is None:
            self._tell(READY)
        elif self._every_s is None or now_s - self._last_s < self._every_s:
            return
        if self._every_s is not None:
            self._tell(ALIVE)
        self._last_s = now_s


def heart_of(environment: Mapping[str, str]) -> Heart | None:
    """None where no service manager listens."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return None
    # WATCHDOG_PID names the compositor, which starts the screens and says nothing itself.
    limit = environment.get("WATCHDOG_USEC", "")
    every_s = int(limit) / 1e6 / BEATS_A_LIMIT if limit.isdecimal() else None
    return Heart(teller_to(address), every_s)


def teller_to(address: str) -> Tell:
    # A leading @ is an abstract socket, whose name begins with a null byte.
    place = "\0" + address[1:] if address.startswith("@") else address

    def tell(words: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                # A manager that does not read must not stop the screen.
                out.setblocking(False)
                out.sendto(words.encode(), place)
        except OSError:
            return

    return tell
