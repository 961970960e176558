"""The entrance with the real desk, database and spool behind it, on a printer of software."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.desk import Desk
from kiosk.domain.motifs import Motif
from kiosk.reception import Reception
from kiosk.storage import events
from tests.fakes import labels, small_config, with_motif
from tests.ui.kit import TEXTS
from tests.ui.sizes import PORTRAIT, THEMES
from tests.ui.stand import PatientClock
from ui.application import Frame
from ui.entrance.tasks import EntranceTasks
from ui.entrance.window import EntranceWindow
from ui.hands import Hands, texts_on

FRENCH = TEXTS["fr"]
ANSWER_MS = 20_000
"""More than any machine needs to load the printing stack once."""


class Counter:
    """A kiosk as it is installed, on a folder of the test."""

    def __init__(self, bot: QtBot, config: Config, folder: Path) -> None:
        self._bot = bot
        self._clock = PatientClock()
        self.papers: list[bytes] = []
        self.crashes: list[BaseException] = []
        self._reception = Reception(config, DataFolder(folder), self.papers.append)
        frame = Frame(QSize(PORTRAIT.width, PORTRAIT.height), like_mm=PORTRAIT.width_mm)
        self.window = EntranceWindow(
            config, TEXTS, self._tasks(), frame, THEMES, self.crashes.append
        )
        self._hands = Hands(self.window.view)

    def _tasks(self) -> EntranceTasks:
        reception = self._reception

        def advice() -> str | None:
            unusable = reception.prepare()
            return None if unusable is None else unusable.advice

        return EntranceTasks(
            reception.storage,
            reception.printing,
            advice,
            lambda: (reception.opening(), reception.refusals()),
            reception.take_ticket,
            reception.print_ticket,
            reception.ask_help,
            reception.print_sheet,
            reception.tell_burst,
            reception.outlooks,
            reception.retract,
            self._clock,
        )

    def touch(self, name: str) -> None:
        self._clock.seconds += 1
        self._bot.waitUntil(lambda: self._hands.find(name) is not None, timeout=ANSWER_MS)
        with self._bot.waitSignal(self.window.view.frameSwapped, timeout=ANSWER_MS):
            self.window.view.update()
        self._hands.touch(name)

    def read(self, words: str) -> None:
        """Wait until these words are on the screen."""
        self._bot.waitUntil(lambda: words in texts_on(self.window.view), timeout=ANSWER_MS)

    def close(self) -> None:
        self.window.close()
        self._reception.stop()


def events_of(folder: Path) -> list[str]:
    desk = DataFolder(folder / "data").open_desk(small_config())
    assert isinstance(desk, Desk)
    kinds = [event.kind for event in events.after(desk.database.rows, 0, 10)]
    desk.database.close()
    return kinds


Open = Callable[[Config], Counter]


@pytest.fixture
def open_counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    opened: list[Counter] = []

    def make(config: Config) -> Counter:
        opened.append(Counter(qtbot, config, tmp_path / "data"))
        return opened[-1]

    yield make
    for counter in opened:
        counter.close()


def test_three_touches_give_a_paper_and_three_events(open_counter: Open, tmp_path: Path) -> None:
    counter = open_counter(small_config())
    for name in ("start_fr", "tile_identite", "tile_passeport"):
        counter.touch(name)
    counter.read("A001")
    counter.read(FRENCH.say("entrance.take_paper"))
    assert len(counter.papers) == 1
    assert events_of(tmp_path) == ["device.started", "ticket.issued", "ticket.printed"]
    assert counter.crashes == []


def test_a_card_is_printed_without_a_ticket(open_counter: Open, tmp_path: Path) -> None:
    counter = open_counter(small_config())
    for name in ("start_fr", "tile_identite", "card_passeport", "act_print"):
        counter.touch(name)
    counter.read(FRENCH.say("entrance.sheet_out"))
    assert len(counter.papers) == 1
    assert events_of(tmp_path) == ["device.started"]


def test_a_number_without_paper_prints_nothing_and_is_told_so(
    open_counter: Open, tmp_path: Path
) -> None:
    counter = open_counter(small_config())
    for name in ("start_fr", "tile_identite", "wish_paperless", "tile_passeport"):
        counter.touch(name)
    counter.read(FRENCH.say("entrance.photograph"))
    assert counter.papers == []
    assert events_of(tmp_path) == ["device.started", "ticket.issued", "ticket.printed"]


def test_the_last_ticket_of_the_day_is_given_and_the_next_refused(open_counter: Open) -> None:
    rare = Motif("rare", "M", labels("Rare", "Rare", "Raro"), daily_quota=1)
    counter = open_counter(with_motif(small_config(), rare))
    counter.touch("start_fr")
    counter.touch("tile_rare")
    counter.read("M001")
    counter.touch("done")
    counter.touch("start_fr")
    counter.read(FRENCH.say("entrance.full_today"))
    counter.touch("tile_rare")
    counter.read(FRENCH.say("entrance.quota_reached"))


def test_without_a_printer_the_number_stays_to_be_written_down(open_counter: Open) -> None:
    config = small_config()
    nowhere = replace(config.printer, url="usb:/dev/usb/lp-that-is-not-there")
    counter = open_counter(replace(config, printer=nowhere))
    counter.touch("start_fr")
    counter.touch("tile_retrait")
    counter.read("R001")
    counter.read(f"{FRENCH.say('entrance.trouble_absent')} {FRENCH.say('entrance.note_number')}")
    assert counter.crashes == []


def test_a_data_folder_that_is_a_file_is_out_of_order_and_no_crash(
    open_counter: Open, tmp_path: Path
) -> None:
    (tmp_path / "data").write_bytes(b"")
    counter = open_counter(small_config())
    counter.read(FRENCH.say("common.out_of_order"))
    counter.read(FRENCH.say("common.ask_reception"))
    assert counter.crashes == []


def test_a_database_of_garbage_is_out_of_order_and_no_crash(
    open_counter: Open, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "borne.db").write_bytes(b"not a database" * 1000)
    counter = open_counter(small_config())
    counter.read(FRENCH.say("common.out_of_order"))
    assert counter.crashes == []
