"""Touch released → next screen painted, against a bare QML window that swaps two rectangles.

The last of the three touches includes the durable ticket. Everything behind the screen is real:
the database on this disk, the workers, the virtual printer. Each visitor speaks another language
and comes for something else than the one before; the first of the day stands apart.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice, zip_longest
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QPoint, QPointF, QSize, QTimer
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickView, QQuickWindow

from kiosk.app import Ending, open_entrance, set_stage
from kiosk.config import Config
from kiosk.config.reader import read_config
from kiosk.data_folder import DataFolder
from kiosk.paths import ASSETS
from kiosk.reception import Reception
from tests.bench.ratio import report
from ui.application import Frame, start_application
from ui.double_tap import DEBOUNCE_S
from ui.entrance.recent import Recent
from ui.entrance.window import EntranceWindow
from ui.hands import Hands
from ui.theme import Themes, load_themes

AIM = 2
FRAME_S = 1 / 60
VISITS = 21
BETWEEN_S = DEBOUNCE_S + 0.2
PRESSED_S = 0.08
SETTLED_S = 2.0
PATIENCE_MS = 10_000
SIZE, WIDTH_MM = QSize(1080, 1920), 299.0
STEPS = ("attract → category", "category → motif", "motif → confirmation")
BARE = b"""
import QtQuick
Rectangle {
    id: root
    property int screen: 0
    Rectangle {
        objectName: "swap"
        anchors.fill: parent
        color: root.screen ? "white" : "navy"
        Text {
            anchors.centerIn: parent
            text: root.screen ? "Deux" : "Un"
            color: root.screen ? "navy" : "white"
            font.pixelSize: 100
        }
        TapHandler { onTapped: root.screen = 1 - root.screen }
    }
}
"""


def main() -> None:
    application = start_application("bench")
    ending = Ending(application)
    config = _config()
    # Not /tmp, which may be in memory and would make every commit free.
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        reception = Reception(config, DataFolder(Path(folder)))
        frame = Frame(SIZE, WIDTH_MM)
        window = open_entrance(set_stage(config, _themes()), reception, frame, ending)
        bare = _bare_window()
        _live(SETTLED_S)
        _compare(window, bare, list(islice(_visitors(config), VISITS)))
        bare.close()
        window.close()
        reception.stop()
    if ending.error is not None:
        raise ending.error


def _visitors(config: Config) -> Iterator[tuple[str, str, str]]:
    """What each touches on the way to a ticket."""
    languages = cycle(config.languages)
    # No motif twice: the entrance asks whoever takes the same again within 20 s.
    every = [[(c.id, m.id) for m in c.motifs] for c in config.catalogue.categories]
    ways = [way for rank in zip_longest(*every) for way in rank if way is not None]
    for lang, (category, motif) in zip(languages, cycle(ways), strict=False):
        yield f"start_{lang}", f"tile_{category}", f"tile_{motif}"


def _compare(window: EntranceWindow, bare: QQuickView, visitors: list[tuple[str, ...]]) -> None:
    """Touches of the entrance and of the bare window, in turns."""
    hands, bare_hands = Hands(window.view), Hands(bare)
    page = bare.rootObject()
    floors: list[float] = []
    products: dict[str, list[float]] = {what: [] for what in STEPS}
    for touches in visitors:
        for what, name in zip(STEPS, touches, strict=True):
            floors.append(_seconds(bare, bare_hands, "swap", lambda: page.property("screen")))
            products[what].append(_seconds(window.view, hands, name, lambda: window.screen))
        hands.touch("done")
        _live(BETWEEN_S)
        # Nobody takes so many in a minute: the entrance would ask for a pause.
        controller = window.controller
        controller.state = replace(controller.state, recent=Recent())
    for what, seconds in products.items():
        _print(what, floors, seconds)


def _seconds(window: QQuickWindow, hands: Hands, name: str, screen: Callable[[], object]) -> float:
    """From the release of a finger to the first frame of another screen; then some rest."""
    before = screen()
    place = _middle(hands, name)
    hands.press(place)
    _live(PRESSED_S)
    loop = QEventLoop()
    painted: list[float] = []

    def look() -> None:
        if screen() != before and not painted:
            painted.append(time.perf_counter())
            loop.quit()

    QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
    heard = window.frameSwapped.connect(look)
    begun = time.perf_counter()
    hands.release(place)
    if not painted:
        loop.exec()
    QObject.disconnect(heard)
    if not painted:
        raise TimeoutError(f"no new screen after « {name} »")
    _live(BETWEEN_S)
    return painted[0] - begun


def _middle(hands: Hands, name: str) -> QPoint:
    item = hands.find(name)
    if item is None:
        raise LookupError(name)
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


def _live(seconds: float) -> None:
    """What happens between two touches of a person."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop, loop.quit)
    loop.exec()


def _print(what: str, floors: list[float], products: list[float]) -> None:
    first, *products = products
    report(what, floors, products)
    more = (statistics.median(products) - statistics.median(floors)) / FRAME_S
    tail = (_p95(products) - _p95(floors)) / FRAME_S
    early = (first - statistics.median(floors)) / FRAME_S
    print(  # noqa: T201 - printing is what it is for
        f"    {more:.1f} frames of 16.7 ms more at the median (aim: {AIM}), {tail:.1f} at p95,"
        f" {early:.1f} for the first visitor of the day"
    )


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _bare_window() -> QQuickView:
    view = QQuickView()
    component = QQmlComponent(view.engine())
    component.setData(BARE, "")
    view.setContent("", component, component.create())
    view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
    view.resize(SIZE)
    view.show()
    return view


def _config() -> Config:
    config = read_config(ASSETS / "catalogues" / "mairie.toml")
    assert isinstance(config, Config), config
    return config


def _themes() -> Themes:
    themes = load_themes("light")
    assert isinstance(themes, Themes), themes
    return themes


if __name__ == "__main__":
    main()
