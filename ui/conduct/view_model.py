"""What QML sees of the covers, and what is touched on them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.conduct.props import ConductProps

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class CoverTouches:
    press: Callable[[str], None]
    choose: Callable[[str], None]
    next_colour: Callable[[], None]
    dot: Callable[[float, float], None]


@QmlElement
class ConductViewModel(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._touches: CoverTouches | None = None
        self._props = ConductProps()

    def obey(self, touches: CoverTouches) -> None:
        """From now on: there is nothing to touch before."""
        self._touches = touches

    def show(self, props: ConductProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    cover = Property(str, lambda self: self._props.cover, notify=changed)
    title = Property(str, lambda self: self._props.title, notify=changed)
    detail = Property(str, lambda self: self._props.detail, notify=changed)
    typed = Property(int, lambda self: self._props.typed, notify=changed)
    open = Property(bool, lambda self: self._props.open, notify=changed)
    code = Property(str, lambda self: self._props.code, notify=changed)
    picture = Property(str, lambda self: self._props.picture, notify=changed)
    keys = Property(list, lambda self: list(self._props.keys), notify=changed)
    facts = Property(list, lambda self: list(self._props.facts), notify=changed)
    wordy = Property(bool, lambda self: self._props.wordy, notify=changed)
    actions = Property(list, lambda self: list(self._props.actions), notify=changed)
    notices = Property(list, lambda self: list(self._props.notices), notify=changed)
    colour = Property(str, lambda self: self._props.colour, notify=changed)
    dots = Property(list, lambda self: list(self._props.dots), notify=changed)

    @Slot(str)
    def press(self, key: str) -> None:
        if self._touches is not None:
            self._touches.press(key)

    @Slot(str)
    def choose(self, action: str) -> None:
        if self._touches is not None:
            self._touches.choose(action)

    @Slot()
    def showNextColour(self) -> None:  # noqa: N802
        if self._touches is not None:
            self._touches.next_colour()

    @Slot(float, float)
    def dot(self, across: float, down: float) -> None:
        if self._touches is not None:
            self._touches.dot(across, down)
