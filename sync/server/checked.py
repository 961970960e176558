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
    for site, device, v, text, received in found.fetchall():
        body = bodies.read("device.checked", v, text)
        if isinstance(body, bodies.DeviceChecked):
            amiss = tuple((each.id, each.level) for each in body.findings)
            told[site, UUID(bytes=bytes(device))] = SelfCheck(body.level, received, amiss)
    return told
