"""One simulated kiosk: its log is worked out again whenever it is asked for, so that ten thousand
fit into one process."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sync.wire import Batch, Event, Position, chain, genesis

STEP_MS = 20_000
"""Between two events of a kiosk."""
_KINDS = ("ticket.issued", "ticket.printed", "feedback.given")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a kiosk is; `begun`: ms since 1970; `day`: of its tickets, as in 2026-11-24."""

    site: str
    device: UUID
    log: UUID
    begun: int
    day: str


def event_at(who: Identity, seq: int) -> Event:
    """The same whenever it is asked for."""
    noise = hashlib.sha256(who.log.bytes + seq.to_bytes(8, "big")).digest()
    t = who.begun + seq * STEP_MS
    kind = _KINDS[seq % len(_KINDS)]
    body = _body(who.day, kind, seq, _uuid7(t, noise[10:20]))
    return Event(seq, _uuid7(t, noise[:10]), kind, 1, t, seq * STEP_MS, 1, "ntp", noise[16:], body)


def _uuid7(t: int, noise: bytes) -> UUID:
    value = (t & (2**48 - 1)) << 80 | int.from_bytes(noise, "big")
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)


def _body(day: str, kind: str, seq: int, subject: UUID) -> str:
    number = f"A{seq % 1000:03d}"
    match kind:
        case "ticket.issued":
            return (
                f'{{"ticket":"{subject}","number":"{number}","motif":"etat-civil","lang":"fr",'
                f'"priority":false,"lane":null,"day":"{day}"}}'
            )
        case "ticket.printed":
            return (
                f'{{"ticket":"{subject}","number":"{number}","copy":0,"outcome":"CONFIRMED",'
                '"reason":""}'
            )
        case _:
            return (
                f'{{"feedback":"{subject}","scale":"faces-4","value":{seq % 4 + 1},"lang":"fr",'
                '"wording":1}'
            )


class Machine:
    """An `Outbox` (`sync/client/push.py`). What was told grows with `tell`."""

    def __init__(self, who: Identity) -> None:
        self.who = who
        self.told = 0
        self._acked = 0
        self._known = {0: genesis(who.device, who.log)}
        self._last: Batch | None = None

    def tell(self, count: int) -> None:
        self.told += count

    def position(self) -> tuple[int, int]:
        return self.told, self._acked

    def batch(self, limit: int) -> Batch | None:
        last = min(self.told, self._acked + limit)
        return self._slice(last) if last > self._acked else None

    def check_in(self) -> Batch:
        return self._slice(self._acked)

    def hash_at(self, seq: int) -> str:
        return self._digest_at(seq).hex()

    def acknowledge(self, ack: Position) -> None:
        self._acked = ack.seq
        self._known = {seq: digest for seq, digest in self._known.items() if seq >= ack.seq}

    def keep_safe(self, safe: Position | None) -> None:
        """Nothing of these machines is ever purged."""

    def end(self) -> tuple[Identity, int, str]:
        """Who it is, how many events it has told, and its hash there."""
        return self.who, self.told, self.hash_at(self.told)

    def begin_log(self) -> None:
        """No two of these machines are copies of one another."""
        raise AssertionError(f"the server holds something else of {self.who.device}")

    def _slice(self, last: int) -> Batch:
        first = self._acked + 1
        kept = self._last
        if kept is None or (kept.first, len(kept.events)) != (first, last - self._acked):
            events = [event_at(self.who, seq) for seq in range(first, last + 1)]
            digest = prev = self._digest_at(self._acked)
            for event in events:
                digest = chain(digest, event)
            self._known[last] = digest
            who = self.who
            kept = Batch(who.device, who.log, who.site, first, prev.hex(), digest.hex(), events)
            self._last = kept
        return kept

    def _digest_at(self, seq: int) -> bytes:
        """From the nearest one before that is known; after a rewind that is the beginning."""
        start = max((known for known in self._known if known <= seq), default=0)
        digest = self._known.get(start) or genesis(self.who.device, self.who.log)
        for each in range(start + 1, seq + 1):
            digest = chain(digest, event_at(self.who, each))
        self._known[seq] = digest
        return digest
