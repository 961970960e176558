"""Another paper of a ticket, for whoever lost it or holds half of it."""

import random
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.domain.tickets import PaperEnd, PrintState
from kiosk.reprint import (
    OtherDay,
    Reprinted,
    StillPrinting,
    UnknownTicket,
    refusal_words,
    reprint,
    reprinted_words,
)
from kiosk.storage.lock import FolderLock
from tests.fakes import HandClock
from tests.printer.campaign import Kiosk, kiosk_on, papers_of
from tests.printer.faults import Hall


def hall() -> Hall:
    return Hall(random.Random(0))


def state_of(kiosk: Kiosk, job: int) -> PrintState:
    found = kiosk.journal.job(job)
    assert found is not None
    return found.state


@pytest.mark.parametrize("by", ["number", "small letters", "id"])
def test_a_ticket_in_doubt_is_printed_again_as_a_copy(by: str, tmp_path: Path) -> None:
    room = hall()
    with kiosk_on(tmp_path, room, HandClock()) as kiosk:
        room.time.at(room.time() + 0.3, lambda: room.set(jam=True))
        ticket = kiosk.take(UUID(int=1))
        assert kiosk.spool.print_job(ticket.job) is PrintState.UNKNOWN
        room.repair()
        asked = {"number": ticket.number, "small letters": " a001 ", "id": str(ticket.id)}[by]

        done = reprint(kiosk.journal, kiosk.spool, asked)

        assert done == Reprinted(ticket, 1, PaperEnd(PrintState.CONFIRMED))
        assert state_of(kiosk, ticket.job) is PrintState.REPRINTED
        assert kiosk.journal.last_words(ticket.job)[0] == "asked"
        assert "DUPLICATA 1" in reprinted_words(done)
    assert papers_of(room.device)[ticket.number, True] == 1
    assert papers_of(room.device)[ticket.number, False] == 0


def test_the_original_does_not_come_after_its_copy(tmp_path: Path) -> None:
    room = hall()
    room.set(roll_mm=0)
    with kiosk_on(tmp_path, room, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        assert kiosk.spool.print_job(ticket.job) is PrintState.BLOCKED
        room.set(roll_mm=None)
        reprint(kiosk.journal, kiosk.spool, ticket.number)

        assert kiosk.spool.print_job(ticket.job) is PrintState.REPRINTED
    assert papers_of(room.device) == {(ticket.number, True): 1}


def test_a_second_copy_has_its_own_number(tmp_path: Path) -> None:
    room = hall()
    with kiosk_on(tmp_path, room, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(ticket.job)
        reprint(kiosk.journal, kiosk.spool, ticket.number)

        second = reprint(kiosk.journal, kiosk.spool, ticket.number)

        assert isinstance(second, Reprinted)
        assert second.copy == 2
        assert state_of(kiosk, ticket.job) is PrintState.CONFIRMED


@pytest.mark.parametrize("asked", ["A999", "", "é", str(UUID(int=9)), "A001; DROP TABLE ticket"])
def test_a_ticket_that_nobody_has_is_refused_in_words(asked: str, tmp_path: Path) -> None:
    room = hall()
    with kiosk_on(tmp_path, room, HandClock()) as kiosk:
        kiosk.take(UUID(int=1))

        refused = reprint(kiosk.journal, kiosk.spool, asked)

    assert refused == UnknownTicket(asked)
    assert "n’existe pas sur cette borne" in refusal_words(refused)
    assert room.device.strips == ()


def test_a_ticket_of_another_day_is_refused_with_its_day(tmp_path: Path) -> None:
    room, clock = hall(), HandClock()
    with kiosk_on(tmp_path, room, clock) as kiosk:
        old = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(old.job)
        clock.utc += timedelta(days=1)
        today = kiosk.take(UUID(int=2))
        assert old.number == today.number
        papers = len(room.device.strips)

        refused = reprint(kiosk.journal, kiosk.spool, str(old.id))
        assert refused == OtherDay(old)
        assert f"{old.day:%d/%m/%Y}" in refusal_words(refused)
        assert len(room.device.strips) == papers

        done = reprint(kiosk.journal, kiosk.spool, old.number)
        assert isinstance(done, Reprinted)
        assert done.ticket.id == today.id


def test_a_printer_that_cannot_print_is_told_and_the_copy_waits_for_nobody(tmp_path: Path) -> None:
    room = hall()
    with kiosk_on(tmp_path, room, HandClock()) as kiosk:
        ticket = kiosk.take(UUID(int=1))
        kiosk.spool.print_job(ticket.job)
        room.set(roll_mm=0)

        done = reprint(kiosk.journal, kiosk.spool, ticket.number)

    assert isinstance(done, Reprinted)
    assert done.end == PaperEnd(PrintState.BLOCKED, "PAPER_OUT")
    assert "n’est pas réimprimé" in reprinted_words(done)


def test_the_newest_ticket_in_doubt_is_found_for_the_menu(tmp_path: Path) -> None:
    room = hall()
    with kiosk_on(tmp_path, room, HandClock()) as kiosk:
        assert kiosk.journal.last_doubtful() is None
        room.set(roll_mm=0)
        first, second = kiosk.take(UUID(int=1)), kiosk.take(UUID(int=2))
        for ticket in (first, second):
            kiosk.spool.print_job(ticket.job)
        found = kiosk.journal.last_doubtful()
        assert found is not None
        assert found.ticket == second

        room.set(roll_mm=None)
        reprint(kiosk.journal, kiosk.spool, second.number)

        found = kiosk.journal.last_doubtful()
        assert found is not None
        assert found.ticket == first


def test_a_printer_at_work_is_not_waited_for_too_long(tmp_path: Path) -> None:
    room, other = hall(), FolderLock(tmp_path / "printer.lock")
    with kiosk_on(tmp_path, room, HandClock()) as kiosk, other.hold(1):
        ticket = kiosk.take(UUID(int=1))

        refused = reprint(kiosk.journal, kiosk.spool, ticket.number, wait_s=0)

        assert refused == StillPrinting(ticket)
        assert ticket.number in refusal_words(refused)
        assert state_of(kiosk, ticket.job) is PrintState.QUEUED
    other.close()
