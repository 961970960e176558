"""The exit under real fingers and keys, with a desk behind it that the test moves by hand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.config import ExitSettings, ScreenSettings
from kiosk.domain.feedback import FIVE_FACES, JDMA, Reason, Resolution, Scale
from kiosk.domain.identifiers import opinion_code, uuid7
from kiosk.domain.satisfaction import Month, Satisfaction
from tests.fakes import PARIS, small_config
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.geometry import place_of
from tests.ui.kit import TEXTS
from tests.ui.sizes import PORTRAIT
from ui.exit.flow import IDLE_S, THANKS_S, WRITING_S, State

CODE = opinion_code(uuid7())
ASKED_S = ScreenSettings.warning_s

FRENCH, ENGLISH = TEXTS["fr"], TEXTS["en"]


def test_a_touch_on_a_face_is_kept_at_once(leaving: Leaving, box: Box) -> None:
    leaving.touch("face_3")
    assert leaving.screen == "resolution"
    leaving.settle()
    assert [(given.value, given.resolution) for given in box.given] == [(3, None)]


def test_a_whole_visit_is_one_opinion_told_better_and_better(leaving: Leaving, box: Box) -> None:
    for name in ("face_1", "tile_no", "tile_wait", "tile_solution", "done"):
        leaving.touch(name)
    leaving.settle()
    assert leaving.screen == "thanks"
    assert len({given.id for given in box.given}) == 1
    last = box.given[-1]
    assert (last.value, last.resolution) == (1, Resolution.NO)
    assert last.reasons == (Reason.WAIT, Reason.SOLUTION)


def test_what_is_optional_can_be_passed_over(leaving: Leaving, box: Box) -> None:
    for name in ("face_4", "tile_skip", "skip"):
        leaving.touch(name)
    leaving.settle()
    assert leaving.screen == "thanks"
    assert [(given.resolution, given.reasons) for given in box.given] == [(None, ())]


def test_a_double_tap_is_one_touch(leaving: Leaving, box: Box) -> None:
    leaving.tap_twice("face_2")
    leaving.settle()
    assert leaving.screen == "resolution"
    assert len(box.given) == 1


def test_sliding_off_a_face_gives_no_opinion(leaving: Leaving, box: Box) -> None:
    leaving.live()
    leaving.hands.slide("face_1", QPoint(5, 5))
    leaving.settle()
    assert (leaving.screen, box.given) == ("faces", [])


@pytest.mark.parametrize("value", range(1, 5))
def test_a_number_key_gives_the_opinion(leaving: Leaving, box: Box, value: int) -> None:
    leaving.live()
    QTest.keyClick(leaving.view, Qt.Key(Qt.Key.Key_0 + value))
    leaving.settle()
    assert [given.value for given in box.given] == [value]


def test_number_keys_mean_nothing_on_the_other_screens(leaving: Leaving, box: Box) -> None:
    leaving.touch("face_4")
    QTest.keyClick(leaving.view, Qt.Key.Key_1)
    leaving.settle()
    assert (leaving.screen, [given.value for given in box.given]) == ("resolution", [4])


def test_the_opinion_can_be_changed_while_the_thanks_are_shown(leaving: Leaving, box: Box) -> None:
    for name in ("face_4", "tile_yes", "skip", "change"):
        leaving.touch(name)
    assert leaving.screen == "faces"
    leaving.touch("face_1")
    leaving.settle()
    assert len({given.id for given in box.given}) == 1
    assert box.given[-1].value == 1


def test_the_way_back_leads_one_screen_back(leaving: Leaving) -> None:
    leaving.touch("face_4")
    leaving.touch("tile_yes")
    leaving.touch("back")
    assert leaving.screen == "resolution"
    leaving.touch("back")
    assert leaving.screen == "faces"


def test_another_language_changes_every_word_and_is_forgotten(leaving: Leaving) -> None:
    leaving.speak("en")
    assert ENGLISH.say("exit.question") in leaving.words
    assert FRENCH.say("exit.question") not in leaving.words
    leaving.touch("face_4")
    assert ENGLISH.say("exit.resolution") in leaving.words
    leaving.wait(IDLE_S + ASKED_S)
    leaving.wait(THANKS_S)
    assert FRENCH.say("exit.question") in leaving.words


def test_a_visitor_who_walks_away_is_thanked_and_the_exit_is_free_again(
    leaving: Leaving, box: Box
) -> None:
    leaving.touch("face_2")
    leaving.touch("tile_no")
    leaving.touch("tile_access")
    leaving.wait(IDLE_S + ASKED_S)
    assert leaving.screen == "thanks"
    leaving.wait(THANKS_S)
    leaving.settle()
    assert leaving.screen == "faces"
    assert box.given[-1].reasons == (Reason.ACCESS,)


@pytest.mark.parametrize("begun", [("aid_contrast",), ("face_2",), ("face_2", "tile_no")])
def test_a_touch_keeps_the_visit_as_often_as_it_is_asked(
    leaving: Leaving, begun: tuple[str, ...]
) -> None:
    for name in begun:
        leaving.touch(name)
    screen = leaving.screen
    for _ in range(10):
        leaving.wait(IDLE_S - 1)
        assert leaving.hands.find("stay") is None
        leaving.wait(ASKED_S)
        assert FRENCH.say("common.still_there") in leaving.words
        leaving.touch("stay")
        assert leaving.hands.find("stay") is None
    assert leaving.screen == screen
    leaving.wait(IDLE_S + ASKED_S + THANKS_S)
    assert leaving.window.controller.state.access == set()


def test_a_touch_beside_the_question_answers_it_and_does_nothing_else(
    leaving: Leaving, box: Box
) -> None:
    leaving.speak("en")
    face = leaving.place("face_1")
    leaving.wait(IDLE_S)
    assert ENGLISH.say("common.still_there") in leaving.words
    leaving.tap(face)
    leaving.settle()
    assert (leaving.screen, box.given) == ("faces", [])
    assert leaving.hands.find("stay") is None
    assert ENGLISH.say("exit.question") in leaving.words


def test_a_number_key_answers_the_question_and_gives_no_opinion(leaving: Leaving, box: Box) -> None:
    leaving.speak("en")
    leaving.wait(IDLE_S)
    leaving.press(Qt.Key.Key_2)
    leaving.settle()
    assert (leaving.screen, box.given) == ("faces", [])
    assert leaving.hands.find("stay") is None
    leaving.press(Qt.Key.Key_2)
    leaving.settle()
    assert [given.value for given in box.given] == [2]


def test_an_exit_with_nothing_begun_asks_nothing(leaving: Leaving) -> None:
    leaving.touch("languages")
    for _ in range(40):
        leaving.wait(1)
        assert leaving.hands.find("stay") is None


def test_help_is_asked_for_once_and_answered(leaving: Leaving, box: Box) -> None:
    leaving.touch("help")
    leaving.touch("help")
    leaving.settle()
    assert box.helped == [("faces", "fr")]
    assert FRENCH.say("common.help_at_reception") in leaving.words


def test_a_database_that_cannot_be_used_is_said_and_tried_again(
    box: Box, open_exit: OpenExit, caplog: pytest.LogCaptureFixture
) -> None:
    box.problem = "Le dossier n’est pas lisible."
    leaving = open_exit(box)
    assert leaving.screen == "out_of_order"
    assert FRENCH.say("common.ask_reception") in leaving.words
    assert box.problem in caplog.text
    box.problem = None
    leaving.window.controller.start()
    leaving.settle()
    assert leaving.screen == "faces"
    assert leaving.crashes == []


def test_a_worker_that_breaks_down_is_heard_and_the_exit_is_out_of_order(
    leaving: Leaving, box: Box
) -> None:
    box.broken = RuntimeError("the disk is gone")
    leaving.touch("face_1")
    leaving.settle()
    assert leaving.screen == "out_of_order"
    assert leaving.crashes == [box.broken]


def test_in_arabic_the_faces_go_from_worst_to_best_from_the_right(
    box: Box, open_exit: OpenExit
) -> None:
    leaving = open_exit(box)
    for lang, descends in (("fr", False), ("ar", True)):
        leaving.stand_at(State(lang=lang))
        across = [place_of(leaving.item(f"face_{value}")).left() for value in range(1, 5)]
        assert across == sorted(across, reverse=descends)


def exit_with(box: Box, open_exit: OpenExit, settings: ExitSettings) -> Leaving:
    return open_exit(box, PORTRAIT, replace(small_config(), exit=settings))


def test_a_comment_is_written_on_the_keyboard_and_kept_when_it_is_sent(
    box: Box, open_exit: OpenExit
) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(comment=True))
    for name in ("face_1", "tile_no", "done"):
        leaving.touch(name)
    assert leaving.screen == "comment"
    assert FRENCH.say("exit.comment_warning") in leaving.words
    for key in ("key_t", "key_r", "key_o", "key_p", "key_space", "key_page", "key_8", "key_erase"):
        leaving.touch(key)
    leaving.touch("key_page")
    for key in ("key_l", "key_o", "key_n", "key_g", "key_."):
        leaving.touch(key)
    leaving.settle()
    assert [given.comment for given in box.given] == [None, None]
    leaving.touch("done")
    leaving.settle()
    assert leaving.screen == "thanks"
    assert box.given[-1].comment == "Trop long."


def test_who_writes_is_asked_and_finds_every_word_again(box: Box, open_exit: OpenExit) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(comment=True))
    for name in ("face_1", "tile_no", "skip"):
        leaving.touch(name)
    leaving.wait(1)
    leaving.touch("key_l")
    for _ in range(10):
        leaving.wait(WRITING_S + ASKED_S - 1)
        leaving.touch("stay")
    leaving.touch("key_a")
    assert (leaving.screen, leaving.window.controller.state.draft.text) == ("comment", "La")


def test_two_quick_letters_are_two_letters(box: Box, open_exit: OpenExit) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(comment=True))
    for name in ("face_1", "tile_no", "skip"):
        leaving.touch(name)
    leaving.tap_twice("key_l")
    assert leaving.window.controller.state.draft.text == "Ll"


def test_a_touch_that_was_aimed_at_the_screen_before_writes_nothing(
    box: Box, open_exit: OpenExit
) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(comment=True))
    leaving.touch("face_1")
    leaving.touch("tile_no")
    leaving.touch("skip")
    leaving.hands.touch("key_m")
    leaving.live()
    assert leaving.window.controller.state.draft.text == ""


def test_sliding_off_a_key_writes_nothing(box: Box, open_exit: OpenExit) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(comment=True))
    for name in ("face_1", "tile_no", "skip"):
        leaving.touch(name)
    leaving.wait(1)
    box.clock.seconds += 1
    leaving.hands.slide("key_a", QPoint(5, 5))
    leaving.live()
    assert leaving.window.controller.state.draft.text == ""


def test_an_empty_comment_cannot_be_sent_but_passed_over(box: Box, open_exit: OpenExit) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(comment=True))
    for name in ("face_4", "tile_yes", "skip"):
        leaving.touch(name)
    leaving.live()
    assert leaving.hands.find("done") is None
    leaving.touch("skip")
    leaving.settle()
    assert leaving.screen == "thanks"
    assert box.given[-1].comment is None


@pytest.mark.parametrize(("scale", "most"), [(JDMA, 3), (FIVE_FACES, 5)])
def test_each_scale_has_its_faces_and_its_number_keys(
    box: Box, open_exit: OpenExit, scale: Scale, most: int
) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(scale))
    leaving.live()
    QTest.keyClick(leaving.view, Qt.Key(Qt.Key.Key_0 + most + 1))
    assert leaving.screen == "faces"
    QTest.keyClick(leaving.view, Qt.Key(Qt.Key.Key_0 + most))
    leaving.settle()
    assert [(given.scale, given.value) for given in box.given] == [(scale.id, most)]


def scan(leaving: Leaving, text: str) -> None:
    """As a scanner does: at once, then Enter."""
    leaving.live()
    for sign in text:
        held = "ShiftModifier" if sign.isupper() else "NoModifier"
        QTest.keyClick(leaving.view, Qt.Key(ord(sign.upper())), Qt.KeyboardModifier[held])
    QTest.keyClick(leaving.view, Qt.Key.Key_Return)


@pytest.mark.parametrize("before", ["", "https://file.example/t/k3m9x2p4qa#"])
def test_the_code_of_a_ticket_is_scanned_and_comes_with_the_opinion(
    box: Box, open_exit: OpenExit, qtbot: QtBot, before: str
) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(ticket_code=True))
    scan(leaving, before + CODE)
    assert leaving.screen == "faces"
    qtbot.waitUntil(lambda: leaving.window.controller.state.code == CODE)
    assert FRENCH.say("exit.scanned") in leaving.words
    leaving.touch("face_3")
    leaving.settle()
    assert [(given.value, given.ticket_code) for given in box.given] == [(3, CODE)]


def test_what_else_is_scanned_gives_no_opinion(box: Box, open_exit: OpenExit, qtbot: QtBot) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(ticket_code=True))
    leaving.item("face_1").forceActiveFocus()
    scan(leaving, "3045140105502")
    qtbot.wait(300)
    leaving.settle()
    assert (leaving.screen, box.given) == ("faces", [])


def test_a_digit_typed_by_hand_is_a_face_where_there_is_a_scanner_too(
    box: Box, open_exit: OpenExit, qtbot: QtBot
) -> None:
    leaving = exit_with(box, open_exit, ExitSettings(ticket_code=True))
    leaving.live()
    QTest.keyClick(leaving.view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: leaving.screen == "resolution")
    leaving.settle()
    assert [given.value for given in box.given] == [2]


def test_last_month_is_read_at_the_start_and_every_hour(box: Box, open_exit: OpenExit) -> None:
    leaving = open_exit(box)
    assert box.readings == 1
    assert not any("satisfaits" in words for words in leaving.words)
    box.last_month = Satisfaction(Month(2026, 10, PARIS), 359, 412)
    leaving.window.controller.tick(3599)
    leaving.settle()
    assert box.readings == 1
    leaving.window.controller.tick(1)
    leaving.settle()
    assert box.readings == 2
    assert any("87\u00a0% de visiteurs satisfaits" in words for words in leaving.words)
