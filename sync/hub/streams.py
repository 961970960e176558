"""What this server stored, as the logs that it was told: event by event, bytes equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from sync.server.apply import Key, hash_at
from sync.server.decode import Refusal, unwrapped
from sync.server.rows import Rows
from sync.wire import Batch, Event, Opaque, Position, chain, genesis, is_wrapping

Told = Event | Opaque
_FACTS = "id, kind, v, t, mono, boot, clock, salt"


@dataclass(frozen=True, slots=True)
class Stream:
    """One log of one device. `head`: the last event here; `acked`: the centre's word."""

    site: str
    device: UUID
    log: UUID
    head: int
    acked: Position
    last_seen: int
    trouble: str | None = None

    @property
    def key(self) -> Key:
        return self.site, self.device.bytes, self.log.bytes

    @property
    def start(self) -> str:
        return genesis(self.device, self.log).hex()

    @property
    def unsent(self) -> int:
        return max(self.head - self.acked.seq, 0)


@dataclass(frozen=True, slots=True)
class Damaged:
    """What is stored of this event, or that it is not, does not fit its hash."""

    seq: int


def streams(rows: Rows) -> list[Stream]:
    """Those that can still be forwarded, in the order of their keys."""
    found = rows.execute(
        "SELECT stream.site, stream.device, stream.log, stream.ack_seq, last_seen, "
        "forwarded.ack_seq, forwarded.ack_hash, trouble "
        "FROM stream LEFT JOIN forwarded ON forwarded.site = stream.site "
        "AND forwarded.device = stream.device AND forwarded.log = stream.log "
        "WHERE forked IS NULL ORDER BY stream.site, stream.device, stream.log"
    )
    return [_stream(*row) for row in found.fetchall()]


def _stream(site: str, device: bytes, log: bytes, head: int, last_seen: int, *told: Any) -> Stream:
    acked, digest, trouble = told
    names = (UUID(bytes=bytes(device)), UUID(bytes=bytes(log)))
    known = (0, genesis(*names)) if acked is None else (int(acked), bytes(digest))
    return Stream(site, *names, head, Position(known[0], known[1].hex()), last_seen, trouble)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Events that this server never had: their device had purged them."""

    first: int
    last: Position


def batch_of(rows: Rows, stream: Stream, limit: int, now: int) -> Batch | Damaged:
    """The next events, or none, when the centre has them all: a check-in."""
    begin, base, until = stream.acked, 0, stream.head
    for gap in _gaps(rows, stream):
        if gap.first <= begin.seq + 1 <= gap.last.seq:
            begin, base = gap.last, gap.last.seq
        elif gap.first > begin.seq + 1:
            until = min(until, gap.first - 1)
    last = min(until, begin.seq + limit)
    told = _told(rows, stream.key, (begin.seq + 1, last)) if begin.seq < last else []
    digest, events = bytes.fromhex(begin.hash), list[Told]()
    for seq, event, stored in sorted(told, key=itemgetter(0)):
        digest = chain(digest, event)
        if seq != begin.seq + 1 + len(events) or digest != stored:
            return Damaged(begin.seq + 1 + len(events))
        events.append(event)
    if len(events) != max(last - begin.seq, 0):
        return Damaged(begin.seq + 1 + len(events))
    return Batch(
        stream.device,
        stream.log,
        stream.site,
        begin.seq + 1,
        begin.hash,
        digest.hex(),
        events,
        base=base,
        age_s=max(now - stream.last_seen, 0) / 1000,
        pending=max(stream.head - last, 0),
    )


def _gaps(rows: Rows, stream: Stream) -> list[_Gap]:
    found = rows.execute(
        "SELECT seq, last_seq, last_hash FROM incident WHERE site = ? AND device = ? AND log = ? "
        "AND kind = 'gap' AND last_hash IS NOT NULL ORDER BY seq",
        [*stream.key],
    )
    return [
        _Gap(int(first), Position(int(last), bytes(digest).hex())) for first, last, digest in found
    ]


def own_hash(rows: Rows, stream: Stream, seq: int) -> str | None:
    """None: this event is not here."""
    if seq == 0:
        return stream.start
    found = hash_at(rows, stream.key, seq)
    return None if found is None else found.hex()


def acknowledge(rows: Rows, stream: Stream, ack: Position) -> None:
    """Take over the centre's word, even a lower one."""
    rows.execute(
        "INSERT INTO forwarded (site, device, log, ack_seq, ack_hash) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (site, device, log) DO UPDATE SET ack_seq = excluded.ack_seq, "
        "ack_hash = excluded.ack_hash, trouble = NULL",
        [*stream.key, ack.seq, bytes.fromhex(ack.hash)],
    )


def keep_safe(rows: Rows, stream: Stream, safe: Position | None) -> None:
    """How far the centre's backups reach in this log, which it knows."""
    known = (None, None) if safe is None else (safe.seq, bytes.fromhex(safe.hash))
    rows.execute(
        "UPDATE forwarded SET safe_seq = ?, safe_hash = ? "
        "WHERE site = ? AND device = ? AND log = ?",
        [*known, *stream.key],
    )


def trouble(rows: Rows, stream: Stream, words: str) -> None:
    """Why this log goes no further."""
    with rows.atomic():
        rows.execute(
            "INSERT INTO forwarded (site, device, log, ack_seq, ack_hash, trouble) "
            "VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (site, device, log) DO UPDATE SET trouble = excluded.trouble",
            [*stream.key, stream.acked.seq, bytes.fromhex(stream.acked.hash), words],
        )


def forked(rows: Rows, stream: Stream, now: int) -> None:
    """The device is told so the next time, and says all again in a new log."""
    rows.execute(
        "UPDATE stream SET forked = ? WHERE site = ? AND device = ? AND log = ?",
        [now, *stream.key],
    )


def _told(rows: Rows, key: Key, span: tuple[int, int]) -> Sequence[tuple[int, Told, bytes]]:
    """In the three places where the events of a log are kept. Of a body whose words were erased
    the seal is there."""
    place = "site = ? AND {0}device = ? AND {0}log = ? AND {0}seq BETWEEN ? AND ?"
    erased = "LEFT JOIN erased ON erased.site = event.site AND erased.event = event.id"
    facts = ", ".join(f"event.{name}" for name in _FACTS.split(", "))
    asked = (
        f"SELECT event.seq, {facts}, body, sealed, hash FROM event {erased} "
        f"WHERE event.{place.format('event.')}",
        f"SELECT seq, {_FACTS}, body, sealed, hash FROM quarantine WHERE {place.format('')}",
        f"SELECT relogged.seq, {facts}, body, sealed, relogged.hash FROM relogged "
        "JOIN event ON event.site = relogged.site AND event.id = relogged.id "
        f"{erased} WHERE relogged.{place.format('relogged.')}",
    )
    return [_read(*row) for text in asked for row in rows.execute(text, [*key, *span]).fetchall()]


def _read(seq: int, id_: bytes, kind: str, v: int, *rest: Any) -> tuple[int, Told, bytes]:
    t, mono, boot, clock, salt, body, sealed, digest = rest
    # PostgreSQL keeps what nobody could read as bytes.
    text = body if isinstance(body, str) else bytes(body).decode()
    name = UUID(bytes=bytes(id_))
    if is_wrapping(kind, clock, bytes(salt)):
        wrapped = unwrapped(seq, name, text.encode())
        if not isinstance(wrapped, Refusal):
            return seq, wrapped, bytes(digest)
    seal = None if sealed is None else bytes(sealed)
    event = Event(seq, name, kind, v, t, mono, boot, clock, bytes(salt), text, seal)
    return seq, event, bytes(digest)
