"""From the bytes of a request to a `Batch`, or to the refusal that answers them.

Nothing here trusts the sender: sizes first, then shape, then the chain.
"""

import json
import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from sync.wire import (
    MAX_EVENTS,
    MAX_INFLATED,
    OPAQUE_FIELDS,
    PROTO,
    Batch,
    Event,
    Opaque,
    chain,
    link,
    seal,
    seal_text,
)

_I64 = 2**63 - 1
_LAST_SEQ = 2**53
_OLDEST_S = 100 * 366 * 86400.0
# `\Z`, for `$` also accepts a line feed at the end.
_Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Site = Annotated[str, Meta(pattern=r"^[\w.-]{1,64}\Z")]
_Kind = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{0,63}\Z")]
_Clock = Annotated[str, Meta(pattern=r"^[a-z]{1,16}\Z")]
_Seq = Annotated[int, Meta(ge=1, le=_LAST_SEQ)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`reason`: for the operator of the device. `retry_s`: when to come back, if known."""

    status: int
    reason: str
    retry_s: int | None = None

    def to_json(self) -> bytes:
        return json.dumps({"status": "refused", "reason": self.reason}).encode()


class SentEvent(msgspec.Struct):
    seq: _Seq
    id: UUID
    kind: _Kind
    v: Annotated[int, Meta(ge=0, le=0xFFFF)]
    t: Annotated[int, Meta(ge=-_I64, le=_I64)]
    mono: Annotated[int, Meta(ge=-_I64, le=_I64)]
    boot: Annotated[int, Meta(ge=0, le=0xFFFF_FFFF)]
    clock: _Clock
    salt: Annotated[bytes, Meta(max_length=64)]
    body: str
    sealed: Annotated[bytes, Meta(min_length=32, max_length=32)] | None = None
    """Of a body of which a hub has erased some words."""
    original: bytes | msgspec.UnsetType = msgspec.UNSET
    """The event itself, where this envelope refused it: its fields but `seq` and `id`, as JSON."""


class _Original(msgspec.Struct, omit_defaults=True):
    """Whatever a device could chain. `sealed` in the place of a body that did not travel."""

    kind: str
    v: int
    t: int
    mono: int
    boot: int
    clock: str
    salt: bytes
    body: str | None = None
    sealed: Annotated[bytes, Meta(min_length=32, max_length=32)] | None = None


class SentBatch(msgspec.Struct):
    proto: int
    device: UUID
    log: UUID
    site: _Site
    first: _Seq
    prev: _Hash
    head: _Hash
    events: Annotated[list[SentEvent], Meta(max_length=MAX_EVENTS)]
    base: Annotated[int, Meta(ge=0, le=_LAST_SEQ)] = 0
    """The last event that the device has purged."""
    age_s: Annotated[float, Meta(ge=0, le=_OLDEST_S)] = 0.0
    """How long ago the hub that forwards this heard the device."""
    pending: Annotated[int, Meta(ge=0, le=_I64)] | None = None


class _Envelope(msgspec.Struct):
    proto: int


_batches = msgspec.json.Decoder(SentBatch)
_originals = msgspec.json.Decoder(_Original)
_envelopes = msgspec.json.Decoder(_Envelope)


def inflate(body: bytes, encoding: str) -> bytes | Refusal:
    """The plain request. Never more than MAX_INFLATED bytes exist, whatever was sent."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        return Refusal(415, "send the batch as gzip")
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(body, MAX_INFLATED)
    except zlib.error:
        return Refusal(400, "the body is not gzip")
    if stream.unconsumed_tail:
        return Refusal(413, f"more than {MAX_INFLATED} bytes once inflated")
    if not stream.eof or stream.unused_data:
        return Refusal(400, "the body is not one whole gzip stream")
    return plain


def decode_batch(plain: bytes) -> Batch | Refusal:
    """A batch whose sequence is dense and whose chain leads from `prev` to `head`."""
    try:
        proto = _envelopes.decode(plain).proto
        if proto != PROTO:
            return Refusal(400, f"this server speaks protocol {PROTO}, not {proto}")
        return _checked(_batches.decode(plain))
    except msgspec.ValidationError as error:
        return Refusal(422, str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(400, "the body is not JSON")


def as_device_wrote(seq: int, id_: UUID, text: str) -> Event | str:
    """What was kept apart because an envelope refused it, as the device wrote it, when this one
    takes it; else why not."""
    found = unwrapped(seq, id_, text.encode())
    return found if isinstance(found, Event) else found.reason


def decode_carried(plain: bytes) -> Batch | Refusal:
    """As `decode_batch`, but an event that the envelope refuses is wrapped here: on a USB key
    nobody can be asked to do it."""
    batch = decode_batch(plain)
    if isinstance(batch, Refusal) and batch.status == 422:
        return decode_batch(_wrapped(plain))
    return batch


def _wrapped(plain: bytes) -> bytes:
    try:
        fields = json.loads(plain)
    except (ValueError, RecursionError):
        return plain
    if not isinstance(fields, dict) or not isinstance(fields.get("events"), list):
        return plain
    fields["events"] = [_wrapped_event(event) for event in fields["events"]]
    return json.dumps(fields, ensure_ascii=False).encode()


def _wrapped_event(event: object) -> object:
    try:
        msgspec.convert(event, SentEvent)
    except msgspec.ValidationError:
        if isinstance(event, dict):
            said = {name: value for name, value in event.items() if name not in ("seq", "id")}
            original = b64encode(json.dumps(said, ensure_ascii=False).encode()).decode()
            place = {name: event[name] for name in ("seq", "id") if name in event}
            return {**place, **OPAQUE_FIELDS, "original": original}
    return event


def _checked(raw: SentBatch) -> Batch | Refusal:
    if raw.base >= raw.first:
        return Refusal(422, f"event {raw.first} was purged up to {raw.base}")
    events: list[Event | Opaque] = []
    digest = bytes.fromhex(raw.prev)
    for place, sent in enumerate(raw.events):
        if sent.seq != raw.first + place:
            return Refusal(422, f"event {sent.seq} stands in the place of {raw.first + place}")
        event = _event(sent)
        if isinstance(event, Refusal):
            return event
        events.append(event)
        digest = chain(digest, event)
    if digest.hex() != raw.head:
        return Refusal(422, "head is not the hash of these events after prev")
    return Batch(
        raw.device,
        raw.log,
        raw.site,
        raw.first,
        raw.prev,
        raw.head,
        events,
        base=raw.base,
        age_s=raw.age_s,
        pending=raw.pending,
    )


def _event(raw: SentEvent) -> Event | Opaque | Refusal:
    if raw.original is not msgspec.UNSET:
        return unwrapped(raw.seq, raw.id, raw.original)
    return Event(
        raw.seq,
        raw.id,
        raw.kind,
        raw.v,
        raw.t,
        raw.mono,
        raw.boot,
        raw.clock,
        raw.salt,
        raw.body,
        raw.sealed,
    )


def unwrapped(seq: int, id_: UUID, original: bytes) -> Event | Opaque | Refusal:
    """As the device wrote it, when this server takes it after all; else to be kept apart."""
    try:
        said = _originals.decode(original)
        event = Event(
            seq,
            id_,
            said.kind,
            said.v,
            said.t,
            said.mono,
            said.boot,
            said.clock,
            said.salt,
            said.body or "",
        )
        linked = link(event, seal(event) if said.sealed is None else said.sealed)
        text = original.decode()
    except (msgspec.DecodeError, UnicodeError, RecursionError, struct.error) as error:
        return Refusal(422, f"the original of event {seq} is wrong: {error}"[:300])
    if said.sealed is not None:
        why = "its body was not sent: erased, or too large and the device keeps it"
        return Opaque(seq, id_, linked, text, why)
    fault = _fault(event)
    return event if fault is None else Opaque(seq, id_, linked, text, fault)


def sealed_original(text: str) -> tuple[str, bytes] | None:
    """An original with the seal of its body in the body's place, and that seal; its link is the
    same. None: it is no original."""
    try:
        said = _originals.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    sealed = said.sealed or seal_text(said.salt, said.body or "")
    kept = msgspec.structs.replace(said, body=None, sealed=sealed)
    return msgspec.json.encode(kept).decode(), sealed


def _fault(event: Event) -> str | None:
    """What the envelope says against it."""
    names = (name for name in SentEvent.__struct_fields__ if name != "original")
    fields = {name: getattr(event, name) for name in names}
    try:
        msgspec.convert(fields, SentEvent)
    except msgspec.ValidationError as error:
        return f"not an event of this protocol: {error}"[:200]
    return None
