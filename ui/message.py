"""A screen that says why not, and what to do: refused, closed, out of order."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import Texts

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class MessageProps:
    """Empty: not shown."""

    icon: str
    title: str
    detail: str = ""
    advice: str = ""
    action: str = ""


def out_of_order(words: Texts) -> MessageProps:
    return MessageProps(
        "alert", words.say("common.out_of_order"), words.say("common.ask_reception")
    )


@QmlElement
class MessageViewModel(QObject):
    changed = Signal()

    def __init__(self, on_action: Callable[[], None]) -> None:
        super().__init__()
        self._on_action = on_action
        self._props = MessageProps("alert", "")

    def show(self, props: MessageProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    icon = Property(str, lambda self: self._props.icon, notify=changed)
    title = Property(str, lambda self: self._props.title, notify=changed)
    detail = Property(str, lambda self: self._props.detail, notify=changed)
    advice = Property(str, lambda self: self._props.advice, notify=changed)
    action = Property(str, lambda self: self._props.action, notify=changed)

    @Slot()
    def act(self) -> None:
        self._on_action()
