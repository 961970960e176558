"""Codes that let one device in, once, within a quarter of an hour. Only their hash is kept."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kiosk.domain.identifiers import INVITATION_LENGTH, INVITATION_LETTERS
from sync.server import keys
from sync.server.admin import audit
from sync.server.admin.audit import By, What
from sync.server.keys import Grant, Role
from sync.server.rows import Rows
from sync.signature import key_id

LIFE_MS = 15 * 60 * 1000
GROUP = 5
"""Shown together. A code has 50 bits: with twenty trials a minute, a quarter of an hour finds one
in four million million."""

_SITE = re.compile(r"[\w.-]{1,64}", re.ASCII)
"""As `decode.py` takes it."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Of a machine to a site, under a name for people, in the place of another or not."""

    site: str
    name: str = ""
    replaces: UUID | None = None
    role: Role = Role.DEVICE


class NotLetIn(StrEnum):
    """Why a code opens nothing; the words travel to the device."""

    UNKNOWN = "unknown code"
    EXPIRED = "expired code"
    USED = "used code"
    OTHER_ROLE = "code for another role"
    ELSEWHERE = "device of another site"


@dataclass(frozen=True, slots=True)
class LetIn:
    site: str
    fleet_key: bytes
    """Public, 32 bytes."""
    seal_key: bytes
    """Public, 32 bytes: for what travels on a USB key."""


def is_site(text: str) -> bool:
    return _SITE.fullmatch(text) is not None


def make(rows: Rows, invitation: Invitation, now: int) -> tuple[str, int]:
    """A new code, and the moment (ms) of its end."""
    code = "".join(secrets.choice(INVITATION_LETTERS) for _ in range(INVITATION_LENGTH))
    expires = now + LIFE_MS
    replaces = None if invitation.replaces is None else invitation.replaces.bytes
    rows.execute(
        "INSERT INTO enrol_code (hash, site, name, replaces, made, expires, role) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            _hash(code),
            invitation.site,
            invitation.name,
            replaces,
            now,
            expires,
            invitation.role.value,
        ],
    )
    return spaced(code), expires


@dataclass(frozen=True, slots=True)
class Asking:
    """Who holds a code, and what for."""

    device: UUID
    public: bytes
    role: Role = Role.DEVICE


def redeem(rows: Rows, code: str, asking: Asking, now: int) -> LetIn | NotLetIn:
    """Part of a transaction: let the machine in. The same one with the same key may ask again: its
    answer was lost."""
    found = rows.execute(
        "SELECT site, name, replaces, expires, used_by, role FROM enrol_code WHERE hash = ?",
        [_hash(plain(code))],
    ).fetchone()
    if found is None:
        return NotLetIn.UNKNOWN
    site, name, replaces, expires, used_by, role = found
    if role != asking.role:
        return NotLetIn.OTHER_ROLE
    if used_by is not None and bytes(used_by) != _who(asking):
        return NotLetIn.USED
    if now >= expires:
        return NotLetIn.EXPIRED
    if used_by is None:
        old = None if replaces is None else UUID(bytes=bytes(replaces))
        refused = _spend(rows, code, Invitation(site, name, old, asking.role), asking, now)
        if refused is not None:
            return refused
    own = keys.fleet_key(rows), keys.seal_key(rows)
    return LetIn(site, *(key.public_key().public_bytes_raw() for key in own))


def _spend(
    rows: Rows, code: str, invitation: Invitation, asking: Asking, now: int
) -> NotLetIn | None:
    # Before any other lock: what is asked of the keys of the device then holds until the end.
    audit.begin(rows)
    elsewhere = set(keys.sites_of(rows, asking.device)) - {invitation.site}
    if elsewhere and invitation.replaces != asking.device:
        return NotLetIn.ELSEWHERE
    taken = rows.execute(
        "UPDATE enrol_code SET used_by = ? WHERE hash = ? AND used_by IS NULL",
        [_who(asking), _hash(plain(code))],
    )
    if taken.rowcount == 0:
        return NotLetIn.USED
    _admit(rows, invitation, asking, now)
    return None


def _admit(rows: Rows, invitation: Invitation, asking: Asking, now: int) -> None:
    """In the place of its own earlier keys, and of the machine that it replaces."""
    by, device = By(audit.CODE, now), str(asking.device)
    for gone in dict.fromkeys((invitation.replaces or asking.device, asking.device)):
        for site in keys.sites_of(rows, gone):
            audit.record(
                rows, by, What.DEVICE_REVOKED, about=str(gone), site=site, detail=f"→ {device}"
            )
        keys.revoke(rows, gone, now)
    grant = Grant(invitation.site, invitation.name, invitation.role)
    keys.add(rows, grant, asking.device, asking.public, now)
    audit.record(rows, by, What.DEVICE_LET_IN, about=device, site=grant.site, detail=grant.name)


def _who(asking: Asking) -> bytes:
    return asking.device.bytes + key_id(asking.public).encode()


def spaced(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(code: str) -> str:
    """As it was made, however it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _hash(code: str) -> bytes:
    return hashlib.sha256(b"borne enrolment 1\0" + code.encode()).digest()
