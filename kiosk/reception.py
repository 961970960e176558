"""What the screens ask for, done by three workers: storage, printer and sync.

Each owns its own connection to the database, opened and closed in its own thread.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Self
from uuid import UUID

from kiosk import __version__
from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import Order, PaperEnd, PrintState, Refusal, Ticket

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.domain.feedback import Feedback
    from kiosk.domain.outlook import Outlook, Outlooks
    from kiosk.domain.roll import Forecast
    from kiosk.domain.satisfaction import Satisfaction
    from kiosk.downlink import Check
    from kiosk.following import Follower
    from kiosk.printing import OnTicket
    from kiosk.reprint import NotReprinted, Reprinted
    from kiosk.storage.database import Database, Unusable
    from kiosk.storage.print_jobs import PrintJournal
    from kiosk.syncing import Line
    from printer.link import Hand
    from printer.press import Press
    from printer.spool import Spool
    from sync.client.worker import SyncLoop


PREPARED_S = 5.0

log = logging.getLogger(__name__)


class Reception:
    """Built in the GUI thread; every public method but `stop` runs in the worker it names.

    What needs the database raises CannotWrite while there is none. To be stopped, as by `with`.
    """

    def __init__(
        self,
        config: Config,
        folder: DataFolder,
        on_ticket: "OnTicket | None" = None,
        hand: "Hand | None" = None,
        check: "Check | None" = None,
    ) -> None:
        """`check` None: what a server publishes is left where it is."""
        self.storage = ThreadPoolExecutor(1, "storage")
        self.printing = ThreadPoolExecutor(1, "printing")
        self.trials = ThreadPoolExecutor(1, "trials")
        """What a technician listens to; no thread before."""
        self._sync = ThreadPoolExecutor(1, "sync")
        self._config = config
        self._folder = folder
        self._on_ticket = on_ticket
        self._hand = hand
        self._check = check
        self._prepared = Event()
        self._stopping = Event()
        self._desk: Desk | None = None
        self._press: Press | None = None
        self._spool: Spool | None = None
        self._journal: PrintJournal | None = None
        self._follower: Follower | None = None
        self._outlooks: Outlooks | None = None

    def prepare(self) -> "Unusable | None":
        """storage: open the database, then let the sync begin. Each screen may call it."""
        from kiosk.storage.database import Unusable
        from kiosk.storage.failure import CannotWrite

        if self._desk is not None:
            if self._desk.database.is_damaged:
                raise RuntimeError("the database is damaged, and only a start can mend it")
            try:
                self._desk.try_writing()
            except CannotWrite as error:
                return Unusable(str(error))
            return None
        from kiosk.printing import find_printer

        press = find_printer(self._config, self._folder, self._on_ticket, self._hand)
        if isinstance(press, Unusable):
            return press
        desk = self._folder.open_desk(self._config)
        if isinstance(desk, Unusable):
            return desk
        try:
            desk.tend_disk()
            desk.tell_started(__version__)
            desk.tell_applied()
        except CannotWrite as error:
            desk.database.close()
            return Unusable(str(error))
        self._desk, self._press = desk, press
        self._prepared.set()
        self.printing.submit(self._warm_up).add_done_callback(_say_failure)
        self._sync.submit(self._follow).add_done_callback(_say_failure)
        return None

    def renew(self, config: Config) -> None:
        """storage. What comes after this in each worker goes by that configuration."""
        from kiosk.storage.failure import CannotWrite

        self._config, self._desk = config, replace(self._opened_desk(), config=config)
        try:
            self._desk.tell_applied()
        except CannotWrite as error:
            log.warning("not in the events: the configuration that was taken up (%s)", error)
        self.printing.submit(self._renew_printer).add_done_callback(_say_failure)
        self._wake_sync()

    def opening(self) -> Open | Shut:
        """storage."""
        return self._opened_desk().opening()

    def refusals(self) -> Mapping[str, Refusal]:
        """storage."""
        return self._opened_desk().refusals()

    def take_ticket(self, order: Order) -> Ticket | Refusal:
        """storage."""
        taken = self._opened_desk().take_ticket(order)
        self._wake_sync()
        return taken

    def tell_burst(self, motif: str, burst: tuple[UUID, ...]) -> None:
        """storage."""
        self._opened_desk().tell_burst(motif, burst)
        self._wake_sync()

    def outlooks(self) -> "Outlooks | None":
        """Any thread: what the server last said of the waits."""
        return self._outlooks

    def give_feedback(self, given: "Feedback") -> None:
        """storage."""
        self._opened_desk().give_feedback(given)
        self._wake_sync()

    def last_month(self) -> "Satisfaction | None":
        """storage."""
        return self._opened_desk().last_month()

    def ask_help(self, screen: str, lang: str) -> None:
        """storage."""
        self._opened_desk().ask_help(screen, lang)
        self._wake_sync()

    def print_ticket(self, ticket: Ticket, outlook: "Outlook | None" = None) -> PaperEnd:
        """printing. Without a journal nothing is sent; the number stays."""
        from kiosk.storage.failure import CannotWrite

        try:
            spool = self._open_spool()
        except CannotWrite:
            log.exception("print job %s has no journal", ticket.job)
            return PaperEnd(PrintState.NOT_SENT)
        state = spool.print_job(ticket.job, outlook)
        self._wake_sync()
        return PaperEnd(state, self._open_journal().last_words(ticket.job)[0])

    def retract(self, job: int) -> bool:
        """printing. Takes back a ticket that nobody took, where the printer can."""
        from kiosk.storage.failure import CannotWrite

        try:
            return self._open_spool().retract(job)
        except CannotWrite:
            return False

    def print_sheet(self, motif: str, lang: str) -> PrintState:
        """printing. The card of a motif: it has no number, and the journal knows nothing of it."""
        from kiosk.storage.failure import CannotWrite

        try:
            return self._open_spool().print_sheet(motif, lang)
        except CannotWrite:
            log.exception("the sheet of %s is not printed", motif)
            return PrintState.NOT_SENT

    def doubtful(self) -> str | None:
        """printing. The number of today's newest ticket of which nobody knows a whole paper."""
        found = self._open_journal().last_doubtful()
        return None if found is None else found.ticket.number

    def reprint(self, asked: str) -> "Reprinted | NotReprinted":
        """printing. Another paper of the ticket with that number or id. Raises CannotWrite."""
        from kiosk.reprint import reprint

        done = reprint(self._open_journal(), self._open_spool(), asked)
        self._wake_sync()
        return done

    def paper_left(self) -> "Forecast | None":
        """printing."""
        from kiosk.printing import paper_left

        if self._press is None:
            return None
        return paper_left(self._press, self._open_journal(), self._folder.clock.now().wall)

    def tell_technician(self, screen: str, action: str) -> None:
        """storage."""
        self._opened_desk().tell_technician(screen, action)
        self._wake_sync()

    def tell_checked(self, found: Mapping[str, object]) -> None:
        """storage."""
        self._opened_desk().tell_checked(found)
        self._wake_sync()

    def database(self) -> "Database":
        """storage. Raises CannotWrite."""
        return self._opened_desk().database

    @property
    def is_prepared(self) -> bool:
        """Any thread."""
        return self._prepared.is_set()

    def is_stopping(self) -> bool:
        """Any thread."""
        return self._stopping.is_set()

    @property
    def config(self) -> Config:
        return self._config

    @property
    def folder(self) -> DataFolder:
        return self._folder

    def stop(self) -> None:
        """End the workers, each after what it is doing but for what only sounds; then close what
        they opened."""
        self._stopping.set()
        if self._follower is not None:
            self._follower.stop()
        self._sync.shutdown()
        self.trials.shutdown()
        self._end(self.printing, self._close_spool)
        self._end(self.storage, self._close_desk)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _opened_desk(self) -> "Desk":
        from kiosk.storage.failure import CannotWrite

        if self._desk is None:
            # Asked for before the database was found to be unusable.
            raise CannotWrite("La base n’est pas ouverte.")
        return self._desk

    def _open_spool(self) -> "Spool":
        if self._spool is None:
            from kiosk.printing import open_spool
            from kiosk.storage.failure import CannotWrite

            # A card may be asked for while the first database is being made.
            if not self._prepared.wait(PREPARED_S) or self._press is None:
                raise CannotWrite("La base n’est pas ouverte.")
            journal = self._open_journal()
            self._spool = open_spool(self._config, self._folder, self._press, journal)
        return self._spool

    def _open_journal(self) -> "PrintJournal":
        if self._journal is None:
            from kiosk.storage.database import Unusable
            from kiosk.storage.failure import CannotWrite

            journal = self._folder.open_journal()
            if isinstance(journal, Unusable):
                raise CannotWrite(journal.advice)
            self._journal = journal
        return self._journal

    def _warm_up(self) -> None:
        """Before the first ticket: loading the printing stack takes longer than printing."""
        from printer.press import warm_up

        warm_up()
        self._open_spool()

    def _renew_printer(self) -> None:
        from kiosk.printing import find_printer
        from kiosk.storage.database import Unusable

        press = find_printer(self._config, self._folder, self._on_ticket, self._hand)
        if isinstance(press, Unusable):
            log.error("the printer stays as it was: %s", press.advice)
            return
        self._press, spool, self._spool = press, self._spool, None
        if spool is not None:
            spool.lock.close()
        self._open_spool()

    def _wake_sync(self) -> None:
        if self._follower is not None:
            self._follower.wake()

    def _follow(self) -> None:
        """sync. A device that cannot be synced serves its visitors all the same."""
        from kiosk.following import Follower
        from kiosk.syncing import run_sync

        def serve(database: "Database", line: "Line", loop: "SyncLoop") -> None:
            run_sync(database, self._folder, line, loop, self._hear, self._check)

        self._follower = follower = Follower(self._config, self._folder, serve)
        if self._stopping.is_set():
            follower.stop()
        follower.run()

    def _hear(self, outlooks: "Outlooks") -> None:
        """sync."""
        self._outlooks = outlooks

    def _close_spool(self) -> None:
        if self._spool is not None:
            self._spool.lock.close()
        if self._journal is not None:
            self._journal.close()

    def _close_desk(self) -> None:
        if self._desk is not None:
            self._desk.database.close()

    @staticmethod
    def _end(worker: ThreadPoolExecutor, last: Callable[[], None]) -> None:
        worker.submit(last).result()
        worker.shutdown()


def _say_failure(work: "Future[None]") -> None:
    """Nobody waits for this result, and a future keeps its exception to itself."""
    if (error := work.exception()) is not None:
        log.critical("a worker failed", exc_info=error)
