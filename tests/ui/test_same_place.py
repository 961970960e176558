"""What is on every screen stays where it was, and Arabic is the mirror of French."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF

from tests.assets.shipped import CONFIGS
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.geometry import ROUNDING_PX, is_button, place_of, visible_below
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.sizes import LANDSCAPE, PORTRAIT, SMALL, Size
from tests.ui.test_entrance_layout import sights as entrance_sights
from tests.ui.test_exit_layout import WORDY
from tests.ui.test_exit_layout import sights as exit_sights

MAIRIE = CONFIGS["mairie"]

Places = dict[str, QRectF]


def places_of_buttons(at: Visit | Leaving) -> Places:
    at.live()
    items = visible_below(at.view.contentItem())
    return {item.objectName(): place_of(item) for item in items if is_button(item)}


def entrance(open_visit: OpenVisit, size: Size, lang: str) -> Iterator[tuple[str, Places]]:
    """Every screen, with the places of its buttons."""
    visit = open_visit(Office(), size, MAIRIE)
    for name, state in entrance_sights(MAIRIE).items():
        visit.stand_at(replace(state, lang=lang, help_asked=False))
        yield name, places_of_buttons(visit)


def leave(open_exit: OpenExit, size: Size, lang: str) -> Iterator[tuple[str, Places]]:
    leaving = open_exit(Box(), size, WORDY)
    for name, state in exit_sights(lang).items():
        leaving.stand_at(replace(state, help_asked=False))
        yield name, places_of_buttons(leaving)


def is_near(one: QRectF, other: QRectF) -> bool:
    apart = (one.x() - other.x(), one.y() - other.y(), one.width() - other.width())
    return max(map(abs, apart)) <= 2 * ROUNDING_PX


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, SMALL], ids=str)
@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_help_is_asked_for_in_the_same_place_of_every_screen(
    open_visit: OpenVisit, open_exit: OpenExit, size: Size, lang: str
) -> None:
    for screens in (entrance(open_visit, size, lang), leave(open_exit, size, lang)):
        places = dict(screens)
        assert [name for name, buttons in places.items() if "help" not in buttons] == []
        helps = {name: buttons["help"] for name, buttons in places.items()}
        first = next(iter(helps.values()))
        assert [name for name, place in helps.items() if not is_near(place, first)] == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=str)
@pytest.mark.parametrize("screen", ["category", "faces"])
def test_arabic_is_the_mirror_of_french(
    open_visit: OpenVisit, open_exit: OpenExit, size: Size, screen: str
) -> None:
    window = entrance if screen == "category" else leave
    opener = open_visit if screen == "category" else open_exit
    french = dict(window(opener, size, "fr"))[screen]  # type: ignore[arg-type]
    arabic = dict(window(opener, size, "ar"))[screen]  # type: ignore[arg-type]
    assert len(french) > 5
    assert arabic.keys() == french.keys()
    # Where a button begins: it is as wide as its words.
    mirrored = {name: size.width - place.right() for name, place in arabic.items()}
    boxes = {name for name in french if name.startswith("wish_")}
    for name in french.keys() - boxes:
        assert abs(french[name].left() - mirrored[name]) <= 2 * ROUNDING_PX, name
    # Boxes stand one after the other, and after the way back.
    from_the_left = sorted(boxes, key=lambda name: french[name].left())
    assert sorted(boxes, key=mirrored.__getitem__) == from_the_left
