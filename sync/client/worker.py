"""Keep pushing for as long as the kiosk runs: at once after an event, patiently after a failure."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import assert_never

from sync.client import backoff
from sync.client.push import (
    Busy,
    Forked,
    Outbox,
    Pushed,
    PushResult,
    Refused,
    Rewound,
    Send,
    Tell,
    Unreachable,
    UpToDate,
    check_in,
    next_limit,
    push,
)
from sync.wire import MAX_EVENTS

LEAST_S = 1.0
"""Between two check-ins, whatever the server says."""
LOOK_S = 2.0
"""How often the outbox is looked at: another process of this machine may have written to it."""

Wait = Callable[[Event, float], bool]
Roll = Callable[[], float]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Course:
    """What the last exchanges taught."""

    next_s: float = 0.0
    splay_s: float = 0.0
    limit: int = MAX_EVENTS
    failures: int = 0
    rewound: bool = False


class SyncLoop:
    """`run` belongs to the sync thread; `wake` and `stop` may be called from any other.

    `every_s` between two check-ins, or more when the server wishes it: what there is to send does
    not wait for them. `wait` and `roll` are replaced in tests.
    """

    def __init__(
        self,
        send: Send,
        every_s: float = LEAST_S,
        wait: Wait = Event.wait,
        roll: Roll = random.random,
    ) -> None:
        self._send = send
        self._wait = wait
        self._roll = roll
        self._least_s = max(every_s, LEAST_S)
        self._course = _Course()
        self._stopping = Event()
        self._bell = Event()

    def wake(self) -> None:
        """There is something new in the outbox. Does not shorten the wait after a failure."""
        self._bell.set()

    def stop(self) -> None:
        """End `run` at its next wait; an exchange under way keeps its own time limits."""
        self._stopping.set()
        self._bell.set()

    def run(self, outbox: Outbox, tell: Tell, at_rest: Callable[[], None] = lambda: None) -> None:
        """`tell` hears each result, in this thread, and must not raise. `at_rest`: something short
        to be done between two exchanges."""
        due = True
        while True:
            self._bell.clear()
            # After the clear: `stop` sets this first, so its bell cannot be lost.
            if self._stopping.is_set():
                return
            try:
                due = self._round(outbox, due, tell)
                at_rest()
            except Exception:
                # Whatever goes wrong here must not end the sync of a kiosk that runs for years.
                log.exception("the sync pass failed")
                tell(Unreachable("n’a pas été joint : erreur inattendue, voir le journal."))
                self._fail(0.0)
                due = True

    def pause(self, seconds: float) -> bool:
        """Wait in the sync thread; True when `stop` has been called."""
        return self._wait(self._stopping, seconds)

    def _round(self, outbox: Outbox, due: bool, tell: Tell) -> bool:
        result = push(outbox, self._send, self._course.limit)
        if due and isinstance(result, UpToDate):
            result = check_in(outbox, self._send)
        tell(result)
        return self._rest(outbox, result)

    def _rest(self, outbox: Outbox, result: PushResult) -> bool:
        """Wait as long as `result` asks for. True when it is time to check in with the server."""
        course = self._course
        course.limit = next_limit(course.limit, result)
        match result:
            case Pushed():
                course.next_s, course.splay_s = result.next_s, result.splay_s
                course.failures, course.rewound = 0, False
                return self._idle(outbox)
            case UpToDate():
                return self._idle(outbox)
            case Rewound() if not course.rewound:
                course.rewound = True
            case Refused(can_split=True):
                pass
            case Busy(wait_s=wait_s):
                self._fail(wait_s)
            case Rewound() | Refused() | Unreachable():
                self._fail(0.0)
            case Forked():
                self._fail(backoff.LONGEST_S)
            case _:
                assert_never(result)
        return True

    def _fail(self, at_least_s: float) -> None:
        self._course.failures += 1
        pause = backoff.delay(self._course.failures, self._roll())
        self.pause(at_least_s + pause)

    def _idle(self, outbox: Outbox) -> bool:
        """Until an event comes, or `next_s` has passed."""
        next_s = max(self._course.next_s, self._least_s)
        left = backoff.splayed(next_s, self._course.splay_s, self._roll())
        while left > 0 and not self._has_work(outbox):
            if self._wait(self._bell, min(left, LOOK_S)):
                return False
            left -= LOOK_S
        return left <= 0

    @staticmethod
    def _has_work(outbox: Outbox) -> bool:
        head, acked = outbox.position()
        return head > acked
