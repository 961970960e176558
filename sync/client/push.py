"""One exchange with the server: read the outbox, send, take over the server's word.

No thread, no clock. `sync/README.md` gives the rules that these lines carry out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

from sync.wire import MAX_EVENTS, Answer, Batch, Position, Quarantined, Waits, genesis

MAX_EXCHANGES = 10_000
"""Where `push_all` gives up: more than a year of a busy kiosk."""

_SPLITTABLE = frozenset({413, 422})


class Outbox(Protocol):
    """The device's own log, as far as the sync needs it."""

    def position(self) -> tuple[int, int]:
        """Last sequence written, last sequence acknowledged."""
        ...

    def batch(self, limit: int) -> Batch | None:
        """The next events to send, or None when the server has them all."""
        ...

    def check_in(self) -> Batch:
        """A batch without events, at the acknowledged position."""
        ...

    def hash_at(self, seq: int) -> str | None:
        """Our own hash after `seq`; None when that event is no longer here."""
        ...

    def keep_safe(self, safe: Position | None) -> None:
        """Take over how far the server's backups reach, whatever it is compared with before
        something is purged."""
        ...

    def acknowledge(self, ack: Position) -> None:
        """Take over the server's position, even a lower one."""
        ...

    def begin_log(self) -> None:
        """Write the same events, under the same ids, as a new log that no server knows yet."""
        ...


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No usable answer. The server may have stored the batch all the same.

    `reason` goes on after « Le serveur », in French: what it did, and what to do.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Busy:
    """The server asks to be left alone for `wait_s`."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The server will not take these `count` events as they are. They stay in the log.

    `heard`: it has heard this count from us before, or a later one (`signature.py`).
    """

    status: int
    reason: str
    count: int = 0
    heard: int | None = None

    @property
    def can_split(self) -> bool:
        """Half of the batch may pass where the whole did not."""
        return self.status in _SPLITTABLE and self.count > 1


SendResult = Answer | Busy | Refused | Unreachable
Send = Callable[[Batch], SendResult]


@dataclass(frozen=True, slots=True)
class UpToDate:
    """The server has everything."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The server has everything up to `ack`; `count` of this batch were new to it."""

    count: int
    ack: Position
    next_s: float
    splay_s: float = 0.0
    quarantined: Sequence[Quarantined] = ()
    outlook: Waits | None = None
    revision: int = 0
    """Of what is published for us."""


@dataclass(frozen=True, slots=True)
class Rewound:
    """The server knows less than we thought, for it was restored: all after `ack` goes again."""

    ack: Position


@dataclass(frozen=True, slots=True)
class Forked:
    """Server and device hold different events under the same sequence: a copied or restored disk.

    The server changed nothing. The device goes on in a new log, where it says all again: what the
    server knows by its id, it does not take twice.
    """

    ack: Position


PushResult = UpToDate | Pushed | Rewound | Forked | Busy | Refused | Unreachable
Tell = Callable[[PushResult], None]


def push(outbox: Outbox, send: Send, limit: int = MAX_EVENTS) -> PushResult:
    """Send at most `limit` of the waiting events."""
    batch = outbox.batch(limit)
    return UpToDate() if batch is None else _exchange(outbox, send, batch)


def check_in(outbox: Outbox, send: Send) -> PushResult:
    """Say that we are here, and learn whether the server was restored since."""
    return _exchange(outbox, send, outbox.check_in())


def hear(outbox: Outbox, answer: Answer) -> PushResult:
    """Take over an answer that came another way than by an exchange, late perhaps: one that says
    less than we know is old, unless it says that something is missing."""
    batch = outbox.check_in()
    if answer.status == "ok" and _is_ours(outbox, batch, answer.ack):
        _, acked = outbox.position()
        if answer.ack.seq < acked:
            return UpToDate()
    return _take_over(outbox, batch, answer)


def push_all(outbox: Outbox, send: Send, tell: Tell = lambda _result: None) -> PushResult:
    """Push until the server has everything or something stands in the way.

    `tell` hears each result. Ends with the last `Pushed` when all went; with `UpToDate` when
    there was nothing to send.
    """
    last: PushResult = UpToDate()
    limit = MAX_EVENTS
    for _ in range(MAX_EXCHANGES):
        result = push(outbox, send, limit)
        tell(result)
        match result:
            case UpToDate():
                return last
            case Pushed():
                last, limit = result, next_limit(limit, result)
            case Rewound() | Forked() if not isinstance(last, Rewound | Forked):
                last = result
            case Refused(can_split=True):
                limit = next_limit(limit, result)
            case _:
                return result
    return last


def catch_up(outbox: Outbox, send: Send, tell: Tell = lambda _result: None) -> PushResult:
    """`push_all`, then hear what only a check-in tells: what is safe, or that the server was
    restored, and then all goes once more. One that fails after all was sent changes nothing; where
    there was nothing to send, it is all that is known of the server."""
    result = push_all(outbox, send, tell)
    if not isinstance(result, UpToDate | Pushed):
        return result
    heard = check_in(outbox, send)
    match heard:
        case Rewound() | Forked():
            tell(heard)
            return push_all(outbox, send, tell)
        case Busy() | Refused() | Unreachable() if isinstance(result, UpToDate):
            tell(heard)
            return heard
        case _:
            return result


def next_limit(limit: int, result: PushResult) -> int:
    """How many events to try next: half after a refusal of many, more again after a success."""
    match result:
        case Refused(count=count, can_split=True):
            return count // 2
        case Pushed():
            return min(limit * 2, MAX_EVENTS)
        case _:
            return limit


def _exchange(outbox: Outbox, send: Send, batch: Batch) -> PushResult:
    answer = send(batch)
    match answer:
        case Answer():
            return _take_over(outbox, batch, answer)
        case Refused(count=1, status=status) if status in _SPLITTABLE and not batch.opaque:
            return _exchange(outbox, send, replace(batch, opaque=True))
        case Busy() | Refused() | Unreachable():
            return answer
        case _:
            assert_never(answer)


def _take_over(outbox: Outbox, batch: Batch, answer: Answer) -> PushResult:
    if not batch.events:
        outbox.keep_safe(answer.safe)
    if answer.status == "fork" or not _is_ours(outbox, batch, answer.ack):
        outbox.begin_log()
        return Forked(answer.ack)
    before = outbox.position()[1]
    outbox.acknowledge(answer.ack)
    if answer.status == "gap":
        return Rewound(answer.ack)
    return Pushed(
        max(answer.ack.seq - before, 0),
        answer.ack,
        answer.next_s,
        answer.splay_s,
        answer.quarantined,
        answer.outlook,
        answer.revision,
    )


def _is_ours(outbox: Outbox, batch: Batch, ack: Position) -> bool:
    """The server can only have acknowledged what we wrote, with our hash there."""
    if ack.seq == 0:
        return ack.hash == genesis(batch.device, batch.log).hex()
    if ack.seq > outbox.position()[0]:
        return False
    own = outbox.hash_at(ack.seq)
    return own is None or own == ack.hash
