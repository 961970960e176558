"""What the printer holds, and what was told of its troubles. Call inside a transaction."""

import sqlite_utils

from kiosk.domain.clock import Instant
from kiosk.domain.tickets import ON_PAPER, Left, PrintState
from kiosk.storage import events

TROUBLES = frozenset({"MUTE", "HELD", "ABSENT", "CUTTER", "JAM", "FAULT"})
"""What somebody must come for; that the paper ends is told with the roll."""
_FAILED = (PrintState.BLOCKED, PrintState.NOT_SENT, PrintState.UNKNOWN)
_SILENT = {"TIMEOUT": "MUTE", "LINK_LOST": "ABSENT"}
"""A printer that took not one byte, by how that was found out."""


def left(rows: sqlite_utils.Database) -> Left:
    (found,) = rows.execute("SELECT left_in FROM printer").fetchone()
    return Left(found)


def leave(rows: sqlite_utils.Database, left: Left) -> None:
    rows.execute("UPDATE printer SET left_in = ?", [left])


def tell_trouble(
    rows: sqlite_utils.Database, state: PrintState, reason: str, now: Instant, boot: int
) -> None:
    """Once when it begins, and once when a paper comes out again, as far as the printer can say."""
    if state is PrintState.NOT_SENT:
        reason = _SILENT.get(reason, reason)
    begins = state in _FAILED and reason in TROUBLES
    if not begins and state not in ON_PAPER:
        return
    (told,) = rows.execute("SELECT told FROM printer").fetchone()
    health = reason if begins else "READY"
    if health != told:
        rows.execute("UPDATE printer SET told = ?", [health])
        events.append(rows, "device.health", {"what": "printer", "health": health}, now, boot)
