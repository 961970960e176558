"""The paper window shows what was printed: the newest out of the slot, the others below it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from kiosk.config import ScreenSettings
from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from printer.encode import encode
from printer.layout import lay_out
from printer.picture import cut_out
from tests.fakes import StepExecutor
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile
from tests.ui.sizes import THEMES
from ui.application import Frame
from ui.hands import Hands, texts_on
from ui.paper.present import KEPT, Paper, State, present, with_paper
from ui.paper.window import PaperWindow

FRENCH = load_texts(ASSETS / "i18n" / "fr.toml")
EMPTY = FRENCH.say("paper.empty")
PORTRAIT = QSize(700, 1000)
LANDSCAPE = QSize(1280, 800)


def png(ticket: bytes) -> bytes:
    """A paper of the colour that the ticket names."""
    picture = BytesIO()
    Image.new("RGB", (640, 900), ticket.decode()).save(picture, "PNG")
    return picture.getvalue()


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as found:
        yield found


@pytest.fixture
def crashes() -> list[BaseException]:
    return []


Open = Callable[..., PaperWindow]


def pictures_named(name: str, window: PaperWindow) -> list[str]:
    """What the papers of that name show, from the top of the window to its end."""
    found = [item for item in below(window.view.contentItem()) if item.objectName() == name]
    return [str(item.property("source")) for item in found]


def below(item: QQuickItem) -> Iterator[QQuickItem]:
    for child in item.childItems():
        yield child
        yield from below(child)


def codes_read(window: PaperWindow, file: Path) -> list[str]:
    """What a telephone held in front of the window reads."""
    Hands(window.view).save_picture(file)
    with Image.open(file) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.fixture
def open_window(
    qtbot: QtBot,  # noqa: ARG001 - makes the application
    executor: Executor,
    crashes: list[BaseException],
) -> Iterator[Open]:
    opened: list[PaperWindow] = []

    def make(
        render: Callable[[bytes], bytes] = png,
        pixels: QSize = PORTRAIT,
        worker: Executor = executor,
        load: Callable[[bool], None] | None = None,
    ) -> PaperWindow:
        settings = ScreenSettings()
        window = PaperWindow(
            Frame(pixels), THEMES, settings, FRENCH, worker, render, crashes.append, load
        )
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()


def colour_of_the_hanging_paper(window: PaperWindow) -> str:
    picture = window.view.grabWindow()
    return picture.pixelColor(picture.width() // 2, picture.height() // 2).name()


def test_before_the_first_ticket_the_window_says_that_there_is_none(open_window: Open) -> None:
    window = open_window()
    assert window.shown == 0
    assert EMPTY in texts_on(window.view)
    assert FRENCH.say("paper.title") in texts_on(window.view)


def test_a_ticket_given_by_another_thread_appears_and_is_counted(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window()
    printing = Thread(target=window.add, args=(b"red",))
    printing.start()
    printing.join()
    qtbot.waitUntil(lambda: window.shown == 1)
    assert EMPTY not in texts_on(window.view)
    assert "1 ticket" in texts_on(window.view)
    qtbot.waitUntil(lambda: colour_of_the_hanging_paper(window) == "#ff0000")


@pytest.mark.parametrize("pixels", [PORTRAIT, LANDSCAPE])
def test_the_newest_hangs_from_the_slot_and_the_others_follow(
    qtbot: QtBot, open_window: Open, pixels: QSize
) -> None:
    window = open_window(pixels=pixels)
    for colour in (b"red", b"lime", b"blue"):
        window.add(colour)
    qtbot.waitUntil(lambda: window.shown == 3)
    assert pictures_named("newest", window) == ["image://paper/3"]
    assert pictures_named("older", window) == ["image://paper/2", "image://paper/1"]


def test_the_ninth_pushes_out_the_first_and_all_are_counted(
    qtbot: QtBot, open_window: Open
) -> None:
    window = open_window()
    for _ in range(KEPT + 1):
        window.add(b"red")
    qtbot.waitUntil(lambda: f"{KEPT + 1} tickets" in texts_on(window.view))
    assert window.shown == KEPT
    assert pictures_named("older", window)[-1] == "image://paper/2"


def test_papers_drawn_out_of_order_hang_in_the_order_of_printing() -> None:
    state = State()
    for n in (2, 1, 3):
        state = with_paper(state, Paper(n, 640, 900))
    assert [paper.n for paper in state.papers] == [3, 2, 1]


def test_a_ticket_that_cannot_be_drawn_is_told_and_the_next_one_is_shown(
    qtbot: QtBot, open_window: Open, crashes: list[BaseException]
) -> None:
    def render(ticket: bytes) -> bytes:
        if ticket == b"torn":
            raise ValueError("torn")
        return png(ticket)

    window = open_window(render)
    window.add(b"torn")
    qtbot.waitUntil(lambda: len(crashes) == 1)
    assert str(crashes[0]) == "torn"
    window.add(b"red")
    qtbot.waitUntil(lambda: window.shown == 1)


def test_a_picture_that_cannot_be_read_is_told(
    qtbot: QtBot, open_window: Open, crashes: list[BaseException]
) -> None:
    window = open_window(lambda _ticket: b"no picture")
    window.add(b"red")
    qtbot.waitUntil(lambda: len(crashes) == 1)
    assert window.shown == 0


def test_a_ticket_under_way_when_the_window_closes_disturbs_nobody(
    qtbot: QtBot, open_window: Open, crashes: list[BaseException]
) -> None:
    by_hand = StepExecutor()
    window = open_window(worker=by_hand)
    window.add(b"red")
    qtbot.waitUntil(lambda: by_hand.is_busy)
    window.close()
    by_hand.step()
    window.add(b"blue")
    QCoreApplication.processEvents()
    assert (window.shown, crashes, by_hand.is_busy) == (0, [], False)


def test_the_bytes_of_a_real_ticket_are_drawn_as_sharp_as_the_printer_made_them(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    job = encode(lay_out(IDENTITY_CARD, profile(), TEXTS), profile(), TOKEN)
    window = open_window(lambda ticket: cut_out(ticket, profile()), PORTRAIT)
    window.add(job)
    qtbot.waitUntil(lambda: window.shown == 1)
    qtbot.waitUntil(lambda: IDENTITY_CARD.qr in codes_read(window, tmp_path / "paper.png"))


def test_the_papers_are_counted_in_every_language() -> None:
    for texts in TEXTS.values():
        props = present(with_paper(State(), Paper(1, 640, 900)), texts)
        assert props.count == texts.count("paper.count", 1)
        assert (props.empty, props.free) == ("", KEPT - 1)


def test_the_paper_is_taken_out_and_put_back_by_a_button_that_says_which(
    qtbot: QtBot, open_window: Open
) -> None:
    loaded: list[bool] = []
    window = open_window(load=loaded.append)
    hands = Hands(window.view)
    assert FRENCH.say("paper.remove") in texts_on(window.view)

    with qtbot.waitSignal(window.view.frameSwapped):
        window.view.update()
    hands.touch("hand")
    qtbot.waitUntil(lambda: loaded == [False])
    assert FRENCH.say("paper.load") in texts_on(window.view)

    hands.touch("hand")
    qtbot.waitUntil(lambda: loaded == [False, True])
    assert FRENCH.say("paper.remove") in texts_on(window.view)


def test_where_nobody_can_change_the_paper_there_is_no_such_button(open_window: Open) -> None:
    window = open_window()

    assert Hands(window.view).find("hand") is None
