"""Apply one batch exactly once, in one transaction: gap, fork, then the tail that is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlite_utils

from sync.server import bodies
from sync.server.outlook import waits_of
from sync.wire import Answer, Batch, Event, Position, Quarantined, chain, genesis

_Key = tuple[str, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Pace:
    """When devices are asked to come back."""

    next_s: float = 15.0
    splay_s: float = 3.0


def apply(rows: sqlite_utils.Database, batch: Batch, now: int, pace: Pace) -> Answer:
    """Store what is new of `batch`. The same batch again gives the same answer.

    `now` is the server's clock in ms. Durable when this returns.
    """
    key = (batch.site, batch.device.bytes, batch.log.bytes)
    start = genesis(batch.device, batch.log)
    with rows.atomic():
        ack_seq, ack_hash = _open_stream(rows, key, start, now)
        here = Position(ack_seq, ack_hash.hex())
        if batch.first > ack_seq + 1:
            return Answer("gap", here, (), pace.next_s, pace.splay_s)
        end = min(batch.first - 1 + len(batch.events), ack_seq)
        if _differs(_digest_at(batch, end), _hash_at(rows, key, end) if end else start):
            _report_fork(rows, key, batch.first, now)
            return Answer("fork", here, (), pace.next_s, pace.splay_s)
        tail = [event for event in batch.events if event.seq > ack_seq]
        ack = _append(rows, key, ack_seq, ack_hash, tail, now)
        apart = _quarantined(rows, key, batch.events)
        return Answer("ok", ack, apart, pace.next_s, pace.splay_s, waits_of(batch.site))


def _open_stream(
    rows: sqlite_utils.Database, key: _Key, start: bytes, now: int
) -> tuple[int, bytes]:
    found = rows.execute(
        "INSERT INTO stream VALUES (?, ?, ?, 0, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen RETURNING ack_seq, ack_hash",
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


def _hash_at(rows: sqlite_utils.Database, key: _Key, seq: int) -> bytes | None:
    """The stored hash after event `seq`."""
    where = "WHERE site = ? AND device = ? AND log = ? AND seq = ?"
    tables = ("event", "quarantine", "relogged")
    found = rows.execute(
        " UNION ALL ".join(f"SELECT hash FROM {table} {where}" for table in tables),
        [*key, seq] * len(tables),
    ).fetchone()
    return None if found is None else bytes(found[0])


def _append(
    rows: sqlite_utils.Database,
    key: _Key,
    ack_seq: int,
    digest: bytes,
    tail: Sequence[Event],
    now: int,
) -> Position:
    for event in tail:
        digest, ack_seq = chain(digest, event), event.seq
        _store(rows, key, event, digest, now)
    if tail:
        rows.execute(
            "UPDATE stream SET ack_seq = ?, ack_hash = ? WHERE site = ? AND device = ? AND log = ?",
            [ack_seq, digest, *key],
        )
    return Position(ack_seq, digest.hex())


def _store(rows: sqlite_utils.Database, key: _Key, event: Event, digest: bytes, now: int) -> None:
    site, device, log = key
    body = bodies.read(event.kind, event.v, event.body)
    if isinstance(body, bodies.Unreadable):
        _quarantine(rows, key, event, digest, now, body.reason)
        return
    about, day = bodies.subject(body), bodies.service_day(body)
    stored = rows.execute(
        "INSERT INTO event (site, id, device, log, seq, kind, v, t, mono, boot, clock, salt, "
        f"body, hash, received, about, day) VALUES ({_marks(17)}) "
        "ON CONFLICT (site, id) DO NOTHING",
        [
            site,
            event.id.bytes,
            device,
            log,
            *_columns(event),
            digest,
            now,
            None if about is None else about.bytes,
            None if day is None else day.isoformat(),
        ],
    )
    if stored.rowcount == 1:
        _keep_burst(rows, site, event.id, body)
        return
    if _is_known(rows, key, event):
        rows.execute(
            f"INSERT INTO relogged (site, device, log, seq, id, hash) VALUES ({_marks(6)})",
            [*key, event.seq, event.id.bytes, digest],
        )
        return
    _quarantine(rows, key, event, digest, now, "its id is already stored")


def _keep_burst(
    rows: sqlite_utils.Database, site: str, event: UUID, body: bodies.Body | bodies.Opaque
) -> None:
    """Which tickets a person may have to look at: see `moderation.py`."""
    if isinstance(body, bodies.DeviceHealth):
        for ticket in dict.fromkeys(body.ids):
            rows.execute(
                "INSERT INTO burst_ticket VALUES (?, ?, ?)", [site, ticket.bytes, event.bytes]
            )


def _is_known(rows: sqlite_utils.Database, key: _Key, event: Event) -> bool:
    """Whether this device said the same before: after a fork it says all again in a new log."""
    site, device, _log = key
    found = rows.execute(
        "SELECT kind, v, t, mono, boot, clock, salt FROM event "
        "WHERE site = ? AND id = ? AND device = ?",
        [site, event.id.bytes, device],
    ).fetchone()
    said = (event.kind, event.v, event.t, event.mono, event.boot, event.clock, event.salt)
    return found is not None and tuple(found) == said


def _quarantine(
    rows: sqlite_utils.Database, key: _Key, event: Event, digest: bytes, now: int, reason: str
) -> None:
    rows.execute(
        "INSERT INTO quarantine (site, device, log, reason, id, seq, kind, v, t, mono, boot, "
        f"clock, salt, body, hash, received) VALUES ({_marks(16)})",
        [*key, reason, event.id.bytes, *_columns(event), digest, now],
    )


def _columns(event: Event) -> tuple[int | str | bytes, ...]:
    return (
        event.seq,
        event.kind,
        event.v,
        event.t,
        event.mono,
        event.boot,
        event.clock,
        event.salt,
        event.body,
    )


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _quarantined(
    rows: sqlite_utils.Database, key: _Key, events: Sequence[Event]
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


def _report_fork(rows: sqlite_utils.Database, key: _Key, seq: int, now: int) -> None:
    rows.execute(
        "INSERT INTO incident VALUES (?, ?, ?, 'fork', ?, ?, ?, 1) "
        "ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen, times = times + 1",
        [*key, seq, now, now],
    )
