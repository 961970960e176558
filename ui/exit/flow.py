"""Where the visitor is at the exit, and what is to be kept of it. One pure function, no Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from kiosk.config import ScreenSettings
from kiosk.domain.feedback import Feedback, Reason, Resolution, Scale
from ui.access import NO_AID, Access, patience
from ui.events import (
    AidTouched,
    Broken,
    CommonEvent,
    HelpAsked,
    KeyUsed,
    LanguageChosen,
    LanguagesAsked,
    Left,
    Mended,
    Stayed,
    StripTouch,
    Ticked,
    WentBack,
)
from ui.exit.keyboard import BLANK, Draft, press
from ui.visitor import strip_touched

THANKS_S, THANKS_TOLD_S = 4.0, 8.0
"""The second where something is to be read with the thanks."""
IDLE_S = 12.0
"""Without a touch, before being asked: what was answered is kept already."""
WRITING_S = 40.0
"""The same, for who writes."""
REPEAT_S = 5.0
"""Two opinions in less time are not two visitors."""


class Screen(StrEnum):
    FACES = "faces"
    RESOLUTION = "resolution"
    REASONS = "reasons"
    COMMENT = "comment"
    THANKS = "thanks"
    OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True, slots=True)
class State:
    screen: Screen = Screen.FACES
    lang: str = "fr"
    given: Feedback | None = None
    """To be stored as it is; replaces what was stored under its id."""
    picked: tuple[Reason, ...] = ()
    """Reasons touched, not yet validated."""
    draft: Draft = BLANK
    """A comment being written, not yet sent."""
    code: str | None = None
    """Of the visitor's ticket, when it was scanned."""
    rest_s: float = 0.0
    """Before a new opinion may begin."""
    idle_s: float = 0.0
    help_asked: bool = False
    asking_language: bool = False
    access: Access = NO_AID

    @property
    def broken(self) -> bool:
        return self.screen is Screen.OUT_OF_ORDER


@dataclass(frozen=True, slots=True)
class FaceTouched:
    """`id` is used if this begins an opinion."""

    id: UUID
    value: int


@dataclass(frozen=True, slots=True)
class ResolutionTold:
    """None: the visitor would rather not say."""

    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class ReasonTouched:
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReasonsDone:
    pass


@dataclass(frozen=True, slots=True)
class ReasonsSkipped:
    pass


@dataclass(frozen=True, slots=True)
class KeyTouched:
    """A key of the keyboard on the screen."""

    key: str


@dataclass(frozen=True, slots=True)
class CommentSent:
    pass


@dataclass(frozen=True, slots=True)
class CommentSkipped:
    pass


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    pass


@dataclass(frozen=True, slots=True)
class CodeScanned:
    code: str


Answer = FaceTouched | ResolutionTold | ReasonTouched | ReasonsDone | ReasonsSkipped
Writing = KeyTouched | CommentSent | CommentSkipped
ExitEvent = Answer | Writing | ChangeAsked | CodeScanned
Touch = ExitEvent | StripTouch | Stayed
Event = ExitEvent | CommonEvent


@dataclass(frozen=True, slots=True)
class Flow:
    scale: Scale
    comment: bool = False
    """Whether a few words are asked for."""
    asked_s: float = ScreenSettings.warning_s
    """How long a visitor is asked « Êtes-vous toujours là ? »."""
    thanks_s: float = THANKS_S

    def next(self, state: State, event: Event) -> State:
        if state.screen is Screen.OUT_OF_ORDER:
            return _out_of_order(state, event)
        match event:
            case Mended():
                return state
            case Left():
                return _home(state)
            case Ticked(seconds):
                return self._ticked(state, seconds)
            case Broken():
                return replace(state, screen=Screen.OUT_OF_ORDER)
            case _:
                return self._touched(replace(state, idle_s=0.0), event)

    def warning_s(self, state: State) -> float | None:
        """Seconds left before the visit ends, once the visitor must be asked; None before."""
        asked = _is_asked(state) and state.idle_s >= self.idle_limit_s(state)
        return self._limit_s(state) - state.idle_s if asked else None

    def idle_limit_s(self, state: State) -> float:
        """How long a visitor may do nothing before being asked."""
        match state.screen:
            case Screen.COMMENT:
                seconds = WRITING_S
            case Screen.THANKS:
                seconds = self.thanks_s
            case _:
                seconds = IDLE_S
        return seconds * patience(state.access)

    def _limit_s(self, state: State) -> float:
        """How long a visitor who does nothing stays."""
        asked_s = self.asked_s * patience(state.access) if _is_asked(state) else 0.0
        return self.idle_limit_s(state) + asked_s

    def _touched(self, state: State, event: Touch) -> State:
        match event:
            case LanguageChosen() | LanguagesAsked() | AidTouched() | HelpAsked() | KeyUsed():
                return strip_touched(state, event)
            case Stayed():
                return state
            case WentBack() if state.asking_language:
                return replace(state, asking_language=False)
            case WentBack():
                return _back(state)
            case ChangeAsked() if state.screen is Screen.THANKS:
                return replace(state, screen=Screen.FACES)
            case CodeScanned(code) if state.screen is Screen.FACES and state.given is None:
                return replace(state, code=code)
            case ChangeAsked() | CodeScanned():
                return state
            case KeyTouched() | CommentSent() | CommentSkipped():
                return _written(state, event)
            case _:
                return self._answered(state, event)

    def _answered(self, state: State, event: Answer) -> State:
        match event, state.screen, state.given:
            case FaceTouched(id_, value), Screen.FACES, given:
                return self._rated(state, given.id if given else id_, value)
            case ResolutionTold(resolution), Screen.RESOLUTION, Feedback() as given:
                told = replace(given, resolution=resolution)
                return replace(state, screen=Screen.REASONS, given=told)
            case ReasonTouched(reason), Screen.REASONS, Feedback():
                return replace(state, picked=_toggled(state.picked, reason))
            case ReasonsDone(), Screen.REASONS, Feedback():
                return self._reasoned(state)
            case ReasonsSkipped(), Screen.REASONS, Feedback():
                return self._reasoned(replace(state, picked=()))
            case _:
                return state

    def _rated(self, state: State, id_: UUID, value: int) -> State:
        if value not in self.scale or (state.given is None and state.rest_s > 0):
            return state
        return replace(
            state,
            screen=Screen.RESOLUTION,
            given=Feedback(
                id_,
                self.scale.id,
                value,
                state.lang,
                ticket_code=state.code,
                wording=self.scale.wording,
            ),
            picked=(),
            rest_s=REPEAT_S,
        )

    def _reasoned(self, state: State) -> State:
        """The reasons are kept, whatever becomes of the comment."""
        thanked = _thanked(state)
        return replace(thanked, screen=Screen.COMMENT) if self.comment else thanked

    def _ticked(self, state: State, seconds: float) -> State:
        idle_s = state.idle_s + seconds
        later = replace(state, idle_s=idle_s, rest_s=max(state.rest_s - seconds, 0.0))
        if _is_fresh(later):
            return replace(later, idle_s=0.0)
        if idle_s < self._limit_s(later):
            return later
        match state.screen:
            case Screen.RESOLUTION | Screen.REASONS | Screen.COMMENT:
                return _thanked(later)
            case _:
                return _home(later)


def _out_of_order(state: State, event: Event) -> State:
    """It can be read in every language, and says where help is; no more."""
    match event:
        case Mended():
            return _home(state)
        case LanguageChosen() | LanguagesAsked() | AidTouched() | HelpAsked() | KeyUsed():
            return strip_touched(replace(state, idle_s=0.0), event)
        case Left():
            return State(state.screen)
        case Ticked(seconds):
            idle_s = state.idle_s + seconds
            spent = idle_s >= IDLE_S * patience(state.access)
            return State(state.screen) if spent else replace(state, idle_s=idle_s)
        case _:
            return state


def _written(state: State, event: Writing) -> State:
    if state.screen is not Screen.COMMENT or state.given is None:
        return state
    match event:
        case KeyTouched(key):
            return replace(state, draft=press(state.draft, key))
        case CommentSent():
            said = replace(state.given, comment=state.draft.text.strip() or None)
            return replace(state, screen=Screen.THANKS, given=said)
        case CommentSkipped():
            unsaid = replace(state.given, comment=None)
            return replace(state, screen=Screen.THANKS, given=unsaid, draft=BLANK)
        case _:
            assert_never(event)


def _thanked(state: State) -> State:
    if state.given is None:
        return state
    given = replace(state.given, reasons=state.picked)
    return replace(state, screen=Screen.THANKS, given=given, idle_s=0.0)


def _toggled(picked: tuple[Reason, ...], reason: Reason) -> tuple[Reason, ...]:
    """In the order of the screen, whatever the order of the touches."""
    wanted = set(picked) ^ {reason}
    return tuple(each for each in Reason if each in wanted)


def _back(state: State) -> State:
    match state.screen:
        case Screen.RESOLUTION:
            return replace(state, screen=Screen.FACES)
        case Screen.REASONS:
            return replace(state, screen=Screen.RESOLUTION)
        case Screen.COMMENT:
            return replace(state, screen=Screen.REASONS)
        case Screen.FACES | Screen.THANKS | Screen.OUT_OF_ORDER:
            return state
        case _:
            assert_never(state.screen)


def _is_asked(state: State) -> bool:
    """Whether there is something to lose: an answer begun, a language, an aid."""
    match state.screen:
        case Screen.RESOLUTION | Screen.REASONS | Screen.COMMENT:
            return True
        case Screen.FACES:
            return _chosen(state) != State()
        case Screen.THANKS | Screen.OUT_OF_ORDER:
            return False
        case _:
            assert_never(state.screen)


def _chosen(state: State) -> State:
    """What the visitor would have to do again."""
    return State(lang=state.lang, given=state.given, code=state.code, access=state.access)


def _is_fresh(state: State) -> bool:
    return state == State(rest_s=state.rest_s, idle_s=state.idle_s)


def _home(state: State) -> State:
    """Language, help and answer are forgotten; the rest between two opinions is not."""
    return State(rest_s=state.rest_s)
