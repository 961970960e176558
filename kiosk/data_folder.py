"""A desk and a print spool on a data folder, built in the thread that will use them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
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
    clock: SystemClock = field(default_factory=SystemClock, compare=False)

    def open_desk(self, config: Config) -> "Desk | Unusable":
        from kiosk.desk import Desk
        from kiosk.storage.database import Unusable

        database = self.open_database()
        if isinstance(database, Unusable):
            return database
        return Desk(database, config, self.clock)

    def open_journal(self) -> "PrintJournal | Unusable":
        from kiosk.storage.database import Unusable
        from kiosk.storage.print_jobs import PrintJournal

        database = self.open_database()
        if isinstance(database, Unusable):
            return database
        return PrintJournal(database, self.clock)

    def open_database(self) -> "Database | Unusable":
        from kiosk.storage import events
        from kiosk.storage.anchor import kept_anchor
        from kiosk.storage.database import Unusable, open_database

        database = open_database(self.path, self.clock.boot_id(), self.ballast)
        if not isinstance(database, Unusable):
            self.clock.happened(events.newest_time(database.rows))
            self.clock.believe(kept_anchor(self.path))
        return database
