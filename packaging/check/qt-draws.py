"""Draws one red Qt Quick window off screen and looks at it: the machine has all that Qt loads."""

import sys

from PySide6 import QtQuick, QtSvg, QtTest  # noqa: F401  (that they load is the check)
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine

SCENE = b"import QtQuick\nWindow { width: 40; height: 40; visible: true; color: 'red' }"

app = QGuiApplication([])
engine = QQmlEngine()
component = QQmlComponent(engine)
component.setData(SCENE, QUrl())
window = component.create()
if not isinstance(window, QtQuick.QQuickWindow):
    sys.exit(component.errorString())
colour = window.grabWindow().pixelColor(20, 20).name()
sys.exit(0 if colour == "#ff0000" else f"the window is {colour}, not red")
