"""Purge what need not be kept, a little at a time while nothing else is to be done."""

import logging
import sqlite3
import time
from collections.abc import Callable

from kiosk.storage import purge
from kiosk.storage.database import Database
from kiosk.storage.failure import CannotWrite

DAY_S = 24 * 3600.0
HOUR_S = 3600.0

log = logging.getLogger(__name__)


class Sweeper:
    """Once a day; each hour while the disk is short, and then of all that is older than two months.

    For the thread of its database. Each call is one small step.
    """

    def __init__(
        self, database: Database, keep_days: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._keep_days = keep_days
        self._clock = clock
        self._plan: purge.Plan | None = None
        self._due = 0.0
        self._gone = 0
        # The words of comments do not stay in the file.
        database.rows.execute("PRAGMA secure_delete=ON").fetchall()

    def __call__(self) -> None:
        """Raises nothing of the disk: what cannot be purged now stays until the next time."""
        try:
            self._step()
        except (CannotWrite, sqlite3.DatabaseError) as error:
            log.warning("nothing is purged: %s", error)
            self._plan = None

    def sweep(self) -> int:
        """All that may go, now; how many events went. Raises CannotWrite."""
        planned = purge.plan(self._database.rows, self._keep_days)
        gone = 0
        while planned is not None and (count := purge.step(self._database, planned)):
            gone += count
        return gone

    def _step(self) -> None:
        if self._plan is None and not self._look():
            return
        assert self._plan is not None
        count = purge.step(self._database, self._plan)
        self._gone += count
        if not count:
            log.info("purged: %d events that the server keeps", self._gone)
            self._plan, self._gone = None, 0

    def _look(self) -> bool:
        """Whether it is time, and something may go."""
        now = self._clock()
        is_short = self._database.ballast.is_given_up
        if now < self._due - (DAY_S - HOUR_S if is_short else 0.0):
            return False
        self._due = now + DAY_S
        days = purge.LEAST_DAYS if is_short else self._keep_days
        self._plan = purge.plan(self._database.rows, days)
        return self._plan is not None
