"""What a technician reads and does at a kiosk, on real workers and a real data folder."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils

from kiosk import __version__
from kiosk.config import PrinterSettings
from kiosk.data_folder import DataFolder
from kiosk.domain.identifiers import uuid7
from kiosk.domain.pin import FIRST_WAIT_S, Locked, NoPin, Right, Wrong
from kiosk.domain.tickets import Order, PrintState, Ticket
from kiosk.reception import Reception
from kiosk.storage.database import FILE as DATABASE
from kiosk.storage.database import Database, open_database
from kiosk.storage.enrolment import Enrolment, keep_enrolment
from kiosk.storage.failure import Damaged
from kiosk.storage.journal import MOST
from kiosk.storage.pin_file import FILE, PinFile
from kiosk.upkeep import Upkeep
from tests.fakes import small_config
from tests.kiosk.visits import damage, visited

PIN = "730418"


@pytest.fixture
def reception(tmp_path: Path) -> Iterator[Reception]:
    with Reception(small_config(), DataFolder(tmp_path)) as opened:
        assert opened.storage.submit(opened.prepare).result() is None
        yield opened


@pytest.fixture
def upkeep(reception: Reception) -> Upkeep:
    return Upkeep(reception, "entrance")


def events(folder: Path) -> list[tuple[str, str]]:
    database = open_database(folder, "look")
    assert isinstance(database, Database)
    try:
        return list(database.rows.execute("SELECT kind, body FROM event ORDER BY seq"))
    finally:
        database.close()


def test_the_pin_is_that_of_the_data_folder(
    reception: Reception, upkeep: Upkeep, tmp_path: Path
) -> None:
    run = reception.storage.submit
    assert not run(upkeep.has_pin).result()
    assert run(upkeep.try_pin, PIN).result() == NoPin()
    PinFile(tmp_path).set(PIN)
    assert run(upkeep.has_pin).result()
    assert run(upkeep.try_pin, "730419").result() == Wrong(0)
    assert run(upkeep.try_pin, PIN).result() == Right()


def test_an_attempt_that_cannot_be_counted_waits_like_a_failure(
    reception: Reception, upkeep: Upkeep, tmp_path: Path
) -> None:
    PinFile(tmp_path).set(PIN)
    (tmp_path / f"{FILE}.new").mkdir()
    assert reception.storage.submit(upkeep.try_pin, PIN).result() == Locked(FIRST_WAIT_S)


def test_what_was_done_is_an_event_with_its_screen(
    reception: Reception, upkeep: Upkeep, tmp_path: Path
) -> None:
    reception.storage.submit(upkeep.tell, "pin_wrong").result()
    kind, body = events(tmp_path)[-1]
    assert kind == "technician.acted"
    assert body == '{"screen":"entrance","action":"pin_wrong"}'


def test_the_report_counts_what_no_server_has_acknowledged(
    reception: Reception, upkeep: Upkeep
) -> None:
    run = reception.storage.submit
    before = run(upkeep.report).result()
    run(reception.take_ticket, Order(uuid7(), "passeport", "fr")).result()
    after = run(upkeep.report).result()
    assert after.unsent == (before.unsent or 0) + 1
    assert after.version == __version__
    assert after.server is None
    assert (after.free_bytes or 0) > 0
    assert str(after.time.tzinfo) == "Europe/Paris"


def test_a_kiosk_whose_database_is_not_open_can_still_be_looked_at(tmp_path: Path) -> None:
    with Reception(small_config(), DataFolder(tmp_path / "gone")) as unopened:
        upkeep = Upkeep(unopened, "exit")
        report = unopened.storage.submit(upkeep.report).result()
        unopened.storage.submit(upkeep.tell, "state").result()
    assert (report.unsent, report.free_bytes) == (None, None)


def test_a_kiosk_that_meets_damage_ends_so_that_the_next_start_mends_it(tmp_path: Path) -> None:
    visited(tmp_path, 20)
    with Reception(small_config(), DataFolder(tmp_path)) as reception:
        storage = reception.storage.submit
        assert storage(reception.prepare).result() is None
        storage(lambda: damage(tmp_path, reception.database(), "ticket_by_motif")).result()
        with pytest.raises(Damaged):
            storage(reception.take_ticket, Order(uuid7(), "passeport", "fr")).result()
        with pytest.raises(RuntimeError, match="only a start"):
            storage(reception.prepare).result()
    with Reception(small_config(), DataFolder(tmp_path)) as after:
        after.storage.submit(after.prepare).result()
        order = Order(uuid7(), "passeport", "fr")
        assert isinstance(after.storage.submit(after.take_ticket, order).result(), Ticket)


def test_a_start_that_mended_the_database_says_what_was_lost(tmp_path: Path) -> None:
    visited(tmp_path, 20)
    with closing(sqlite_utils.Database(tmp_path / DATABASE)) as rows:
        rows.execute("DELETE FROM event WHERE seq IN (2, 5)")
    with Reception(small_config(), DataFolder(tmp_path)) as reception:
        assert reception.storage.submit(reception.prepare).result() is None
        upkeep = Upkeep(reception, "entrance")
        report = reception.storage.submit(upkeep.report).result()
    assert (report.lost, report.is_short) == (2, False)


def test_a_test_ticket_is_printed_and_takes_no_number(
    reception: Reception, upkeep: Upkeep, tmp_path: Path
) -> None:
    assert "confirmé" in reception.printing.submit(upkeep.print_proof).result()
    assert [kind for kind, _ in events(tmp_path)] == ["device.started"]
    shutil.rmtree(tmp_path / "paper")


def test_a_printer_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    nowhere = PrinterSettings(url=f"usb:{tmp_path}/lp9")
    config = replace(small_config(), printer=nowhere)
    with Reception(config, DataFolder(tmp_path)) as reception:
        upkeep = Upkeep(reception, "entrance")
        said = [
            reception.printing.submit(work).result()
            for work in (upkeep.printer, upkeep.print_proof)
        ]
    assert "introuvable" in said[0]
    assert said[1].startswith("Rien n’a été imprimé.")


def test_the_journal_tells_the_last_tickets_and_troubles_newest_first(
    reception: Reception, upkeep: Upkeep
) -> None:
    storage = reception.storage.submit
    taken = storage(reception.take_ticket, Order(uuid7(), "passeport", "fr")).result()
    assert isinstance(taken, Ticket)
    reception.printing.submit(reception.print_ticket, taken).result()
    storage(reception.ask_help, "attract", "fr").result()

    entries = storage(upkeep.journal).result()

    assert [(entry.kind, entry.what, entry.number) for entry in entries] == [
        ("help.requested", "attract", ""),
        ("ticket.printed", "CONFIRMED", taken.number),
        ("device.started", __version__, ""),
    ]
    assert entries[0].at.tzinfo is not None


def test_the_journal_tells_what_the_printer_had(reception: Reception, upkeep: Upkeep) -> None:
    taken = reception.storage.submit(reception.take_ticket, Order(uuid7(), "passeport", "fr"))
    ticket = taken.result()
    assert isinstance(ticket, Ticket)
    printing = reception.printing.submit
    journal = printing(reception._open_journal).result()
    printing(journal.ended, ticket.job, PrintState.BLOCKED, "MUTE", 0).result()
    printing(reception.print_ticket, ticket).result()
    printing(journal.retracted, ticket.job).result()

    entries = reception.storage.submit(upkeep.journal).result()

    told = [(entry.what, entry.number) for entry in entries if entry.kind == "device.health"]
    assert told == [("ticket_retracted", ticket.number), ("READY", ""), ("MUTE", "")]


def test_the_journal_is_short(reception: Reception, upkeep: Upkeep) -> None:
    storage = reception.storage.submit
    for _ in range(MOST + 3):
        storage(reception.ask_help, "attract", "fr").result()
    assert len(storage(upkeep.journal).result()) == MOST


def test_the_server_is_the_one_that_let_this_machine_in(
    reception: Reception, upkeep: Upkeep, tmp_path: Path
) -> None:
    url = "https://accueil.saint-exemple.example"
    keep_enrolment(tmp_path, Enrolment(url, "mairie", bytes(32), bytes(32)))
    assert reception.storage.submit(upkeep.report).result().server == url


def test_a_ticket_in_doubt_is_found_and_printed_once_more(
    reception: Reception, upkeep: Upkeep, tmp_path: Path
) -> None:
    printing = reception.printing.submit
    taken = reception.storage.submit(reception.take_ticket, Order(uuid7(), "passeport", "fr"))
    ticket = taken.result()
    assert isinstance(ticket, Ticket)
    journal = printing(reception._open_journal).result()
    printing(journal.sending, ticket.job, 300).result()
    printing(journal.ended, ticket.job, PrintState.UNKNOWN, "timeout", 300).result()
    assert printing(upkeep.doubtful).result() == ticket.number

    words = printing(upkeep.reprint, ticket.number).result()

    assert ticket.number in words
    assert printing(upkeep.doubtful).result() is None
    paper = max(tmp_path.glob("paper/*.bin"))
    assert b"DUPLICATA" in paper.read_bytes()
    assert printing(upkeep.reprint, "Z999").result() != words
