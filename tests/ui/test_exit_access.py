"""What a visitor asks of the screen at the exit: larger and lower, and everything still there."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.config import ExitSettings
from kiosk.domain.feedback import Feedback, Reason
from tests.fakes import LANGUAGES, small_config
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.geometry import is_button, place_of, visible_below, words_of
from tests.ui.listening import Ear
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from ui.access import Access, Aid
from ui.exit.flow import Screen, State
from ui.fitting import CLOSE_DISTANCE_MM, HALL_DISTANCE_MM
from ui.look import CAP_RATIO
from ui.reach import REACH_MM

SEEN_AT = 0.0122
"""Millimetres of capital per millimetre of distance, to be seen at 0.7 degrees."""
BOTTOM_MM = 780.0
WORDY = replace(small_config(), exit=ExitSettings(comment=True))
LARGE = frozenset({Aid.TEXT})
LOW = frozenset({Aid.REACH})
LARGE_AND_LOW = LARGE | LOW


def sights(lang: str, access: Access) -> list[State]:
    unhappy = Feedback(UUID(int=1), "faces-4", 1, lang)
    return [
        State(lang=lang, access=access),
        State(Screen.RESOLUTION, lang, unhappy, access=access),
        State(Screen.REASONS, lang, unhappy, tuple(Reason), access=access),
        State(Screen.THANKS, lang, unhappy, access=access),
    ]


def small_words(leaving: Leaving, size: Size, least_mm: float) -> list[str]:
    """Lines lower than those of capitals of that height."""
    found = []
    for item in visible_below(leaving.view.contentItem()):
        if words := words_of(item):
            caps_mm = item.property("font").pixelSize() * CAP_RATIO / size.mm
            # Where words shrink to fit, the font is not what is seen.
            lines = max(int(item.property("lineCount")), 1)
            line_mm = item.property("contentHeight") / lines / size.mm
            if caps_mm < least_mm or line_mm < least_mm:
                found.append(f"{words}: {caps_mm:.1f} mm")
    return found


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET, SMALL], ids=str)
@pytest.mark.parametrize("access", [LARGE, LARGE_AND_LOW], ids=sorted)
def test_large_words_are_seen_at_seven_tenths_of_a_degree(
    open_exit: OpenExit, size: Size, access: Access
) -> None:
    if not access <= set(size.fitting().aids):
        return
    leaving = open_exit(Box(ear=Ear()), size, WORDY)
    distance_mm = CLOSE_DISTANCE_MM if size in (TABLET, SMALL) else HALL_DISTANCE_MM
    found: list[str] = []
    for lang in LANGUAGES:
        for state in sights(lang, access):
            leaving.stand_at(state)
            found += small_words(leaving, size, SEEN_AT * distance_mm)
    assert found == []


@pytest.mark.parametrize("access", [LOW, LARGE_AND_LOW], ids=sorted)
def test_a_low_screen_has_every_button_where_a_seated_arm_reaches(
    open_exit: OpenExit, access: Access
) -> None:
    settings = replace(WORDY.screen, bottom_mm=BOTTOM_MM)
    leaving = open_exit(Box(ear=Ear()), PORTRAIT, replace(WORDY, screen=settings))
    top_mm = BOTTOM_MM + PORTRAIT.height / PORTRAIT.mm
    opinion = Feedback(UUID(int=1), "faces-4", 1, "fr")
    writing = State(Screen.COMMENT, "fr", opinion, access=access)
    for state in (*sights("fr", access), writing):
        leaving.stand_at(state)
        buttons = [item for item in visible_below(leaving.view.contentItem()) if is_button(item)]
        assert len(buttons) > 4
        for button in buttons:
            place = place_of(button)
            high = top_mm - place.top() / PORTRAIT.mm
            low = top_mm - place.bottom() / PORTRAIT.mm
            assert REACH_MM[0] - 0.5 <= low < high <= REACH_MM[1] + 0.5, button.objectName()


def test_large_words_on_low_glass_are_few_and_are_said_whole(open_exit: OpenExit) -> None:
    leaving = open_exit(Box(ear=Ear()), PORTRAIT, WORDY)
    usual, low = sights("fr", frozenset())[2], sights("fr", LARGE_AND_LOW)[2]
    leaving.stand_at(usual)
    assert leaving.item("tile_wait").property("label") == "Attente trop longue"
    leaving.stand_at(low)
    tile = leaving.item("tile_wait")
    assert (tile.property("label"), tile.property("spoken")) == ("Attente", "Attente trop longue")


def test_a_code_is_known_to_be_read_where_there_is_room_for_one_sentence(
    open_exit: OpenExit,
) -> None:
    leaving = open_exit(Box(ear=Ear()), PORTRAIT, WORDY)
    for access in (frozenset(), LARGE_AND_LOW):
        leaving.stand_at(State(access=access, code="ABCD2345"))
        assert "Code reconnu. Touchez un visage." in leaving.words


def test_a_keyboard_that_needs_the_glass_puts_large_words_off_until_it_is_gone(
    open_exit: OpenExit,
) -> None:
    leaving = open_exit(Box(ear=Ear()), LANDSCAPE, WORDY)
    opinion = Feedback(UUID(int=1), "faces-4", 4, "fr")
    scale = leaving.window.controller.look.props.scale
    leaving.stand_at(State(Screen.COMMENT, "fr", opinion, access=LARGE))
    assert leaving.window.controller.look.props.scale == scale
    leaving.touch("skip")
    assert leaving.screen == "thanks"
    assert leaving.window.controller.state.access == LARGE
    assert leaving.window.controller.look.props.scale.body > scale.body
