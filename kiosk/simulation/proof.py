"""What the database holds of a simulated fleet, event by event, against what was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from kiosk.simulation.machine import Identity
from sync.server.rows import Rows
from sync.wire import Event, chain, genesis

_STORED = """
    SELECT seq, id, kind, v, t, mono, boot, clock, salt, body FROM event
    WHERE site = ? AND device = ? AND log = ? ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """`altered`: kiosks whose chain, made anew from what is stored, ends elsewhere."""

    stored: int = 0
    missing: int = 0
    twice: int = 0
    holes: int = 0
    altered: int = 0

    def __add__(self, other: "Proof") -> "Proof":
        names = [field.name for field in fields(self)]
        return Proof(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.twice or self.holes or self.altered)

    def fields(self) -> Mapping[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def proof_of(rows: Rows, told: Iterable[tuple[Identity, int, str]]) -> Proof:
    """Of each kiosk: who it is, how many events it told, its own hash at the end."""
    total = Proof()
    for who, count, head in told:
        total += _of_one(rows, who, count, head)
    return total


def _of_one(rows: Rows, who: Identity, count: int, head: str) -> Proof:
    found = rows.execute(_STORED, [who.site, who.device.bytes, who.log.bytes])
    stored = [
        Event(int(seq), UUID(bytes=bytes(id_)), kind, v, t, mono, boot, clock, bytes(salt), body)
        for seq, id_, kind, v, t, mono, boot, clock, salt, body in found
    ]
    places = {event.seq for event in stored}
    digest = genesis(who.device, who.log)
    for event in stored:
        digest = chain(digest, event)
    return Proof(
        stored=len(stored),
        missing=len(set(range(1, count + 1)) - places),
        twice=2 * len(stored) - len(places) - len({event.id for event in stored}),
        holes=max(places, default=0) - len(places),
        altered=digest.hex() != head,
    )
