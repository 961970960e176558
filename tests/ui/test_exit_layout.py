"""Whatever the screen and the language: every word of the exit is whole, every button large."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.config import ExitSettings
from kiosk.domain.feedback import SCALES, Feedback, Reason
from kiosk.domain.satisfaction import Month, Satisfaction
from tests.fakes import LANGUAGES, PARIS, small_config
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.geometry import ROUNDING_PX, faults_of_buttons, faults_of_words, named, place_of
from tests.ui.listening import Ear
from tests.ui.sizes import EXTREMES, LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from ui.access import Aid, patience
from ui.exit.flow import IDLE_S, Screen, State
from ui.exit.keyboard import Draft

TOUCH_MM, APART_MM = 20.0, 3.0
HELD_CLOSE_TOUCH_MM, HELD_CLOSE_APART_MM = 12.0, 2.6
"""What a tablet at arm's length has for its other buttons, beside large words."""
HELD_CLOSE_TILE_MM = 17.0
CLOSE_KEY_MM, LOW_KEY_MM = 10.0, 12.0
"""Of a keyboard of five lines on a tablet, and in the band that everyone reaches."""
FACE_MM = 60.0
SMALLER_FACE_MM = {(PORTRAIT, "faces-5"): 44.0}
"""Five faces side by side in 299 mm."""
CLOSE_FACE_MM = 15.0
AIDED_FACE_MM = 38.0
"""Beside large words of two lines, in the band that everyone reaches."""
SCREENS, CLOSE = (PORTRAIT, LANDSCAPE, TABLET, SMALL), (TABLET, SMALL)
OTHERS = (Size(1280, 1024), Size(800, 1280), Size(1080, 1920, 340.0))
"""Nearly square; a tablet that stands; a tall screen on which tiles are high and narrow."""
AIDED = [{Aid.TEXT}, {Aid.REACH}, {Aid.TEXT, Aid.REACH}]
CHANGED = {
    "fr": "Le guichet des passeports ouvre le samedi de 9 h à 12 h 30",
    "en": "The passport desk opens on Saturdays, from 9 to half past 12",
    "es": "La ventanilla de pasaportes abre el sábado de 9 a 12 y media",
    "pt": "O balcão dos passaportes abre ao sábado, das 9 às 12 e meia",
    "ar": "شباك جوازات السفر يفتح يوم السبت من الساعة التاسعة حتى الظهر",
    "uk": "Віконце паспортів працює в суботу з дев’ятої до пів на першу",
    "ru": "Окно паспортов работает в субботу с девяти до полудня",
}
"""As long as a site may write."""
WORDY = replace(small_config(), exit=ExitSettings(comment=True, changed=CHANGED))
OCTOBER = Satisfaction(Month(2026, 10, PARIS), 359, 412)


def sights(lang: str) -> Mapping[str, State]:
    opinions = {
        mood: Feedback(UUID(int=1), "faces-4", value, lang)
        for mood, value in (("happy", 4), ("unhappy", 1))
    }
    happy, unhappy = opinions["happy"], opinions["unhappy"]
    writing = State(Screen.COMMENT, lang, unhappy)
    return {
        "faces": State(lang=lang, help_asked=True),
        "faces, scanned": State(lang=lang, code="ABCD2345"),
        "faces again": State(lang=lang, given=happy),
        "resolution": State(Screen.RESOLUTION, lang, happy),
        "reasons, happy": State(Screen.REASONS, lang, happy, tuple(Reason)),
        "reasons, unhappy": State(Screen.REASONS, lang, unhappy, tuple(Reason)),
        "comment, empty": writing,
        "comment, full": replace(writing, draft=Draft("Mmœ é" * 48, shift=False)),
        "comment, signs": replace(writing, draft=Draft("Bien. ", symbols=True)),
        "thanks": State(Screen.THANKS, lang, unhappy),
        "out of order": State(Screen.OUT_OF_ORDER, lang),
    }


def faults(leaving: Leaving, size: Size, state: State, key_mm: float) -> list[str]:
    """`key_mm`: of a keyboard."""
    leaving.stand_at(state)
    close = size in CLOSE and Aid.TEXT in state.access
    touch_mm = HELD_CLOSE_TOUCH_MM if close else TOUCH_MM
    tile_mm = HELD_CLOSE_TILE_MM if close else TOUCH_MM
    apart_mm = HELD_CLOSE_APART_MM if close else APART_MM
    least_mm = key_mm if state.screen is Screen.COMMENT else touch_mm
    top = leaving.view.contentItem()
    buttons = faults_of_buttons(top, least_mm * size.mm, tile_mm * size.mm, apart_mm * size.mm)
    return [*faults_of_words(top), *buttons]


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_can_be_read_and_touched(open_exit: OpenExit, size: Size, lang: str) -> None:
    leaving = open_exit(Box(ear=Ear()), size, WORDY)
    key_mm = CLOSE_KEY_MM if size in CLOSE else TOUCH_MM
    found: list[str] = []
    for name, state in sights(lang).items():
        found += named(name, faults(leaving, size, state, key_mm))
    assert found == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("access", AIDED, ids=sorted)
def test_every_screen_can_be_read_and_touched_with_any_aid(
    open_exit: OpenExit, size: Size, lang: str, access: set[Aid]
) -> None:
    if not access <= set(size.fitting().aids):
        return
    leaving = open_exit(Box(ear=Ear()), size, WORDY)
    found: list[str] = []
    key_mm = CLOSE_KEY_MM if size in CLOSE else LOW_KEY_MM if Aid.REACH in access else TOUCH_MM
    for name, state in sights(lang).items():
        aided = replace(state, access=frozenset(access))
        found += named(name, faults(leaving, size, aided, key_mm))
        if aided.screen is Screen.FACES:
            drawn = min(drawing.width() for drawing in drawings_of(leaving, 4)) / size.mm
            if drawn < (CLOSE_FACE_MM if size in CLOSE else AIDED_FACE_MM):
                found.append(f"{name}: faces of {drawn:.0f} mm")
    assert found == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_question_whether_one_is_still_there_can_be_read(
    open_exit: OpenExit, size: Size, lang: str
) -> None:
    leaving = open_exit(Box(ear=Ear()), size, WORDY)
    given = Feedback(UUID(int=1), "faces-4", 1, lang)
    for access in (frozenset[Aid](), frozenset(size.fitting().aids) - {Aid.CONTRAST}):
        asked_s = IDLE_S * patience(access)
        state = State(Screen.RESOLUTION, lang, given, idle_s=asked_s, access=access)
        leaving.stand_at(state)
        box = leaving.item("stay").parentItem().parentItem()
        assert list(faults_of_words(box)) == []
        close = size in CLOSE and Aid.TEXT in access
        touch_mm = HELD_CLOSE_TOUCH_MM if close else TOUCH_MM
        least_px = touch_mm * size.mm
        assert list(faults_of_buttons(box, least_px, least_px, APART_MM * size.mm)) == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_can_be_read_and_touched_with_all_there_is_to_say(
    box: Box, open_exit: OpenExit, size: Size, scale: str
) -> None:
    """The widest screen of words: last month, and the code of the ticket."""
    box.last_month = OCTOBER
    settings = ExitSettings(SCALES[scale], ticket_code=True)
    leaving = open_exit(box, size, replace(small_config(), exit=settings))
    least_mm = SMALLER_FACE_MM.get((size, scale), FACE_MM)
    close = size in CLOSE
    found: list[str] = []
    for lang in LANGUAGES:
        given = Feedback(UUID(int=1), scale, 1, lang)
        idle = State(lang=lang, help_asked=True)
        for state in (State(Screen.THANKS, lang, given), idle):
            leaving.stand_at(state)
            found += named(f"{lang} {state.screen}", faults_of_words(leaving.view.contentItem()))
        faces = drawings_of(leaving, len(SCALES[scale].faces))
        least_px = (CLOSE_FACE_MM if close else least_mm) * size.mm
        found += [f"{lang} {face.width():.0f} px" for face in faces if face.width() < least_px - 1]
    assert found == []


@pytest.mark.parametrize("size", [*EXTREMES, *OTHERS], ids=str)
@pytest.mark.parametrize("lang", ["fr", "ar", "ru"])
def test_every_screen_can_be_read_from_ten_inches_to_fifty_five(
    box: Box, open_exit: OpenExit, size: Size, lang: str
) -> None:
    leaving = open_exit(box, size, WORDY)
    found: list[str] = []
    for access in (frozenset[Aid](), frozenset(size.fitting().aids) - {Aid.CONTRAST}):
        for name, state in sights(lang).items():
            leaving.stand_at(replace(state, access=access))
            where = f"{name} {sorted(access)}"
            found += named(where, faults_of_words(leaving.view.contentItem()))
    assert found == []


def drawings_of(leaving: Leaving, count: int) -> list[QQuickItem]:
    faces = [leaving.item(f"face_{value}") for value in range(1, count + 1)]
    drawings: list[QQuickItem] = [
        item
        for face in faces
        for item in face.property("contentItem").childItems()
        if item.inherits("QQuickImage")
    ]
    assert len(drawings) == count
    return drawings


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_faces_are_as_wide_as_a_palm_and_stand_on_one_line(
    open_exit: OpenExit, size: Size, lang: str
) -> None:
    leaving = open_exit(Box(ear=Ear()), size)
    leaving.stand_at(State(lang=lang))
    drawings = drawings_of(leaving, 4)
    tops = [place_of(drawing).top() for drawing in drawings]
    assert max(tops) - min(tops) < ROUNDING_PX
    assert all(drawing.width() >= FACE_MM * size.mm - 1 for drawing in drawings)
