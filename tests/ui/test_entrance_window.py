"""The entrance, touched: real windows, real fingers, and workers that answer when told."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from kiosk.config import ScreenSettings
from kiosk.domain.opening import Shut
from tests.fakes import small_config
from tests.ui.geometry import place_of
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from tests.ui.sizes import LANDSCAPE
from ui.entrance.recent import AGAIN_S

FRENCH = TEXTS["fr"]
IDLE_S, WARNING_S = ScreenSettings.idle_s, ScreenSettings.warning_s


# ── A visit ─────────────────────────────────────────────────────────────────────────────────────


def test_three_touches_give_a_number_and_a_paper(visit: Visit, office: Office) -> None:
    visit.take_ticket()
    visit.settle()
    assert visit.screen == "confirmation"
    assert "A001" in visit.words
    assert FRENCH.say("entrance.take_paper") in visit.words
    assert office.on_paper == ["A001"]


def test_the_number_is_shown_before_the_paper_is_out(visit: Visit, office: Office) -> None:
    visit.take_ticket()
    office.storage.finish()
    visit.live()
    assert "A001" in visit.words
    assert FRENCH.say("entrance.printing") in visit.words


def test_a_category_that_is_one_motif_gives_a_number_in_two_touches(visit: Visit) -> None:
    visit.touch("start_fr")
    visit.settle()
    visit.touch("tile_retrait")
    visit.settle()
    assert visit.screen == "confirmation"


def test_the_ticket_is_asked_for_in_the_language_of_the_visitor(
    visit: Visit, office: Office
) -> None:
    visit.take_ticket("es")
    visit.settle()
    assert [(order.motif, order.lang) for order in office.orders] == [("passeport", "es")]


def test_the_next_visitor_finds_the_first_screen_in_french(visit: Visit) -> None:
    visit.take_ticket("es")
    visit.settle()
    visit.touch("done")
    assert visit.screen == "attract"
    assert FRENCH.say("entrance.welcome") in visit.words


def test_two_visitors_get_two_numbers(visit: Visit, office: Office) -> None:
    for _ in range(2):
        visit.take_ticket()
        visit.settle()
        visit.touch("done")
        visit.wait(AGAIN_S)
    assert office.on_paper == ["A001", "A002"]
    assert len({order.id for order in office.orders}) == 2


def test_the_way_back_leads_up_one_screen_at_a_time(visit: Visit) -> None:
    visit.go_to_motifs()
    seen = []
    for _ in range(2):
        visit.touch("back")
        seen.append(visit.screen)
    assert seen == ["category", "attract"]


# ── Fingers ─────────────────────────────────────────────────────────────────────────────────────


def test_a_double_tap_is_one_touch(visit: Visit, office: Office) -> None:
    visit.touch("start_fr")
    visit.settle()
    place = visit.place("tile_identite")
    visit.tap_twice("tile_identite")
    visit.settle()
    below = visit.item("tile_passeport")
    assert below.contains(below.mapFromScene(QPointF(place))), "where the second tap fell"
    assert visit.screen == "motif"
    assert office.orders == []


def test_a_double_tap_on_a_motif_is_one_ticket(visit: Visit, office: Office) -> None:
    visit.go_to_motifs()
    visit.tap_twice("tile_passeport")
    visit.settle()
    assert len(office.orders) == 1
    assert visit.screen == "confirmation"


def test_a_finger_that_slides_off_a_tile_chooses_nothing(visit: Visit, office: Office) -> None:
    visit.go_to_motifs()
    place = visit.place("tile_passeport")
    visit.hands.slide("tile_passeport", QPoint(place.x(), place.y() + round(100 * visit.mm)))
    visit.settle()
    assert visit.screen == "motif"
    assert office.orders == []


def test_a_finger_laid_down_chooses_nothing_before_it_is_lifted(visit: Visit) -> None:
    visit.hands.press(visit.place("start_fr"))
    visit.live()
    assert visit.screen == "attract"
    visit.hands.release(visit.place("start_fr"))
    visit.live()
    assert visit.screen == "category"


def test_a_finger_down_while_a_second_passes_is_not_lost(visit: Visit) -> None:
    visit.go_to_motifs()
    place = visit.place("tile_passeport")
    visit.office.clock.seconds += 1
    visit.hands.press(place)
    visit.wait(1)
    visit.hands.release(place)
    visit.settle()
    assert visit.screen == "confirmation"


def test_a_finger_down_while_the_hours_come_in_is_not_lost(visit: Visit) -> None:
    visit.touch("start_fr")
    place = visit.place("tile_retrait")
    visit.office.clock.seconds += 1
    visit.hands.press(place)
    visit.settle()
    visit.hands.release(place)
    visit.settle()
    assert visit.screen == "confirmation"


def test_nothing_else_can_be_touched_while_a_number_is_being_made(
    visit: Visit, office: Office
) -> None:
    visit.go_to_motifs()
    names = ("tile_identite", "back", "languages", "help")
    places = [visit.place(name) for name in names]
    visit.touch("tile_passeport")
    for place in places:
        visit.tap(place)
    assert visit.screen == "motif"
    visit.settle()
    assert visit.screen == "confirmation"
    assert [order.motif for order in office.orders] == ["passeport"]
    assert office.helped == []


def test_two_fingers_on_two_tiles_are_one_ticket_at_most(visit: Visit, office: Office) -> None:
    visit.go_to_motifs()
    first, second = visit.place("tile_passeport"), visit.place("tile_identite")
    finger = QTest.createTouchDevice()
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).press(0, first).press(1, second).commit()
    QTest.touchEvent(visit.view, finger).release(0, first).release(1, second).commit()
    visit.settle()
    assert len(office.orders) <= 1


def test_a_mouse_works_too(visit: Visit) -> None:
    place = visit.place("start_fr")
    QTest.mouseClick(visit.view, Qt.MouseButton.LeftButton, pos=place)
    visit.live()
    assert visit.screen == "category"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_keyboard_reaches_the_first_tile_and_presses_it(visit: Visit, key: Qt.Key) -> None:
    visit.press(Qt.Key.Key_Tab)
    assert visit.ringed == ["start_fr"]
    visit.press(key)
    assert visit.screen == "category"


# ── Languages and help ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("screen", ["category", "motif", "confirmation", "closed", "attract"])
def test_another_language_changes_every_word_at_once(
    screen: str, visit: Visit, office: Office
) -> None:
    lead_to(screen, visit, office)
    before = visit.words
    visit.speak("en")
    after = visit.words
    assert visit.screen == screen
    unchanged = set(before) & set(after)
    assert all(is_said_alike(word) for word in unchanged), unchanged
    assert [order.lang for order in office.orders] == ["fr"] * len(office.orders)


def lead_to(screen: str, visit: Visit, office: Office) -> None:
    if screen == "closed":
        office.opening = Shut(None)
        visit.window.controller.tick(20.0)
    elif screen == "category":
        visit.touch("start_fr")
    elif screen == "motif":
        visit.go_to_motifs()
    elif screen == "confirmation":
        visit.take_ticket()
    visit.settle()
    assert visit.screen == screen


def is_said_alike(word: str) -> bool:
    """Numbers, names, and what the first screen says in its own language."""
    names = {small_config().site.name, "A001", "i"}
    invitations = {texts.say("entrance.take_ticket") for texts in TEXTS.values()}
    endonyms = tuple(texts.endonym for texts in TEXTS.values())
    codes = {lang.upper() for lang in TEXTS}
    return word in names | invitations | codes or word.endswith(endonyms)


def test_the_way_through_in_another_language(visit: Visit) -> None:
    visit.speak("es")
    assert TEXTS["es"].say("entrance.welcome") in visit.words
    visit.take_ticket("en")
    visit.settle()
    assert TEXTS["en"].say("entrance.take_paper") in visit.words


def test_help_is_asked_for_once_with_the_screen_and_the_language(
    visit: Visit, office: Office
) -> None:
    visit.go_to_motifs()
    visit.touch("help")
    visit.touch("help")
    visit.settle()
    assert office.helped == [("motif", "fr")]
    assert FRENCH.say("common.help_at_reception") in visit.words


def test_arabic_turns_the_screen_and_french_turns_it_back(open_visit: OpenVisit) -> None:
    visit = open_visit(Office(), LANDSCAPE)
    middle = visit.view.width() / 2
    assert place_of(visit.item("heading")).center().x() < middle
    visit.speak("ar")
    visit.live()
    assert place_of(visit.item("heading")).center().x() > middle
    assert place_of(visit.item("languages")).center().x() > middle
    visit.speak("fr")
    visit.live()
    assert place_of(visit.item("heading")).center().x() < middle
