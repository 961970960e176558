"""What a visitor asks of the screen holds for the visit: larger, contrasted, lower, slower."""

from dataclasses import replace
from itertools import combinations

import pytest

from kiosk.config import ScreenSettings
from tests.fakes import small_config
from tests.ui.geometry import is_button, place_of, visible_below, words_of
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SIZES, TABLET, THEMES, Size
from ui.access import NO_AID, Access, Aid, patience
from ui.entrance.state import Screen, State
from ui.fitting import CLOSE, CLOSE_DISTANCE_MM, HALL, HALL_DISTANCE_MM
from ui.look import CAP_RATIO
from ui.reach import REACH_MM

SEEN_AT = 0.0122
"""Millimetres of capital per millimetre of distance, to be seen at 0.7 degrees."""
AIDS = [frozenset(some) for n in range(4) for some in combinations((*Aid,), n)]
IDLE_S, WARNING_S = ScreenSettings.idle_s, ScreenSettings.warning_s
BOTTOM_MM = 780.0


def caps_mm(visit: Visit, size: Size) -> dict[str, float]:
    """Every text in view, with the height of its capitals."""
    texts = [item for item in visible_below(visit.view.contentItem()) if words_of(item)]
    return {
        words_of(text): text.property("font").pixelSize() * CAP_RATIO / size.mm for text in texts
    }


@pytest.mark.parametrize("aid", [Aid.TEXT, Aid.CONTRAST, Aid.REACH])
def test_an_aid_is_one_touch_away_and_one_touch_undoes_it(visit: Visit, aid: Aid) -> None:
    before = visit.window.controller.look.props
    visit.touch(f"aid_{aid}")
    assert visit.window.controller.state.access == {aid}
    assert visit.window.controller.look.props != before
    visit.touch(f"aid_{aid}")
    assert visit.window.controller.look.props == before


@pytest.mark.parametrize("aid", [Aid.TEXT, Aid.CONTRAST, Aid.REACH])
def test_the_next_visitor_finds_the_usual_screen(visit: Visit, aid: Aid) -> None:
    usual = visit.window.controller.look.props
    visit.touch("start_fr")
    visit.touch(f"aid_{aid}")
    visit.take_ticket_from_categories()
    visit.settle()
    visit.touch("done")
    assert visit.screen == "attract"
    assert visit.window.controller.look.props == usual


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET], ids=str)
@pytest.mark.parametrize("screen", [Screen.ATTRACT, Screen.CATEGORY, Screen.MOTIF])
def test_large_words_are_seen_at_seven_tenths_of_a_degree(
    office: Office, open_visit: OpenVisit, size: Size, screen: Screen
) -> None:
    visit = open_visit(office, size)
    state = State(screen, category="identite")
    visit.stand_at(replace(state, access=frozenset({Aid.TEXT})))
    distance = CLOSE_DISTANCE_MM if size is TABLET else HALL_DISTANCE_MM
    small = {text: cap for text, cap in caps_mm(visit, size).items() if cap < SEEN_AT * distance}
    assert small == {}


def test_a_measured_distance_decides_how_large_large_is() -> None:
    near = replace(PORTRAIT.fitting(), distance_mm=500.0).sight(frozenset({Aid.TEXT}))
    far = replace(PORTRAIT.fitting(), distance_mm=900.0).sight(frozenset({Aid.TEXT}))
    assert near.look.scale.body == pytest.approx(500 * SEEN_AT, rel=0.03)
    assert far.look.scale.body == pytest.approx(900 * SEEN_AT, rel=0.03)


@pytest.mark.parametrize("screen", [Screen.ATTRACT, Screen.CATEGORY, Screen.MOTIF])
def test_a_low_screen_has_every_button_where_a_seated_arm_reaches(
    office: Office, open_visit: OpenVisit, screen: Screen
) -> None:
    settings = replace(small_config().screen, bottom_mm=BOTTOM_MM)
    visit = open_visit(office, PORTRAIT, replace(small_config(), screen=settings))
    visit.stand_at(State(screen, category="identite", access=frozenset({Aid.REACH})))
    top_mm = BOTTOM_MM + PORTRAIT.height / PORTRAIT.mm
    buttons = [item for item in visible_below(visit.view.contentItem()) if is_button(item)]
    assert len(buttons) > 4
    for button in buttons:
        place = place_of(button)
        high = top_mm - place.top() / PORTRAIT.mm
        low = top_mm - place.bottom() / PORTRAIT.mm
        assert REACH_MM[0] - 0.5 <= low < high <= REACH_MM[1] + 0.5, button.objectName()


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("access", AIDS, ids=sorted)
def test_there_is_room_for_a_tile_whatever_is_asked_for(size: Size, access: Access) -> None:
    sight = size.fitting().sight(access)
    grid = sight.room.choice_grid(9, beside=False)
    assert grid.tile_height >= sight.room.lowest - 1
    assert grid.capacity >= 2


def test_what_is_asked_for_is_what_changes() -> None:
    fitting = PORTRAIT.fitting()
    usual = fitting.sight(NO_AID).look
    assert usual.scale.question == HALL.question
    contrasted = fitting.sight(frozenset({Aid.CONTRAST})).look
    assert contrasted == replace(usual, theme=THEMES.contrasted)


def test_a_site_that_has_contrast_already_offers_other_aids_only() -> None:
    themes = replace(THEMES, usual=THEMES.contrasted)
    assert Aid.CONTRAST not in replace(PORTRAIT.fitting(), themes=themes).aids
    assert Aid.REACH not in TABLET.fitting().aids
    assert TABLET.fitting().sight(NO_AID).look.scale.unit == CLOSE.unit


def test_whoever_needs_an_aid_to_read_or_reach_has_twice_the_time(visit: Visit) -> None:
    assert patience(frozenset({Aid.CONTRAST})) == 1
    visit.touch("aid_text")
    visit.go_to_motifs()
    visit.wait(2 * IDLE_S - 1)
    assert visit.hands.find("stay") is None
    visit.wait(1)
    assert visit.hands.find("stay") is not None
    visit.wait(2 * WARNING_S - 1)
    assert visit.screen == "motif"
    visit.wait(1)
    assert visit.screen == "attract"


def test_time_can_be_asked_for_ten_times_and_more(visit: Visit) -> None:
    visit.go_to_motifs()
    for _ in range(12):
        visit.wait(IDLE_S + WARNING_S - 1)
        visit.touch("stay")
    assert visit.screen == "motif"


def test_the_languages_can_be_left_without_choosing(visit: Visit) -> None:
    visit.touch("start_fr")
    visit.touch("languages")
    assert visit.hands.find("language_es") is not None
    visit.touch("languages")
    assert visit.hands.find("language_es") is None
    assert visit.window.controller.state.lang == "fr"


def test_nothing_below_the_languages_can_be_touched(visit: Visit, office: Office) -> None:
    visit.go_to_motifs()
    place = visit.place("tile_passeport")
    visit.touch("languages")
    covered = visit.hands.find("language_fr")
    assert covered is not None
    visit.tap(place)
    visit.settle()
    assert office.orders == []
