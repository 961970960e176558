"""A connection with our settings, said out loud because SQLite's defaults are others."""

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import sqlite_utils

BUSY_TIMEOUT_MS = 5000
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
        "mmap_size": "0",
    }
)
"""`synchronous` 2 is FULL: what was committed survives a power cut."""


def connect(file: Path) -> sqlite_utils.Database:
    connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000)
    with ExitStack() as undo:
        undo.callback(connection.close)
        rows = sqlite_utils.Database(connection, execute_plugins=False)
        for setting, wanted in SETTINGS.items():
            rows.execute(f"PRAGMA {setting}={wanted}").fetchall()
        undo.pop_all()
    return rows


def unset(rows: sqlite_utils.Database) -> str | None:
    """A setting that does not hold: some disks of a network cannot share memory."""
    for setting, wanted in SETTINGS.items():
        (actual,) = rows.execute(f"PRAGMA {setting}").fetchone()
        if str(actual) != wanted:
            return f"{setting} = {actual}"
    return None
