"""Apply one batch exactly once, in one transaction: gap, fork, then the tail that is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sync.server import bodies, marks, published_rows, said, upstream
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
    seal,
    seal_text,
)

LIVE_MS = 120_000
"""An event has only just happened when there was none to send so long ago."""
MOST_BEHIND_MS = 10**14

Key = tuple[str, bytes, bytes]
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
    {**_TOLD, "body": Kind.ANY_TEXT, "reason": Kind.TEXT, "sealed": Kind.BYTES},
)
_ERASED = Table(
    "erased",
    {"site": Kind.TEXT, "erased": Kind.NUMBER},
    {"event": Kind.BYTES, "sealed": Kind.BYTES},
)
_BURSTS = Table("burst_ticket", {"site": Kind.TEXT}, {"ticket": Kind.BYTES, "event": Kind.BYTES})
_OF_CONFIG = (bodies.ConfigApplied, bodies.ConfigRefused)
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
        heard = now - int(batch.age_s * 1000)
        opened = _open_stream(rows, key, (start, heard, batch.pending))
        (ack_seq, ack_hash), forked, is_hub = opened
        here = Position(ack_seq, ack_hash.hex())
        # A device checks in often enough; what is to be stored need not wait for it.
        safe = None if batch.events else _safe(rows, key, is_hub)
        if forked:
            # Upstream another log goes under this name: the device is to begin a new one here too.
            return Answer("fork", here, (), pace.next_s, pace.splay_s, safe=safe)
        if batch.first > ack_seq + 1:
            if batch.first != batch.base + 1:
                return Answer("gap", here, (), pace.next_s, pace.splay_s, safe=safe)
            here = Position(batch.base, batch.prev)
            _declare_gap(rows, key, ack_seq + 1, here, now)
            ack_seq, ack_hash = batch.base, bytes.fromhex(batch.prev)
            _move(rows, key, here)
        end = min(batch.first - 1 + len(batch.events), ack_seq)
        # The log ends there by far the most often, and its hash is at hand.
        stored = ack_hash if end == ack_seq else hash_at(rows, key, end) if end else start
        if _differs(_digest_at(batch, end), stored):
            report_fork(rows, key, batch.first, now)
            return Answer("fork", here, (), pace.next_s, pace.splay_s, safe=safe)
        tail = [event for event in batch.events if event.seq > ack_seq]
        earlier = batch.events[: len(batch.events) - len(tail)]
        apart = _quarantined(rows, key, earlier)
        ack, now_apart = _append(rows, key, here, tail, now)
        answered = (*apart, *now_apart)
        return Answer(
            "ok", ack, answered, pace.next_s, pace.splay_s, waits_of(batch.site), safe=safe
        )


_Opened = tuple[tuple[int, bytes], bool, bool]
"""Where the log ends here, whether it forked upstream, and whether there is an upstream."""


def _open_stream(rows: Rows, key: Key, heard: tuple[bytes, int, int | None]) -> _Opened:
    """Nobody else applies a batch of this log until the transaction ends: PostgreSQL keeps the
    row for it, SQLite the file. That one place of a log holds one event rests on it.

    `emptied`: when the exchange before this one left nothing to send."""
    start, now, pending = heard
    found = rows.execute(
        "INSERT INTO stream (site, device, log, ack_seq, ack_hash, first_seen, last_seen, pending) "
        "VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT (site, device, log) "
        "DO UPDATE SET last_seen = excluded.last_seen, pending = excluded.pending, "
        "emptied = CASE WHEN stream.pending = 0 THEN stream.last_seen END "
        "RETURNING ack_seq, ack_hash, forked, EXISTS (SELECT 1 FROM upstream)",
        [*key, start, now, now, pending],
    ).fetchone()
    return (int(found[0]), bytes(found[1])), found[2] is not None, bool(found[3])


def _safe(rows: Rows, key: Key, is_hub: bool) -> Position | None:
    """A device may purge what the place that one would restore from holds: here, and upstream."""
    own = marks.safe(rows, key)
    if own is None or not is_hub:
        return own
    there = upstream.safe(rows, key)
    return None if there is None else min(own, there, key=attrgetter("seq"))


def _differs(told: bytes, stored: bytes | None) -> bool:
    return told != stored


def _digest_at(batch: Batch, seq: int) -> bytes:
    """The batch's own hash after `seq`. Where its overlap with the stored log ends, this being
    equal to the stored hash proves all that comes before equal too."""
    digest = bytes.fromhex(batch.prev)
    for event in batch.events[: seq - batch.first + 1]:
        digest = chain(digest, event)
    return digest


def hash_at(rows: Rows, key: Key, seq: int) -> bytes | None:
    """The stored hash after event `seq`, or after a gap that ends there."""
    where = "WHERE site = ? AND device = ? AND log = ?"
    tables = ("event", "quarantine", "relogged")
    found = rows.execute(
        " UNION ALL ".join(f"SELECT hash FROM {table} {where} AND seq = ?" for table in tables)
        + f" UNION ALL SELECT last_hash FROM incident {where} AND kind = 'gap' AND last_seq = ?",
        [*key, seq] * (len(tables) + 1),
    ).fetchone()
    return None if found is None else bytes(found[0])


def _append(
    rows: Rows, key: Key, here: Position, tail: Sequence[Event | Opaque], now: int
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
    _move(rows, key, ack, tail[-1], now)
    return ack, [Quarantined(each.event.seq, each.reason) for each in apart]


def _move(
    rows: Rows, key: Key, ack: Position, last: Event | Opaque | None = None, now: int = 0
) -> None:
    rows.execute(
        "UPDATE stream SET ack_seq = ?, ack_hash = ?, clock = coalesce(?, clock), "
        "behind_ms = CASE WHEN emptied >= ? THEN ? ELSE behind_ms END "
        "WHERE site = ? AND device = ? AND log = ?",
        [ack.seq, bytes.fromhex(ack.hash), *_clock(last, now), *key],
    )


def _clock(last: Event | Opaque | None, now: int) -> tuple[str | None, int, int]:
    """The state of the device's clock; since when an event must have been the only one to tell, and
    how much its clock is behind ours then (ms). Columns have an end."""
    if not isinstance(last, Event):
        return None, MOST_BEHIND_MS, 0
    behind = max(-MOST_BEHIND_MS, min(now - last.t, MOST_BEHIND_MS))
    return last.clock, now - LIVE_MS, behind


def _store(rows: Rows, key: Key, links: Sequence[_Link], now: int) -> Sequence[_Apart]:
    """Those whose id is there already under another event."""
    if not links:
        return ()
    written = rows.insert_new(_EVENTS, (*key, now), [_event_row(link) for link in links])
    if written == len(links):
        _keep_beside(rows, key, links, now)
        return ()
    new = _stored_since(rows, key, links[0].event.seq)
    _keep_beside(rows, key, [link for link in links if link.event.seq in new], now)
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


def _keep_beside(rows: Rows, key: Key, links: Sequence[_Link], now: int) -> None:
    """What new events change besides the list of events."""
    _keep_bursts(rows, key, links)
    _note_configurations(rows, key, links, now)
    erased = [
        (link.event.id.bytes, link.event.sealed) for link in links if link.event.sealed is not None
    ]
    if erased:
        rows.insert_new(_ERASED, (key[0], now), erased)


def _note_configurations(rows: Rows, key: Key, links: Sequence[_Link], now: int) -> None:
    where = key[:2]
    said.keep(rows, where, [(link.event, link.body) for link in links], now)
    # Few of many: the others are passed over at once.
    for link in [link for link in links if isinstance(link.body, _OF_CONFIG)]:
        match link.body:
            case bodies.ConfigApplied(rev, hash_):
                published_rows.note_applied(rows, where, (rev, hash_, now))
            case bodies.ConfigRefused(rev, reason):
                published_rows.note_refused(rows, where, (rev, reason, now))


def _keep_bursts(rows: Rows, key: Key, links: Sequence[_Link]) -> None:
    """Which tickets a person may have to look at: see `moderation.py`."""
    told = [
        (ticket.bytes, link.event.id.bytes)
        for link in links
        if isinstance(link.body, bodies.DeviceHealth)
        for ticket in dict.fromkeys(link.body.ids)
    ]
    if told:
        rows.insert_new(_BURSTS, key[:1], told)


def store_apart(rows: Rows, key: Key, event: Event, digest: bytes, received: int) -> str | None:
    """Read anew an event that was kept apart. None: it is stored now; else why it is not."""
    body = bodies.read(event.kind, event.v, event.body)
    if isinstance(body, bodies.Unreadable):
        return body.reason
    refused = _store(rows, key, [_Link(event, digest, body)], received)
    return refused[0].reason if refused else None


def _event_row(link: _Link) -> tuple[object, ...]:
    about, day = bodies.subject(link.body), bodies.service_day(link.body)
    return (
        *_columns(link.event, link.digest),
        link.event.body,
        None if about is None else about.bytes,
        None if day is None else day.isoformat(),
    )


def _stored_since(rows: Rows, key: Key, seq: int) -> set[int]:
    found = rows.execute(
        "SELECT seq FROM event WHERE site = ? AND device = ? AND log = ? AND seq >= ?",
        [*key, seq],
    )
    return {int(seq) for (seq,) in found}


def _known(rows: Rows, key: Key, links: Sequence[_Link]) -> Mapping[bytes, tuple[object, ...]]:
    """What this device said before under these ids: after a fork it says all in a new log."""
    site, device, _log = key
    marks = ", ".join("?" * len(links))
    found = rows.execute(
        "SELECT id, kind, v, t, mono, boot, clock, salt, sealed, body FROM event LEFT JOIN erased "
        "ON erased.site = event.site AND erased.event = event.id "
        f"WHERE event.site = ? AND device = ? AND id IN ({marks})",
        [site, device, *(link.event.id.bytes for link in links)],
    )
    return {
        bytes(id_): (*said, bytes(salt), bytes(sealed) if sealed else seal_text(bytes(salt), body))
        for id_, *said, salt, sealed, body in found
    }


def _said(event: Event) -> tuple[object, ...]:
    facts = event.kind, event.v, event.t, event.mono, event.boot, event.clock, event.salt
    return *facts, seal(event)


def _keep_apart(rows: Rows, key: Key, apart: Sequence[_Apart], now: int) -> None:
    if apart:
        rows.insert_new(_APART, (*key, now), [_apart_row(each) for each in apart])


def _apart_row(apart: _Apart) -> tuple[object, ...]:
    event = apart.event
    if isinstance(event, Event):
        return (*_columns(event, apart.digest), event.body, apart.reason, event.sealed)
    place = (event.seq, event.id.bytes)
    facts = (OPAQUE_KIND, 0, 0, 0, 0, "unknown", b"")
    return (*place, *facts, apart.digest, event.text, apart.reason, None)


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


def _quarantined(rows: Rows, key: Key, events: Sequence[Event | Opaque]) -> tuple[Quarantined, ...]:
    """Those of `events` that are kept apart, now or from an earlier exchange."""
    if not events:
        return ()
    found = rows.execute(
        "SELECT seq, reason FROM quarantine "
        "WHERE site = ? AND device = ? AND log = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        [*key, events[0].seq, events[-1].seq],
    )
    return tuple(Quarantined(seq, reason) for seq, reason in found)


def report_fork(rows: Rows, key: Key, seq: int, now: int) -> None:
    rows.execute(
        "INSERT INTO incident VALUES (?, ?, ?, 'fork', ?, ?, ?, 1, NULL, NULL) "
        "ON CONFLICT (site, device, log, kind, seq) "
        "DO UPDATE SET last_seen = excluded.last_seen, times = incident.times + 1",
        [*key, seq, now, now],
    )


def _declare_gap(rows: Rows, key: Key, first: int, last: Position, now: int) -> None:
    """The device has purged what this server does not have, or has no more."""
    rows.execute(
        "INSERT INTO incident VALUES (?, ?, ?, 'gap', ?, ?, ?, 1, ?, ?) "
        "ON CONFLICT (site, device, log, kind, seq) "
        "DO UPDATE SET last_seen = excluded.last_seen, last_seq = excluded.last_seq, "
        "last_hash = excluded.last_hash, times = incident.times + 1",
        [*key, first, now, now, last.seq, bytes.fromhex(last.hash)],
    )
