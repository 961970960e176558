"""The view models of the entrance, one a screen: they hold props and pass on what was touched."""

from collections.abc import Callable
from dataclasses import asdict

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.codes import source_of
from ui.entrance import events
from ui.entrance.leaves import Section
from ui.entrance.present import AttractProps
from ui.entrance.present_card import NO_CARD, CardProps
from ui.entrance.present_choice import NO_CHOICE, ChoiceProps
from ui.entrance.present_ticket import NO_TICKET, ConfirmationProps
from ui.room import Foot

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1

Tell = Callable[[events.Touch], None]


@QmlElement
class AttractViewModel(QObject):
    changed = Signal()

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._props = AttractProps("", "", "", (), 1)

    def show(self, props: AttractProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    site = Property(str, lambda self: self._props.site, notify=changed)
    welcome = Property(str, lambda self: self._props.welcome, notify=changed)
    hours = Property(str, lambda self: self._props.hours, notify=changed)
    message = Property(str, lambda self: self._props.message, notify=changed)
    badge = Property(str, lambda self: self._props.badge, notify=changed)
    starts = Property(list, lambda self: list(self._props.starts), notify=changed)
    columns = Property(int, lambda self: self._props.columns, notify=changed)

    @Slot(str)
    def start(self, lang: str) -> None:
        self._tell(events.Started(lang))


@QmlElement
class ChoiceViewModel(QObject):
    """The tiles of categories, or of one category's motifs. `order` makes the id of a ticket."""

    changed = Signal()

    def __init__(self, tell: Tell, choose: Callable[[str, str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._choose = choose
        self._props = NO_CHOICE

    def show(self, props: ChoiceProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    question = Property(str, lambda self: self._props.question, notify=changed)
    tiles = Property(list, lambda self: list(self._props.tiles), notify=changed)
    wishes = Property(list, lambda self: list(self._props.wishes), notify=changed)
    priority = Property(list, lambda self: list(self._props.priority), notify=changed)
    columns = Property(int, lambda self: self._props.columns, notify=changed)
    tileHeight = Property(float, lambda self: self._props.tile_height, notify=changed)  # noqa: N815
    footRow = Property(float, lambda self: self._props.foot_row, notify=changed)  # noqa: N815
    footInTwo = Property(bool, lambda self: self._props.foot is Foot.TWO_ROWS, notify=changed)  # noqa: N815
    previous = Property(str, lambda self: self._props.previous, notify=changed)
    next = Property(str, lambda self: self._props.next, notify=changed)
    position = Property(str, lambda self: self._props.position, notify=changed)
    paged = Property(bool, lambda self: self._props.pages > 1, notify=changed)
    busy = Property(bool, lambda self: self._props.busy, notify=changed)

    @Slot(str, str)
    def choose(self, kind: str, id_: str) -> None:
        self._choose(kind, id_)

    @Slot(str)
    def readCard(self, motif: str) -> None:  # noqa: N802
        self._tell(events.CardAsked(motif))

    @Slot(str)
    def wish(self, id_: str) -> None:
        self._tell(events.WishTouched(events.Wish(id_)))

    @Slot(int)
    def turn(self, step: int) -> None:
        self._tell(events.PageTurned(step))


@QmlElement
class CardViewModel(QObject):
    """Something to read, and what can be done then: a motif's card, priority, a doubt."""

    changed = Signal()

    def __init__(self, on_button: Callable[[str], None]) -> None:
        super().__init__()
        self._on_button = on_button
        self._props = NO_CARD

    def show(self, props: CardProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    title = Property(str, lambda self: self._props.title, notify=changed)
    sections = Property(
        list, lambda self: [_section(each) for each in self._props.sections], notify=changed
    )
    said = Property(str, lambda self: self._props.said, notify=changed)
    icon = Property(str, lambda self: self._props.icon, notify=changed)
    buttons = Property(
        list, lambda self: [asdict(each) for each in self._props.buttons], notify=changed
    )
    busy = Property(bool, lambda self: self._props.busy, notify=changed)

    @Slot(str)
    def act(self, id_: str) -> None:
        self._on_button(id_)


def _section(section: Section) -> dict[str, object]:
    # A tuple would be nothing to QML.
    shown = {"lines": list(section.lines), "code": source_of(section.code)}
    return asdict(section) | shown


@QmlElement
class ConfirmationViewModel(QObject):
    changed = Signal()

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._props = NO_TICKET

    def show(self, props: ConfirmationProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    number = Property(str, lambda self: self._props.number, notify=changed)
    title = Property(str, lambda self: self._props.title, notify=changed)
    motif = Property(str, lambda self: self._props.motif, notify=changed)
    zone = Property(str, lambda self: self._props.zone, notify=changed)
    wait = Property(str, lambda self: self._props.wait, notify=changed)
    late = Property(str, lambda self: self._props.late, notify=changed)
    instruction = Property(str, lambda self: self._props.instruction, notify=changed)
    nextStep = Property(str, lambda self: self._props.next_step, notify=changed)  # noqa: N815
    code = Property(str, lambda self: source_of(self._props.code), notify=changed)
    icon = Property(str, lambda self: self._props.icon, notify=changed)
    brief = Property(bool, lambda self: self._props.brief, notify=changed)
    printed = Property(bool, lambda self: self._props.printed, notify=changed)
    failed = Property(bool, lambda self: self._props.failed, notify=changed)
    moving = Property(bool, lambda self: self._props.moving, notify=changed)
    done = Property(str, lambda self: self._props.done, notify=changed)

    @Slot()
    def finish(self) -> None:
        self._tell(events.WentHome())
