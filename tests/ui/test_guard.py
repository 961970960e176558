"""What a visitor may not do at a kiosk never arrives at its screens."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes import small_config
from tests.ui.kit import TEXTS, Office, Visit
from tests.ui.sizes import THEMES
from ui.access import Aid
from ui.application import Frame
from ui.conduct.guard import Guard, is_ours
from ui.entrance.window import EntranceWindow

NO, CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
META = Qt.KeyboardModifier.MetaModifier


@pytest.mark.parametrize(
    ("key", "text", "modifiers"),
    [
        (Qt.Key.Key_F4, "", ALT),
        (Qt.Key.Key_Q, "\x11", CTRL),
        (Qt.Key.Key_F11, "", NO),
        (Qt.Key.Key_Print, "", NO),
        (Qt.Key.Key_Tab, "\t", ALT),
        (Qt.Key.Key_Delete, "\x7f", CTRL | ALT),
        (Qt.Key.Key_Meta, "", META),
        (Qt.Key.Key_L, "l", META),
        (Qt.Key.Key_Menu, "", NO),
        (Qt.Key.Key_Back, "", NO),
        (Qt.Key.Key_PowerOff, "", NO),
        (Qt.Key.Key_Return, "\r", ALT),
    ],
)
def test_a_key_that_leads_out_is_not_ours(
    key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier
) -> None:
    assert not is_ours(key, text, modifiers)


@pytest.mark.parametrize(
    ("key", "text", "modifiers"),
    [
        (Qt.Key.Key_Tab, "\t", NO),
        (Qt.Key.Key_Backtab, "", SHIFT),
        (Qt.Key.Key_Return, "\r", NO),
        (Qt.Key.Key_Enter, "\r", Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Space, " ", NO),
        (Qt.Key.Key_Escape, "\x1b", NO),
        (Qt.Key.Key_Left, "", NO),
        (Qt.Key.Key_4, "4", NO),
        (Qt.Key.Key_A, "A", SHIFT),
        (Qt.Key.Key_VolumeUp, "", NO),
    ],
)
def test_what_a_keypad_or_a_scanner_sends_is_ours(
    key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier
) -> None:
    assert is_ours(key, text, modifiers)


# ── In full screen ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def kiosk(qtbot: QtBot) -> Iterator[EntranceWindow]:
    """An entrance as a hall has it."""
    crashes: list[BaseException] = []
    office = Office()
    window = EntranceWindow(small_config(), TEXTS, office.tasks(), Frame(), THEMES, crashes.append)
    qtbot.waitUntil(lambda: office.storage.is_busy)
    office.storage.finish()
    yield window
    window.close()
    assert crashes == []


def test_a_kiosk_cannot_be_closed_from_outside(kiosk: EntranceWindow) -> None:
    assert not kiosk.view.close()
    closing = QCloseEvent()
    QCoreApplication.sendEvent(kiosk.view, closing)
    assert not closing.isAccepted()
    assert kiosk.view.isVisible()


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_F4, ALT), (Qt.Key.Key_Q, CTRL), (Qt.Key.Key_Escape, NO)]
)
def test_no_key_closes_a_kiosk(
    kiosk: EntranceWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    QTest.keyClick(kiosk.view, key, modifiers)
    QCoreApplication.processEvents()
    assert kiosk.view.isVisible()
    assert kiosk.screen == "attract"


def test_a_kiosk_shows_no_cursor(kiosk: EntranceWindow) -> None:
    assert kiosk.view.cursor().shape() is Qt.CursorShape.BlankCursor


def test_nothing_can_be_dropped_on_a_kiosk_and_no_menu_comes_up(kiosk: EntranceWindow) -> None:
    data = QMimeData()
    data.setText("file:///etc/passwd")
    left = Qt.MouseButton.LeftButton
    guard = kiosk.view.findChild(Guard)
    assert guard is not None
    drop = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, left, NO)
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(20, 20), QPoint(20, 20))
    assert guard.eventFilter(kiosk.view, drop)
    assert guard.eventFilter(kiosk.view, menu)


def test_a_window_on_a_desk_can_be_closed(visit: Visit) -> None:
    assert visit.view.close()


# ── Hands ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_the_other_buttons_of_a_mouse_do_nothing(visit: Visit, button: Qt.MouseButton) -> None:
    place = visit.place("start_fr")
    QTest.mouseClick(visit.view, button, pos=place)
    visit.live()
    assert visit.screen == "attract"
    QTest.mouseClick(visit.view, Qt.MouseButton.LeftButton, pos=place)
    visit.live()
    assert visit.screen == "category"


def test_a_second_finger_does_not_act_while_the_first_is_on_a_button(
    visit: Visit, office: Office
) -> None:
    visit.go_to_motifs()
    first, second = visit.place("tile_passeport"), visit.place("help")
    finger = QTest.createTouchDevice()
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).press(0, first).commit()
    QTest.touchEvent(visit.view, finger).stationary(0).press(1, second).commit()
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).stationary(0).release(1, second).commit()
    visit.live()
    assert office.helped == []
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).release(0, first).commit()
    visit.settle()
    assert len(office.orders) == 1
    assert office.helped == []


def test_a_finger_left_over_does_not_become_the_first(visit: Visit, office: Office) -> None:
    visit.go_to_motifs()
    first, second = visit.place("tile_passeport"), visit.place("help")
    finger = QTest.createTouchDevice()
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).press(0, first).press(1, second).commit()
    QTest.touchEvent(visit.view, finger).release(0, first).stationary(1).commit()
    visit.settle()
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).release(1, second).commit()
    visit.settle()
    assert office.helped == []
    assert len(office.orders) == 1


def test_a_hand_that_rests_on_the_glass_does_not_hinder_the_other(visit: Visit) -> None:
    rests = QPoint(visit.view.width() // 2, visit.view.height() // 4)
    place = visit.place("start_fr")
    finger = QTest.createTouchDevice()
    QTest.touchEvent(visit.view, finger).press(0, rests).commit()
    QTest.touchEvent(visit.view, finger).stationary(0).press(1, place).commit()
    QTest.touchEvent(visit.view, finger).stationary(0).release(1, place).commit()
    visit.live()
    assert visit.screen == "category"


def test_after_two_fingers_one_finger_works_again(visit: Visit) -> None:
    place, other = visit.place("start_fr"), visit.place("help")
    finger = QTest.createTouchDevice()
    QTest.touchEvent(visit.view, finger).press(0, other).press(1, place).commit()
    QTest.touchEvent(visit.view, finger).release(0, other).release(1, place).commit()
    visit.settle()
    visit.touch("start_fr")
    assert visit.screen == "category"


def test_what_goes_wrong_under_a_finger_is_told_and_the_kiosk_stays(
    visit: Visit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(type(visit.window.conduct), "touched", stumble)
    with qtbot.captureExceptions() as told:
        visit.tap(visit.place("start_fr"))
    assert {kind for kind, _, _ in told} == {ZeroDivisionError}
    assert visit.view.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_Back])
def test_the_keys_of_a_keypad_arrive_whatever_they_send(visit: Visit, key: Qt.Key) -> None:
    QTest.keyClick(visit.view, key)
    assert Aid.KEYS in visit.window.controller.state.access


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Backtab])
def test_a_key_that_comes_with_shift_counts(visit: Visit, key: Qt.Key) -> None:
    QTest.keyPress(visit.view, Qt.Key.Key_Shift, SHIFT)
    QTest.keyClick(visit.view, key, SHIFT)
    assert Aid.KEYS in visit.window.controller.state.access


def test_the_same_keys_struck_with_ctrl_do_not(visit: Visit) -> None:
    QTest.keyClick(visit.view, Qt.Key.Key_F5, CTRL)
    assert visit.window.controller.state.access == frozenset()
