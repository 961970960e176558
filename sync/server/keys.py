"""The keys of the devices, and the one of this server. Each function is part of a transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.server.published_rows import REVISION_OF, WHOLE_SITE
from sync.server.rows import Rows
from sync.signature import key_id


class Role(StrEnum):
    """For whom a key speaks: one device, or every device of its site."""

    DEVICE = "device"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key may do, under the name that people give to its machine."""

    site: str
    name: str
    role: Role = Role.DEVICE


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A machine that may speak for a site. `count`: of the last request that was heard."""

    site: str
    device: UUID
    key: str
    public: bytes
    name: str
    count: int
    enrolled: int
    revoked: int | None
    role: Role = Role.DEVICE
    revision: int = 0
    """Of what is published for it; only of a device that was looked for by its key."""

    def signed(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Replayed:
    """A request with this count, or a later one, was already heard."""

    count: int


FleetKey = Ed25519PrivateKey
SealKey = X25519PrivateKey

_COLUMNS = "site, device, key, public, name, count, enrolled, revoked, role"
_REVISION = f"({REVISION_OF.format(site='device_key.site', device='device_key.device')})"
"""Asked with the key, for a question of its own would cost each exchange a journey more."""


def find(rows: Rows, device: UUID, key: str) -> Enrolled | None:
    found = rows.execute(
        f"SELECT {_COLUMNS}, {_REVISION} FROM device_key WHERE device = ? AND key = ? "
        "ORDER BY revoked IS NOT NULL, enrolled DESC LIMIT 1",
        [WHOLE_SITE, device.bytes, key],
    ).fetchone()
    return None if found is None else _enrolled(found)


def spend(rows: Rows, enrolled: Enrolled, count: int) -> Replayed | None:
    """Take this count for the only request that will ever have it."""
    place = [enrolled.site, enrolled.device.bytes, enrolled.key]
    spent = rows.execute(
        "UPDATE device_key SET count = ? "
        "WHERE site = ? AND device = ? AND key = ? AND count < ? AND revoked IS NULL",
        [count, *place, count],
    )
    if spent.rowcount == 1:
        return None
    (last,) = rows.execute(
        "SELECT count FROM device_key WHERE site = ? AND device = ? AND key = ?", place
    ).fetchone()
    return Replayed(int(last))


def add(rows: Rows, grant: Grant, device: UUID, public: bytes, now: int) -> None:
    """From now on this key speaks for the machine, and no other does."""
    revoke(rows, device, now)
    rows.execute(
        f"INSERT INTO device_key ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, 0, ?, NULL, ?) "
        "ON CONFLICT (site, device, key) "
        "DO UPDATE SET revoked = NULL, name = excluded.name, role = excluded.role",
        [grant.site, device.bytes, key_id(public), public, grant.name, now, grant.role.value],
    )


def revoke(rows: Rows, device: UUID, now: int) -> int:
    """How many keys of this device were heard until now."""
    taken = rows.execute(
        "UPDATE device_key SET revoked = ? WHERE device = ? AND revoked IS NULL",
        [now, device.bytes],
    )
    return int(taken.rowcount)


def sites_of(rows: Rows, device: UUID) -> list[str]:
    """Those for which a key of this device is heard."""
    found = rows.execute(
        "SELECT DISTINCT site FROM device_key WHERE device = ? AND revoked IS NULL ORDER BY site",
        [device.bytes],
    )
    return [site for (site,) in found.fetchall()]


def devices(rows: Rows) -> list[Enrolled]:
    """Every key that was ever enrolled, in order."""
    found = rows.execute(f"SELECT {_COLUMNS} FROM device_key ORDER BY enrolled, site, device")
    return [_enrolled(row) for row in found.fetchall()]


def fleet_key(rows: Rows) -> FleetKey:
    """Made the first time that it is asked for."""
    fresh = Ed25519PrivateKey.generate().private_bytes_raw()
    rows.execute("INSERT INTO fleet_key VALUES (1, ?) ON CONFLICT DO NOTHING", [fresh])
    (kept,) = rows.execute("SELECT private FROM fleet_key").fetchone()
    return Ed25519PrivateKey.from_private_bytes(bytes(kept))


def seal_key(rows: Rows) -> SealKey:
    """What travels on a USB key is sealed for it. Made the first time that it is asked for."""
    fresh = X25519PrivateKey.generate().private_bytes_raw()
    rows.execute("INSERT INTO seal_key VALUES (1, ?) ON CONFLICT DO NOTHING", [fresh])
    (kept,) = rows.execute("SELECT private FROM seal_key").fetchone()
    return X25519PrivateKey.from_private_bytes(bytes(kept))


def _enrolled(row: Iterable[Any]) -> Enrolled:
    site, device, key, public, name, count, enrolled, revoked, role, *revision = row
    known = (site, UUID(bytes=device), key, public, name, count, enrolled, revoked)
    return Enrolled(*known, Role(role), *revision)
