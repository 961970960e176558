"""How the voice behaves: cut short, repeated, louder, begun and ended by a headset, never alone."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from kiosk.config import ExitSettings, ScreenSettings
from tests.fakes import small_config
from tests.ui.exit_kit import Box, OpenExit
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from tests.ui.listening import Ear
from ui.access import Aid
from ui.audio import Sound
from ui.exit import flow as exit_
from ui.keypad import GRACE_S
from ui.voice.volume import FIRST, STEPS_DB, Volume

FRENCH = TEXTS["fr"]
NEXT, OK, REPEAT, CURTAIN = Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_F5, Qt.Key.Key_F9
KEYBOARD = (
    "Right",
    "Left",
    "Tab",
    "Return",
    "Space",
    "Escape",
    "F1",
    "F5",
    "F9",
    "Plus",
    "Minus",
    "A",
)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
BACK = Qt.Key.Key_Escape
LOUDER, SOFTER = Qt.Key.Key_Plus, Qt.Key.Key_Minus
IDLE_S, WARNING_S = ScreenSettings.idle_s, ScreenSettings.warning_s


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def visit(ear: Ear, open_visit: OpenVisit) -> Visit:
    return open_visit(Office(ear=ear))


def volume_of(ear: Ear) -> int:
    return ear.volumes[-1]


# ── What is said ────────────────────────────────────────────────────────────────────────────────


def test_the_first_key_says_how_to_go_on_then_the_screen_and_where_one_is(
    visit: Visit, ear: Ear
) -> None:
    visit.press(NEXT)
    choices = len(visit.window.controller.guide.reading.items)
    assert ear.words == [
        FRENCH.say("common.voice_mode"),
        FRENCH.say("entrance.welcome"),
        "Mairie d’Essai",
        FRENCH.count("common.choices", choices),
        "Prendre un ticket, Français",
        FRENCH.say("common.position", n=1, total=choices),
    ]


def test_an_item_is_said_with_its_place_among_the_others(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    visit.press(OK)
    visit.press(NEXT)
    total = len(visit.window.controller.guide.reading.items)
    assert ear.words == ["Retirer un document", f"2 sur {total}"]


def test_any_key_cuts_the_voice_short(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    for key in (NEXT, REPEAT, LOUDER, OK):
        stops = ear.stops
        visit.press(key)
        assert ear.stops > stops, key


def test_the_whole_screen_can_be_heard_again(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    visit.press(OK)
    first = ear.words
    visit.press(REPEAT)
    assert ear.words == first


def test_a_switch_says_how_it_stands(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    while "aid_text" not in visit.ringed:
        visit.press(NEXT)
    assert FRENCH.say("common.off") in ear.words
    visit.press(OK)
    assert ear.words == [FRENCH.say("common.aid_text"), FRENCH.say("common.on")]


# ── Begun, ended ────────────────────────────────────────────────────────────────────────────────


def test_the_button_of_the_strip_begins_and_ends_it(visit: Visit, ear: Ear) -> None:
    visit.touch("aid_voice")
    assert FRENCH.say("entrance.welcome") in ear.words
    visit.touch("aid_voice")
    assert ear.words == [FRENCH.say("common.voice_stopped")]
    visit.touch("start_fr")
    assert ear.words == [FRENCH.say("common.voice_stopped")]


def test_once_ended_a_key_does_not_begin_it_again(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    while "aid_voice" not in visit.ringed:
        visit.press(NEXT)
    visit.press(OK)
    visit.press(NEXT)
    assert ear.words == []


def test_a_machine_without_a_voice_offers_none(office: Office, open_visit: OpenVisit) -> None:
    visit = open_visit(office)
    assert visit.hands.find("aid_voice") is None


def test_a_language_without_a_voice_says_so_and_stays_silent(open_visit: OpenVisit) -> None:
    ear = Ear(voices=frozenset({"fr"}))
    visit = open_visit(Office(ear=ear))
    visit.speak("uk")
    assert TEXTS["uk"].say("common.no_voice") in visit.words
    visit.touch("aid_voice")
    assert visit.window.controller.state.access == set()
    visit.press(NEXT)
    assert visit.ringed, "keys lead all the same"
    while "aid_voice" not in visit.ringed:
        visit.press(NEXT)
    visit.press(OK)
    assert visit.window.controller.state.access == {Aid.KEYS}
    assert ear.everything == []


@pytest.mark.usefixtures("visit")
def test_a_headset_begins_it(ear: Ear) -> None:
    assert ear.plug is not None
    ear.plug(True)
    assert ear.words[0] == FRENCH.say("common.voice_mode")


def test_the_visit_ends_in_silence_some_seconds_after_the_headset_is_out(
    visit: Visit, ear: Ear
) -> None:
    assert ear.plug is not None
    ear.plug(True)
    visit.press(OK)
    said = len(ear.everything)
    ear.plug(False)
    visit.wait(GRACE_S - 1)
    assert visit.screen == "category"
    visit.wait(1)
    assert visit.screen == "attract"
    assert visit.window.controller.state.access == set()
    assert len(ear.everything) == said


def test_a_headset_that_slipped_out_and_is_put_back_ends_nothing(visit: Visit, ear: Ear) -> None:
    assert ear.plug is not None
    ear.plug(True)
    visit.press(OK)
    ear.plug(False)
    visit.wait(GRACE_S - 1)
    ear.plug(True)
    visit.wait(GRACE_S)
    assert visit.screen == "category"


def test_a_ticket_on_its_way_is_not_lost_by_a_headset(visit: Visit, ear: Ear) -> None:
    assert ear.plug is not None
    ear.plug(True)
    for _ in range(3):
        visit.press(OK)
    ear.plug(False)
    visit.wait(GRACE_S)
    assert len(visit.office.orders) == 0
    visit.settle()
    assert visit.office.on_paper == ["A001"]


# ── Loudness ────────────────────────────────────────────────────────────────────────────────────


def test_there_are_eighteen_decibels_above_the_first_loudness_with_a_step_at_twelve() -> None:
    assert max(STEPS_DB) - STEPS_DB[FIRST] >= 18
    assert STEPS_DB[FIRST] + 12 in STEPS_DB
    assert Volume().gain == 1
    assert Volume().moved(99).gain == pytest.approx(10 ** (18 / 20))


def test_it_is_made_louder_and_softer_and_says_so(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    visit.press(LOUDER)
    assert volume_of(ear) == FIRST + 1
    assert ear.words == [FRENCH.say("common.volume", n=FIRST + 2, total=len(STEPS_DB))]
    for _ in range(9):
        visit.press(SOFTER)
    assert volume_of(ear) == 0


def test_the_next_visitor_is_not_shouted_at(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    visit.press(LOUDER)
    visit.press(LOUDER)
    visit.wait(2 * (IDLE_S + WARNING_S))
    assert visit.window.controller.state.access == set()
    visit.press(NEXT)
    assert volume_of(ear) == FIRST


# ── Time ────────────────────────────────────────────────────────────────────────────────────────


def test_being_asked_whether_one_is_still_there_is_said_once_and_any_key_answers(
    visit: Visit, ear: Ear
) -> None:
    visit.press(NEXT)
    visit.press(OK)
    visit.wait(2 * IDLE_S + 3)
    assert ear.words[:2] == [
        FRENCH.say("common.still_there"),
        FRENCH.count("common.seconds_left", 2 * WARNING_S),
    ]
    visit.press(NEXT)
    assert visit.screen == "category"
    assert FRENCH.say("entrance.question") in ear.words
    assert visit.ringed == ["tile_identite"], "that key did nothing else"


def test_the_exit_asks_once_too_and_any_key_answers(open_exit: OpenExit, ear: Ear) -> None:
    box = Box(ear=ear)
    wordy = replace(small_config(), exit=ExitSettings(comment=True))
    leaving = open_exit(box, config=wordy)
    leaving.press(NEXT)
    for screen in ("faces", "resolution", "reasons", "comment"):
        assert leaving.screen == screen
        idle_s = exit_.WRITING_S if screen == "comment" else exit_.IDLE_S
        for key in (NEXT, OK, BACK):
            leaving.wait(2 * idle_s + 3)
            assert ear.words == [
                FRENCH.say("common.still_there"),
                FRENCH.count("common.seconds_left", 2 * WARNING_S),
                *ear.words[2:],
            ]
            assert leaving.ringed == ["stay"]
            heard = len(ear.everything)
            leaving.wait(2 * WARNING_S - 5)
            assert len(ear.everything) == heard, "it is said once"
            leaving.press(key)
            assert leaving.screen == screen, "that key did nothing else"
            assert leaving.hands.find("stay") is None
        if screen == "reasons":
            leaving.touch("skip")
        else:
            leaving.press(OK)
    leaving.settle()
    assert {given.value for given in box.given} == {1}


def test_the_exit_asks_with_a_sound(open_exit: OpenExit, ear: Ear) -> None:
    leaving = open_exit(Box(ear=ear))
    leaving.touch("face_1")
    ear.sounds.clear()
    leaving.wait(exit_.IDLE_S + 5)
    assert ear.sounds == [Sound.ATTENTION]


def test_time_does_not_pass_while_one_is_spoken_to(visit: Visit, ear: Ear) -> None:
    for _ in range(4):
        visit.press(OK)
    visit.settle()
    ear.speaking = True
    visit.wait(300)
    assert visit.screen == "confirmation"
    ear.speaking = False
    visit.wait(2 * 10)
    assert visit.screen == "attract"


def test_every_key_is_a_sign_of_life(visit: Visit) -> None:
    visit.press(NEXT)
    visit.press(OK)
    for _ in range(5):
        visit.wait(2 * IDLE_S - 1)
        visit.press(NEXT)
    assert visit.screen == "category"


# ── Keys ────────────────────────────────────────────────────────────────────────────────────────


def test_ok_struck_twice_by_one_movement_is_one(visit: Visit) -> None:
    visit.press(NEXT)
    visit.press(OK)
    visit.office.clock.seconds += 0.4
    QTest.keyClick(visit.view, OK)
    visit.live()
    assert visit.screen == "category"


def test_a_key_held_down_is_struck_once(visit: Visit) -> None:
    visit.press(NEXT)
    for held in (False, True, True):
        stroke = QKeyEvent(QEvent.Type.KeyPress, NEXT, NO_MODIFIER, "", held)
        QCoreApplication.sendEvent(visit.view, stroke)
    assert visit.ringed == ["start_en"]


def test_the_keys_of_the_faces_still_work(open_exit: OpenExit) -> None:
    box = Box(ear=Ear())
    leaving = open_exit(box)
    leaving.press(Qt.Key.Key_4)
    leaving.settle()
    assert [given.value for given in box.given] == [4]


# ── The curtain ─────────────────────────────────────────────────────────────────────────────────


def test_the_curtain_hides_the_screen_says_how_to_lift_it_and_is_lifted(visit: Visit) -> None:
    visit.press(NEXT)
    visit.press(CURTAIN)
    curtain = visit.item("curtain")
    assert curtain.width() == pytest.approx(visit.view.width())
    assert curtain.height() == pytest.approx(visit.view.height())
    assert visit.view.grabWindow().pixelColor(5, 5).name() == "#000000"
    assert any("F9" in word for word in visit.words)
    visit.press(CURTAIN)
    assert visit.hands.find("curtain") is None


def test_the_curtain_ends_with_the_visit(visit: Visit) -> None:
    visit.press(NEXT)
    visit.press(CURTAIN)
    visit.wait(2 * (IDLE_S + WARNING_S))
    assert visit.hands.find("curtain") is None


def test_there_is_no_curtain_for_whoever_does_not_listen(
    office: Office, open_visit: OpenVisit
) -> None:
    visit = open_visit(office)
    visit.press(NEXT)
    visit.press(CURTAIN)
    assert visit.hands.find("curtain") is None


# ── Sounds ──────────────────────────────────────────────────────────────────────────────────────


def test_a_touch_a_ticket_and_a_warning_have_their_sounds(visit: Visit, ear: Ear) -> None:
    visit.take_ticket()
    visit.settle()
    assert ear.sounds == [Sound.TOUCH, Sound.TOUCH, Sound.TOUCH, Sound.TICKET]
    visit.touch("done")
    visit.touch("start_fr")
    ear.sounds.clear()
    visit.wait(IDLE_S + 5)
    assert ear.sounds == [Sound.ATTENTION]


def test_no_sound_is_made_over_the_voice(visit: Visit, ear: Ear) -> None:
    visit.press(NEXT)
    visit.take_ticket()
    visit.settle()
    assert ear.sounds == []


def test_keys_give_the_time_that_they_need(visit: Visit) -> None:
    visit.press(NEXT)
    assert {Aid.KEYS, Aid.VOICE} == visit.window.controller.state.access
    visit.press(OK)
    visit.wait(2 * IDLE_S - 1)
    assert visit.hands.find("stay") is None


@pytest.mark.parametrize("seed", range(3))
def test_a_child_on_the_keypad_breaks_nothing_and_gets_no_two_tickets_at_once(
    visit: Visit, seed: int
) -> None:
    dice = random.Random(seed)
    keys = [getattr(Qt.Key, f"Key_{name}") for name in KEYBOARD]
    for _ in range(150):
        QTest.keyClick(visit.view, dice.choice(keys))
        visit.office.clock.seconds += dice.choice((0.1, 0.6))
        asked = len(visit.office.orders)
        if dice.random() < 0.2:
            visit.settle()
        assert len(visit.office.orders) <= asked + 1
    visit.settle()
    assert visit.crashes == []
    visit.wait(2 * (IDLE_S + WARNING_S) + 1)
    visit.wait(2 * (IDLE_S + WARNING_S) + 1)
    assert visit.screen == "attract"
    assert visit.window.controller.state.access == set()
