"""The access strip: languages, help and the way back, in the same place on every screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import Texts

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class StripProps:
    """An empty `back` or `help`: not offered here. `helped`: said once help was asked for."""

    languages: Sequence[dict[str, object]]
    back: str
    help: str
    helped: str


def language_buttons(lang: str, texts: Mapping[str, Texts]) -> list[dict[str, object]]:
    return [
        {"lang": each, "code": each.upper(), "name": words.endonym, "current": each == lang}
        for each, words in texts.items()
    ]


@dataclass(frozen=True, slots=True)
class StripTouches:
    speak: Callable[[str], None]
    back: Callable[[], None]
    help: Callable[[], None]


@QmlElement
class StripViewModel(QObject):
    changed = Signal()

    def __init__(self, touches: StripTouches) -> None:
        super().__init__()
        self._touches = touches
        self._props = StripProps((), "", "", "")

    def show(self, props: StripProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    languages = Property(list, lambda self: list(self._props.languages), notify=changed)
    back = Property(str, lambda self: self._props.back, notify=changed)
    help = Property(str, lambda self: self._props.help, notify=changed)
    helped = Property(str, lambda self: self._props.helped, notify=changed)

    @Slot(str)
    def speak(self, lang: str) -> None:
        self._touches.speak(lang)

    @Slot()
    def goBack(self) -> None:  # noqa: N802
        self._touches.back()

    @Slot()
    def askHelp(self) -> None:  # noqa: N802
        self._touches.help()
