"""The protocol between a device and its server: events, their hash chain, one exchange.

The JSON names are the field names. `sync/README.md` states the rules.
"""

import hashlib
import json
import struct
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

PROTO = 1
MAX_EVENTS = 500
MAX_COMPRESSED = 256 * 1024
MAX_INFLATED = 4 * 1024 * 1024
LONGEST_WAIT_S = 24 * 3600.0
MOST_AHEAD = 9999
LAST_REVISION = 2**31 - 1
MAX_BODY = 128 * 1024
"""Bytes of one body that travels wrapped."""
OPAQUE_KIND = "opaque"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of one device, as stored. `body` is the very JSON text that was hashed."""

    seq: int
    id: UUID
    kind: str
    v: int
    t: int
    """Wall clock, ms since 1970 UTC: information, never order."""
    mono: int
    """ms since the boot."""
    boot: int
    """Counts the boots of the device from 1."""
    clock: str
    """`ntp`, `floor` or `unknown`."""
    salt: bytes
    body: str
    sealed: bytes | None = None
    """`seal` of the body as it was told, where some of its words were erased since."""


OPAQUE_FIELDS: Mapping[str, object] = MappingProxyType(
    {
        "kind": OPAQUE_KIND,
        "v": 0,
        "t": 0,
        "mono": 0,
        "boot": 0,
        "clock": "unknown",
        "salt": "",
        "body": "",
    }
)
"""Around an event that travels wrapped."""


def is_wrapping(kind: str, clock: str, salt: bytes) -> bool:
    """Whether an event that is kept apart with these stands around another, its `original`."""
    return (kind, clock, salt) == (OPAQUE_KIND, "unknown", b"")


def genesis(device: UUID, log: UUID) -> bytes:
    """The hash before the first event of a log."""
    return hashlib.sha256(device.bytes + log.bytes).digest()


def seal_text(salt: bytes, body: str) -> bytes:
    return hashlib.sha256(salt + body.encode()).digest()


def seal(event: Event) -> bytes:
    """What the chain holds of a body: it can be erased later, and not guessed."""
    return event.sealed or seal_text(event.salt, event.body)


def link(event: Event, sealed: bytes) -> bytes:
    """What the chain holds of an event."""
    kind, clock = event.kind.encode(), event.clock.encode()
    head = struct.pack(
        ">Q16sHqqIBB",
        event.seq,
        event.id.bytes,
        event.v,
        event.t,
        event.mono,
        event.boot,
        len(kind),
        len(clock),
    )
    return head + kind + clock + sealed


@dataclass(frozen=True, slots=True)
class Opaque:
    """An event that the envelope does not allow: its place, its link, and what it said, unread."""

    seq: int
    id: UUID
    link: bytes
    text: str
    reason: str


def chain(previous: bytes, event: Event | Opaque) -> bytes:
    """The hash after `event`."""
    linked = event.link if isinstance(event, Opaque) else link(event, seal(event))
    return hashlib.sha256(previous + linked).digest()


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a log: the last event included, and the hash there (hexadecimal)."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a device sends: dense `events` from `first` on; `prev`, `head` are hexadecimal hashes.

    Without events it only checks in: `first` follows the acknowledged event, `prev` is its hash.
    `base`: the last event that the device has purged. `opaque`: its one event travels wrapped, for
    it was refused as it is.
    `pending`: how many more wait at the sender, when it can tell.
    """

    device: UUID
    log: UUID
    site: str
    first: int
    prev: str
    head: str
    events: Sequence[Event | Opaque]
    proto: int = PROTO
    base: int = 0
    opaque: bool = False
    age_s: float = 0.0
    pending: int | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An event kept apart: received and acknowledged, but it could not be understood."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Of whoever comes now: people `ahead`, likely minutes, whether the site may close before."""

    ahead: int
    wait_min: int
    wait_max: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """`age_s`: since they were made, so that no clock need agree with another."""

    age_s: float
    site: Wait | None = None
    motifs: Mapping[str, Wait] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says. `ok`: stored up to `ack`. `gap`: send again from `ack` + 1.
    `fork`: this log says something else than what was stored; a person must look."""

    status: Literal["ok", "gap", "fork"]
    ack: Position
    quarantined: Sequence[Quarantined] = ()
    next_s: float = 60.0
    """When to come back, even with nothing to send."""
    splay_s: float = 0.0
    """Spread that moment over so many seconds more, so that a fleet does not come at once."""
    outlook: Waits | None = None
    """None: this server cannot tell, and nothing may be guessed."""
    safe: Position | None = None
    """To a check-in: so far each backup that may be restored reaches. None: nothing is safe."""
    revision: int = 0
    """Of what is published for the device that asks (`manifest.py`); 0: nothing is."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """These bytes are not the message that was expected."""

    reason: str


def encode_batch(batch: Batch) -> bytes:
    message: dict[str, object] = {
        "proto": batch.proto,
        "device": str(batch.device),
        "log": str(batch.log),
        "site": batch.site,
        "first": batch.first,
        "prev": batch.prev,
        "head": batch.head,
        "events": [_sent_fields(event, batch.opaque) for event in batch.events],
    }
    if batch.pending is not None:
        message["pending"] = batch.pending
    if batch.base:
        message["base"] = batch.base
    if batch.age_s:
        message["age_s"] = batch.age_s
    return _dump(message)


def _sent_fields(event: Event | Opaque, opaque: bool) -> dict[str, object]:
    place: dict[str, object] = {"seq": event.seq, "id": str(event.id)}
    if isinstance(event, Opaque):
        return {**place, **OPAQUE_FIELDS, "original": b64encode(event.text.encode()).decode()}
    if opaque:
        original = b64encode(_dump(_whole_or_sealed(event))).decode()
        return {**place, **OPAQUE_FIELDS, "original": original}
    return {**place, **_fields(event)}


def is_too_large(event: Event) -> bool:
    """Its body cannot travel: it stays with the device, and the server gets its seal."""
    return len(event.body.encode()) > MAX_BODY


def _whole_or_sealed(event: Event) -> dict[str, object]:
    fields = _fields(event)
    if is_too_large(event):
        del fields["body"]
        fields["sealed"] = b64encode(seal(event)).decode()
    return fields


def _fields(event: Event) -> dict[str, object]:
    fields: dict[str, object] = {
        "kind": event.kind,
        "v": event.v,
        "t": event.t,
        "mono": event.mono,
        "boot": event.boot,
        "clock": event.clock,
        "salt": b64encode(event.salt).decode(),
        "body": event.body,
    }
    if event.sealed is not None:
        fields["sealed"] = b64encode(event.sealed).decode()
    return fields


def encode_answer(answer: Answer) -> bytes:
    fields: dict[str, object] = {
        "status": answer.status,
        "ack": _place(answer.ack),
        "quarantined": [{"seq": each.seq, "reason": each.reason} for each in answer.quarantined],
        "next_s": answer.next_s,
        "splay_s": answer.splay_s,
    }
    if answer.outlook is not None:
        fields["outlook"] = asdict(answer.outlook)
    if answer.safe is not None:
        fields["safe"] = _place(answer.safe)
    if answer.revision:
        fields["revision"] = answer.revision
    return _dump(fields)


def _place(position: Position) -> dict[str, object]:
    return {"seq": position.seq, "hash": position.hash}


def decode_answer(data: bytes) -> Answer | Malformed:
    """Fields that this version does not know are ignored."""
    try:
        return _answer(json.loads(data))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        return Malformed(f"{type(error).__name__}: {error}"[:200])


def _answer(fields: dict[str, Any]) -> Answer:
    status = fields["status"]
    if status not in ("ok", "gap", "fork"):
        raise ValueError("unknown status")
    return Answer(
        status,
        _position(fields["ack"]),
        tuple(
            Quarantined(int(item["seq"]), str(item["reason"]))
            for item in fields.get("quarantined", ())
        ),
        _seconds(fields.get("next_s", 60.0)),
        _seconds(fields.get("splay_s", 0.0)),
        _waits(fields.get("outlook")),
        _safe(fields.get("safe")),
        _revision(fields.get("revision", 0)),
    )


def _revision(value: object) -> int:
    """As with the waits, what cannot be read is not said."""
    return value if isinstance(value, int) and 0 <= value <= LAST_REVISION else 0


def _safe(fields: dict[str, Any] | None) -> Position | None:
    """What cannot be read makes nothing safe."""
    try:
        return None if fields is None else _position(fields)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None


def _waits(fields: dict[str, Any] | None) -> Waits | None:
    """What cannot be read is not said: a wait is never worth the whole answer."""
    try:
        return None if fields is None else _readable_waits(fields)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None


def _readable_waits(fields: dict[str, Any]) -> Waits:
    site, motifs = fields.get("site"), fields.get("motifs", {})
    return Waits(
        _seconds(fields["age_s"]),
        None if site is None else _wait(site),
        {str(motif): _wait(wait) for motif, wait in motifs.items()},
    )


def _wait(fields: dict[str, Any]) -> Wait:
    ahead, wait_min, wait_max = (int(fields[name]) for name in ("ahead", "wait_min", "wait_max"))
    if not (0 <= ahead <= MOST_AHEAD and 0 <= wait_min <= wait_max <= LONGEST_WAIT_S / 60):
        raise ValueError("not a wait")
    return Wait(ahead, wait_min, wait_max, fields.get("late") is True)


def _position(fields: dict[str, Any]) -> Position:
    seq, digest = int(fields["seq"]), str(fields["hash"])
    if seq < 0 or len(bytes.fromhex(digest)) != hashlib.sha256().digest_size:
        raise ValueError("not a position")
    return Position(seq, digest.lower())


def _seconds(value: object) -> float:
    seconds = float(str(value))
    if not 0 <= seconds <= LONGEST_WAIT_S:
        raise ValueError("not a waiting time")
    return seconds


def _dump(message: object) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
