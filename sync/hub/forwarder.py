"""The thread that forwards, for as long as the server runs."""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, assert_never

from sync.client.downlink import Got
from sync.client.http import HttpSender
from sync.client.push import Busy, Refused, Send, SendResult, Unreachable
from sync.client.signer import Signer
from sync.hub import membership, streams
from sync.hub.exchange import Forked, Result, Rewound, Sent, exchange
from sync.hub.membership import Membership
from sync.hub.relaying import Relay
from sync.hub.streams import Damaged, Stream
from sync.hub.turns import WHOLE_LINE, Line
from sync.server.publishing import Check, check_nothing
from sync.server.run import Ask
from sync.server.upstream import Standing
from sync.wire import Batch

LOOK_S = 1.0
"""How often the database is looked at."""
RETRY_S = 30.0
"""Before another try when something went wrong that nobody thought of."""
LAST_WORDS_S = 5.0
"""How long an exchange under way may take when the server stops. What it brought is asked again."""

log = logging.getLogger(__name__)


class Sender(Protocol):
    def __call__(self, batch: Batch, /) -> SendResult: ...

    def get(self, path: str, most: int) -> Got: ...

    def close(self) -> None: ...


def sender_of(member: Membership) -> Sender:
    signer = Signer(member.private, member.hub, member.starts)
    return HttpSender(member.centre.url, signer, member.centre.ca)


def system_time() -> int:
    return time.time_ns() // 1_000_000


class Forwarder:
    """A `Companion` of the server."""

    def __init__(self, check: Check = check_nothing, world: "World | None" = None) -> None:
        """`check`: the rules for what the centre publishes."""
        self._check = check
        self._world = world or World()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, ask: Ask) -> None:
        work = partial(self._run, ask)
        self._thread = threading.Thread(target=work, name="hub-forward", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(LAST_WORDS_S)

    def _run(self, ask: Ask) -> None:
        while not self._stopping.is_set():
            try:
                self._forward(ask)
            except Exception:
                # A database that is away for a while must not end what runs for years.
                if not self._stopping.is_set():
                    log.exception("the forwarding failed; it begins again")
                self._stopping.wait(RETRY_S)

    def _forward(self, ask: Ask) -> None:
        member = ask(membership.begin)
        if member is None:
            raise RuntimeError("this server joined no centre")
        send = sender_of(member)
        try:
            relay = Relay(ask, send.get, member, self._check, self._world.now)
            rounds = Rounds(ask, send, self._world, relay.hear)
            while not self._stopping.is_set():
                if not rounds.one():
                    self._stopping.wait(LOOK_S)
        finally:
            send.close()


@dataclass(frozen=True, slots=True)
class World:
    """The clock of the wall (ms), one that only grows (s), and dice."""

    now: Callable[[], int] = system_time
    clock: Callable[[], float] = time.monotonic
    roll: Callable[[], float] = random.random


class Rounds:
    """What is sent, one exchange at a time."""

    def __init__(
        self, ask: Ask, send: Send, world: World, hear: Callable[[int], None] = lambda _: None
    ) -> None:
        """`hear`: which revision the centre publishes to the site."""
        self._hear = hear
        self._ask = ask
        self._send = send
        self._world = world
        self._line = Line()

    def one(self) -> bool:
        """At most one exchange; False when there is nothing to say now."""
        world = self._world
        stream = self._line.next(self._ask(streams.streams), world.clock())
        if stream is None:
            return False
        limit = self._line.turn(stream).limit
        result = exchange(self._ask, self._send, stream, limit, world.now)
        silent_s = max(world.now() - stream.last_seen, 0) / 1000
        self._line.learn(stream, result, silent_s, (world.clock(), world.roll()))
        self._tell(stream, result)
        if isinstance(result, Sent):
            self._hear(result.revision)
        return True

    def _tell(self, stream: Stream, result: Result) -> None:
        where = f"{stream.site} {stream.device} {stream.log}"
        match result:
            case Sent(quarantined=apart):
                for each in apart:
                    log.warning("the centre keeps apart %d of %s: %s", each.seq, where, each.reason)
            case Rewound(ack=ack):
                log.warning("the centre went back to %d of %s", ack.seq, where)
            case Forked(ack=ack):
                log.error("the centre was told otherwise of %s (up to %d)", where, ack.seq)
            case Damaged() | Busy() | Refused() | Unreachable():
                pass
            case _:
                assert_never(result)
        if (stands := standing_of(result)) is not None:
            self._stand(*stands)
        if (words := trouble_of(result)) is not None and words != stream.trouble:
            log.error("%s goes no further: %s", where, words)
            self._ask(lambda rows: streams.trouble(rows, stream, words))

    def _stand(self, standing: Standing, detail: str) -> None:
        now = self._world.now()
        if self._ask(lambda rows: membership.stand(rows, standing, detail, now)):
            level = logging.WARNING if standing is Standing.REFUSED else logging.INFO
            log.log(level, "the centre: %s %s", standing.value, detail)


def standing_of(result: Result) -> tuple[Standing, str] | None:
    """What it says of the line, and how to go on after « Serveur central »; None: nothing."""
    match result:
        case Sent() | Rewound() | Forked():
            return Standing.REACHED, ""
        case Busy(wait_s=wait_s):
            return Standing.BUSY, f"{wait_s:.0f}"
        case Unreachable(reason=reason):
            return Standing.UNREACHABLE, reason
        case Refused(status=status, reason=reason) if status in WHOLE_LINE:
            return Standing.REFUSED, reason
        case Refused() | Damaged():
            return None
        case _:
            assert_never(result)


def trouble_of(result: Result) -> str | None:
    """Why this log goes no further, while the others do."""
    match result:
        case Damaged(seq=seq):
            return f"l’événement {seq} est abîmé, ou manque, dans la base de ce serveur"
        case Refused(status=status, reason=reason, can_split=False) if status not in WHOLE_LINE:
            return f"{status} : {reason}"
        case _:
            return None
