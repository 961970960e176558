"""Send to whichever server let this device in: another as soon as it is enrolled elsewhere."""

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.storage.database import Database, Unusable
from kiosk.storage.enrolment import FILE, Unreadable
from kiosk.syncing import Line, line_to
from sync.client.worker import LOOK_S, SyncLoop

RETRY_S = 30.0
"""Before the sync tries again a database that it could not open."""
Serve = Callable[[Database, Line, SyncLoop], None]
Stamp = tuple[int, int] | None

log = logging.getLogger(__name__)


class Follower:
    """`run` belongs to the sync thread; `wake` and `stop` may be called from any other."""

    def __init__(self, config: Config, folder: DataFolder, serve: Serve) -> None:
        """`serve` runs the loop that it is given, on that database, until it is stopped."""
        self._config = config
        self._folder = folder
        self._serve = serve
        self._stopping = Event()
        self._loop: SyncLoop | None = None

    def run(self) -> None:
        while isinstance(database := self._folder.open_database(), Unusable):
            log.error("%s", database.advice)
            if self._stopping.wait(RETRY_S):
                return
        with closing(database):
            while not self._stopping.is_set():
                stamp = _stamp(self._folder.path)
                line = self._line(database)
                if line is None:
                    self._wait_for_news(stamp)
                else:
                    self._follow(database, line, stamp)

    def wake(self) -> None:
        if self._loop is not None:
            self._loop.wake()

    def stop(self) -> None:
        self._stopping.set()
        if self._loop is not None:
            self._loop.stop()

    def _follow(self, database: Database, line: Line, stamp: Stamp) -> None:
        def wait(event: Event, seconds: float) -> bool:
            left = seconds
            while left > 0:
                if event.wait(min(left, LOOK_S)):
                    return True
                left -= LOOK_S
                if _stamp(self._folder.path) != stamp:
                    log.info("the enrolment changed")
                    loop.stop()
                    return event.is_set()
            return False

        self._loop = loop = SyncLoop(line.sender, self._config.sync.every_s, wait)
        # Before `run` looks: a stop that came meanwhile found the loop before.
        if self._stopping.is_set():
            loop.stop()
        self._serve(database, line, loop)

    def _wait_for_news(self, stamp: Stamp) -> None:
        while not self._stopping.wait(LOOK_S):
            if _stamp(self._folder.path) != stamp:
                return

    def _line(self, database: Database) -> Line | None:
        """None: there is no server, or none that can be spoken to as things are."""
        line = line_to(self._config, self._folder, database)
        if isinstance(line, Unreadable):
            log.error("%s", line.advice)
            return None
        return line


def _stamp(folder: Path) -> Stamp:
    """Of the enrolment: it is written anew each time."""
    try:
        found = (folder / FILE).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
