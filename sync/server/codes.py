"""Codes that let one device in, once, within a quarter of an hour. Only their hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kiosk.domain.identifiers import INVITATION_LENGTH, INVITATION_LETTERS
from sync.server import keys
from sync.server.rows import Rows
from sync.signature import key_id

LIFE_MS = 15 * 60 * 1000
GROUP = 5
"""Shown together. A code has 50 bits: with twenty trials a minute, a quarter of an hour finds one
in four million million."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Of a device to a site, under the name that people give it, in the place of another or not."""

    site: str
    name: str = ""
    replaces: UUID | None = None


class NotLetIn(StrEnum):
    """Why a code opens nothing; the words travel to the device."""

    UNKNOWN = "unknown code"
    EXPIRED = "expired code"
    USED = "used code"


@dataclass(frozen=True, slots=True)
class LetIn:
    site: str
    fleet_key: bytes
    """Public, 32 bytes."""


def make(rows: Rows, invitation: Invitation, now: int) -> tuple[str, int]:
    """A new code, and the moment (ms) of its end."""
    code = "".join(secrets.choice(INVITATION_LETTERS) for _ in range(INVITATION_LENGTH))
    expires = now + LIFE_MS
    replaces = None if invitation.replaces is None else invitation.replaces.bytes
    rows.execute(
        "INSERT INTO enrol_code (hash, site, name, replaces, made, expires) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [_hash(code), invitation.site, invitation.name, replaces, now, expires],
    )
    return spaced(code), expires


def redeem(rows: Rows, code: str, device: UUID, public: bytes, now: int) -> LetIn | NotLetIn:
    """Let the device in. The same device with the same key may ask again: its answer was lost."""
    found = rows.execute(
        "SELECT site, name, replaces, expires, used_by FROM enrol_code WHERE hash = ?",
        [_hash(plain(code))],
    ).fetchone()
    if found is None:
        return NotLetIn.UNKNOWN
    site, name, replaces, expires, used_by = found
    who = device.bytes + key_id(public).encode()
    if used_by is not None and bytes(used_by) != who:
        return NotLetIn.USED
    if now >= expires:
        return NotLetIn.EXPIRED
    if used_by is None:
        taken = rows.execute(
            "UPDATE enrol_code SET used_by = ? WHERE hash = ? AND used_by IS NULL",
            [who, _hash(plain(code))],
        )
        if taken.rowcount == 0:
            return NotLetIn.USED
        if replaces is not None:
            keys.revoke(rows, UUID(bytes=bytes(replaces)), now)
        keys.add(rows, site, device, public, name, now)
    return LetIn(site, keys.fleet_key(rows).public_key().public_bytes_raw())


def spaced(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(code: str) -> str:
    """As it was made, however it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _hash(code: str) -> bytes:
    return hashlib.sha256(b"borne enrolment 1\0" + code.encode()).digest()
