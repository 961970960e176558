"""Whatever the screen and the language: every word of the exit is whole, every button large."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from kiosk.domain.feedback import Feedback, Reason
from tests.fakes import LANGUAGES
from tests.ui.exit_kit import Box, OpenExit
from tests.ui.geometry import ROUNDING_PX, faults_of_buttons, faults_of_words, named, place_of
from tests.ui.listening import Ear
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from ui.exit.flow import Screen, State

TOUCH_MM, APART_MM = 20.0, 3.0
HELD_CLOSE_TOUCH_MM, HELD_CLOSE_APART_MM = 12.0, 2.6
"""What a tablet at arm's length has for its other buttons."""
HELD_CLOSE_TILE_MM = 17.0
FACE_MM = 60.0


def sights(lang: str) -> Mapping[str, State]:
    opinions = {
        mood: Feedback(UUID(int=1), "faces-4", value, lang)
        for mood, value in (("happy", 4), ("unhappy", 1))
    }
    happy, unhappy = opinions["happy"], opinions["unhappy"]
    return {
        "faces": State(lang=lang, help_asked=True),
        "faces again": State(lang=lang, given=happy),
        "resolution": State(Screen.RESOLUTION, lang, happy),
        "reasons, happy": State(Screen.REASONS, lang, happy, tuple(Reason)),
        "reasons, unhappy": State(Screen.REASONS, lang, unhappy, tuple(Reason)),
        "thanks": State(Screen.THANKS, lang, unhappy),
        "out of order": State(Screen.OUT_OF_ORDER, lang),
    }


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET, SMALL], ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_can_be_read_and_touched(open_exit: OpenExit, size: Size, lang: str) -> None:
    leaving = open_exit(Box(ear=Ear()), size)
    close = size in (TABLET, SMALL)
    touch_mm = HELD_CLOSE_TOUCH_MM if close else TOUCH_MM
    tile_mm = HELD_CLOSE_TILE_MM if close else TOUCH_MM
    apart_mm = HELD_CLOSE_APART_MM if close else APART_MM
    found: list[str] = []
    for name, state in sights(lang).items():
        leaving.stand_at(state)
        top = leaving.view.contentItem()
        buttons = faults_of_buttons(top, touch_mm * size.mm, tile_mm * size.mm, apart_mm * size.mm)
        found += named(name, [*faults_of_words(top), *buttons])
    assert found == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_faces_are_as_wide_as_a_palm_and_stand_on_one_line(
    open_exit: OpenExit, size: Size, lang: str
) -> None:
    leaving = open_exit(Box(ear=Ear()), size)
    leaving.stand_at(State(lang=lang))
    faces = [leaving.item(f"face_{value}") for value in range(1, 5)]
    drawings = [
        item
        for face in faces
        for item in face.property("contentItem").childItems()
        if item.inherits("QQuickImage")
    ]
    assert len(drawings) == 4
    tops = [place_of(drawing).top() for drawing in drawings]
    assert max(tops) - min(tops) < ROUNDING_PX
    assert all(drawing.width() >= FACE_MM * size.mm - 1 for drawing in drawings)
