"""The journalled job: what may be printed, when, and what is written down before and after."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, assert_never

from kiosk.config import Config
from kiosk.domain.outlook import Outlook
from kiosk.domain.roll import full_mm
from kiosk.domain.texts import Texts
from kiosk.domain.tickets import NOTHING_LEFT, STALE_S, PrintState
from kiosk.storage.failure import CannotWrite
from kiosk.storage.lock import FolderLock, LockTimeout
from printer.doc import sheet_doc, ticket_doc
from printer.journal import Journal, token_of
from printer.layout import lay_out, lay_out_sheet
from printer.layout_file import Layout
from printer.leftovers import (
    after,
    in_the_way,
    note_end,
    note_purge,
    print_loose,
    settle,
)
from printer.operations import Kept, Op
from printer.outcome import (
    Blocked,
    Confirmed,
    ConfirmedLate,
    Health,
    NotSent,
    Outcome,
    SentUnverified,
    Unknown,
)
from printer.press import Press, paper_mm
from printer.profiles import Presenter

if TYPE_CHECKING:
    from kiosk.storage.print_jobs import PrintJob

TURN_S = 2.0
"""What can be done later waits no longer than that for the printer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spool:
    """`lock`: the printer's own, shared by every process of the data folder."""

    journal: Journal
    lock: FolderLock
    press: Press
    config: Config
    texts: Mapping[str, Texts]
    layout: Layout | None = None
    logo: Kept | None = None

    def print_job(self, job: int, outlook: Outlook | None = None) -> PrintState:
        """Print this job if it may still be printed, once, and record the end. One at a time.

        Of a job that is fresh and was not sent it may be asked again.
        What cannot be journalled takes back neither the number nor what happened.
        """
        with ExitStack() as held:
            try:
                held.enter_context(self.lock.hold(STALE_S))
                self.journal.recover()
                return self._print(job, outlook)
            except LockTimeout:
                return self._refuse(job)
            except CannotWrite as error:
                # Only what is written before the first byte raises it here.
                log.error("L’impression %s n’a pas de journal, rien n’est envoyé. %s", job, error)
                return PrintState.NOT_SENT

    def print_sheet(self, motif_id: str, lang: str) -> PrintState:
        """The card of a motif. Nobody waits for its number, so no journal follows it."""
        motif = self.config.catalogue.find(motif_id)
        if motif is None:
            raise LookupError(f"no motif {motif_id}")
        doc = sheet_doc(motif, lang, self.config)
        with ExitStack() as held:
            try:
                held.enter_context(self.lock.hold(STALE_S))
            except LockTimeout:
                return PrintState.BLOCKED
            ops = lay_out_sheet(doc, self.press.profile, self.texts, self.layout, self.logo)
            return state_of(print_loose(self.journal, self.press, ops))

    def retract(self, job: int) -> bool:
        """Take back this ticket from the mouth of a presenter: nobody came for it."""
        if self.press.profile.presenter is Presenter.NONE:
            return False
        with ExitStack() as held:
            try:
                held.enter_context(self.lock.hold(TURN_S))
            except LockTimeout:
                return False
            # A later ticket has pushed it out, and is waited for itself.
            if not self.journal.is_last_sent(job) or not self.press.retract():
                return False
            try:
                self.journal.retracted(job)
            except CannotWrite as error:
                log.error("Le ticket est repris, le journal ne le dit pas. %s", error)
            return True

    def _print(self, job_id: int, outlook: Outlook | None) -> PrintState:
        job = self._known(job_id)
        if job.state not in NOTHING_LEFT:
            return job.state
        if job.age_s > STALE_S:
            return self._end(job_id, PrintState.EXPIRED, "stale", 0)
        left = settle(self.journal, self.press)
        if health := in_the_way(left, self.press):
            return self._end(job_id, PrintState.BLOCKED, health, 0)
        doc = ticket_doc(job.ticket, self.config, job.copy, outlook)
        ops = after(left, lay_out(doc, self.press.profile, self.texts, self.layout, self.logo))
        seen: list[Health] = []

        def before(size: int, health: Health) -> None:
            self.journal.sending(job_id, size)
            seen.append(health)

        outcome = self.press.print(ops, token_of(job_id), before, partial(self._doubt, job_id))
        self._count_paper(outcome, ops, Health.NEAR_END in seen)
        return self._close(job_id, outcome)

    def _close(self, job_id: int, outcome: Outcome) -> PrintState:
        match outcome:
            case Unknown(purged=purged):
                if purged:
                    note_purge(self.journal, job_id)
                return PrintState.UNKNOWN
            case _:
                return self._record(job_id, outcome)

    def _count_paper(self, outcome: Outcome, ops: tuple[Op, ...], near_end: bool) -> None:
        """A doubt counts as paper: the roll must not end before its forecast."""
        profile = self.press.profile
        try:
            match outcome:
                case Blocked(Health.PAPER_OUT) | Unknown(Health.PAPER_OUT):
                    self.journal.paper_ended()
                case Confirmed() | ConfirmedLate() | SentUnverified() | Unknown():
                    mm, full = round(paper_mm(ops, profile)), full_mm(profile.paper_mm)
                    self.journal.fed(mm, full, near_end=near_end)
                case Blocked() | NotSent():
                    pass
                case _ as never:
                    assert_never(never)
        except CannotWrite as error:
            log.error("Le papier n’est pas compté. %s", error)

    def _doubt(self, job_id: int, outcome: Unknown) -> None:
        """Written at once: a power cut while the proof is awaited must not lose the doubt."""
        self._record(job_id, outcome)

    def _refuse(self, job_id: int) -> PrintState:
        job = self._known(job_id)
        if job.state not in NOTHING_LEFT:
            return job.state
        return self._end(job_id, PrintState.BLOCKED, Health.BUSY, 0)

    def _known(self, job_id: int) -> "PrintJob":
        job = self.journal.job(job_id)
        if job is None:
            raise LookupError(f"no print job {job_id}")
        return job

    def _record(self, job_id: int, outcome: Outcome) -> PrintState:
        return self._end(job_id, *_end_of(outcome))

    def _end(self, job_id: int, state: PrintState, reason: str, accepted: int) -> PrintState:
        return note_end(self.journal, job_id, state, reason, accepted)


def state_of(outcome: Outcome) -> PrintState:
    return _end_of(outcome)[0]


def _end_of(outcome: Outcome) -> tuple[PrintState, str, int]:
    """The state, its reason, and how many bytes the link took."""
    match outcome:
        case Confirmed():
            return PrintState.CONFIRMED, "", 0
        case ConfirmedLate():
            return PrintState.CONFIRMED_LATE, "", 0
        case SentUnverified():
            return PrintState.SENT_UNVERIFIED, "no_proof", 0
        case Blocked(health):
            return PrintState.BLOCKED, health, 0
        case NotSent(reason):
            return PrintState.NOT_SENT, reason, 0
        case Unknown(reason, accepted):
            return PrintState.UNKNOWN, reason, accepted
        case _ as never:
            assert_never(never)
