"""Who sent a request: a device that was enrolled, or nobody that is answered."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sync.server.decode import Refusal
from sync.server.keys import Enrolled, Replayed, Role
from sync.signature import COUNT, DEVICE, KEY, KEY_ID_DIGITS, MOST_COUNT, SIGNATURE, request_text
from sync.wire import Batch, Event

NOT_SIGNED = Refusal(401, "this request is not signed: enrol the device (borne enroll)")
NOT_KNOWN = Refusal(401, "this key speaks for no device here: enrol the device (borne enroll)")
_BAD_HEADERS = Refusal(401, "the headers of the signature cannot be read")
_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who a request says that it comes from."""

    device: UUID
    key: str
    count: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Speaker:
    """An enrolled device, and the count of this request of it."""

    enrolled: Enrolled
    count: int


def claim_of(headers: Mapping[str, str]) -> Claim | Refusal:
    values = [headers.get(name) for name in (DEVICE, KEY, COUNT, SIGNATURE)]
    if any(value is None for value in values):
        return NOT_SIGNED
    device, key, count, signature = (str(value) for value in values)
    try:
        claim = Claim(UUID(device), key, _count(count), b64decode(signature, validate=True))
    except (ValueError, NotBase64):
        return _BAD_HEADERS
    is_key = len(key) == KEY_ID_DIGITS and set(key) <= _HEXADECIMAL
    return claim if is_key else _BAD_HEADERS


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_COUNT))):
        raise ValueError("not a count")
    count = int(text)
    if not 1 <= count <= MOST_COUNT:
        raise ValueError("not a count")
    return count


def judge(
    claim: Claim, enrolled: Enrolled | None, path: str, body: bytes, method: str = "POST"
) -> Speaker | Refusal:
    """What is wrong is not told apart: it would help who guesses."""
    if enrolled is None or enrolled.revoked is not None:
        return NOT_KNOWN
    text = request_text(path, claim.device, claim.count, body, method)
    return Speaker(enrolled, claim.count) if enrolled.signed(text, claim.signature) else NOT_KNOWN


def out_of_turn(enrolled: Enrolled, batch: Batch) -> Refusal | None:
    """A device speaks for itself, a hub for the devices of its site."""
    is_hub = enrolled.role is Role.HUB
    if not is_hub and batch.device != enrolled.device:
        return Refusal(403, "a device sends its own events only")
    if batch.site != enrolled.site:
        return Refusal(403, f"this {enrolled.role} is enrolled at the site {enrolled.site}")
    if not is_hub and any(isinstance(event, Event) and event.sealed for event in batch.events):
        return Refusal(422, "a device has its own words: only a hub may have erased some")
    return None


def replayed(told: Replayed) -> bytes:
    """The count is said, so that a device whose own went back can go on after it."""
    return json.dumps(
        {"status": "refused", "reason": "an old request, said again", "count": told.count}
    ).encode()
