"""One exchange with the centre about one log: read it, send, take over the centre's word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from sync.client.push import Busy, Refused, Send, Unreachable
from sync.hub import membership, streams
from sync.hub.streams import Damaged, Stream
from sync.server.apply import report_fork
from sync.server.rows import Rows
from sync.server.run import Ask
from sync.wire import Answer, Batch, Position, Quarantined


@dataclass(frozen=True, slots=True)
class Sent:
    """The centre has all up to `ack`; `count` of these were new to it."""

    count: int
    ack: Position
    next_s: float
    splay_s: float
    quarantined: Sequence[Quarantined] = ()
    revision: int = 0
    """Of what the centre publishes to the site."""


@dataclass(frozen=True, slots=True)
class Rewound:
    """The centre knows less than we thought, for it was restored: all after `ack` goes again."""

    ack: Position


@dataclass(frozen=True, slots=True)
class Forked:
    """The centre was told otherwise under the same numbers: nothing more of this log goes there,
    and its device is to begin a new one."""

    ack: Position


Result = Sent | Rewound | Forked | Damaged | Busy | Refused | Unreachable


def exchange(ask: Ask, send: Send, stream: Stream, limit: int, now: Callable[[], int]) -> Result:
    batch = ask(lambda rows: streams.batch_of(rows, stream, limit, now()))
    if isinstance(batch, Damaged):
        return batch
    answer = send(batch)
    if isinstance(answer, Refused) and answer.status in (413, 422) and answer.count == 1:
        # Kept apart there, rather than in the way of what follows.
        answer = send(replace(batch, opaque=True))
    match answer:
        case Answer():
            return ask(partial(_take_over, stream, batch, answer, now()))
        case Busy() | Refused() | Unreachable():
            return answer
        case _:
            assert_never(answer)


def _take_over(stream: Stream, batch: Batch, answer: Answer, now: int, rows: Rows) -> Result:
    with rows.atomic():
        membership.heard(rows, now)
        ack = _known(batch, answer)
        if answer.status == "fork" or _differs(rows, stream, ack):
            streams.forked(rows, stream, now)
            report_fork(rows, stream.key, batch.first, now)
            return Forked(answer.ack)
        streams.acknowledge(rows, stream, ack)
        if not batch.events:
            # Told to a check-in only: after a batch, its absence says nothing.
            streams.keep_safe(rows, stream, answer.safe)
        if answer.status == "gap":
            return Rewound(ack)
        count = max(ack.seq - stream.acked.seq, 0)
        when = (answer.next_s, answer.splay_s)
        return Sent(count, ack, *when, answer.quarantined, answer.revision)


def _known(batch: Batch, answer: Answer) -> Position:
    """The centre may know more of a log than this server, which was restored: it has compared as
    much as it was sent, and the rest will come again from the device."""
    last = batch.first - 1 + len(batch.events)
    if answer.status == "ok" and answer.ack.seq > last:
        return Position(last, batch.head)
    return answer.ack


def _differs(rows: Rows, stream: Stream, ack: Position) -> bool:
    own = streams.own_hash(rows, stream, ack.seq)
    return own is not None and own != ack.hash
