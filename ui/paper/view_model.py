"""The paper window's view model, and the pictures that its QML asks for by number."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Property, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickImageProvider

from ui.paper.present import PaperProps

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PaperViewModel(QObject):
    changed = Signal()

    def __init__(self, props: PaperProps, turn: Callable[[], None]) -> None:
        super().__init__()
        self._props = props
        self._turn = turn

    def show(self, props: PaperProps) -> None:
        self._props = props
        self.changed.emit()

    @Slot()
    def turn(self) -> None:
        """The hand at the printer."""
        self._turn()

    control = Property(str, lambda self: self._props.control, notify=changed)
    title = Property(str, lambda self: self._props.title, notify=changed)
    count = Property(str, lambda self: self._props.count, notify=changed)
    empty = Property(str, lambda self: self._props.empty, notify=changed)
    hint = Property(str, lambda self: self._props.hint, notify=changed)
    earlier = Property(str, lambda self: self._props.earlier, notify=changed)
    newest = Property(list, lambda self: list(self._props.newest), notify=changed)
    older = Property(list, lambda self: list(self._props.older), notify=changed)
    free = Property(int, lambda self: self._props.free, notify=changed)


class PaperProvider(QQuickImageProvider):
    """`image://paper/N`, brought to exactly the device pixels asked for: sharp at any size."""

    def __init__(self, pictures: Mapping[int, QImage]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._pictures = pictures

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N802, N803, ARG002
        picture = self._pictures[int(id)]
        if requestedSize.isEmpty() or requestedSize == picture.size():
            return picture
        return picture.scaled(
            requestedSize,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
