"""One short transaction on the database of a server, running or not: what the commands do."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.domain.system_errors import trouble
from sync.server.place import Place, Unusable
from sync.server.rows import Away, Rows
from sync.server.sole import take
from sync.server.storage import open_store, writing

T = TypeVar("T")


def beside(place: Place, work: Callable[[Rows], T]) -> T | Unusable:
    """A database that no server uses is made or migrated."""
    if (fault := _made_ready(place)) is not None:
        return fault
    try:
        with writing(place) as rows:
            return work(rows)
    except (sqlite3.Error, Away) as error:
        said = f"{error}." if isinstance(error, Away) else trouble(error)
        return Unusable(
            f"La base {place} ne peut pas être lue ou écrite : {said} Si un serveur "
            "plus ancien tourne, le redémarrer avec cette version."
        )


def _made_ready(place: Place) -> Unusable | None:
    if isinstance(place, Path):
        try:
            sole = take(place)
        except OSError as error:
            return Unusable(f"Rien ne peut être écrit à côté de {place} : {trouble(error)}")
        if sole is None:
            return None
        sole.free()
    store = open_store(place)
    if isinstance(store, Unusable):
        return store
    store.close()
    return None
