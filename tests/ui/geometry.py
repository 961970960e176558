"""What an eye and a finger need of a window: whole words, apart; buttons large enough, apart."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

ROUNDING_PX = 1.5


def visible_below(item: QQuickItem) -> list[QQuickItem]:
    """Every item drawn in it, at any depth."""
    found: list[QQuickItem] = []
    for child in item.childItems():
        if child.isVisible() and child.opacity() > 0:
            found += [child, *visible_below(child)]
    return found


def place_of(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def words_of(item: QQuickItem) -> str:
    return str(item.property("text") or "") if item.inherits("QQuickText") else ""


def is_button(item: QQuickItem) -> bool:
    return item.inherits("QQuickAbstractButton") and item.isEnabled()


def faults_of_words(top: QQuickItem) -> Iterator[str]:
    """Words that are cut off, outside of where they belong, over each other, or missing."""
    texts = [item for item in visible_below(top) if words_of(item)]
    whole = place_of(top)
    for text in texts:
        words = words_of(text)
        if "undefined" in words or "{" in words:
            yield f"« {words} » is not a sentence"
        # A sheet that is written on rolls: it shows the end.
        rolls = text.clip() and text.objectName() == "sheet"
        if text.property("truncated") or (_overflows(text) and not rolls):
            yield f"« {words} » is cut off"
        if not _holds(whole, place_of(text)):
            yield f"« {words} » leaves the window"
        button = button_around(text)
        if button is not None and not _holds(place_of(button), place_of(text)):
            yield f"« {words} » leaves its button"
    for one, other in combinations(texts, 2):
        if _meet(place_of(one), place_of(other)):
            yield f"« {words_of(one)} » lies over « {words_of(other)} »"


def faults_of_buttons(
    top: QQuickItem, least_px: float, tile_px: float, gap_px: float
) -> Iterator[str]:
    """Buttons too small or too near for a finger. `tile_px`: those named `tile_` or `start_`."""
    buttons = [item for item in visible_below(top) if is_button(item)]
    whole = place_of(top)
    for button in buttons:
        name, place = button.objectName(), place_of(button)
        wanted = tile_px if name.startswith(("tile_", "start_")) else least_px
        smaller = min(place.width(), place.height())
        if smaller < wanted - ROUNDING_PX:
            yield f"{name} is {smaller:.0f} px small, not {wanted:.0f}"
        if not _holds(whole, place):
            yield f"{name} leaves the window"
        if not any(words_of(item) for item in visible_below(button)):
            yield f"{name} has no words"
    for one, other in combinations(buttons, 2):
        apart = distance(place_of(one), place_of(other))
        if apart < gap_px - ROUNDING_PX:
            yield f"{one.objectName()} and {other.objectName()} are {apart:.0f} px apart"


def button_around(item: QQuickItem) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None and not parent.inherits("QQuickAbstractButton"):
        parent = parent.parentItem()
    return parent


def distance(one: QRectF, other: QRectF) -> float:
    """Between two rectangles, along the wider of the two gaps; negative where they overlap."""
    across = max(one.left(), other.left()) - min(one.right(), other.right())
    down = max(one.top(), other.top()) - min(one.bottom(), other.bottom())
    return max(across, down)


def named(where: str, faults: Iterable[str]) -> list[str]:
    return [f"{where}: {fault}" for fault in faults]


def _overflows(text: QQuickItem) -> bool:
    wide = float(text.property("contentWidth")) - text.width()
    high = float(text.property("contentHeight")) - text.height()
    return max(wide, high) > ROUNDING_PX


def _holds(outer: QRectF, inner: QRectF) -> bool:
    room = outer.adjusted(-ROUNDING_PX, -ROUNDING_PX, ROUNDING_PX, ROUNDING_PX)
    return room.contains(inner)


def _meet(one: QRectF, other: QRectF) -> bool:
    return distance(one, other) < -ROUNDING_PX
