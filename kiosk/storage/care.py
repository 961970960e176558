"""What a technician does to the database of a folder, with the locks that it takes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.domain.system_errors import primary_code, trouble
from kiosk.storage import copies, swap
from kiosk.storage.check import Checked, check_file
from kiosk.storage.copies import Refused, Restored, Wanted
from kiosk.storage.database import (
    BUSY,
    FILE,
    WORLDLY,
    WRITE_TIMEOUT_S,
    folder_locks,
    unusable_folder,
)
from kiosk.storage.failure import CannotWrite
from kiosk.storage.lock import LockTimeout
from kiosk.storage.salvage import Salvaged, salvage

IN_USE = (
    "Un écran ou une commande de cette borne a la base ouverte. Les arrêter d’abord\u00a0: "
    "rien n’a changé."
)


@contextmanager
def alone(folder: Path) -> Iterator[Path]:
    """The database file, while nobody else can open it. Raises CannotWrite."""
    try:
        locks = folder_locks(folder)
    except OSError as error:
        raise CannotWrite(unusable_folder(folder, error)) from error
    with closing(locks):
        try:
            with locks.turn.hold(WRITE_TIMEOUT_S):
                if not locks.presence.try_alone():
                    raise CannotWrite(IN_USE)
                swap.finish(folder / FILE)
                yield folder / FILE
        except LockTimeout as error:
            raise CannotWrite(BUSY) from error
        except (OSError, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.Error) and primary_code(error) not in WORLDLY:
                raise
            found = trouble(error, folder)
            raise CannotWrite(
                f"La base de {folder} ne peut pas être écrite\u00a0: {found} Elle est gardée telle "
                "quelle."
            ) from error


def put_back(folder: Path, copy: Path, boot_id: str, wanted: Wanted) -> Restored | Refused:
    """Raises CannotWrite."""
    with alone(folder) as file:
        return copies.restore(file, copy, boot_id, wanted)


def mend(folder: Path, boot_id: str) -> Salvaged | Checked | None:
    """Checked: it is sound, and stays. None: nothing of ours can be read. Raises CannotWrite."""
    with alone(folder) as file:
        checked = check_file(file, deep=True)
        is_broken = any(fault.what != "projection" for fault in checked.faults)
        return salvage(file, boot_id) if is_broken else checked
