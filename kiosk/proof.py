"""A test ticket that belongs to nobody, and the sentences that tell how a printer is."""

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, assert_never

from kiosk.config import Config
from kiosk.domain.roll import Forecast
from kiosk.domain.tickets import STALE_S, PrintState
from printer.outcome import (
    Blocked,
    Confirmed,
    ConfirmedLate,
    Doubt,
    Health,
    NotSent,
    Outcome,
    SentUnverified,
    Unknown,
)

if TYPE_CHECKING:
    from kiosk.storage.print_jobs import PrintJournal
    from printer.operations import Op
    from printer.press import Press

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """The end of a proof ticket, for a machine and for a person."""

    state: PrintState
    reason: str
    words: str


def told(outcome: Outcome, url: str = "") -> Told:
    """`url`: of the printer."""
    match outcome:
        case Confirmed():
            words = "Le ticket d’essai est imprimé\u00a0: l’imprimante l’a confirmé."
            return Told(PrintState.CONFIRMED, "", words)
        case ConfirmedLate():
            words = "Le ticket d’essai est imprimé\u00a0: l’imprimante l’a confirmé en retard."
            return Told(PrintState.CONFIRMED_LATE, "", words)
        case SentUnverified():
            words = (
                "Le ticket d’essai est envoyé. Ce modèle ne sait pas confirmer\u00a0: "
                "vérifier qu’il est sorti."
            )
            return Told(PrintState.SENT_UNVERIFIED, "", words)
        case Blocked(health):
            words = f"Rien n’a été imprimé. {health_words(health, url)}"
            return Told(PrintState.BLOCKED, health.value, words)
        case NotSent(reason):
            words = f"Rien n’a été imprimé. {_reason_words(reason, url)}"
            return Told(PrintState.NOT_SENT, reason.value, words)
        case Unknown(reason, accepted):
            words = (
                f"{_reason_words(reason, url)} {accepted} octets étaient déjà partis\u00a0: "
                "regarder si un ticket est sorti, entier ou coupé, avant de recommencer."
            )
            return Told(PrintState.UNKNOWN, reason.value, words)
        case _ as never:
            assert_never(never)


def health_words(health: Health, url: str = "") -> str:  # noqa: C901 - one sentence per health
    """How the printer at that address is, and what to do."""
    match health:
        case Health.READY:
            return "L’imprimante est prête."
        case Health.NEAR_END:
            return "L’imprimante est prête. Le rouleau finit bientôt\u00a0: en préparer un autre."
        case Health.UNVERIFIABLE:
            return (
                "L’imprimante est là, mais ce modèle ne dit jamais son état. "
                "Essayer\u00a0: borne printer test."
            )
        case Health.PAPER_OUT:
            return "Il n’y a plus de papier. Mettre un rouleau, puis fermer le capot."
        case Health.COVER:
            return "Le capot est ouvert. Le fermer jusqu’au déclic."
        case Health.CUTTER:
            return "Le massicot est bloqué. Ouvrir le capot, retirer le papier, refermer."
        case Health.JAM:
            return "Le papier est coincé. Ouvrir le capot, retirer le papier, refermer."
        case Health.TICKET_WAITING:
            return "L’imprimante est prête. Un ticket attend dans la fente\u00a0: le retirer."
        case Health.HOT:
            return "La tête d’impression est trop chaude. Attendre quelques minutes."
        case Health.BUSY:
            return (
                "L’imprimante est occupée ou hors ligne. Attendre la fin du ticket en cours, "
                "vérifier qu’aucun autre programme ne l’utilise, puis recommencer."
            )
        case Health.HELD:
            return (
                "Un autre programme tient l’imprimante. Le fermer ou le désinstaller\u00a0: "
                "souvent CUPS, ou une deuxième borne."
            )
        case Health.MUTE:
            return _mute_words(url)
        case Health.ABSENT:
            return (
                "L’imprimante est introuvable. Vérifier qu’elle est allumée, le câble ou le "
                "réseau, son adresse et le droit d’y accéder."
            )
        case Health.FAULT:
            return "L’imprimante signale une panne. L’éteindre et la rallumer, sinon la réparer."
        case _ as never:
            assert_never(never)


def _mute_words(url: str) -> str:
    """A printer of the network serves one machine at a time: switched off, it cuts that one's
    ticket."""
    if url.startswith("tcp:"):
        return (
            "L’imprimante ne répond pas. Une autre machine l’utilise peut-être\u00a0: attendre une "
            "minute. Sinon, l’éteindre et la rallumer, ou choisir un profil oneway."
        )
    return (
        "L’imprimante ne répond pas. L’éteindre et la rallumer. Si ce modèle ne répond jamais, "
        "choisir le profil oneway-80 ou oneway-58."
    )


def roll_words(expected: Forecast | None) -> str:
    """How long the roll lasts; empty when nothing is known."""
    if expected is None:
        return ""
    if expected.days is None:
        return f"Papier\u00a0: environ {expected.tickets} tickets."
    days = "moins d’un jour" if expected.days == 0 else f"{expected.days} j"
    return f"Papier\u00a0: environ {expected.tickets} tickets, {days}."


def print_proof(config: Config, press: "Press", folder: Path, wait_s: float = STALE_S) -> Outcome:
    """Raises OSError when the folder cannot be used."""
    from kiosk.domain.texts import load_texts
    from kiosk.paths import ASSETS
    from kiosk.printing import layout_of
    from printer.doc import proof_doc
    from printer.layout import lay_out
    from printer.layout_file import BadLayout

    french = load_texts(ASSETS / "i18n" / "fr.toml")
    doc = proof_doc(config, datetime.now(UTC), french.say("ticket.test"))
    layout = layout_of(config)
    shown = None if isinstance(layout, BadLayout) else layout
    return print_apart(press, folder, lay_out(doc, press.profile, {"fr": french}, shown), wait_s)


def print_apart(
    press: "Press",
    folder: Path,
    ops: "tuple[Op, ...]",
    wait_s: float = STALE_S,
    before: Callable[[], None] = lambda: None,
) -> Outcome:
    """A paper that is nobody's ticket, after what the one before it left in the printer.

    Raises OSError when the folder cannot be used, and what `before` raises.
    """

    def work() -> Outcome:
        from printer.leftovers import print_loose

        with ExitStack() as opened:
            return print_loose(_journal(folder, opened), press, ops, before)

    return alone(folder, wait_s, work, lambda: Blocked(Health.BUSY))


def _journal(folder: Path, opened: ExitStack) -> "PrintJournal | None":
    """None where no ticket was taken yet, and where the database is of no use: a test goes on."""
    from kiosk.data_folder import DataFolder
    from kiosk.storage.database import FILE, Unusable

    if not (folder / FILE).exists():
        return None
    journal = DataFolder(folder).open_journal()
    if isinstance(journal, Unusable):
        log.warning("%s", journal.advice)
        return None
    return opened.enter_context(closing(journal))


def alone(folder: Path, wait_s: float, work: Callable[[], T], busy: Callable[[], T]) -> T:
    """`work` while nobody else speaks to the folder's printer; `busy` when somebody kept it.

    Raises OSError when the folder cannot be used.
    """
    from kiosk.printing import LOCK_FILE
    from kiosk.storage.lock import FolderLock, LockTimeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder / LOCK_FILE)
    try:
        with lock.hold(wait_s):
            return work()
    except LockTimeout:
        return busy()
    finally:
        lock.close()


def _reason_words(reason: Health | Doubt, url: str) -> str:
    match reason:
        case Doubt.TIMEOUT:
            return "L’imprimante n’a pas confirmé à temps."
        case Doubt.LINK_LOST:
            return "La liaison avec l’imprimante s’est coupée. Vérifier le câble ou le réseau."
        case _:
            return health_words(reason, url)
