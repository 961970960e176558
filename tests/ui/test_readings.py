"""Whatever can be touched can be heard: the reading of each screen names each of its buttons."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible

from tests.assets.shipped import CONFIGS, on_site
from tests.fakes import LANGUAGES
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.geometry import is_button, visible_below
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.listening import Ear
from tests.ui.sizes import PORTRAIT, SMALL, Size
from tests.ui.test_entrance_layout import sights
from tests.ui.test_exit_layout import WORDY
from tests.ui.test_exit_layout import sights as exit_sights
from ui.access import Aid
from ui.entrance import state as entrance
from ui.exit import flow as exit_

GUIDED = frozenset({Aid.KEYS, Aid.VOICE})


def buttons_of(stand: Visit | Leaving) -> Mapping[str, str]:
    """Each button that a finger or a screen reader can press, and its accessible name."""
    buttons = [item for item in visible_below(stand.view.contentItem()) if is_button(item)]
    named = {}
    for button in buttons:
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface is not None
        assert interface.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox)
        named[button.objectName()] = interface.text(QAccessible.Text.Name)
    assert len(named) == len(buttons), "each button of a screen has a name of its own"
    return named


def items_of(stand: Visit | Leaving) -> Mapping[str, str]:
    reading = stand.window.controller.guide.reading
    return {item.id: item.words for item in reading.items}


def test_every_screen_is_stood_at_here() -> None:
    here = {state.screen for state in sights(on_site(CONFIGS["mairie"])).values()}
    assert here == set(entrance.Screen)
    assert {state.screen for state in exit_sights("fr").values()} == set(exit_.Screen)


@pytest.mark.parametrize("size", [PORTRAIT, SMALL], ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_button_of_the_entrance_can_be_heard_by_its_name(
    open_visit: OpenVisit, size: Size, lang: str
) -> None:
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear()), size, config)
    idle = entrance.State(entrance.Screen.CATEGORY, idle_s=2 * config.screen.idle_s)
    for name, sight in {**sights(config), "asked whether still there": idle}.items():
        for asking in (False, True):
            state = replace(sight, lang=lang, access=GUIDED, asking_language=asking)
            visit.stand_at(state)
            assert items_of(visit) == buttons_of(visit), (name, asking)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_button_of_the_exit_can_be_heard_by_its_name(open_exit: OpenExit, lang: str) -> None:
    leaving = open_exit(Box(ear=Ear()), PORTRAIT, WORDY)
    scanned = exit_.State(lang=lang, code="ABCD2345", idle_s=2 * exit_.IDLE_S)
    for name, sight in {**exit_sights(lang), "asked whether still there": scanned}.items():
        for asking in (False, True):
            leaving.stand_at(replace(sight, access=GUIDED, asking_language=asking))
            assert items_of(leaving) == buttons_of(leaving), (name, asking)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_screen_says_its_heading_first(open_visit: OpenVisit, lang: str) -> None:
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear()), PORTRAIT, config)
    for name, sight in sights(config).items():
        visit.stand_at(replace(sight, lang=lang, access=GUIDED))
        aloud = [words.replace("A2-107", "A 2, 107") for words in visit.words]
        assert visit.window.controller.guide.reading.title in aloud, name
