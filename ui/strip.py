"""The access strip: language, aids, help and the way back, in the same place on every screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import Texts
from ui.access import Aid
from ui.context import HELP_AT_RECEPTION, SiteContext
from ui.visitor import VisitState

QML_IMPORT_NAME = "Borne"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class StripProps:
    """An empty `back`: not offered here. `helped`: said once help was asked for."""

    language: str
    spoken: str
    """What the button of the languages is called aloud."""
    languages: Sequence[dict[str, object]]
    asking: bool
    question: str
    aids: Sequence[dict[str, object]]
    """id, label, icon, on."""
    back: str
    help: str
    helped: str


NO_STRIP = StripProps("", "", (), False, "", (), "", "", "")
_ICONS = {
    Aid.TEXT: "text-size",
    Aid.CONTRAST: "contrast",
    Aid.VOICE: "volume",
    Aid.REACH: "wheelchair",
}


def strip(state: VisitState, context: SiteContext, *, back: bool) -> StripProps:
    """The same on every screen, but for the way back where there is none."""
    words = context.texts[state.lang]
    # A kiosk out of order can tell nobody: it says where to go.
    answer = HELP_AT_RECEPTION if state.broken else context.help_answer
    return StripProps(
        language=words.endonym,
        spoken=words.say("common.language", language=words.endonym),
        languages=language_buttons(state.lang, context.offered),
        asking=state.asking_language,
        question=words.say("common.which_language"),
        aids=[_aid_button(aid, state, context) for aid in context.aids if aid in _ICONS],
        back=words.say("common.back") if back else "",
        help=words.say("common.help"),
        helped=words.say(answer) if state.help_asked else "",
    )


def _aid_button(aid: Aid, state: VisitState, context: SiteContext) -> dict[str, object]:
    words = context.texts[state.lang]
    mute = aid is Aid.VOICE and state.lang not in context.voices
    return {
        "id": aid.value,
        "label": words.say("common.no_voice" if mute else f"common.aid_{aid.value}"),
        "icon": _ICONS[aid],
        "on": aid in state.access and not mute,
    }


def language_buttons(lang: str, texts: Mapping[str, Texts]) -> list[dict[str, object]]:
    return [
        {"lang": each, "code": each.upper(), "name": words.endonym, "current": each == lang}
        for each, words in texts.items()
    ]


@dataclass(frozen=True, slots=True)
class StripTouches:
    languages: Callable[[], None]
    speak: Callable[[str], None]
    aid: Callable[[Aid], None]
    back: Callable[[], None]
    help: Callable[[], None]


@QmlElement
class StripViewModel(QObject):
    changed = Signal()

    def __init__(self, touches: StripTouches) -> None:
        super().__init__()
        self._touches = touches
        self._props = NO_STRIP

    def show(self, props: StripProps) -> None:
        if props != self._props:
            self._props = props
            self.changed.emit()

    language = Property(str, lambda self: self._props.language, notify=changed)
    spoken = Property(str, lambda self: self._props.spoken, notify=changed)
    languages = Property(list, lambda self: list(self._props.languages), notify=changed)
    asking = Property(bool, lambda self: self._props.asking, notify=changed)
    question = Property(str, lambda self: self._props.question, notify=changed)
    aids = Property(list, lambda self: list(self._props.aids), notify=changed)
    back = Property(str, lambda self: self._props.back, notify=changed)
    help = Property(str, lambda self: self._props.help, notify=changed)
    helped = Property(str, lambda self: self._props.helped, notify=changed)

    @Slot()
    def askLanguages(self) -> None:  # noqa: N802
        self._touches.languages()

    @Slot(str)
    def speak(self, lang: str) -> None:
        self._touches.speak(lang)

    @Slot(str)
    def useAid(self, id_: str) -> None:  # noqa: N802
        self._touches.aid(Aid(id_))

    @Slot()
    def goBack(self) -> None:  # noqa: N802
        self._touches.back()

    @Slot()
    def askHelp(self) -> None:  # noqa: N802
        self._touches.help()
