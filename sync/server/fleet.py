"""The facts of the fleet: what is known here of each device, for the pages, the alerts and the
command line. A handful of questions, however many devices there are. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sync.server import said
from sync.server.printers import NO_TROUBLE
from sync.server.rows import Rows
from sync.server.said import Said

PAPER_OUT, PAPER_LOW = "paper_out", "paper_near_end"
DISK_SHORT = "disk_short"
Place = tuple[str, bytes]
"""Site and device."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and when the last was seen, in ms."""

    n: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """Times are the server's, in ms. None: nobody has said so yet."""

    site: str
    device: UUID
    name: str = ""
    enrolled: int | None = None
    """None: it was never let in; an open server obeys it all the same."""
    is_revoked: bool = False
    last_seen: int | None = None
    received: int = 0
    pending: int | None = None
    """Events that wait at the device, as it said when it was last seen."""
    clock: str | None = None
    behind_ms: int | None = None
    """Its clock against ours, when an event arrived that had only just happened."""
    version: Said | None = None
    printer: Said | None = None
    paper: Said | None = None
    disk: Said | None = None
    quarantined: Count = Count()
    forks: Count = Count()
    gaps: Count = Count()
    """Holes that it declared, and a log that it could not mend whole."""

    revision: int | None = None
    """Of the published configuration that it runs on; 0: on its own file."""
    refused: int = 0
    """The revision that it will not take."""

    @property
    def printer_trouble(self) -> str | None:
        """In the kiosk's words."""
        if self.printer is None or self.printer.what in NO_TROUBLE | {said.PRINTER}:
            return None
        return self.printer.what

    @property
    def free_mb(self) -> int | None:
        """As last said, by whichever event said it."""
        told = [each for each in (self.version, self.disk) if each and each.free_mb is not None]
        return max(told, key=lambda each: each.at).free_mb if told else None


@dataclass
class _Heard:
    """Of all logs of a device; the newest is the one that it speaks in."""

    last_seen: int = -1
    received: int = 0
    pending: int | None = None
    clock: str | None = None
    behind_ms: int | None = None

    def add(self, ack: int, last_seen: int, told: Sequence[Any]) -> None:
        self.received += ack
        if last_seen > self.last_seen:
            self.last_seen = last_seen
            self.pending, clock, behind_ms = told
            self.clock = clock or self.clock
            self.behind_ms = self.behind_ms if behind_ms is None else behind_ms


@dataclass
class _Known:
    """What the tables hold, by device."""

    names: dict[Place, tuple[str, int, int | None]] = field(default_factory=dict)
    heard: defaultdict[Place, _Heard] = field(default_factory=lambda: defaultdict(_Heard))
    told: defaultdict[Place, dict[str, Said]] = field(default_factory=lambda: defaultdict(dict))
    applied: dict[Place, tuple[int, int]] = field(default_factory=dict)
    apart: dict[Place, Count] = field(default_factory=dict)
    forks: dict[Place, Count] = field(default_factory=dict)
    gaps: dict[Place, Count] = field(default_factory=dict)


def facts(rows: Rows, device: UUID | None = None) -> list[DeviceFacts]:
    """Of every device, or of one at each of its sites; by site, then name."""
    where, values = ("", []) if device is None else (" WHERE device = ?", [device.bytes])
    known = _Known()
    _read_keys(rows, known, where, values)
    _read_streams(rows, known, where, values)
    _read_told(rows, known, where, values)
    _read_applied(rows, known, where, values)
    _read_counts(rows, known, where, values)
    enrolled = {place[1] for place in known.names}
    places = {*known.names, *known.heard}
    found = (_facts(known, place, is_known=place[1] in enrolled) for place in places)
    return sorted(found, key=lambda each: (each.site, each.name, each.device))


def _read_keys(rows: Rows, known: _Known, where: str, values: Sequence[Any]) -> None:
    """Of several keys of a device at a site, the one that holds. A hub has no log of its own."""
    of_devices = f"{where} AND" if where else " WHERE"
    found = rows.execute(
        f"SELECT site, device, name, enrolled, revoked FROM device_key{of_devices} "
        "role = 'device' ORDER BY revoked IS NULL, enrolled",
        values,
    )
    for site, device, name, enrolled, revoked in found.fetchall():
        known.names[site, bytes(device)] = (name, enrolled, revoked)


def _read_streams(rows: Rows, known: _Known, where: str, values: Sequence[Any]) -> None:
    found = rows.execute(
        "SELECT site, device, ack_seq, last_seen, pending, clock, behind_ms "
        f"FROM stream{where} ORDER BY last_seen",
        values,
    )
    for site, device, ack, last_seen, *told in found.fetchall():
        known.heard[site, bytes(device)].add(ack, last_seen, told)
    again = rows.execute(
        f"SELECT site, device, count(*) FROM relogged{where} GROUP BY site, device", values
    )
    for site, device, count in again.fetchall():
        known.heard[site, bytes(device)].received -= int(count)


def _read_told(rows: Rows, known: _Known, where: str, values: Sequence[Any]) -> None:
    found = rows.execute(
        f"SELECT site, device, topic, kind, v, body, received FROM device_said{where}", values
    )
    for site, device, topic, *told in found.fetchall():
        known.told[site, bytes(device)][topic] = said.said(*told)


def _read_applied(rows: Rows, known: _Known, where: str, values: Sequence[Any]) -> None:
    found = rows.execute(f"SELECT site, device, rev, refused FROM applied{where}", values)
    for site, device, rev, refused in found.fetchall():
        known.applied[site, bytes(device)] = (rev, refused)


def _read_counts(rows: Rows, known: _Known, where: str, values: Sequence[Any]) -> None:
    group = f"{where} GROUP BY site, device"
    apart = rows.execute(
        f"SELECT site, device, count(*), max(received) FROM quarantine{group}", values
    )
    known.apart.update(_counts(apart))
    incidents = rows.execute(
        "SELECT site, device, count(*), max(last_seen), kind "
        f"FROM incident{group}, kind ORDER BY kind",
        values,
    ).fetchall()
    known.forks.update(_counts(row[:4] for row in incidents if row[4] == "fork"))
    known.gaps.update(_counts(row[:4] for row in incidents if row[4] != "fork"))


def _counts(rows: Iterable[Sequence[Any]]) -> Mapping[Place, Count]:
    return {(site, bytes(device)): Count(int(n), int(last)) for site, device, n, last in rows}


def _facts(known: _Known, place: Place, *, is_known: bool) -> DeviceFacts:
    """A device that was let in is not obeyed at a site where no key of it holds."""
    site, device = place
    name, enrolled, revoked = known.names.get(place, ("", None, None))
    heard = known.heard.get(place, _Heard())
    told = known.told.get(place, {})
    return DeviceFacts(
        site,
        UUID(bytes=device),
        name,
        enrolled,
        revoked is not None or (is_known and place not in known.names),
        None if heard.last_seen < 0 else heard.last_seen,
        heard.received,
        heard.pending,
        heard.clock,
        heard.behind_ms,
        told.get(said.VERSION),
        told.get(said.PRINTER),
        told.get(said.PAPER),
        told.get(said.DISK),
        known.apart.get(place, Count()),
        known.forks.get(place, Count()),
        _with_loss(known.gaps.get(place, Count()), told.get(said.LOSS)),
        *known.applied.get(place, ()),
    )


def _with_loss(gaps: Count, loss: Said | None) -> Count:
    if loss is None or loss.lost <= 0:
        return gaps
    return Count(gaps.n + 1, max(gaps.last, loss.at))
