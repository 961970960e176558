"""Pictures for QML: line icons in any colour, `image://icon/NAME/RRGGBB`, and a site's logo."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

BEFORE_LAYOUT = QSize(1, 1)
"""What an image that does not know its size yet asks for is never seen."""
FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class IconProvider(QQuickImageProvider):
    """Draws `assets/icons/NAME.svg`, filled with the colour asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002
        name, _, colour = id.partition("/")
        if requestedSize.isEmpty():
            return _transparent(BEFORE_LAYOUT)
        return draw(self._folder / f"{name}.svg", f"#{colour}", requestedSize)


class LogoProvider(QQuickImageProvider):
    """Draws the picture of `logo_source`, as large as the size asked for can hold it."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002
        from PySide6.QtCore import Qt  # Its hundred enums take 30 ms: only where there is a logo.

        if requestedSize.isEmpty():
            return _transparent(BEFORE_LAYOUT)
        file = Path(bytes.fromhex(id).decode())
        keep = Qt.AspectRatioMode.KeepAspectRatio
        if file.suffix == ".svg":
            # Its own proportions, whatever it says of its size.
            whole = QSvgRenderer(str(file)).defaultSize().scaled(requestedSize, keep)
            return draw(file, "", whole)
        smooth = Qt.TransformationMode.SmoothTransformation
        return QImage(str(file)).scaled(requestedSize, keep, smooth)


def logo_source(file: Path | None) -> str:
    """For QML; empty when there is none. Hexadecimal: no sign of a path means anything in a URL."""
    return "" if file is None else f"image://logo/{str(file).encode().hex()}"


def draw(file: Path, colour: str, size: QSize) -> QImage:
    svg = file.read_text(encoding="utf-8").replace("currentColor", colour)
    image = _transparent(size)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    return image


def _transparent(size: QSize) -> QImage:
    """QImage.fill would load all of Qt's enums, which takes a tenth of the way to a first frame."""
    width, height = size.width(), size.height()
    # A copy owns its pixels. Qt's cache of pictures outlives Python, and would give bytes of
    # Python's back to an interpreter that is no more: a crash at the end of the process.
    return QImage(bytes(4 * width * height), width, height, FORMAT).copy()
