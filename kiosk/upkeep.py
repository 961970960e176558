"""What a technician in front of a kiosk can do, on the workers of its reception."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from kiosk import __version__
from kiosk.reception import Reception

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.admission import Admission, Door
    from kiosk.domain.finding import Finding
    from kiosk.domain.journal import Entry
    from kiosk.domain.pin import PinAnswer
    from kiosk.domain.report import Report
    from printer.outcome import Outcome
    from printer.press import Press


TURN_S = 5.0
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Every public method runs in the worker that it names. `screen`: entrance or exit."""

    reception: Reception
    screen: str

    def has_pin(self) -> bool:
        """storage."""
        from kiosk.storage.pin_file import PinFile

        return PinFile(self.reception.folder.path).is_set

    def try_pin(self, pin: str) -> "PinAnswer":
        """storage. What cannot be counted is not tried, and waits like a failure."""
        from kiosk.domain.pin import FIRST_WAIT_S, Locked
        from kiosk.storage.failure import CannotWrite
        from kiosk.storage.pin_file import PinFile

        try:
            return PinFile(self.reception.folder.path).try_pin(pin)
        except CannotWrite as error:
            log.error("%s", error)
            return Locked(FIRST_WAIT_S)

    def tell(self, action: str) -> None:
        """storage. A full disk must not keep out whoever comes to empty it."""
        from kiosk.storage.failure import CannotWrite

        try:
            self.reception.tell_technician(self.screen, action)
        except CannotWrite as error:
            log.warning("not in the events: %s at the %s (%s)", action, self.screen, error)

    def report(self) -> "Report":
        """storage."""
        from kiosk.domain.report import Report

        config = self.reception.config
        now = self.reception.folder.clock.now()
        return Report(
            __version__,
            self._unsent(),
            self._server(),
            now.state,
            now.utc.astimezone(config.site.rules.zone),
            self._free_bytes(),
            *self._database(),
            self._checked(),
        )

    def journal(self) -> "tuple[Entry, ...]":
        """storage. Empty while the database cannot be read."""
        from kiosk.storage.failure import CannotWrite
        from kiosk.storage.journal import last_entries

        try:
            rows = self.reception.database().rows
        except CannotWrite:
            return ()
        return last_entries(rows, self.reception.config.site.rules.zone)

    def printer(self) -> str:
        """printing."""
        from kiosk.proof import health_words
        from printer.outcome import Health

        found = self._press()
        if isinstance(found, str):
            return found
        words = health_words(
            self._alone(found.health, Health.BUSY), self.reception.config.printer.url
        )
        return f"{words} {self._roll()}".strip()

    def _roll(self) -> str:
        from kiosk.proof import roll_words
        from kiosk.storage.failure import CannotWrite

        try:
            return roll_words(self.reception.paper_left())
        except CannotWrite:
            return ""

    def print_proof(self) -> str:
        """printing."""
        from kiosk.proof import print_proof, told
        from printer.outcome import Blocked, Health

        found = self._press()
        if isinstance(found, str):
            return found
        config, folder = self.reception.config, self.reception.folder.path
        try:
            outcome: Outcome = print_proof(config, found, folder, TURN_S)
        except OSError as error:
            log.warning("the printer's turn could not be taken: %s", error)
            outcome = Blocked(Health.BUSY)
        return told(outcome, config.printer.url).words

    def doubtful(self) -> str | None:
        """printing. The number of today's newest ticket of which nobody knows a whole paper."""
        return self.reception.doubtful()

    def reprint(self, number: str) -> str:
        """printing. Another paper of that ticket, and what became of it in words."""
        from kiosk.reprint import Reprinted, refusal_words, reprinted_words
        from kiosk.storage.failure import CannotWrite

        try:
            done = self.reception.reprint(number)
        except CannotWrite as error:
            return str(error)
        return reprinted_words(done) if isinstance(done, Reprinted) else refusal_words(done)

    def door(self) -> "Door | None":
        """storage."""
        from kiosk.domain.admission import Door

        server = self._server()
        if server is None:
            return None
        asked = urlencode({"site": self.reception.config.site.id})
        return Door(server, f"{server.rstrip('/')}/admin/codes?{asked}")

    def enrol(self, code: str) -> "Admission":
        """trials. With the server that is known here, whose certificates are believed as before."""
        from kiosk.domain.admission import Admission
        from kiosk.enrolling import Enrolled, enrol_here, outcome_words
        from kiosk.storage.failure import CannotWrite

        server = self._server()
        assert server is not None
        try:
            done = enrol_here(self.reception.folder, server, code, self._ca())
        except CannotWrite as error:
            return Admission(False, str(error))
        return Admission(isinstance(done, Enrolled), outcome_words(done, server))

    def _ca(self) -> "Path | None":
        from kiosk.storage.enrolment import Enrolment, read_enrolment

        enrolment = read_enrolment(self.reception.folder.path)
        return enrolment.ca if isinstance(enrolment, Enrolment) else None

    def _press(self) -> "Press | str":
        from kiosk.printing import find_printer
        from kiosk.storage.database import Unusable

        found = find_printer(self.reception.config, self.reception.folder)
        return found.advice if isinstance(found, Unusable) else found

    def _alone(self, work: Callable[[], T], busy: T) -> T:
        """Another process may be printing, and then that is the answer."""
        from kiosk.proof import alone

        try:
            return alone(self.reception.folder.path, TURN_S, work, lambda: busy)
        except OSError as error:
            log.warning("the printer's turn could not be taken: %s", error)
            return busy

    def _unsent(self) -> int | None:
        """Events that no server has acknowledged."""
        from kiosk.storage.failure import CannotWrite
        from kiosk.storage.outbox import DeviceOutbox

        try:
            database = self.reception.database()
        except CannotWrite:
            return None
        written, acknowledged = DeviceOutbox(database, self.reception.config.site.id).position()
        return written - acknowledged

    def _database(self) -> tuple[bool, int | None]:
        """Whether the disk is short, and what was lost when the database had to be mended."""
        from kiosk.storage.failure import CannotWrite

        try:
            database = self.reception.database()
        except CannotWrite:
            return False, None
        mended = database.salvaged
        return database.ballast.is_short, None if mended is None else mended.lost

    def _checked(self) -> "tuple[Finding, ...] | None":
        from kiosk.storage.checked_file import read_checked

        kept = read_checked(self.reception.folder.path)
        return None if kept is None else kept.findings

    def _server(self) -> str | None:
        from kiosk.storage.enrolment import Enrolment, read_enrolment

        enrolment = read_enrolment(self.reception.folder.path)
        if isinstance(enrolment, Enrolment):
            return enrolment.server
        return self.reception.config.sync.url

    def _free_bytes(self) -> int | None:
        try:
            return shutil.disk_usage(self.reception.folder.path).free
        except OSError:
            return None
