"""The workers of a kiosk: what one of them cannot do stops none of the others."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest

from kiosk.config import SyncSettings
from kiosk.data_folder import DataFolder
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, PrintState, Ticket
from kiosk.printing import LOCK_FILE
from kiosk.reception import Reception
from kiosk.storage.database import Database, Unusable
from kiosk.storage.print_jobs import PrintJournal
from tests.fakes import small_config

PATIENCE_S = 20.0
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class LockedFolder(DataFolder):
    """Its database opens for everybody but the sync."""

    tried: threading.Event = field(default_factory=threading.Event)

    def open_database(self) -> Database | Unusable:
        if not threading.current_thread().name.startswith("sync"):
            return DataFolder.open_database(self)
        self.tried.set()
        return Unusable("Un autre programme occupe la base.")


@dataclass(frozen=True, slots=True)
class FolderWithoutJournal(DataFolder):
    """Its database opens for everybody but the printer."""

    def open_journal(self) -> PrintJournal | Unusable:
        return Unusable("Un autre programme occupe la base.")


@pytest.mark.parametrize("trouble", ["journal", "lock"])
def test_a_journal_that_does_not_open_prints_nothing_and_keeps_the_number(
    tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = FolderWithoutJournal(tmp_path) if trouble == "journal" else DataFolder(tmp_path)
    if trouble == "lock":
        (tmp_path / LOCK_FILE).mkdir()
    with Reception(small_config(), folder) as reception:
        assert reception.storage.submit(reception.prepare).result() is None
        order = Order(uuid7(), "passeport", "fr")
        ticket = reception.storage.submit(reception.take_ticket, order).result()
        assert isinstance(ticket, Ticket)
        printed = reception.printing.submit(reception.print_ticket, ticket).result()
        sheet = reception.printing.submit(reception.print_sheet, "passeport", "fr").result()

    assert (printed.state, sheet) == (PrintState.NOT_SENT, PrintState.NOT_SENT)
    assert ("occupe la base" if trouble == "journal" else LOCK_FILE) in caplog.text
    assert not list(tmp_path.glob("paper/*"))


class Refusing(BaseHTTPRequestHandler):
    """A server that takes nothing. Its connections stay open until the client hangs up."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        said = b'{"status": "refused", "reason": "$.site"}'
        self.send_response(422)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def refusing() -> Iterator[tuple[str, Queue[None]]]:
    """Its address, and a sign for each connection that was closed."""
    closed: Queue[None] = Queue()

    class Telling(Refusing):
        def finish(self) -> None:
            super().finish()
            closed.put(None)

    with ThreadingHTTPServer(("127.0.0.1", 0), Telling) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", closed
        server.shutdown()
        thread.join(PATIENCE_S)


@contextmanager
def hearing_of_a_refusal() -> Iterator[threading.Event]:
    """Set once the log has a warning of it."""
    heard = threading.Event()

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno == logging.WARNING and "422 : $.site" in record.getMessage():
                heard.set()

    handler = Listening()
    logging.getLogger("kiosk").addHandler(handler)
    yield heard
    logging.getLogger("kiosk").removeHandler(handler)


def test_a_server_that_refuses_is_said_in_the_log(tmp_path: Path) -> None:
    with refusing() as (url, _), hearing_of_a_refusal() as refused:
        config = replace(small_config(), sync=SyncSettings(url=url))
        with Reception(config, DataFolder(tmp_path)) as reception:
            reception.storage.submit(reception.prepare).result()
            assert refused.wait(PATIENCE_S)


def test_a_reception_that_stops_hangs_up(tmp_path: Path) -> None:
    with refusing() as (url, closed), hearing_of_a_refusal() as refused:
        config = replace(small_config(), sync=SyncSettings(url=url))
        with Reception(config, DataFolder(tmp_path)) as reception:
            reception.storage.submit(reception.prepare).result()
            assert refused.wait(PATIENCE_S)
        closed.get(timeout=PATIENCE_S)


def test_a_sync_that_cannot_begin_is_said_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = LockedFolder(tmp_path)
    reception = Reception(replace(small_config(), sync=SyncSettings(url=NOWHERE)), folder)

    assert reception.storage.submit(reception.prepare).result() is None
    assert folder.tried.wait(PATIENCE_S)
    order = Order(uuid7(), "passeport", "fr")
    ticket = reception.storage.submit(reception.take_ticket, order).result()
    assert isinstance(ticket, Ticket)
    printed = reception.printing.submit(reception.print_ticket, ticket).result()
    reception.stop()

    assert printed.state is PrintState.CONFIRMED
    assert "Un autre programme occupe la base." in caplog.text
