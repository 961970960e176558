"""The time for a machine that nobody tells it: its server does, and signs what it says."""

import logging
from collections.abc import Callable
from functools import partial

from kiosk.data_folder import DataFolder
from kiosk.domain.clock import TOLERANCE_MS, Anchor, ClockState
from kiosk.storage.anchor import keep_anchor
from kiosk.storage.enrolment import Enrolment
from sync.client.http import HttpSender
from sync.client.push import SendResult
from sync.client.time import ask_time
from sync.wire import Batch

EVERY_MS, AGAIN_MS = 3600_000, 60_000
"""After an answer: a clock drifts by some ms an hour. After none."""
SLOWEST_MS = 10_000
"""An answer that took longer says too little."""

log = logging.getLogger(__name__)


class TimedSender:
    """Sends to the server, and asks it for the time first when this machine has none that the
    network vouches for. For the thread that calls it."""

    def __init__(self, send: HttpSender, ask: Callable[[], int | None], folder: DataFolder) -> None:
        self._send = send
        self._ask = ask
        self._folder = folder
        self._due = 0

    def __call__(self, batch: Batch) -> SendResult:
        now = self._folder.clock.now()
        if now.state is not ClockState.NTP and now.mono >= self._due:
            self._due = now.mono + (EVERY_MS if self._learn() else AGAIN_MS)
        return self._send(batch)

    def close(self) -> None:
        self._send.close()

    def _learn(self) -> bool:
        clock = self._folder.clock
        asked = clock.now()
        said = self._ask()
        now = clock.now()
        took = now.mono - asked.mono
        if said is None or took > SLOWEST_MS:
            return False
        anchor = Anchor(said + took // 2, now.mono, clock.boot_id())
        clock.believe(anchor)
        keep_anchor(self._folder.path, anchor)
        off = anchor.t - now.wall
        if abs(off) > TOLERANCE_MS:
            log.warning("the server says that the clock here is off by %d s", off // 1000)
        # Certificates are judged by the time that is known now.
        self._send.close()
        return True


def timed(send: HttpSender, enrolment: Enrolment, folder: DataFolder) -> TimedSender:
    return TimedSender(send, partial(ask_time, enrolment.server, enrolment.fleet_key), folder)
