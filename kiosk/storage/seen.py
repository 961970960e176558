"""What a look at the database from outside tells: it reads only, mends and makes nothing."""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

from kiosk.domain.roll import Roll
from kiosk.storage import events, rolls
from kiosk.storage.check import connect_to_read, damage_at_start
from kiosk.storage.database import DAMAGED_FILE, FILE
from kiosk.storage.sync_notes import Note, Standing


@dataclass(frozen=True, slots=True)
class Seen:
    """`oldest`: when the first event that waits was written (ms), 0 without any."""

    written: int
    acknowledged: int
    oldest: int
    note: Note | None
    apart: int
    started: str
    """The version at the last start; empty: none is known."""
    roll: Roll | None
    day: str
    """Of the newest numbers; empty: none was given yet."""
    series: tuple[tuple[str, int], ...]
    motifs: tuple[tuple[str, int], ...]
    """Tickets of that day, by motif."""
    newest: int = 0
    """When the last event was written whose time could be (ms)."""


def seen(folder: Path) -> Seen | None:
    """None: there is no database, or nothing in it. Raises sqlite3.Error."""
    if not (folder / FILE).exists():
        return None
    with closing(connect_to_read(folder / FILE)) as connection:
        return _seen(sqlite_utils.Database(connection, execute_plugins=False))


def damage(folder: Path) -> str | None:
    """As a start would see it, in words. Raises sqlite3.Error."""
    if (folder / DAMAGED_FILE).exists():
        return "De l’abîmé a été rencontré au travail."
    with closing(connect_to_read(folder / FILE)) as connection:
        rows = sqlite_utils.Database(connection, execute_plugins=False)
        return damage_at_start(rows, folder / FILE)


def _seen(rows: sqlite_utils.Database) -> Seen | None:
    log = rows.execute("SELECT head_seq, acked_seq FROM log").fetchone()
    if log is None:
        return None
    head, acked = log
    oldest = rows.execute("SELECT t FROM event WHERE seq = ?", [acked + 1]).fetchone()
    note = rows.execute("SELECT standing, detail, since FROM sync_note").fetchone()
    (apart,) = rows.execute("SELECT count(*) FROM quarantined").fetchone()
    day = rows.execute("SELECT day FROM service_day").fetchone()
    day = "" if day is None else str(day[0])
    series = rows.execute("SELECT series, n FROM counter WHERE day = ? ORDER BY series", [day])
    motifs = rows.execute("SELECT motif, count(*) FROM ticket WHERE day = ? GROUP BY motif", [day])
    return Seen(
        head,
        acked,
        0 if oldest is None else int(oldest[0]),
        None if note is None else Note(Standing(note[0]), note[1], note[2]),
        apart,
        _started(rows),
        rolls.find(rows),
        day,
        tuple(series.fetchall()),
        tuple(motifs.fetchall()),
        events.newest_time(rows),
    )


def _started(rows: sqlite_utils.Database) -> str:
    found = rows.execute(
        "SELECT body FROM event WHERE kind = 'device.started' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    try:
        return "" if found is None else str(json.loads(found[0])["version"])
    except (ValueError, KeyError, TypeError):
        return ""
