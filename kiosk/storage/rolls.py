"""The roll in the printer: what was fed since it was put in. Call inside a transaction."""

import sqlite_utils

from kiosk.domain.clock import Instant
from kiosk.domain.roll import Roll
from kiosk.storage import events


def find(rows: sqlite_utils.Database) -> Roll | None:
    found = rows.execute("SELECT changed_at, fed_mm, tickets, ended FROM roll").fetchone()
    return None if found is None else Roll(found[0], found[1], found[2], bool(found[3]))


def change(rows: sqlite_utils.Database, now: Instant, boot: int) -> None:
    """Told when the end of the roll before was."""
    (told,) = rows.execute("SELECT count(*) FROM roll WHERE ended = 1 OR told = 1").fetchone()
    rows.execute("INSERT OR REPLACE INTO roll VALUES (1, ?, 0, 0, 0, 0)", [now.wall])
    if told:
        _tell(rows, "paper_changed", now, boot)


def feed(rows: sqlite_utils.Database, mm: int, now: Instant, boot: int) -> Roll:
    """One more paper. After an end it comes from a new roll."""
    roll = find(rows)
    if roll is None or roll.ended:
        change(rows, now, boot)
    rows.execute("UPDATE roll SET fed_mm = fed_mm + ?, tickets = tickets + 1", [mm])
    fed = find(rows)
    assert fed is not None
    return fed


def end(rows: sqlite_utils.Database, now: Instant, boot: int) -> None:
    """The printer says that there is no paper. Told once."""
    if find(rows) is None:
        change(rows, now, boot)
    if rows.execute("UPDATE roll SET ended = 1 WHERE ended = 0").rowcount:
        _tell(rows, "paper_out", now, boot)


def warn(rows: sqlite_utils.Database, now: Instant, boot: int) -> None:
    """It ends soon. Told once for a roll."""
    if rows.execute("UPDATE roll SET told = 1 WHERE told = 0 AND ended = 0").rowcount:
        _tell(rows, "paper_near_end", now, boot)


def _tell(rows: sqlite_utils.Database, what: str, now: Instant, boot: int) -> None:
    roll = find(rows)
    assert roll is not None
    body = {"what": what, "fed_mm": roll.fed_mm, "tickets": roll.tickets}
    events.append(rows, "device.health", body, now, boot)
