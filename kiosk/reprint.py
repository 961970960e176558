"""Another paper of a ticket, asked for by somebody of the staff. The number stays the same."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from kiosk.domain.tickets import STALE_S, PaperEnd, PrintState, Ticket
from kiosk.storage.last_papers import LastPaper
from kiosk.storage.lock import LockTimeout
from kiosk.storage.print_jobs import PrintJournal

if TYPE_CHECKING:
    from printer.spool import Spool


@dataclass(frozen=True, slots=True)
class Reprinted:
    ticket: Ticket
    copy: int
    end: PaperEnd
    was_proved: bool = False
    """The paper before it was on paper for certain: there are two of that number."""


@dataclass(frozen=True, slots=True)
class UnknownTicket:
    asked: str


@dataclass(frozen=True, slots=True)
class OtherDay:
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class StillPrinting:
    """Another process has the printer, perhaps for this very ticket."""

    ticket: Ticket


PROVED = (PrintState.CONFIRMED, PrintState.CONFIRMED_LATE)

NotReprinted = UnknownTicket | OtherDay | StillPrinting


def reprint(
    journal: PrintJournal, spool: "Spool", asked: str, wait_s: float = STALE_S
) -> Reprinted | NotReprinted:
    """A DUPLICATA of the ticket with that number today, or with that id. Raises CannotWrite."""
    found = journal.last_paper(asked.strip())
    if found is None:
        return UnknownTicket(asked)
    if not found.is_today:
        return OtherDay(found.ticket)
    copy = _ordered(journal, spool, found, wait_s)
    if copy is None:
        return StillPrinting(found.ticket)
    state = spool.print_job(copy)
    job, before = journal.job(copy), journal.job(found.job)
    assert job is not None
    assert before is not None
    end = PaperEnd(state, journal.last_words(copy)[0])
    return Reprinted(found.ticket, job.copy, end, before.state in PROVED)


def _ordered(journal: PrintJournal, spool: "Spool", found: LastPaper, wait_s: float) -> int | None:
    """The copy's job, once nobody is printing the paper before it."""
    try:
        with spool.lock.hold(wait_s):
            journal.recover()
            return journal.again(found.job)
    except LockTimeout:
        return None


def refusal_words(refusal: NotReprinted) -> str:
    match refusal:
        case UnknownTicket(asked):
            return (
                f"Le ticket «\u00a0{asked}\u00a0» n’existe pas sur cette borne. Donner son numéro "
                "du jour, par exemple A042, ou son identifiant."
            )
        case OtherDay(ticket):
            return (
                f"Le ticket {ticket.number} est du {ticket.day:%d/%m/%Y}\u00a0: son numéro n’est "
                "plus appelé. En prendre un nouveau."
            )
        case StillPrinting(ticket):
            return f"L’imprimante est occupée. Attendre, puis redemander le ticket {ticket.number}."
        case _ as never:
            assert_never(never)


def reprinted_words(done: Reprinted) -> str:
    before = " Le papier d’avant était sorti\u00a0: l’imprimante l’avait confirmé."
    return _end_words(done) + (before if done.was_proved else "")


def _end_words(done: Reprinted) -> str:
    number, copy = done.ticket.number, done.copy
    match done.end.state:
        case PrintState.CONFIRMED | PrintState.CONFIRMED_LATE:
            return f"Le ticket {number} est réimprimé (DUPLICATA {copy})."
        case PrintState.SENT_UNVERIFIED:
            return (
                f"Le ticket {number} est envoyé (DUPLICATA {copy}). Ce modèle ne sait pas "
                "confirmer\u00a0: vérifier qu’il est sorti."
            )
        case PrintState.UNKNOWN:
            return f"Le DUPLICATA {copy} du ticket {number} est peut-être sorti\u00a0: le regarder."
        case _:
            return f"Le ticket {number} n’est pas réimprimé. Essayer\u00a0: borne printer status."
