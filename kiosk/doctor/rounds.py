"""The look at a machine that its screens take by themselves, once a day, and when asked to."""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk import __version__
from kiosk.doctor.checks import Patient, checks_of
from kiosk.doctor.run import run
from kiosk.domain.finding import Finding, amiss, level_of
from kiosk.reception import Reception
from kiosk.storage.checked_file import Checked, keep_checked, read_checked
from kiosk.storage.failure import CannotWrite

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Every public method runs in the worker that it names. `shown`: pixels of the screen."""

    reception: Reception
    shown: tuple[int, int] | None = None

    def of_the_day(self) -> tuple[Finding, ...]:
        """trials. What was found today already, by whichever screen of this machine; else now."""
        kept = read_checked(self.reception.folder.path)
        if kept is not None and (kept.day, kept.version) == (self._today(), __version__):
            return kept.findings
        return self.now()

    def now(self) -> tuple[Finding, ...]:
        """trials."""
        config, folder = self.reception.config, self.reception.folder
        checks = checks_of(Patient(config, folder, self.shown, is_screen=True))
        return run(checks, self.reception.is_stopping)

    def keep(self, findings: tuple[Finding, ...]) -> None:
        """storage. An event when it is the first of its day, or another result than the last."""
        folder = self.reception.folder.path
        kept, checked = read_checked(folder), Checked(self._today(), __version__, findings)
        if kept == checked:
            return
        if kept is None or kept.day != checked.day or said_of(kept.findings) != said_of(findings):
            try:
                self.reception.tell_checked(said_of(findings))
            except (CannotWrite, sqlite3.DatabaseError) as error:
                log.warning("not in the events: what was found (%s)", error)
        try:
            keep_checked(folder, checked)
        except OSError as error:
            log.warning("what was found is not kept: %s", error)

    def _today(self) -> str:
        zone = self.reception.config.site.rules.zone
        return self.reception.folder.clock.now().utc.astimezone(zone).date().isoformat()


def said_of(findings: Sequence[Finding]) -> Mapping[str, object]:
    """For the server: what is amiss, by id."""
    wrong = [{"id": each.id, "level": each.level.value} for each in amiss(findings)]
    return {"level": level_of(findings).value, "findings": wrong}
