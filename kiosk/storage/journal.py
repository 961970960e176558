"""The last things worth a technician's look, out of the log of events."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from kiosk.domain.journal import Entry

MOST = 10
WHAT = {
    "ticket.printed": "outcome",
    "device.health": "what",
    "device.started": "version",
    "help.requested": "screen",
    "log.salvaged": "lost",
    "log.restored": "parent",
    "clock.jumped": "by_ms",
}
"""By kind of event, the field that says it all."""


def last_entries(rows: sqlite_utils.Database, zone: ZoneInfo) -> tuple[Entry, ...]:
    """Newest first, at most MOST."""
    marks = ", ".join("?" * len(WHAT))
    found = rows.execute(
        f"SELECT t, kind, body FROM event WHERE kind IN ({marks}) ORDER BY seq DESC LIMIT ?",
        [*WHAT, MOST],
    )
    return tuple(
        _entry(datetime.fromtimestamp(t / 1000, zone), kind, body) for t, kind, body in found
    )


def _entry(at: datetime, kind: str, text: str) -> Entry:
    body = json.loads(text)
    what = str(body.get(WHAT[kind], ""))
    if what == "printer":
        what = str(body.get("health", ""))
    return Entry(at, kind, what, str(body.get("number", "")))
