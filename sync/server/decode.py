"""From the bytes of a request to a `Batch`, or to the refusal that answers them.

Nothing here trusts the sender: sizes first, then shape, then the chain.
"""

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from sync.wire import (
    MAX_EVENTS,
    MAX_INFLATED,
    PROTO,
    Batch,
    Event,
    Opaque,
    chain,
    link,
    seal,
)

_I64 = 2**63 - 1
# `\Z`, for `$` also accepts a line feed at the end.
_Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Site = Annotated[str, Meta(pattern=r"^[\w.-]{1,64}\Z")]
_Kind = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{0,63}\Z")]
_Clock = Annotated[str, Meta(pattern=r"^[a-z]{1,16}\Z")]
_Seq = Annotated[int, Meta(ge=1, le=_I64)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`reason` is for the operator of the device."""

    status: int
    reason: str

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
    original: bytes | msgspec.UnsetType = msgspec.UNSET
    """The event itself, where this envelope refused it: its fields but `seq` and `id`, as JSON."""


class _Original(msgspec.Struct):
    """Whatever a device could chain. `sealed` in the place of a body that was too large."""

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
    device: UUID
    log: UUID
    site: _Site
    first: _Seq
    prev: _Hash
    head: _Hash
    events: Annotated[list[SentEvent], Meta(max_length=MAX_EVENTS)]
    base: Annotated[int, Meta(ge=0, le=_I64)] = 0
    """The last event that the device has purged."""


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


def _checked(raw: SentBatch) -> Batch | Refusal:
    if raw.base >= raw.first:
        return Refusal(422, f"event {raw.first} was purged up to {raw.base}")
    events: list[Event | Opaque] = []
    digest = bytes.fromhex(raw.prev)
    for place, sent in enumerate(raw.events):
        if sent.seq != raw.first + place:
            return Refusal(422, f"event {sent.seq} stands in the place of {raw.first + place}")
        event = _event(sent) if sent.original is msgspec.UNSET else _unwrapped(sent, sent.original)
        if isinstance(event, Refusal):
            return event
        events.append(event)
        digest = chain(digest, event)
    if digest.hex() != raw.head:
        return Refusal(422, "head is not the hash of these events after prev")
    place_of_log = (raw.device, raw.log, raw.site)
    return Batch(*place_of_log, raw.first, raw.prev, raw.head, events, base=raw.base)


def _event(raw: SentEvent) -> Event:
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
    )


def _unwrapped(raw: SentEvent, original: bytes) -> Event | Opaque | Refusal:
    """As the device wrote it, when this server takes it after all; else to be kept apart."""
    try:
        said = _originals.decode(original)
        event = Event(
            raw.seq,
            raw.id,
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
        return Refusal(422, f"the original of event {raw.seq} is wrong: {error}"[:300])
    if said.sealed is not None:
        why = "its body is too large to be sent: the device keeps it"
        return Opaque(raw.seq, raw.id, linked, text, why)
    fault = _fault(event)
    return event if fault is None else Opaque(raw.seq, raw.id, linked, text, fault)


def _fault(event: Event) -> str | None:
    """What the envelope says against it."""
    fields = {name: getattr(event, name) for name in SentEvent.__struct_fields__[:-1]}
    try:
        msgspec.convert(fields, SentEvent)
    except msgspec.ValidationError as error:
        return f"not an event of this protocol: {error}"[:200]
    return None
