"""QR codes on the screen: `image://code/HEX`, the content in hexadecimal UTF-8."""

from functools import lru_cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

QUIET = 4
"""Light modules around, as the standard asks. Light and dark are white and black in any theme."""
FORMAT = QImage.Format.Format_ARGB32_Premultiplied
LIGHT, DARK = b"\xff\xff\xff\xff", b"\x00\x00\x00\xff"


class CodeProvider(QQuickImageProvider):
    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002
        return draw(bytes.fromhex(id).decode(), max(requestedSize.width(), 1))


def source_of(content: str) -> str:
    """What QML is given; empty where there is nothing to show."""
    return f"image://code/{content.encode().hex()}" if content else ""


@lru_cache(maxsize=8)
def modules(content: str) -> tuple[tuple[bool, ...], ...]:
    """Row by row, True where dark, with the quiet zone."""
    import qrcode  # 35 ms: on a worker, by warm_up.

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(content)
    code.make(fit=True)
    return tuple(tuple(row) for row in code.get_matrix())


def draw(content: str, side: int) -> QImage:
    """As large as whole pixels allow within `side`."""
    rows = modules(content)
    scale = max(side // len(rows), 1)
    lines = (b"".join((DARK if dark else LIGHT) * scale for dark in row) * scale for row in rows)
    whole = len(rows) * scale
    return QImage(b"".join(lines), whole, whole, FORMAT).copy()


def warm_up() -> None:
    """Read what drawing needs, so that the first code does not wait for it."""
    modules("")
