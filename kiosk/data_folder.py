"""A desk and a print spool on a data folder, built in the thread that will use them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import Config

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.storage.database import Database, Unusable
    from kiosk.storage.print_jobs import PrintJournal


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Imports the storage when first used: a screen must show before SQLite is even loaded."""

    path: Path
    ballast: int = 0
    """Bytes of the disk that may be held back, by whoever stays: a screen, not a command."""

    def open_desk(self, config: Config) -> "Desk | Unusable":
        from kiosk.clock import SystemClock
        from kiosk.desk import Desk
        from kiosk.storage import events
        from kiosk.storage.database import Unusable

        database = self.open_database()
        if isinstance(database, Unusable):
            return database
        return Desk(database, config, SystemClock(events.newest_time(database.rows)))

    def open_journal(self) -> "PrintJournal | Unusable":
        from kiosk.clock import SystemClock
        from kiosk.storage.database import Unusable
        from kiosk.storage.print_jobs import PrintJournal

        database = self.open_database()
        if isinstance(database, Unusable):
            return database
        return PrintJournal(database, SystemClock())

    def open_database(self) -> "Database | Unusable":
        from kiosk.clock import SystemClock
        from kiosk.storage.database import open_database

        return open_database(self.path, SystemClock().boot_id(), self.ballast)
