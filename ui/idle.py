"""« Êtes-vous toujours là ? »: what it shows, and what it says aloud."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import Texts
from ui.events import Stayed
from ui.reading import Item, Reading

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class IdleProps:
    """`covering`: over the whole screen. Else the screen itself asks, beside what may be lost."""

    asked: bool
    question: str
    countdown: str
    stay: str
    covering: bool = True


def idle_props(words: Texts, left_s: float | None, *, covering: bool = True) -> IdleProps:
    """`left_s`: before the visit ends; None: nobody need be asked yet."""
    return IdleProps(
        left_s is not None,
        words.say("common.still_there"),
        "" if left_s is None else words.count("common.seconds_left", max(ceil(left_s), 0)),
        words.say("common.stay"),
        covering,
    )


def still_there(at_first: IdleProps) -> Reading[Stayed]:
    """Says the time that there is, once: a countdown aloud would never end."""
    stay = Item("stay", at_first.stay, Stayed())
    return Reading("still there", at_first.question, (at_first.countdown,), (stay,))


@QmlElement
class IdleViewModel(QObject):
    """Over any screen, or on the one that must stay in view."""

    changed = Signal()

    def __init__(self, on_stay: Callable[[], None]) -> None:
        super().__init__()
        self._on_stay = on_stay
        self._props = IdleProps(False, "", "", "")

    def show(self, props: IdleProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    asked = Property(bool, lambda self: self._props.asked, notify=changed)
    covering = Property(bool, lambda self: self._props.covering, notify=changed)
    question = Property(str, lambda self: self._props.question, notify=changed)
    countdown = Property(str, lambda self: self._props.countdown, notify=changed)
    stay = Property(str, lambda self: self._props.stay, notify=changed)

    @Slot()
    def remain(self) -> None:
        self._on_stay()
