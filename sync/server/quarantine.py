"""What could not be read when it arrived, and another try with the rules of today.

Nothing here is deleted: an event leaves only to be stored, under its own place in its log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sync.server.admin import audit
from sync.server.admin.audit import By, What
from sync.server.apply import store_apart
from sync.server.decode import as_device_wrote
from sync.server.rows import Rows, of_one
from sync.wire import OPAQUE_KIND, Event

_COLUMNS = (
    "site, device, log, seq, reason, id, kind, v, t, mono, boot, clock, salt, body, hash, "
    "received, sealed IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an event stands: a log's, and its number there."""

    site: str
    device: UUID
    log: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Apart:
    """`is_erased`: its body was erased with the words of old comments."""

    spot: Spot
    reason: str
    event: Event
    hash: bytes
    received: int
    is_erased: bool


@dataclass(frozen=True, slots=True)
class StillApart:
    """`reason`: why it cannot be read today."""

    reason: str


class NotThere:
    """No such event is kept apart: it may have been read again meanwhile."""


class Stored:
    """It counts from now on."""


def newest(rows: Rows, site: str, skip: int, most: int) -> Sequence[Apart]:
    """Of one site, or of all (empty)."""
    of_site, its = of_one(site)
    found = rows.execute(
        f"SELECT {_COLUMNS} FROM quarantine WHERE 1 = 1 {of_site} "
        "ORDER BY received DESC, site, device, log, seq DESC LIMIT ? OFFSET ?",
        [*its, most, skip],
    )
    return [_apart(row) for row in found.fetchall()]


def count(rows: Rows, site: str) -> int:
    of_site, its = of_one(site)
    found = rows.execute(f"SELECT count(*) FROM quarantine WHERE 1 = 1 {of_site}", its)
    return int(found.fetchone()[0])


def read_again(rows: Rows, by: By, spot: Spot) -> Stored | StillApart | NotThere:
    """Part of a transaction: stored, taken from here and written in the audit, or none of it."""
    audit.begin(rows)
    place = [spot.site, spot.device.bytes, spot.log.bytes, spot.seq]
    where = "WHERE site = ? AND device = ? AND log = ? AND seq = ?"
    found = rows.execute(f"SELECT {_COLUMNS} FROM quarantine {where}", place).fetchone()
    if found is None:
        return NotThere()
    apart = _apart(found)
    if apart.is_erased:
        return StillApart(apart.reason)
    key = (spot.site, spot.device.bytes, spot.log.bytes)
    event = _as_written(apart.event)
    reason = (
        event
        if isinstance(event, str)
        else store_apart(rows, key, event, apart.hash, apart.received)
    )
    if isinstance(event, str) or reason is not None:
        rows.execute(f"UPDATE quarantine SET reason = ? {where}", [reason, *place])
        return StillApart(str(reason))
    rows.execute(f"DELETE FROM quarantine {where}", place)
    about = f"{spot.device} {spot.log} {spot.seq}"
    detail = f"{event.kind}: {apart.reason}"
    audit.record(rows, by, What.EVENT_REPLAYED, about=about, site=spot.site, detail=detail)
    return Stored()


def _as_written(event: Event) -> Event | str:
    """What an envelope had refused is there as a whole; else why it still is."""
    if event.kind != OPAQUE_KIND:
        return event
    return as_device_wrote(event.seq, event.id, event.body)


def _apart(row: Sequence[Any]) -> Apart:
    site, device, log, seq, reason, id_, kind, v, t, mono, boot, clock, salt, *rest = row
    body, digest, received, is_erased = rest
    spot = Spot(site, UUID(bytes=bytes(device)), UUID(bytes=bytes(log)), seq)
    # PostgreSQL keeps as bytes what may be no text of its own.
    text = body if isinstance(body, str) else bytes(body).decode(errors="replace")
    event = Event(seq, UUID(bytes=bytes(id_)), kind, v, t, mono, boot, clock, bytes(salt), text)
    return Apart(spot, reason, event, bytes(digest), received, bool(is_erased))
