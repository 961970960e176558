"""What each device last found when it looked at itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sync.server import bodies
from sync.server.rows import Rows

Place = tuple[str, UUID]
"""Site and device."""


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """`at`: when it arrived, in ms. `amiss`: the gravest first, each with its level."""

    level: str
    at: int
    amiss: tuple[tuple[str, str], ...]


def last_checks(rows: Rows) -> Mapping[Place, SelfCheck]:
    """By device, those that have said it."""
    found = rows.execute(
        "SELECT site, device, v, body, received FROM event WHERE kind = 'device.checked' "
        "AND arrival IN (SELECT max(arrival) FROM event WHERE kind = 'device.checked' "
        "GROUP BY site, device)"
    )
    told = {}
    for site, device, *said in found.fetchall():
        if (check := _read(*said)) is not None:
            told[site, UUID(bytes=bytes(device))] = check
    return told


def last_check(rows: Rows, place: Place) -> SelfCheck | None:
    """None: it has not said it yet, or not so that this server understands."""
    site, device = place
    found = rows.execute(
        "SELECT v, body, received FROM event WHERE kind = 'device.checked' "
        "AND site = ? AND device = ? ORDER BY arrival DESC LIMIT 1",
        [site, device.bytes],
    ).fetchone()
    return None if found is None else _read(*found)


def _read(v: int, text: str, received: int) -> SelfCheck | None:
    body = bodies.read("device.checked", v, text)
    if not isinstance(body, bodies.DeviceChecked):
        return None
    return SelfCheck(body.level, received, tuple((each.id, each.level) for each in body.findings))
