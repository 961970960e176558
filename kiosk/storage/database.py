"""Open the database with our settings: back up, then migrate, and never empty it."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import sqlite_utils

from kiosk.domain.identifiers import uuid7
from kiosk.storage.failure import CannotWrite
from kiosk.storage.lock import FolderLock, LockTimeout
from kiosk.storage.migrations import steps
from sync.wire import genesis

FILE = "borne.db"
LOCK_FILE = "borne.lock"
WRITE_TIMEOUT_S = 20.0
BUSY_TIMEOUT_MS = 5000
_BUSY = f"Un autre programme occupe la base depuis {WRITE_TIMEOUT_S:.0f} s. L’arrêter."
_WORLDLY = frozenset(
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


@dataclass(frozen=True, slots=True)
class Unusable:
    """The database cannot be used. `advice` is a French sentence for the technician."""

    advice: str


class Database:
    """One connection, for the thread that opened it. Writing goes through `write()` only."""

    def __init__(self, rows: sqlite_utils.Database, lock: FolderLock, boot: int) -> None:
        self.rows = rows
        self.boot = boot
        self._lock = lock

    @contextmanager
    def write(self) -> Iterator[sqlite_utils.Database]:
        """One transaction, alone on the folder; durable when the block ends. Raises CannotWrite."""
        try:
            with self._lock.hold(WRITE_TIMEOUT_S), self.rows.atomic():
                yield self.rows
        except LockTimeout as error:
            raise CannotWrite(_BUSY) from error
        except sqlite3.DatabaseError as error:
            if _primary_code(error) not in _WORLDLY:
                raise
            raise CannotWrite(
                f"La base ne peut pas être écrite ({error}). Rien n’est perdu de ce qui y était : "
                "libérer de la place sur le disque, et vérifier le disque et les droits."
            ) from error

    def try_writing(self) -> None:
        """Commit something that changes nothing. Raises CannotWrite."""
        with self.write() as rows:
            rows.execute("UPDATE log SET boot = boot")

    def close(self) -> None:
        # The last connection checkpoints as it closes, and that is a write.
        with self._lock.hold(WRITE_TIMEOUT_S):
            self.rows.close()
        self._lock.close()


def _primary_code(error: sqlite3.DatabaseError) -> int:
    """Without the detail that SQLite adds in the higher bits."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def open_database(folder: Path, boot_id: str) -> Database | Unusable:
    """Open, creating or migrating as needed, the database of a data folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder / LOCK_FILE)
    except OSError as error:
        return Unusable(
            f"Le dossier de données {folder} ne peut pas être utilisé ({error.strerror}). "
            "Vérifier qu’il existe et que la borne a le droit d’y écrire."
        )
    with ExitStack() as undo:
        undo.callback(lock.close)
        found = _open_locked(folder, lock, boot_id)
        if isinstance(found, Database):
            undo.pop_all()
        return found


def _open_locked(folder: Path, lock: FolderLock, boot_id: str) -> Database | Unusable:
    file = folder / FILE
    try:
        with lock.hold(WRITE_TIMEOUT_S), ExitStack() as undo:
            rows = connect(file)
            undo.callback(rows.close)
            if later := _later_steps(rows):
                return Unusable(
                    f"La base {file} vient d’une version plus récente de Borne ({later[0]}). "
                    "Installer cette version ou une suivante."
                )
            _migrate(rows, folder / "backups")
            database = Database(rows, lock, _count_boot(rows, boot_id))
            undo.pop_all()
            return database
    except LockTimeout:
        return Unusable(f"{_BUSY} Dossier : {folder}.")
    except OSError as error:
        return Unusable(
            f"La base {file} ne peut pas être copiée avant sa mise à jour ({error}). "
            "Elle est gardée telle quelle : vérifier le disque et les droits."
        )
    except sqlite3.OperationalError as error:
        return Unusable(
            f"La base {file} ne répond pas ({error}). Vérifier le disque et les droits."
        )
    except sqlite3.DatabaseError as error:
        return Unusable(
            f"La base {file} est abîmée ({error}). Elle est gardée telle quelle : "
            f"restaurer une copie du dossier {folder / 'backups'} ou appeler le support."
        )


def _later_steps(rows: sqlite_utils.Database) -> list[str]:
    """Applied migrations that this version does not know."""
    known = {step.name for step in steps._migrations}
    return [step.name for step in steps.applied(rows) if step.name not in known]


def _migrate(rows: sqlite_utils.Database, backups: Path) -> None:
    if steps.pending(rows):
        _back_up(rows, backups)
        steps.apply(rows)


def connect(file: Path) -> sqlite_utils.Database:
    """A connection with our settings, said out loud because SQLite's defaults are others."""
    connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000)
    with ExitStack() as undo:
        undo.callback(connection.close)
        rows = sqlite_utils.Database(connection, execute_plugins=False)
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0"):
            rows.execute(f"PRAGMA {setting}").fetchall()
        undo.pop_all()
    return rows


def _back_up(rows: sqlite_utils.Database, folder: Path) -> None:
    """A whole copy before the schema changes; a new database has nothing to copy."""
    if not rows.table_names():
        return
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    rows.execute("VACUUM INTO ?", [str(folder / f"borne-{stamp}.db")])


def _count_boot(rows: sqlite_utils.Database, boot_id: str) -> int:
    """The number of this boot of the machine; makes the device's identity at the very first."""
    found = rows.execute("SELECT boot, boot_id FROM log").fetchone()
    if found is None:
        device, log = uuid4(), uuid7()
        start = genesis(device, log)
        rows.execute(
            "INSERT INTO log VALUES (1, ?, ?, 1, ?, 0, ?, 0, ?)",
            [device.bytes, log.bytes, boot_id, start, start],
        )
        return 1
    boot, known_id = int(found[0]), str(found[1])
    if known_id == boot_id:
        return boot
    rows.execute("UPDATE log SET boot = ?, boot_id = ?", [boot + 1, boot_id])
    return boot + 1
