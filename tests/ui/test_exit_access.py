"""What a visitor asks of the screen at the exit: larger and lower, and everything still there."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.config import ExitSettings
from kiosk.domain.feedback import Feedback, Reason
from tests.fakes import LANGUAGES, small_config
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.geometry import (
    ROUNDING_PX,
    button_around,
    is_button,
    place_of,
    visible_below,
    words_of,
)
from tests.ui.listening import Ear
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SMALL, TABLET, WALL, Size
from ui.access import Access, Aid
from ui.exit.flow import Screen, State
from ui.exit.keyboard import Draft
from ui.fitting import CLOSE_DISTANCE_MM, HALL_DISTANCE_MM, LINE_RATIO
from ui.look import CAP_RATIO
from ui.reach import REACH_MM

SEEN_AT = 0.0122
"""Millimetres of capital per millimetre of distance, to be seen at 0.7 degrees."""
LINE = LINE_RATIO / CAP_RATIO
ON_A_KEY = 0.7
"""Of a large capital: five rows of keys leave no more in 200 mm, or on a tablet."""
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
        State(Screen.COMMENT, lang, unhappy, access=access),
        State(Screen.COMMENT, lang, unhappy, access=access, draft=Draft("Bien. ", symbols=True)),
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
            least_line_mm = ON_A_KEY * LINE * least_mm if is_key(item) else least_mm
            if caps_mm < least_mm or line_mm < least_line_mm:
                found.append(f"{words}: {caps_mm:.1f} mm")
    return found


def is_key(text: QQuickItem) -> bool:
    button = button_around(text)
    return button is not None and button.objectName().startswith("key_")


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
    for state in sights("fr", access):
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


@pytest.mark.parametrize("size", [LANDSCAPE, WALL], ids=str)
@pytest.mark.parametrize("access", [LARGE, LARGE_AND_LOW], ids=sorted)
def test_the_keys_beside_large_words_on_a_wide_screen_are_as_large_as_any(
    open_exit: OpenExit, size: Size, access: Access
) -> None:
    leaving = open_exit(Box(ear=Ear()), size, WORDY)
    opinion = Feedback(UUID(int=1), "faces-4", 4, "fr")
    leaving.stand_at(State(Screen.COMMENT, "fr", opinion, access=access))
    key = place_of(leaving.item("key_e"))
    assert min(key.width(), key.height()) >= 20 * size.mm - ROUNDING_PX


def test_a_long_comment_in_large_words_shows_its_end(open_exit: OpenExit) -> None:
    leaving = open_exit(Box(ear=Ear()), SMALL, WORDY)
    opinion = Feedback(UUID(int=1), "faces-4", 4, "fr")
    pictures = []
    for end in "Mi":
        draft = Draft("très long " * 17 + end, shift=False)
        leaving.stand_at(State(Screen.COMMENT, "fr", opinion, access=LARGE, draft=draft))
        sheet = leaving.item("sheet")
        assert sheet.property("contentWidth") > sheet.width()
        pictures.append(leaving.view.grabWindow().copy(place_of(sheet).toRect()))
    assert pictures[0] != pictures[1]
