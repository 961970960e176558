"""The exit under real fingers and keys, with a desk behind it that the test moves by hand."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.domain.feedback import Reason, Resolution
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.kit import TEXTS

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
    leaving.touch("language_en")
    assert ENGLISH.say("exit.question") in leaving.words
    assert FRENCH.say("exit.question") not in leaving.words
    leaving.touch("face_4")
    assert ENGLISH.say("exit.resolution") in leaving.words
    leaving.wait(30)
    assert FRENCH.say("exit.question") in leaving.words


def test_a_visitor_who_walks_away_is_thanked_and_the_exit_is_free_again(
    leaving: Leaving, box: Box
) -> None:
    leaving.touch("face_2")
    leaving.touch("tile_no")
    leaving.touch("tile_access")
    leaving.wait(12)
    assert leaving.screen == "thanks"
    leaving.wait(4)
    leaving.settle()
    assert leaving.screen == "faces"
    assert box.given[-1].reasons == (Reason.ACCESS,)


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
