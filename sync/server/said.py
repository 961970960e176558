"""What each device last said of itself, one row a topic: its printer, its paper, its disk, its
version, a loss in its log. Kept in the transaction of the events that say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from sync.server import bodies
from sync.server.rows import Rows
from sync.wire import Event

VERSION, PRINTER, PAPER, DISK, LOSS = "version", "printer", "paper", "disk", "loss"
_TOPICS: Mapping[str, str] = {
    "printer": PRINTER,
    "paper_out": PAPER,
    "paper_near_end": PAPER,
    "paper_changed": PAPER,
    "disk_short": DISK,
    "disk_roomy": DISK,
}
_LOSSES = frozenset({"log.salvaged"})
_KINDS = _LOSSES | {"device.started", "device.health"}


@dataclass(frozen=True, slots=True)
class Said:
    """`what`: in the kiosk's words. `at`: when it was received, in ms."""

    what: str
    at: int
    free_mb: int | None = None
    """On the disk, then."""
    lost: int = 0
    """Events that its log could not save."""


def keep(
    rows: Rows,
    who: tuple[str, bytes],
    told: Iterable[tuple[Event, bodies.Body | bodies.Opaque]],
    now: int,
) -> None:
    # Few of many: the others are passed over at once.
    about = [each for each in told if each[0].kind in _KINDS]
    last = {topic: event for event, body in about if (topic := _topic(event.kind, body))}
    for topic, event in last.items():
        rows.execute(
            "INSERT INTO device_said VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (site, device, topic) DO UPDATE SET t = excluded.t, "
            "received = excluded.received, v = excluded.v, kind = excluded.kind, "
            "body = excluded.body WHERE excluded.received >= device_said.received",
            [*who, topic, event.t, now, event.v, event.kind, event.body],
        )


def said(kind: str, v: int, body: str, received: int) -> Said:
    match bodies.read(kind, v, body):
        case bodies.DeviceStarted(version=version, free_mb=free):
            return Said(version, received, free)
        case bodies.DeviceHealth(what=what, health=health, free_mb=free):
            return Said(health or what, received, free)
        case bodies.Opaque() if kind in _LOSSES:
            return Said(kind, received, lost=_lost(body))
        case _:
            return Said(kind, received)


def _lost(body: str) -> int:
    """0: the log was mended and nothing was missing."""
    lost = msgspec.json.decode(body).get("lost")
    return lost if isinstance(lost, int) else 0


def _topic(kind: str, body: bodies.Body | bodies.Opaque) -> str | None:
    match body:
        case bodies.DeviceStarted():
            return VERSION
        case bodies.DeviceHealth(what=what):
            return _TOPICS.get(what)
        case bodies.Opaque() if kind in _LOSSES:
            return LOSS
        case _:
            return None
