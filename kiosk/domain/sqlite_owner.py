"""Whether a SQLite file is one of ours, before anything touches it."""

import sqlite3
from contextlib import closing
from pathlib import Path

_STEPS = "_sqlite_migrations"
_WAIT_S = 5.0


def foreign_table(file: Path, history: str) -> str | None:
    """A table of a file that another program made; None when the file is new, or of our history.

    Changes nothing. Raises sqlite3.Error.
    """
    if not file.is_file() or file.stat().st_size == 0:
        return None
    place = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(place, uri=True, timeout=_WAIT_S)) as rows:
        found = rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        tables = {str(name) for (name,) in found}
        others = tables - {_STEPS}
        if others and not (_STEPS in tables and _has_begun(rows, history)):
            return min(others)
    return None


def _has_begun(rows: sqlite3.Connection, history: str) -> bool:
    steps = f"SELECT 1 FROM {_STEPS} WHERE migration_set = ?"
    return rows.execute(steps, [history]).fetchone() is not None
