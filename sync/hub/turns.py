"""Whose turn it is: the logs of all devices share one line. Pure: no clock, no dice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from sync.client import backoff
from sync.client.push import Busy, Refused, Unreachable
from sync.hub.exchange import Forked, Result, Rewound, Sent
from sync.hub.streams import Damaged, Stream
from sync.server.apply import Key
from sync.wire import MAX_EVENTS

LEAST_S = 1.0
"""Between two check-ins about a log, whatever the centre says."""
QUIET_SHARE, QUIET_MOST_S = 0.1, 900.0
"""Of a device that is silent the centre is asked more rarely: a tenth of its silence."""
WHOLE_LINE = frozenset({401, 421})
"""Refusals of this server, not of what it sends."""


@dataclass(slots=True)
class Turn:
    """Of one log. Seconds of a monotonic clock."""

    last: float = 0.0
    due: float = 0.0
    """When to check in, with nothing to send."""
    not_before: float = 0.0
    limit: int = MAX_EVENTS
    failures: int = 0


@dataclass(slots=True)
class Line:
    """To the centre. Belongs to the thread that forwards."""

    not_before: float = 0.0
    failures: int = 0
    turns: dict[Key, Turn] = field(default_factory=dict)

    def next(self, streams: Sequence[Stream], now: float) -> Stream | None:
        """The one that has waited longest of those with something to say."""
        if now < self.not_before:
            return None
        ready = [stream for stream in streams if self._is_ready(stream, now)]
        return min(ready, key=lambda stream: self.turn(stream).last, default=None)

    def turn(self, stream: Stream) -> Turn:
        return self.turns.setdefault(stream.key, Turn())

    def _is_ready(self, stream: Stream, now: float) -> bool:
        turn = self.turn(stream)
        return now >= turn.not_before and (stream.unsent > 0 or now >= turn.due)

    def learn(
        self, stream: Stream, result: Result, silent_s: float, at: tuple[float, float]
    ) -> None:
        """`silent_s`: how long the device has said nothing. `at`: the clock, and a throw of dice
        in [0, 1)."""
        now, roll = at
        turn = self.turn(stream)
        turn.last = now
        match result:
            case Sent(count=0) if stream.unsent:
                # It says yes and takes nothing.
                turn.failures += 1
                turn.not_before = now + backoff.delay(turn.failures, roll)
            case Sent():
                self.failures, turn.failures = 0, 0
                turn.limit = min(turn.limit * 2, MAX_EVENTS)
                quiet_s = min(silent_s * QUIET_SHARE, QUIET_MOST_S)
                least_s = max(result.next_s, LEAST_S, quiet_s)
                turn.due = now + backoff.splayed(least_s, result.splay_s, roll)
            case Rewound():
                self._all_due(stream, now, roll)
            case Refused(can_split=True, count=count):
                turn.limit = count // 2
            case Refused(status=status) if status not in WHOLE_LINE:
                _hold(turn, now, roll)
            case Damaged() | Forked():
                _hold(turn, now, roll)
            case Busy(wait_s=wait_s):
                self._fail(now + wait_s, roll)
            case Refused() | Unreachable():
                self._fail(now, roll)
            case _:
                assert_never(result)

    def _all_due(self, rewound: Stream, now: float, roll: float) -> None:
        """The centre was restored: it lacks something of others too. Twice in a row is strange."""
        turn = self.turn(rewound)
        turn.failures += 1
        if turn.failures > 1:
            turn.not_before = now + backoff.delay(turn.failures - 1, roll)
        for each in self.turns.values():
            each.due = min(each.due, now)

    def _fail(self, since: float, roll: float) -> None:
        self.failures += 1
        self.not_before = since + backoff.delay(self.failures, roll)


def _hold(turn: Turn, now: float, roll: float) -> None:
    """The others go on."""
    turn.failures += 1
    turn.not_before = now + backoff.LONGEST_S * (1 + roll)
