"""Open the database with our settings: mend, back up, then migrate, and never empty it."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

from kiosk.domain.sqlite_owner import foreign_table
from kiosk.domain.system_errors import primary_code, trouble
from kiosk.storage import swap
from kiosk.storage.ballast import Ballast
from kiosk.storage.check import damage_at_start
from kiosk.storage.connection import connect, unset
from kiosk.storage.failure import CannotWrite, Damaged, MadeRoom
from kiosk.storage.lock import FolderLock, LockTimeout
from kiosk.storage.migrations import steps
from kiosk.storage.presence import Presence
from kiosk.storage.salvage import Salvaged, salvage
from kiosk.storage.start import count_boot, later_steps, migrate

log = logging.getLogger(__name__)

FILE = "borne.db"
LOCK_FILE = "borne.lock"
PRESENCE_FILE = "borne.open"
DAMAGED_FILE = "borne.damaged"
"""Left by who met the damage, for the next start: it reads the whole of small files only."""
WRITE_TIMEOUT_S = 20.0
BUSY = f"Un autre programme occupe la base depuis {WRITE_TIMEOUT_S:.0f} s. L’arrêter."
LONG_JOURNAL, SHORT_JOURNAL = 1000, 16
"""Pages, before they are brought into the file."""
WORLDLY = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
"""What a disk, a permission or another program can do; the rest is a fault of ours."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(frozen=True, slots=True)
class Unusable:
    """The database cannot be used. `advice` is a French sentence for the technician."""

    advice: str


@dataclass(frozen=True, slots=True)
class _Damaged:
    """The file is ours, or was, and cannot be used as it is."""


class Database:
    """One connection, for the thread that opened it. Writing goes through `write()` only.

    `salvaged`: what this opening had to do. `is_damaged`: found since.
    """

    def __init__(self, rows: sqlite_utils.Database, boot: int, place: "_Place") -> None:
        self.rows = rows
        self.boot = boot
        self.ballast = place.ballast
        self.salvaged: Salvaged | None = None
        self.is_damaged = False
        self._marker = place.marker
        self._lock = place.locks.turn
        self._presence = place.locks.presence

    @contextmanager
    def write(self) -> Iterator[sqlite_utils.Database]:
        """One transaction, alone on the folder; durable when the block ends. Raises CannotWrite."""
        try:
            with self._lock.hold(WRITE_TIMEOUT_S), self.rows.atomic():
                yield self.rows
        except LockTimeout as error:
            raise CannotWrite(BUSY) from error
        except sqlite3.DatabaseError as error:
            if primary_code(error) not in WORLDLY:
                raise
            raise self._failure(error) from error

    def _failure(self, error: sqlite3.DatabaseError) -> CannotWrite:
        if primary_code(error) in _DAMAGED:
            self.is_damaged = True
            with suppress(OSError):
                self._marker.touch()
            return Damaged(
                "La base est abîmée. Arrêter les écrans et les relancer\u00a0: elle est réparée au "
                "départ."
            )
        found = trouble(error)
        words = (
            f"La base ne peut pas être écrite : {found.cause}. {found.remedy} "
            "Rien n’est perdu de ce qui y était."
        )
        is_room = primary_code(error) in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
        return MadeRoom(words) if is_room and self.make_room() else CannotWrite(words)

    def make_room(self) -> bool:
        """Give up the room held back. Whether there was any."""
        if not self.ballast.release("the disk is full or fails"):
            return False
        self.save_room()
        return True

    def save_room(self) -> None:
        """Keep the journal short from now on: each page in it is there twice."""
        self.rows.execute(f"PRAGMA wal_autocheckpoint={SHORT_JOURNAL}")
        try:
            with self._lock.hold(WRITE_TIMEOUT_S):
                self.rows.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except (LockTimeout, sqlite3.DatabaseError) as error:
            log.warning("the journal of the database stays as long as it is: %s", error)

    def spend_room(self) -> None:
        self.rows.execute(f"PRAGMA wal_autocheckpoint={LONG_JOURNAL}")

    def try_writing(self) -> None:
        """Commit something that changes nothing. Raises CannotWrite."""
        with self.write() as rows:
            rows.execute("UPDATE log SET boot = boot")

    def close(self) -> None:
        # The last connection checkpoints as it closes, and that is a write.
        with self._lock.hold(WRITE_TIMEOUT_S):
            self.rows.close()
        self._lock.close()
        self._presence.close()


@dataclass(frozen=True, slots=True)
class Locks:
    """`turn`: of whoever writes. `presence`: of everybody who has the database open."""

    turn: FolderLock
    presence: Presence

    def close(self) -> None:
        self.turn.close()
        self.presence.close()


def open_database(folder: Path, boot_id: str, ballast: int = 0) -> Database | Unusable:
    """Open, creating, mending or migrating as needed, the database of a data folder.

    `ballast`: so many bytes of the disk may be held back for it.
    """
    try:
        locks = folder_locks(folder)
    except OSError as error:
        return Unusable(unusable_folder(folder, error))
    with ExitStack() as undo:
        undo.callback(locks.close)
        found = _open_in_turn(_Place(folder, Ballast(folder, ballast), locks), boot_id)
        if isinstance(found, Database):
            undo.pop_all()
        return found


def folder_locks(folder: Path) -> Locks:
    """Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    turn = FolderLock(folder / LOCK_FILE)
    try:
        return Locks(turn, Presence(folder / PRESENCE_FILE))
    except OSError:
        turn.close()
        raise


def unusable_folder(folder: Path, error: OSError) -> str:
    """What happened at which file of a data folder, and what to do."""
    found = trouble(error)
    at = error.filename or folder
    return f"Le dossier de données {folder} ne peut pas servir : {at}, {found}"


@dataclass(frozen=True, slots=True)
class _Place:
    folder: Path
    ballast: Ballast
    locks: Locks

    @property
    def file(self) -> Path:
        return self.folder / FILE

    @property
    def marker(self) -> Path:
        return self.folder / DAMAGED_FILE


def _open_in_turn(place: _Place, boot_id: str) -> Database | Unusable:
    try:
        with place.locks.turn.hold(WRITE_TIMEOUT_S):
            alone = place.locks.presence.try_alone()
            found = _open_or_mend(place, boot_id, alone=alone)
            place.locks.presence.share()
            return found
    except LockTimeout:
        return Unusable(f"{BUSY} Dossier : {place.folder}.")
    except OSError as error:
        return Unusable(
            f"La base {place.file} ne peut pas être copiée : {error.filename}, "
            f"{trouble(error)} La base est gardée telle quelle."
        )
    except sqlite3.DatabaseError as error:
        return Unusable(f"La base {place.file} ne s’ouvre pas : {trouble(error, place.folder)}")


def _open_or_mend(place: _Place, boot_id: str, *, alone: bool) -> Database | Unusable:
    """Raises OSError and sqlite3.DatabaseError."""
    file = place.file
    if alone:
        swap.finish(file)
    found = _open(place, boot_id, mend=alone)
    if not isinstance(found, _Damaged):
        return found
    if not alone:
        return Unusable(
            f"La base {file} est abîmée. Arrêter tous les écrans de cette machine, puis les "
            "relancer : elle est réparée au départ."
        )
    place.ballast.release("a copy of the damaged database needs it")
    salvaged = salvage(file, boot_id)
    again = _Damaged() if salvaged is None else _open(place, boot_id, mend=False)
    if isinstance(again, _Damaged):
        return Unusable(
            f"La base {file} est abîmée, ou n’est pas une base. Elle est gardée telle quelle : "
            "restaurer une copie (borne db restore FICHIER) ou appeler le support."
        )
    if isinstance(again, Database):
        again.salvaged = salvaged
        place.marker.unlink(missing_ok=True)
    return again


def _open(place: _Place, boot_id: str, *, mend: bool) -> Database | Unusable | _Damaged:
    """`mend`: look for damage first. Raises OSError and sqlite3.DatabaseError."""
    file = place.file
    try:
        with ExitStack() as undo:
            if table := foreign_table(file, steps.name):
                return Unusable(
                    f"La base {file} est celle d’un autre programme (table « {table} »). Elle est "
                    "gardée telle quelle : donner un autre dossier avec --data."
                )
            rows = connect(file)
            undo.callback(rows.close)
            if (problem := _problem(rows, file)) is not None:
                return problem
            if mend and (place.marker.exists() or _is_damaged(rows, file)):
                return _Damaged()
            migrate(rows, place.folder / "backups")
            database = Database(rows, count_boot(rows, boot_id), place)
            undo.pop_all()
            return database
    except sqlite3.DatabaseError as error:
        if primary_code(error) in _DAMAGED:
            return _Damaged()
        raise


def _problem(rows: sqlite_utils.Database, file: Path) -> Unusable | None:
    if setting := unset(rows):
        return Unusable(
            f"La base {file} est sur un disque qui ne sait pas garder une base sans risque "
            f"({setting}). La mettre sur un disque de cette machine."
        )
    if later := later_steps(rows):
        return Unusable(
            f"La base {file} vient d’une version plus récente de Borne ({later[0]}). "
            "Installer cette version ou une suivante."
        )
    return None


def _is_damaged(rows: sqlite_utils.Database, file: Path) -> bool:
    if not steps.applied(rows):
        return False
    try:
        damage = damage_at_start(rows, file)
    except sqlite3.DatabaseError as error:
        if primary_code(error) in WORLDLY - _DAMAGED:
            raise
        damage = str(error)
    if damage is not None:
        log.error("the database is damaged: %s", damage)
    return damage is not None
