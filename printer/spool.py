"""The journalled job: what may be printed, when, and what is written down before and after."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, assert_never

from kiosk.config import Config
from kiosk.domain.outlook import Outlook
from kiosk.domain.roll import full_mm
from kiosk.domain.texts import Texts
from kiosk.domain.tickets import STALE_S, PrintState
from kiosk.storage.failure import CannotWrite
from kiosk.storage.lock import FolderLock, LockTimeout
from printer.doc import sheet_doc, ticket_doc
from printer.layout import lay_out, lay_out_sheet
from printer.layout_file import Layout
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

if TYPE_CHECKING:
    from kiosk.storage.print_jobs import PrintJob

TOKEN_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TOKEN_LENGTH = 4

log = logging.getLogger(__name__)


class Journal(Protocol):
    """The durable facts. Each call is one transaction, or raises CannotWrite."""

    def job(self, job: int, /) -> "PrintJob | None": ...

    def recover(self) -> None:
        """Settle what a stopped process left. Only called while the printer's lock is held."""
        ...

    def sending(self, job: int, size: int, /) -> None: ...

    def in_doubt(self) -> int | None:
        """The job that was the last to be sent, when its end is unknown and the printer was not
        emptied since."""
        ...

    def purged(self, job: int, /) -> None:
        """The printer has thrown away what it had not printed of this job."""
        ...

    def fed(self, mm: int, full_mm: int, /, *, near_end: bool) -> None:
        """A paper came out of a roll that held `full_mm`."""
        ...

    def paper_ended(self) -> None:
        """The printer says that the roll is at its end."""
        ...

    def ended(self, job: int, state: PrintState, reason: str, accepted: int, /) -> None: ...


def token_of(job: int) -> bytes:
    """Four characters that this job has and the million jobs around it do not."""
    digits = []
    for _ in range(TOKEN_LENGTH):
        job, digit = divmod(job, len(TOKEN_DIGITS))
        digits.append(TOKEN_DIGITS[digit])
    return "".join(reversed(digits)).encode()


def any_token() -> bytes:
    """For a paper without a job: an answer to the one before it must not be taken for its own."""
    return "".join(secrets.choice(TOKEN_DIGITS) for _ in range(TOKEN_LENGTH)).encode()


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
        """The card of a motif. Nobody waits for its number, so no journal follows it.

        Raises CannotWrite when the doubt before it cannot be settled.
        """
        motif = self.config.catalogue.find(motif_id)
        if motif is None:
            raise LookupError(f"no motif {motif_id}")
        doc = sheet_doc(motif, lang, self.config)
        with ExitStack() as held:
            try:
                held.enter_context(self.lock.hold(STALE_S))
            except LockTimeout:
                return PrintState.BLOCKED
            self._settle_the_last()
            ops = lay_out_sheet(doc, self.press.profile, self.texts, self.layout, self.logo)
            return _end_of(self.press.print(ops, any_token()))[0]

    def _print(self, job_id: int, outlook: Outlook | None) -> PrintState:
        job = self._known(job_id)
        if job.state is not PrintState.QUEUED:
            return job.state
        if job.age_s > STALE_S:
            return self._end(job_id, PrintState.EXPIRED, "stale", 0)
        self._settle_the_last()
        doc = ticket_doc(job.ticket, self.config, job.copy, outlook)
        ops = lay_out(doc, self.press.profile, self.texts, self.layout, self.logo)
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
                    self._note_purge(job_id)
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

    def _settle_the_last(self) -> None:
        """Before anything new: half a ticket in the printer would come out in front of it."""
        last = self.journal.in_doubt()
        if last is None:
            return
        settled = self.press.settle(token_of(last))
        if settled is None:
            return
        if settled.late:
            self._end(last, PrintState.CONFIRMED_LATE, "", 0)
        elif settled.purged:
            self._note_purge(last)

    def _note_purge(self, job_id: int) -> None:
        try:
            self.journal.purged(job_id)
        except CannotWrite as error:
            log.error("L’imprimante est vidée, le journal ne le dit pas. %s", error)

    def _refuse(self, job_id: int) -> PrintState:
        job = self._known(job_id)
        if job.state is not PrintState.QUEUED:
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
        try:
            self.journal.ended(job_id, state, str(reason), accepted)
        except CannotWrite as error:
            log.error("La fin de l’impression %s n’est pas dans le journal. %s", job_id, error)
        return state


def _end_of(outcome: Outcome) -> tuple[PrintState, str, int]:
    """The state, its reason, and how many bytes the link took."""
    match outcome:
        case Confirmed():
            return PrintState.CONFIRMED, "", 0
        case ConfirmedLate():
            return PrintState.CONFIRMED_LATE, "", 0
        case SentUnverified():
            return PrintState.SENT_UNVERIFIED, "", 0
        case Blocked(health):
            return PrintState.BLOCKED, health, 0
        case NotSent(reason):
            return PrintState.NOT_SENT, reason, 0
        case Unknown(reason, accepted):
            return PrintState.UNKNOWN, reason, accepted
        case _ as never:
            assert_never(never)
