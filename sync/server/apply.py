"""Apply one batch exactly once, in one transaction: gap, fork, then the tail that is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.server import bodies, marks
from sync.server.outlook import waits_of
from sync.server.rows import Kind, Rows, Table
from sync.wire import (
    OPAQUE_KIND,
    Answer,
    Batch,
    Event,
    Opaque,
    Position,
    Quarantined,
    chain,
    genesis,
)

_Key = tuple[str, bytes, bytes]
_LOG = {"site": Kind.TEXT, "device": Kind.BYTES, "log": Kind.BYTES}
_TOLD: Mapping[str, Kind] = {
    "seq": Kind.NUMBER,
    "id": Kind.BYTES,
    "kind": Kind.TEXT,
    "v": Kind.NUMBER,
    "t": Kind.NUMBER,
    "mono": Kind.NUMBER,
    "boot": Kind.NUMBER,
    "clock": Kind.TEXT,
    "salt": Kind.BYTES,
    "hash": Kind.BYTES,
}
_EVENTS = Table(
    "event",
    {**_LOG, "received": Kind.NUMBER},
    {**_TOLD, "body": Kind.TEXT, "about": Kind.BYTES, "day": Kind.TEXT},
    arrives=True,
)
_APART = Table(
    "quarantine",
    {**_LOG, "received": Kind.NUMBER},
    {**_TOLD, "body": Kind.ANY_TEXT, "reason": Kind.TEXT},
)
_BURSTS = Table("burst_ticket", {"site": Kind.TEXT}, {"ticket": Kind.BYTES, "event": Kind.BYTES})
_AGAIN = Table("relogged", _LOG, {"seq": Kind.NUMBER, "id": Kind.BYTES, "hash": Kind.BYTES})


@dataclass(frozen=True, slots=True)
class Pace:
    """When devices are asked to come back."""

    next_s: float = 15.0
    splay_s: float = 3.0


@dataclass(frozen=True, slots=True)
class _Link:
    """An event of the log, its hash there, and what it says."""

    event: Event
    digest: bytes
    body: bodies.Body | bodies.Opaque


@dataclass(frozen=True, slots=True)
class _Apart:
    event: Event | Opaque
    digest: bytes
    reason: str


def apply(rows: Rows, batch: Batch, now: int, pace: Pace) -> Answer:
    """Store what is new of `batch`. The same batch again gives the same answer.

    `now` is the server's clock in ms. Durable when this returns.
    """
    key = (batch.site, batch.device.bytes, batch.log.bytes)
    start = genesis(batch.device, batch.log)
    with rows.atomic():
        ack_seq, ack_hash = _open_stream(rows, key, start, now)
        here = Position(ack_seq, ack_hash.hex())
        safe = marks.safe(rows, key)
        if batch.first > ack_seq + 1:
            if batch.first != batch.base + 1:
                return Answer("gap", here, (), pace.next_s, pace.splay_s, safe=safe)
            _declare_gap(rows, key, (ack_seq + 1, batch.base), now)
            here = Position(batch.base, batch.prev)
            ack_seq, ack_hash = batch.base, bytes.fromhex(batch.prev)
            _move(rows, key, here)
        end = min(batch.first - 1 + len(batch.events), ack_seq)
        # The log ends there by far the most often, and its hash is at hand.
        stored = ack_hash if end == ack_seq else _hash_at(rows, key, end) if end else start
        if _differs(_digest_at(batch, end), stored):
            _report_fork(rows, key, batch.first, now)
            return Answer("fork", here, (), pace.next_s, pace.splay_s, safe=safe)
        tail = [event for event in batch.events if event.seq > ack_seq]
        earlier = batch.events[: len(batch.events) - len(tail)]
        apart = _quarantined(rows, key, earlier)
        ack, now_apart = _append(rows, key, here, tail, now)
        answered = (*apart, *now_apart)
        return Answer("ok", ack, answered, pace.next_s, pace.splay_s, waits_of(batch.site), safe)


def _open_stream(rows: Rows, key: _Key, start: bytes, now: int) -> tuple[int, bytes]:
    """Nobody else applies a batch of this log until the transaction ends: PostgreSQL keeps the
    row for it, SQLite the file. That one place of a log holds one event rests on it."""
    found = rows.execute(
        "INSERT INTO stream VALUES (?, ?, ?, 0, ?, ?, ?) ON CONFLICT (site, device, log) "
        "DO UPDATE SET last_seen = excluded.last_seen RETURNING ack_seq, ack_hash",
        [*key, start, now, now],
    ).fetchone()
    return int(found[0]), bytes(found[1])


def _differs(told: bytes, stored: bytes | None) -> bool:
    return told != stored


def _digest_at(batch: Batch, seq: int) -> bytes:
    """The batch's own hash after `seq`. Where its overlap with the stored log ends, this being
    equal to the stored hash proves all that comes before equal too."""
    digest = bytes.fromhex(batch.prev)
    for event in batch.events[: seq - batch.first + 1]:
        digest = chain(digest, event)
    return digest


def _hash_at(rows: Rows, key: _Key, seq: int) -> bytes | None:
    """The stored hash after event `seq`."""
    where = "WHERE site = ? AND device = ? AND log = ? AND seq = ?"
    tables = ("event", "quarantine", "relogged")
    found = rows.execute(
        " UNION ALL ".join(f"SELECT hash FROM {table} {where}" for table in tables),
        [*key, seq] * len(tables),
    ).fetchone()
    return None if found is None else bytes(found[0])


def _append(
    rows: Rows, key: _Key, here: Position, tail: Sequence[Event | Opaque], now: int
) -> tuple[Position, Sequence[Quarantined]]:
    """The log's new end, and which of `tail` are kept apart."""
    if not tail:
        return here, ()
    digest = bytes.fromhex(here.hash)
    links: list[_Link] = []
    apart: list[_Apart] = []
    for event in tail:
        digest = chain(digest, event)
        if isinstance(event, Opaque):
            apart.append(_Apart(event, digest, event.reason))
            continue
        body = bodies.read(event.kind, event.v, event.body)
        if isinstance(body, bodies.Unreadable):
            apart.append(_Apart(event, digest, body.reason))
        else:
            links.append(_Link(event, digest, body))
    apart += _store(rows, key, links, now)
    apart.sort(key=lambda each: each.event.seq)
    _keep_apart(rows, key, apart, now)
    ack = Position(tail[-1].seq, digest.hex())
    _move(rows, key, ack)
    return ack, [Quarantined(each.event.seq, each.reason) for each in apart]


def _move(rows: Rows, key: _Key, ack: Position) -> None:
    rows.execute(
        "UPDATE stream SET ack_seq = ?, ack_hash = ? WHERE site = ? AND device = ? AND log = ?",
        [ack.seq, bytes.fromhex(ack.hash), *key],
    )


def _store(rows: Rows, key: _Key, links: Sequence[_Link], now: int) -> Sequence[_Apart]:
    """Those whose id is there already under another event."""
    if not links:
        return ()
    written = rows.insert_new(_EVENTS, (*key, now), [_event_row(link) for link in links])
    if written == len(links):
        _keep_bursts(rows, key, links)
        return ()
    new = _stored_since(rows, key, links[0].event.seq)
    _keep_bursts(rows, key, [link for link in links if link.event.seq in new])
    old = [link for link in links if link.event.seq not in new]
    known = _known(rows, key, old)
    again = [link for link in old if known.get(link.event.id.bytes) == _said(link.event)]
    if again:
        relogged = [(link.event.seq, link.event.id.bytes, link.digest) for link in again]
        rows.insert_new(_AGAIN, key, relogged)
    places = {link.event.seq for link in again}
    return [
        _Apart(link.event, link.digest, "its id is already stored")
        for link in old
        if link.event.seq not in places
    ]


def _keep_bursts(rows: Rows, key: _Key, links: Sequence[_Link]) -> None:
    """Which tickets a person may have to look at: see `moderation.py`."""
    told = [
        (ticket.bytes, link.event.id.bytes)
        for link in links
        if isinstance(link.body, bodies.DeviceHealth)
        for ticket in dict.fromkeys(link.body.ids)
    ]
    if told:
        rows.insert_new(_BURSTS, key[:1], told)


def _event_row(link: _Link) -> tuple[object, ...]:
    about, day = bodies.subject(link.body), bodies.service_day(link.body)
    return (
        *_columns(link.event, link.digest),
        link.event.body,
        None if about is None else about.bytes,
        None if day is None else day.isoformat(),
    )


def _stored_since(rows: Rows, key: _Key, seq: int) -> set[int]:
    found = rows.execute(
        "SELECT seq FROM event WHERE site = ? AND device = ? AND log = ? AND seq >= ?",
        [*key, seq],
    )
    return {int(seq) for (seq,) in found}


def _known(rows: Rows, key: _Key, links: Sequence[_Link]) -> Mapping[bytes, tuple[object, ...]]:
    """What this device said before under these ids: after a fork it says all in a new log."""
    site, device, _log = key
    marks = ", ".join("?" * len(links))
    found = rows.execute(
        "SELECT id, kind, v, t, mono, boot, clock, salt FROM event "
        f"WHERE site = ? AND device = ? AND id IN ({marks})",
        [site, device, *(link.event.id.bytes for link in links)],
    )
    return {bytes(id_): tuple(said) for id_, *said in found}


def _said(event: Event) -> tuple[object, ...]:
    return event.kind, event.v, event.t, event.mono, event.boot, event.clock, event.salt


def _keep_apart(rows: Rows, key: _Key, apart: Sequence[_Apart], now: int) -> None:
    if apart:
        rows.insert_new(_APART, (*key, now), [_apart_row(each) for each in apart])


def _apart_row(apart: _Apart) -> tuple[object, ...]:
    event = apart.event
    if isinstance(event, Event):
        return (*_columns(event, apart.digest), event.body, apart.reason)
    place = (event.seq, event.id.bytes)
    return (*place, OPAQUE_KIND, 0, 0, 0, 0, "unknown", b"", apart.digest, event.text, apart.reason)


def _columns(event: Event, digest: bytes) -> tuple[int | str | bytes, ...]:
    return (
        event.seq,
        event.id.bytes,
        event.kind,
        event.v,
        event.t,
        event.mono,
        event.boot,
        event.clock,
        event.salt,
        digest,
    )


def _quarantined(
    rows: Rows, key: _Key, events: Sequence[Event | Opaque]
) -> tuple[Quarantined, ...]:
    """Those of `events` that are kept apart, now or from an earlier exchange."""
    if not events:
        return ()
    found = rows.execute(
        "SELECT seq, reason FROM quarantine "
        "WHERE site = ? AND device = ? AND log = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        [*key, events[0].seq, events[-1].seq],
    )
    return tuple(Quarantined(seq, reason) for seq, reason in found)


def _report_fork(rows: Rows, key: _Key, seq: int, now: int) -> None:
    rows.execute(
        "INSERT INTO incident VALUES (?, ?, ?, 'fork', ?, ?, ?, 1, NULL) "
        "ON CONFLICT (site, device, log, kind, seq) "
        "DO UPDATE SET last_seen = excluded.last_seen, times = incident.times + 1",
        [*key, seq, now, now],
    )


def _declare_gap(rows: Rows, key: _Key, range_: tuple[int, int], now: int) -> None:
    """The device has purged what this server does not have, or has no more."""
    rows.execute(
        "INSERT INTO incident VALUES (?, ?, ?, 'gap', ?, ?, ?, 1, ?) "
        "ON CONFLICT (site, device, log, kind, seq) "
        "DO UPDATE SET last_seen = excluded.last_seen, last_seq = excluded.last_seq, "
        "times = incident.times + 1",
        [*key, range_[0], now, now, range_[1]],
    )
