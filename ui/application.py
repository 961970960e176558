"""Qt itself: the application, its fonts, and windows made of one QML file and its view models."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication
from PySide6.QtQuick import QQuickView

from kiosk.config import ScreenSettings
from kiosk.paths import ASSETS
from ui.codes import CodeProvider
from ui.fitting import Fitting
from ui.icons import IconProvider, LogoProvider
from ui.metrics import Screen, pixels_per_mm
from ui.reach import Glass
from ui.theme import Themes

QML = Path(__file__).parent / "qml"
FAMILIES = ("Atkinson Hyperlegible Next", "Borne Cyrillic", "Borne Arabic")
"""The first that has a character shows it: Latin, Cyrillic, Arabic. No system font is needed."""
FONT_FILES = ("AtkinsonHyperlegibleNext-*.ttf", "NotoSans-*.ttf", "NotoSansArabic-*.ttf")
SWITCH_S = 0.0005
"""How long a worker's Python may hold the interpreter while a finger waits."""


def start_application(name: str) -> QGuiApplication:
    """Once in a process. Draws in software unless the environment says that there is a GPU."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    # The fonts carry no OpenType tables for scripts that Qt asks about; harmless.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")
    sys.setswitchinterval(SWITCH_S)
    application = QGuiApplication([name])
    application.setApplicationName(name)
    load_fonts()
    return application


def load_fonts() -> None:
    for pattern in FONT_FILES:
        for file in sorted((ASSETS / "fonts").glob(pattern)):
            QFontDatabase.addApplicationFont(str(file))
    QGuiApplication.setFont(QFont(FAMILIES))


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a window. `pixels` None: the whole screen.

    `like_mm`: the width of the screen that a window on a desk stands for.
    """

    pixels: QSize | None = None
    like_mm: float | None = None


def fitting_for(
    frame: Frame, settings: ScreenSettings, themes: Themes, *, voice: bool = False
) -> tuple[Fitting, QSize]:
    """How a window stands on the glass, and its size in pixels."""
    screen = QGuiApplication.primaryScreen()
    size = frame.pixels or screen.size()
    measured = frame.like_mm or settings.width_mm
    said = Screen(size.width(), size.height(), screen.physicalDotsPerInch())
    mm = pixels_per_mm(said, measured)
    glass = Glass(size.width() / mm, size.height() / mm, settings.bottom_mm)
    return Fitting(glass, mm, themes, settings.distance_mm, voice, settings.motion), size


class Window:
    """A QQuickView whose engine dies before the view models that it shows."""

    def __init__(self, file: Path, properties: Mapping[str, object], title: str) -> None:
        self.view = QQuickView()
        self._properties = dict(properties)
        self.view.engine().addImageProvider("icon", IconProvider(ASSETS / "icons"))
        self.view.engine().addImageProvider("code", CodeProvider())
        self.view.engine().addImageProvider("face", IconProvider(ASSETS / "faces"))
        self.view.engine().addImageProvider("logo", LogoProvider())
        self.view.setTitle(title)
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.setInitialProperties(self._properties)
        self.view.setSource(QUrl.fromLocalFile(str(file)))
        if self.view.status() is not QQuickView.Status.Ready:
            raise RuntimeError("; ".join(error.toString() for error in self.view.errors()))

    def open(self, frame: Frame, size: QSize, ground: str) -> None:
        self.view.setColor(QColor(ground))
        if frame.pixels is None:
            from PySide6.QtCore import Qt  # Its hundred enums take 30 ms: not for a window.

            self.view.setFlag(Qt.WindowType.FramelessWindowHint)
            self.view.setCursor(Qt.CursorShape.BlankCursor)
            # Where no window manager runs, nobody else makes it as large as the screen.
            self.view.setGeometry(self.view.screen().geometry())
            self.view.showFullScreen()
        else:
            self.view.setMinimumSize(size)
            self.view.setMaximumSize(size)
            self.view.resize(size)
            self.view.show()

    def close(self) -> None:
        """The window, then its engine and items; the view models may go after."""
        self.view.close()
        shiboken6.delete(self.view)
