"""One short transaction on the database of a server, running or not: what the commands do."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import sqlite_utils

from kiosk.domain.system_errors import trouble
from sync.server.sole import take
from sync.server.storage import BUSY_TIMEOUT_S, Unusable, open_store

T = TypeVar("T")


def beside(file: Path, work: Callable[[sqlite_utils.Database], T]) -> T | Unusable:
    """SQLite lets one writer in at a time. A database that no server uses is made or migrated."""
    if (fault := _made_ready(file)) is not None:
        return fault
    try:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S
        )
        with closing(connection):
            rows = sqlite_utils.Database(connection, execute_plugins=False)
            for setting in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                rows.execute(f"PRAGMA {setting}")
            with rows.atomic():
                return work(rows)
    except sqlite3.Error as error:
        return Unusable(
            f"La base {file} ne peut pas être lue ou écrite : {trouble(error)} Si un serveur "
            "plus ancien tourne, le redémarrer avec cette version."
        )


def _made_ready(file: Path) -> Unusable | None:
    try:
        sole = take(file)
    except OSError as error:
        return Unusable(f"Rien ne peut être écrit à côté de {file} : {trouble(error)}")
    if sole is None:
        return None
    sole.free()
    store = open_store(file)
    if isinstance(store, Unusable):
        return store
    store.close()
    return None
