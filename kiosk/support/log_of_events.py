"""The newest events of this machine, without people: no words, no ids, of visits only the hour."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import sqlite_utils

MOST = 500
_SAID: Mapping[str, tuple[str, ...]] = {
    "ticket.issued": ("lane", "paperless"),
    "ticket.printed": ("copy", "outcome", "reason"),
    "feedback.given": ("scale", "suspect", "rules"),
    "feedback.amended": ("scale",),
    "help.requested": ("screen",),
    "device.health": ("what", "health", "free_mb", "fed_mm", "tickets"),
    "device.started": ("version",),
    "device.checked": ("level", "findings"),
    "technician.acted": ("screen", "action"),
    "clock.anchor": ("by_ms",),
    "clock.jumped": ("by_ms",),
    "log.salvaged": ("lost",),
}
"""By kind, the fields that are told; of another kind, none."""
_OF_PEOPLE = ("ticket.", "feedback.", "help.")


def newest(rows: sqlite_utils.Database) -> Iterator[Mapping[str, object]]:
    """Oldest first."""
    found = rows.execute(
        "SELECT seq, kind, v, t, boot, clock, body FROM event ORDER BY seq DESC LIMIT ?", [MOST]
    ).fetchall()
    for seq, kind, v, t, boot, clock, body in reversed(found):
        yield {
            "seq": seq,
            "kind": kind,
            "v": v,
            "time": _moment(kind, t),
            "boot": boot,
            "clock": clock,
            **_told(kind, body),
        }


def _moment(kind: str, t: int) -> str:
    at = datetime.fromtimestamp(t / 1000, UTC)
    if kind.startswith(_OF_PEOPLE) or kind not in _SAID:
        at = at.replace(minute=0, second=0, microsecond=0)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _told(kind: str, body: str) -> Mapping[str, object]:
    try:
        fields = json.loads(body)
    except ValueError:
        return {"unreadable": True}
    if not isinstance(fields, dict):
        return {"unreadable": True}
    return {name: fields[name] for name in _SAID.get(kind, ()) if name in fields}
