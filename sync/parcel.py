"""What travels on a USB key. A parcel: batches of one device, for the eyes of its server only. A
receipt: what the server answered.

Both are signed, so that it does not matter whose hands the key was in.
"""

import json
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sync.signature import key_id
from sync.wire import Answer, Malformed, decode_answer, encode_answer

PARCEL, RECEIPT = b"borne parcel 1\n", b"borne receipt 1\n"
PARCEL_END, RECEIPT_END = ".envoi", ".accuse"
MOST_BYTES = 64 * 1024 * 1024
MOST_RECEIPT = 4 * 1024 * 1024
PART_BYTES = 4 * 1024 * 1024
"""Of batches in one parcel, about: a key may hold many."""
MOST_TOLD = 500
"""Events kept apart that a receipt tells of, per log."""
_LONGEST_HEAD = 1024
_SIGNATURE = 64
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Sender:
    device: UUID
    private: bytes
    """Ed25519, 32 bytes."""
    seal_key: bytes
    """Of the server, X25519, public, 32 bytes."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`device`, `key` and `seal` are what it says; nothing of it is believed yet."""

    device: UUID
    key: str
    seal: str
    signed: bytes
    signature: bytes
    _sealed: bytes
    _head: bytes


@dataclass(frozen=True, slots=True)
class Spoiled:
    """These bytes are not what they should be. `reason` is French, without a full stop."""

    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """By log, in the order of the names of the logs."""

    device: UUID
    site: str
    answers: Sequence[tuple[UUID, Answer]]


def parcel_name(device: UUID, log: UUID, first: int) -> str:
    """The same events again take the place of those before; names are in the order of events."""
    return f"borne-{device}-{log.hex[:12]}-{first:012d}{PARCEL_END}"


def receipt_name(device: UUID) -> str:
    return f"borne-{device}{RECEIPT_END}"


def pack_parcel(sender: Sender, bodies: Iterable[bytes]) -> bytes:
    """`bodies`: batches as they travel over HTTP."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    private = Ed25519PrivateKey.from_private_bytes(sender.private)
    head = _line(
        {
            "device": str(sender.device),
            "key": key_id(private.public_key().public_bytes_raw()),
            "seal": key_id(sender.seal_key),
        }
    )
    plain = b"".join(_LENGTH.pack(len(body)) + body for body in bodies)
    public = X25519PublicKey.from_public_bytes(sender.seal_key)
    sealed: bytes = _suite().encrypt(plain, public, info=PARCEL + head)
    signed = PARCEL + head + sealed
    return signed + private.sign(signed)


def read_parcel(content: bytes) -> Parcel | Spoiled:
    if not content.startswith(PARCEL):
        return Spoiled("ce n’est pas un envoi d’une borne, ou son début est abîmé")
    head, _, rest = content[len(PARCEL) : len(PARCEL) + _LONGEST_HEAD].partition(b"\n")
    begin = len(PARCEL) + len(head) + 1
    if not rest or len(content) < begin + _SIGNATURE:
        return Spoiled("l’envoi est coupé")
    try:
        fields = json.loads(head)
        names = UUID(fields["device"]), str(fields["key"]), str(fields["seal"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Spoiled("l’envoi est abîmé")
    signed, signature = content[:-_SIGNATURE], content[-_SIGNATURE:]
    return Parcel(*names, signed, signature, signed[begin:], content[:begin])


def open_parcel(parcel: Parcel, private: bytes) -> Sequence[bytes] | Spoiled:
    """The batches. `private`: of the server, X25519, 32 bytes."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key = X25519PrivateKey.from_private_bytes(private)
    try:
        plain = _suite().decrypt(parcel._sealed, key, info=parcel._head)
    except (InvalidTag, ValueError):
        return Spoiled("l’envoi ne s’ouvre pas avec la clé de ce serveur")
    bodies, place = [], 0
    while place < len(plain):
        start = place + _LENGTH.size
        length = _LENGTH.unpack(plain[place:start])[0] if start <= len(plain) else 0
        if start + length > len(plain) or not length:
            return Spoiled("l’envoi est mal rangé")
        bodies.append(plain[start : start + length])
        place = start + length
    return bodies or Spoiled("l’envoi est vide")


def pack_receipt(receipt: Receipt, private: bytes) -> bytes:
    """`private`: the fleet key, Ed25519, 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    told = [
        {"log": str(log), "answer": json.loads(encode_answer(answer))}
        for log, answer in receipt.answers
    ]
    body = _line({"device": str(receipt.device), "site": receipt.site, "answers": told})
    signed = RECEIPT + body
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(signed)
    return signed + b64encode(signature) + b"\n"


def read_receipt(content: bytes, fleet_key: bytes) -> Receipt | Spoiled:
    """`fleet_key`: public, 32 bytes. What is returned was said by that server."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    body, _, rest = content[len(RECEIPT) :].partition(b"\n")
    if not content.startswith(RECEIPT):
        return Spoiled("ce n’est pas un accusé, ou son début est abîmé")
    try:
        signature = b64decode(rest.strip(), validate=True)
        signed = RECEIPT + body + b"\n"
        Ed25519PublicKey.from_public_bytes(fleet_key).verify(signature, signed)
        return _receipt(json.loads(body))
    except InvalidSignature:
        return Spoiled("l’accusé est abîmé, ou n’est pas de notre serveur")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Spoiled("l’accusé est abîmé")


def _receipt(fields: dict[str, Any]) -> Receipt:
    answers = []
    for each in fields["answers"]:
        answer = decode_answer(json.dumps(each["answer"]).encode())
        if isinstance(answer, Malformed):
            raise ValueError(answer.reason)
        answers.append((UUID(each["log"]), answer))
    return Receipt(UUID(fields["device"]), str(fields["site"]), answers)


def _line(fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _suite() -> Any:
    """RFC 9180, base mode: anybody may seal for the server; who did is in the signature."""
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
