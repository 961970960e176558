"""Copies of a database in a file, whole and looked through; a copy put back in its place."""

import os
import sqlite3
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.sqlite_owner import foreign_table
from kiosk.domain.system_errors import trouble
from sync.server import marks
from sync.server.marks import Keep
from sync.server.migrations import steps
from sync.server.place import Place, Postgres, Unusable
from sync.server.sole import take
from sync.server.storage_sqlite import connect_to_read, writing

_BY_ITS_OWN_MEANS = Unusable(
    "Une base PostgreSQL se copie et se remet avec ses propres outils : pg_dump --format=custom, "
    "pg_restore, ou l’archivage de ses journaux. La déclarer : borne server backed-up."
)


def back_up(place: Place, copy: Path, keep: Keep | None = None) -> Unusable | None:
    """Beside a running server or not. `copy` exists whole, or not at all."""
    if isinstance(place, Postgres):
        return _BY_ITS_OWN_MEANS
    if copy.exists():
        return Unusable(f"Le fichier {copy} existe déjà. Donner un autre nom.")
    if (fault := _not_ours(place)) is not None:
        return fault
    try:
        return _entered(place, copy, keep or Keep())
    except sqlite3.Error as error:
        why = trouble(error, place.absolute().parent)
        return Unusable(f"La copie ne peut pas être inscrite dans la base {place} : {why}")


def _entered(place: Path, copy: Path, keep: Keep) -> Unusable | None:
    """Copied between its mark and the word that it is whole. Raises sqlite3.Error."""
    if not _has_marks(place):
        return _copied(place, copy)
    with writing(place) as rows:
        backup = marks.begin(rows, str(copy.absolute()), _now())
    fault = _copied(place, copy)
    with writing(place) as rows:
        if fault is None:
            marks.finish(rows, backup, keep, _now())
        else:
            marks.forget(rows, backup)
    return fault


def _has_marks(place: Path) -> bool:
    """Not that of an older version, which no server of this one has opened yet."""
    with closing(connect_to_read(place)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'backup_mark'")
        return found.fetchone() is not None


def _now() -> int:
    return time.time_ns() // 1_000_000


def restore(place: Place, copy: Path) -> Path | Unusable | None:
    """Where the database that was there is kept; None when there was none."""
    if isinstance(place, Postgres):
        return _BY_ITS_OWN_MEANS
    if (fault := _not_ours(copy)) is not None:
        return fault
    try:
        sole = take(place)
    except OSError as error:
        return Unusable(f"Rien ne peut être écrit à côté de {place} : {trouble(error)}")
    if sole is None:
        return Unusable(f"Un serveur utilise la base {place}. L’arrêter d’abord.")
    try:
        return _put_back(place, copy)
    except OSError as error:
        return Unusable(f"La copie {copy} n’a pas pu être remise : {trouble(error)}")
    finally:
        sole.free()


def _put_back(place: Path, copy: Path) -> Path | Unusable | None:
    fresh = place.with_name(f"{place.name}.new")
    fresh.unlink(missing_ok=True)
    if (fault := _copied(copy, fresh)) is not None:
        return fault
    kept = _kept(place)
    fresh.replace(place)
    _settle(place)
    return kept


def _kept(place: Path) -> Path | None:
    if not place.exists():
        return None
    # What its journal holds goes into the file first; a damaged one is kept with its journal.
    with suppress(sqlite3.Error), closing(sqlite3.connect(place)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = place.with_name(f"{place.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.old")
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            place.with_name(place.name + ending).replace(kept.with_name(kept.name + ending))
    return kept


def _copied(place: Path, copy: Path) -> Unusable | None:
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(connect_to_read(place)) as connection:
            connection.execute("VACUUM INTO ?", [os.fspath(part)])
        if (fault := _damaged(part)) is not None:
            part.unlink()
            return fault
        _settle(part)
        part.replace(copy)
        _settle(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return Unusable(f"La copie {copy} n’a pas pu être faite : {trouble(error, copy.parent)}")
    return None


def _damaged(file: Path) -> Unusable | None:
    with closing(connect_to_read(file)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return None if found == ("ok",) else Unusable(f"La copie {file} serait abîmée ({found[0]}).")


def _not_ours(file: Path) -> Unusable | None:
    if not file.is_file() or file.stat().st_size == 0:
        return Unusable(f"Le fichier {file} n’existe pas, ou est vide. Vérifier le chemin.")
    try:
        other = foreign_table(file, steps.name)
    except sqlite3.Error as error:
        return Unusable(f"La base {file} ne peut pas être lue : {trouble(error)}")
    return None if other is None else Unusable(f"Le fichier {file} n’est pas la base d’un serveur.")


def _settle(file: Path) -> None:
    """On the disk, its name too; folders cannot be flushed on Windows."""
    for each in (file, file.absolute().parent):
        with suppress(PermissionError):
            descriptor = os.open(each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
