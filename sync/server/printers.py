"""What the kiosks last said of their printers, and nobody has mended since."""

from collections.abc import Iterator, Mapping

from sync.server import bodies
from sync.server.rows import Rows

LOOKED_AT = 20
"""Of the last that a kiosk said about its printer or its paper."""
NO_TROUBLE = frozenset({"READY", "UNVERIFIABLE"})
_PAPER: Mapping[str, str | None] = {
    "paper_out": "PAPER_OUT",
    "paper_near_end": "NEAR_END",
    "paper_changed": None,
}


def troubles(rows: Rows, site: str, device: bytes) -> tuple[str, ...]:
    """In the kiosk's words: of the printer, then of its paper."""
    last: dict[str, str | None] = {}
    for body in _said(rows, site, device):
        if body.what == "printer":
            last.setdefault("printer", None if body.health in NO_TROUBLE else body.health)
        elif body.what in _PAPER:
            last.setdefault("paper", _PAPER[body.what])
    return tuple(found for about in ("printer", "paper") if (found := last.get(about)))


def _said(rows: Rows, site: str, device: bytes) -> Iterator[bodies.DeviceHealth]:
    """The newest first."""
    found = rows.execute(
        "SELECT v, body FROM event WHERE kind = 'device.health' AND site = ? AND device = ? "
        "AND (body LIKE '%\"printer\"%' OR body LIKE '%\"paper_%') ORDER BY arrival DESC LIMIT ?",
        [site, device, LOOKED_AT],
    )
    for v, text in found.fetchall():
        body = bodies.read("device.health", v, text)
        if isinstance(body, bodies.DeviceHealth):
            yield body
