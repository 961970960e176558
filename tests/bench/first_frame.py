"""One cold start, to be run in a process of its own: prints when the first frame was swapped.

`product DATA`: the command line itself, with our ear on the window that it opens.
`bare`: what PySide6 needs to show one rectangle and one line of text in a window of that size.
"""

import os
import sys
import time


def product(data: str) -> None:
    from kiosk.cli import borne
    from ui import application, screen_window

    class HeardWindow(application.Window):
        def __init__(self, *how: object) -> None:
            super().__init__(*how)  # type: ignore[arg-type]
            # Before the product's own ear, which opens the database.
            self.view.frameSwapped.connect(_painted)

    vars(screen_window)["Window"] = HeardWindow
    borne(["entrance", "--windowed", "--data", data])


def bare() -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlComponent
    from PySide6.QtQuick import QQuickView

    application = QGuiApplication(["bare"])
    view = QQuickView()
    component = QQmlComponent(view.engine())
    component.setData(BARE, "")
    view.setContent("", component, component.create())
    view.frameSwapped.connect(_painted)
    view.resize(540, 960)
    view.show()
    application.exec()


BARE = b"""
import QtQuick
Rectangle {
    width: 540; height: 960
    color: "white"
    Text { anchors.centerIn: parent; text: "Bienvenue"; font.pixelSize: 40 }
}
"""


def _painted() -> None:
    now = time.monotonic_ns()
    os.write(1, f"{now}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else product(sys.argv[2])
