"""Thousands of tickets through the real desk, journal, spool and session, on an emulated printer
that is hurt again and again. The truth is its paper; what is judged is what the database says.

Time is the emulator's own, and a kill is an exception that nothing below catches: the journal
keeps what was committed, as after `kill -9`.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from kiosk.desk import Desk
from kiosk.domain.tickets import Order, PrintState, Ticket
from kiosk.storage import print_jobs
from kiosk.storage.database import Database, open_database
from kiosk.storage.lock import FolderLock
from kiosk.storage.print_jobs import PrintJournal
from printer.doc import ticket_doc
from printer.emulator.device import Device
from printer.emulator.strips import tickets_on
from printer.encode import encode
from printer.journal import token_of
from printer.layout import lay_out
from printer.outcome import Health
from printer.press import Press
from printer.profiles import Profile
from printer.session import Session
from printer.spool import Spool
from tests.fakes import HandClock, small_config
from tests.printer.benches import TEXTS
from tests.printer.faults import EPSON, FAULTS, SLOWEST_S, Fault, Hall, Killed

PROVEN = (PrintState.CONFIRMED, PrintState.CONFIRMED_LATE)


@dataclass
class Kiosk:
    """One life of the process: its connections, its desk, its spool."""

    desk: Desk
    spool: Spool
    journal: PrintJournal

    def take(self, order: UUID) -> Ticket:
        taken = self.desk.take_ticket(Order(order, "passeport", "fr"))
        assert isinstance(taken, Ticket)
        return taken

    def copy_of(self, ticket: Ticket, copy: int) -> int:
        """The job of another paper that a person asked for."""
        desk = self.desk
        with desk.database.write() as rows:
            boot = desk.database.boot
            return print_jobs.queue(rows, ticket.id, copy, desk.clock.now(), boot)


@contextmanager
def kiosk_on(folder: Path, hall: Hall, clock: HandClock) -> Iterator[Kiosk]:
    database, second = _opened(folder), _opened(folder)
    config = small_config()
    journal = PrintJournal(second, clock)
    lock = FolderLock(folder / "printer.lock")
    with closing(database), closing(second), closing(lock):
        press = Press(hall.link, hall.profile, hall.time)
        spool = Spool(journal, lock, press, config, TEXTS)
        yield Kiosk(Desk(database, config, clock), spool, journal)


def _opened(folder: Path) -> Database:
    database = open_database(folder, "boot-1")
    assert isinstance(database, Database)
    return database


@dataclass(frozen=True)
class Plan:
    tickets: int
    seed: int
    fault_every: float = 1 / 3
    printer: Profile = EPSON


@dataclass
class Verdict:
    tickets: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    confirmed_without_paper: list[str] = field(default_factory=list)
    unlabelled_duplicates: list[str] = field(default_factory=list)
    wrong_numbers: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    shared_papers: list[str] = field(default_factory=list)
    """A ticket that begins under what is left of another."""
    states: Counter[str] = field(default_factory=Counter)
    paper_and_doubt: int = 0

    @property
    def is_clean(self) -> bool:
        faults = self.confirmed_without_paper + self.unlabelled_duplicates
        return not (faults + self.wrong_numbers + self.unexplained + self.shared_papers)


def hurt(hall: Hall, fault: Fault) -> None:
    if fault.on_the_way:
        moment = hall.time() + hall.random.uniform(0.0, SLOWEST_S)
        hall.time.at(moment, lambda: fault.hurts(hall))
    else:
        fault.hurts(hall)


def run(plan: Plan, folder: Path) -> Verdict:
    """With the kiosk's own spool."""
    dice = random.Random(plan.seed)
    hall, clock, verdict = Hall(dice, profile=plan.printer), HandClock(), Verdict()
    numbers: list[str] = []
    while verdict.tickets < plan.tickets:
        with kiosk_on(folder, hall, clock) as kiosk:
            try:
                _live(kiosk, hall, clock, plan, verdict, numbers)
            except Killed:
                hall.repair()
                clock.mono += dice.randrange(1, 60_000)
    with kiosk_on(folder, hall, clock) as kiosk:
        clock.mono += 60_000
        kiosk.journal.recover()
        _judge(kiosk, hall, verdict, numbers)
    return verdict


def _live(
    kiosk: Kiosk, hall: Hall, clock: HandClock, plan: Plan, verdict: Verdict, numbers: list[str]
) -> None:
    while verdict.tickets < plan.tickets:
        ticket = kiosk.take(UUID(int=hall.random.getrandbits(128), version=4))
        verdict.tickets += 1
        numbers.append(ticket.number)
        if hall.random.random() < plan.fault_every:
            fault = FAULTS[sum(verdict.faults.values()) % len(FAULTS)]
            verdict.faults[fault.name] += 1
            hurt(hall, fault)
        state = kiosk.spool.print_job(ticket.job)
        _look(hall, verdict, ticket.number, state)
        clock.mono += 2000
        # Half of the time the next visitor is there already.
        hall.repair(*hall.random.choice([(), (0.05,)]))
        if state is PrintState.BLOCKED:
            state = kiosk.spool.print_job(ticket.job)
            _look(hall, verdict, ticket.number, state)
        if state is PrintState.UNKNOWN and hall.random.random() < 0.5:
            kiosk.spool.print_job(kiosk.copy_of(ticket, 1))
            clock.mono += 2000
            hall.repair()


def _look(hall: Hall, verdict: Verdict, number: str, state: PrintState) -> None:
    """A proof is worth what is on the paper when it comes, not what comes out later."""
    if state in PROVEN and not papers_of(hall.device)[number, False]:
        verdict.confirmed_without_paper.append(f"{number} when it was proved")


def _judge(kiosk: Kiosk, hall: Hall, verdict: Verdict, numbers: list[str]) -> None:
    papers = papers_of(hall.device)
    rows = kiosk.desk.database.rows
    issued = [row[0] for row in rows.execute("SELECT number FROM ticket ORDER BY rowid")]
    if issued != numbers or len(set(issued)) != len(issued):
        verdict.wrong_numbers += sorted(set(issued) ^ set(numbers)) or ["order or repeat"]
    jobs = rows.execute(
        "SELECT print_job.id, number, copy, state FROM print_job "
        "JOIN ticket ON ticket.id = print_job.ticket"
    ).fetchall()
    for job, number, copy, state in jobs:
        reason, _ = kiosk.journal.last_words(job)
        verdict.states[f"{state} {reason}".strip()] += 1
        out = papers[number, bool(copy)]
        if state in PROVEN and not out:
            verdict.confirmed_without_paper.append(number)
        if state == PrintState.UNKNOWN and out:
            verdict.paper_and_doubt += 1
        if not reason and state not in PROVEN:
            verdict.unexplained.append(f"{number} {state}")
        if state in (PrintState.QUEUED, PrintState.SENDING):
            verdict.unexplained.append(f"{number} {state}")
    verdict.shared_papers += shared_papers(hall.device)
    verdict.unlabelled_duplicates += [
        number for (number, copy), count in papers.items() if not copy and count > 1
    ]


def papers_of(device: Device) -> Counter[tuple[str, bool]]:
    """How many complete papers there are of each number, original or DUPLICATA."""
    return Counter(
        (ticket.number, ticket.duplicate)
        for strip in device.strips
        for ticket in tickets_on(strip)
        if ticket.complete
    )


def shared_papers(device: Device) -> list[str]:
    numbers = [[ticket.number for ticket in tickets_on(strip)] for strip in device.strips]
    found = [[number for number in each if number] for each in numbers]
    return [" ".join(each) for each in found if len(each) > 1]


@dataclass
class NaiveVerdict:
    marked: int = 0
    faults: int = 0
    marked_without_paper: int = 0


def run_naive(plan: Plan, folder: Path) -> NaiveVerdict:
    """Ask for the status, write all of it, mark it printed: on the same faults."""
    dice = random.Random(plan.seed)
    hall, clock, verdict = Hall(dice), HandClock(), NaiveVerdict()
    marked: dict[str, int] = defaultdict(int)
    taken = 0
    while taken < plan.tickets:
        with kiosk_on(folder, hall, clock) as kiosk:
            try:
                while taken < plan.tickets:
                    ticket = kiosk.take(UUID(int=dice.getrandbits(128), version=4))
                    taken += 1
                    if dice.random() < plan.fault_every:
                        hurt(hall, FAULTS[verdict.faults % len(FAULTS)])
                        verdict.faults += 1
                    if _write_then_mark(ticket, hall, kiosk):
                        marked[ticket.number] += 1
                    hall.pass_time(SLOWEST_S)
                    hall.repair()
            except Killed:
                hall.repair()
    papers = papers_of(hall.device)
    verdict.marked = len(marked)
    verdict.marked_without_paper = sum(not papers[number, False] for number in marked)
    return verdict


def _write_then_mark(ticket: Ticket, hall: Hall, kiosk: Kiosk) -> bool:
    ops = lay_out(ticket_doc(ticket, kiosk.desk.config, 0, None), EPSON, TEXTS)
    data = encode(ops, EPSON, token_of(ticket.job))
    if hall.link.open(hall.time() + 1) is not None:
        return False
    health = Session(hall.link, EPSON, hall.time).health(hall.time() + 2)
    if health not in (Health.READY, Health.NEAR_END):
        return False
    until, written = hall.time() + 10, 0
    while written < len(data):
        taken = hall.link.write_some(data[written:], until)
        if not isinstance(taken, int) or not taken:
            return False
        written += taken
    return True
