"""What a device signs (Ed25519, RFC 8032): who speaks, and that nothing on the way changed it.

A request carries no time, for a kiosk with a dead clock must still be able to speak; it carries a
count that only grows, so that what was overheard cannot be said again.
"""

import hashlib
from base64 import b64encode
from uuid import UUID

DEVICE, KEY, COUNT, SIGNATURE = "X-Device", "X-Key", "X-Count", "X-Sig"
KEY_ID_DIGITS = 16
MOST_COUNT = 2**63 - 1


def key_id(public: bytes) -> str:
    """A short name of a public key (32 bytes)."""
    return hashlib.sha256(public).hexdigest()[:KEY_ID_DIGITS]


def request_text(path: str, device: UUID, count: int, body: bytes, method: str = "POST") -> bytes:
    """What is signed of a request; `body` as it travels, compressed. A GET has none."""
    digest = hashlib.sha256(body).hexdigest()
    return f"{method}\n{path}\n{device}\n{count}\n{digest}".encode()


def enrolment_text(code: str, device: UUID, public: bytes) -> bytes:
    """Signed with the new key: proof that the sender holds it."""
    return f"ENROL\n{code}\n{device}\n{b64encode(public).decode()}".encode()


def time_text(nonce: str, now: int) -> bytes:
    """Signed by the server: its clock (ms since 1970), for this question only."""
    return f"TIME\n{nonce}\n{now}".encode()


def manifest_text(manifest: bytes) -> bytes:
    """Signed by the server: what it published, byte for byte."""
    return b"CONFIG\n" + manifest
