"""What entrance and exit know of whoever stands there, and what the strip changes of it."""

from dataclasses import Field, replace
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar, assert_never

from ui.access import Access
from ui.events import AidTouched, HelpAsked, KeyUsed, LanguageChosen, LanguagesAsked


class VisitState(Protocol):
    """What every state tells. A frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def screen(self) -> StrEnum: ...

    @property
    def lang(self) -> str: ...

    @property
    def access(self) -> Access: ...

    @property
    def asking_language(self) -> bool: ...

    @property
    def help_asked(self) -> bool: ...

    @property
    def broken(self) -> bool:
        """Nothing can be stored, nor told to anybody."""
        ...


S = TypeVar("S", bound=VisitState)
StripChange = LanguageChosen | LanguagesAsked | AidTouched | HelpAsked | KeyUsed


def strip_touched(state: S, event: StripChange) -> S:
    match event:
        case LanguageChosen(lang):
            return replace(state, lang=lang, asking_language=False)
        case LanguagesAsked():
            return replace(state, asking_language=not state.asking_language)
        case AidTouched(aid):
            return replace(state, access=state.access ^ {aid})
        case HelpAsked():
            return replace(state, help_asked=True)
        case KeyUsed(aids):
            return replace(state, access=state.access | aids)
        case _:
            assert_never(event)
