"""The view models of the exit, one a screen: they hold props and pass on what was touched."""

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.feedback import Reason, Resolution
from kiosk.domain.identifiers import uuid7
from ui.events import WentBack
from ui.exit import flow
from ui.exit.comment import CommentProps, KeyboardProps
from ui.exit.present import SKIP, AnswersProps, FacesProps, ThanksProps

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1

Tell = Callable[[flow.Touch], None]


@QmlElement
class FacesViewModel(QObject):
    changed = Signal()

    def __init__(self, tell: Tell, press: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._press = press
        self._props = FacesProps("", "", "", "", "", (), ready=False, result="", keys=())

    def show(self, props: FacesProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    site = Property(str, lambda self: self._props.site, notify=changed)
    question = Property(str, lambda self: self._props.question, notify=changed)
    heading = Property(str, lambda self: self._props.heading, notify=changed)
    note = Property(str, lambda self: self._props.note, notify=changed)
    faces = Property(list, lambda self: list(self._props.faces), notify=changed)
    ready = Property(bool, lambda self: self._props.ready, notify=changed)

    result = Property(str, lambda self: self._props.result, notify=changed)
    keys = Property(list, lambda self: list(self._props.keys), notify=changed)

    @Slot(str)
    def press(self, key: str) -> None:
        """On a real keyboard."""
        self._press(key)

    @Slot(int)
    def rate(self, value: int) -> None:
        self._tell(flow.FaceTouched(uuid7(), value))


@QmlElement
class AnswersViewModel(QObject):
    """The tiles of one optional question. `answer` says what a tile's id means."""

    changed = Signal()

    def __init__(self, tell: Tell, answer: Callable[[str], flow.Touch]) -> None:
        super().__init__()
        self._tell = tell
        self._answer = answer
        self._props = AnswersProps("", "", "", (), 1, 40.0, "", "", "")

    def show(self, props: AnswersProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    question = Property(str, lambda self: self._props.question, notify=changed)
    hint = Property(str, lambda self: self._props.hint, notify=changed)
    face = Property(str, lambda self: self._props.face, notify=changed)
    tiles = Property(list, lambda self: list(self._props.tiles), notify=changed)
    columns = Property(int, lambda self: self._props.columns, notify=changed)
    tileHeight = Property(float, lambda self: self._props.tile_height, notify=changed)  # noqa: N815
    back = Property(str, lambda self: self._props.back, notify=changed)
    skip = Property(str, lambda self: self._props.skip, notify=changed)
    done = Property(str, lambda self: self._props.done, notify=changed)

    @Slot(str)
    def touch(self, id_: str) -> None:
        self._tell(self._answer(id_))

    @Slot()
    def goBack(self) -> None:  # noqa: N802
        self._tell(WentBack())

    @Slot()
    def leaveOut(self) -> None:  # noqa: N802
        self._tell(flow.ReasonsSkipped())

    @Slot()
    def finish(self) -> None:
        self._tell(flow.ReasonsDone())


@QmlElement
class CommentViewModel(QObject):
    changed = Signal()

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._props = CommentProps("", "", "", "", "", "", "", "", can_send=False)

    def show(self, props: CommentProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    question = Property(str, lambda self: self._props.question, notify=changed)
    hint = Property(str, lambda self: self._props.hint, notify=changed)
    face = Property(str, lambda self: self._props.face, notify=changed)
    text = Property(str, lambda self: self._props.text, notify=changed)
    count = Property(str, lambda self: self._props.count, notify=changed)
    back = Property(str, lambda self: self._props.back, notify=changed)
    skip = Property(str, lambda self: self._props.skip, notify=changed)
    send = Property(str, lambda self: self._props.send, notify=changed)
    canSend = Property(bool, lambda self: self._props.can_send, notify=changed)  # noqa: N815

    @Slot()
    def goBack(self) -> None:  # noqa: N802
        self._tell(WentBack())

    @Slot()
    def leaveOut(self) -> None:  # noqa: N802
        self._tell(flow.CommentSkipped())

    @Slot()
    def finish(self) -> None:
        self._tell(flow.CommentSent())


@QmlElement
class KeyboardViewModel(QObject):
    """Apart from the text, so that a letter written draws no key again."""

    changed = Signal()

    def __init__(self, tell: Callable[[flow.KeyTouched], None]) -> None:
        super().__init__()
        self._tell = tell
        self._props = KeyboardProps((), 1, 1, shift=False)

    def show(self, props: KeyboardProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    rows = Property(list, lambda self: [list(row) for row in self._props.rows], notify=changed)
    columns = Property(int, lambda self: self._props.columns, notify=changed)
    lines = Property(int, lambda self: self._props.lines, notify=changed)
    shift = Property(bool, lambda self: self._props.shift, notify=changed)

    @Slot(str)
    def press(self, key: str) -> None:
        self._tell(flow.KeyTouched(key))


@QmlElement
class ThanksViewModel(QObject):
    changed = Signal()

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._props = ThanksProps((), "", "", "", "")

    def show(self, props: ThanksProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    faces = Property(list, lambda self: list(self._props.faces), notify=changed)
    title = Property(str, lambda self: self._props.title, notify=changed)
    detail = Property(str, lambda self: self._props.detail, notify=changed)
    told = Property(str, lambda self: self._props.changed, notify=changed)
    change = Property(str, lambda self: self._props.change, notify=changed)

    @Slot()
    def changeMind(self) -> None:  # noqa: N802
        self._tell(flow.ChangeAsked())


def resolution_of(id_: str) -> flow.Touch:
    """What a tile of the question about the outcome means."""
    return flow.ResolutionTold(None if id_ == SKIP else Resolution(id_))


def reason_of(id_: str) -> flow.Touch:
    return flow.ReasonTouched(Reason(id_))
