"""Visits of every sort on a database, and everything that came of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.desk import Desk
from kiosk.domain.feedback import Feedback, Reason, Resolution
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, PrintState, Ticket
from kiosk.storage.database import FILE, Database, open_database
from kiosk.storage.print_jobs import PrintJournal
from tests.fakes import HandClock, small_config

TABLES = ("ticket", "counter", "feedback", "service_day", "print_job", "print_event")
PAGE = 4096
MOTIFS = ("passeport", "retrait")


@dataclass
class Visits:
    """Each deed is chosen by a number, so that chance or a list can choose."""

    database: Database
    clock: HandClock = field(default_factory=HandClock)
    tickets: list[Ticket] = field(default_factory=list)
    opinions: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(self.database, small_config(), self.clock)
        self.journal = PrintJournal(self.database, self.clock)

    def do(self, deed: int, choice: int) -> None:
        self.clock.mono += 1000
        self.clock.utc += timedelta(seconds=1)
        deeds = (self.take, self.print, self.copy, self.rate, self.amend, self.wait, self.other)
        deeds[deed % len(deeds)](choice)

    def take(self, choice: int = 0) -> Ticket:
        motif = MOTIFS[choice % 2]
        order = Order(uuid7(), motif, "fr", choice % 3 == 0, choice % 5 == 0, choice % 7 == 0)
        ticket = self.desk.take_ticket(order)
        assert isinstance(ticket, Ticket)
        self.tickets.append(ticket)
        return ticket

    def print(self, choice: int) -> None:
        if self.tickets:
            job = self.tickets[choice % len(self.tickets)].job
            self.journal.sending(job, 100)
            ends = (PrintState.CONFIRMED, PrintState.UNKNOWN, PrintState.SENT_UNVERIFIED)
            self.journal.ended(job, ends[choice % 3], "", 100)

    def copy(self, choice: int) -> None:
        if self.tickets:
            self.journal.again(self.tickets[choice % len(self.tickets)].job)

    def rate(self, choice: int) -> None:
        self.opinions.append(uuid7())
        self.desk.give_feedback(Feedback(self.opinions[-1], "faces-4", choice % 4 + 1, "fr"))

    def amend(self, choice: int) -> None:
        if self.opinions:
            opinion = self.opinions[choice % len(self.opinions)]
            reasons = (Reason.WAIT, Reason.PLACE)[: choice % 3]
            words = "trop long" if choice % 2 else None
            given = Feedback(opinion, "faces-4", 2, "fr", Resolution.NO, reasons, words)
            self.desk.give_feedback(given)

    def wait(self, choice: int) -> None:
        """Until the same time another day."""
        self.clock.utc += timedelta(days=choice % 3)

    def other(self, choice: int) -> None:
        self.desk.tell_started(str(choice))


def opened(folder: Path, boot: str = "boot-1") -> Database:
    found = open_database(folder, boot)
    assert isinstance(found, Database), found
    return found


def visited(folder: Path, count: int) -> Sequence[Ticket]:
    """A closed database of `count` deeds of every sort."""
    database = opened(folder)
    visits = Visits(database)
    visits.take()
    for each in range(count):
        visits.do((0, 1, 3, 4, 0, 6, 2)[each % 7], each)
    database.close()
    return visits.tickets


def damage(folder: Path, database: Database, name: str) -> None:
    """A page of a table or an index overwritten, behind the back of who has the file open."""
    (page,) = database.rows.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = ?", [name]
    ).fetchone()
    database.rows.execute("PRAGMA shrink_memory")
    with (folder / FILE).open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(random.Random(3).randbytes(PAGE))


def numbers(tickets: Sequence[Ticket]) -> set[tuple[str, str]]:
    return {(ticket.day.isoformat(), ticket.number) for ticket in tickets}


def content(database: Database) -> dict[str, list[Any]]:
    rows = database.rows
    return {
        table: sorted(map(repr, rows.execute(f"SELECT * FROM {table}").fetchall()))
        for table in TABLES
    }


def ids(database: Database) -> list[bytes]:
    return [bytes(id_) for (id_,) in database.rows.execute("SELECT id FROM event ORDER BY seq")]
