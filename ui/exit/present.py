"""What each screen of the exit shows, derived from the state. Pure: no Qt, no clock."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.feedback import Reason, Resolution, Scale
from kiosk.domain.satisfaction import Satisfaction
from kiosk.domain.texts import Texts
from ui.context import SiteContext
from ui.exit.flow import THANKS_S, THANKS_TOLD_S, Flow, Screen, State
from ui.exit.keyboard import Layout
from ui.idle import IdleProps, idle_props
from ui.room import Room
from ui.strip import StripProps
from ui.strip import strip as common_strip

SKIP = "skip"
LEAST_MM = 12.0
"""On the smallest screens the few answers stay on one page, a little lower."""
_ANSWERS = {
    Resolution.YES: ("check", "#1E6B3C"),
    Resolution.PARTLY: ("contrast", "#8A5A00"),
    Resolution.NO: ("close", "#A3363B"),
}
_REASONS = {
    Reason.WAIT: ("time", "#6A4C93"),
    Reason.WELCOME: ("hand-heart", "#0F5C66"),
    Reason.CLARITY: ("chat", "#2F5D9B"),
    Reason.SOLUTION: ("check", "#1E6B3C"),
    Reason.PLACE: ("sofa", "#7A5230"),
    Reason.ACCESS: ("wheelchair", "#3D4F7C"),
}
_NEUTRAL = "#5B6770"


@dataclass(frozen=True, slots=True)
class Context(SiteContext):
    layouts: Mapping[str, Layout]
    """By language; empty when no comment is asked for."""

    @property
    def scale(self) -> Scale:
        return self.config.exit.scale

    @property
    def flow(self) -> Flow:
        told = THANKS_TOLD_S if self.config.exit.changed else THANKS_S
        return Flow(self.scale, self.config.exit.comment, self.config.screen.warning_s, told)

    def words(self, state: State) -> Texts:
        return self.texts[state.lang]


@dataclass(frozen=True, slots=True)
class FacesProps:
    site: str
    question: str
    heading: str
    """All that is said on glass which has room for one sentence."""
    note: str
    note_for_keys: str
    """The same, heard by whoever does not touch the screen."""
    faces: Sequence[dict[str, object]]
    """id, value, label, spoken, chosen; from worst to best."""
    ready: bool
    result: str
    """Of last month; empty when there is nothing to tell."""
    keys: Sequence[str]
    """Of a real keyboard or a scanner, that mean something here."""


@dataclass(frozen=True, slots=True)
class AnswersProps:
    """`done` and `skip` empty: not offered. `face` is the one that was chosen."""

    question: str
    hint: str
    face: str
    tiles: Sequence[dict[str, object]]
    """id, label, spoken, icon, colour, picked."""
    columns: int
    tile_height: float
    back: str
    skip: str
    done: str


@dataclass(frozen=True, slots=True)
class ThanksProps:
    faces: Sequence[dict[str, object]]
    title: str
    detail: str
    changed: str
    """Two lines: that something has, and what."""
    change: str


def faces(state: State, context: Context, result: Satisfaction | None) -> FacesProps:
    words = context.words(state)
    question = words.say(f"exit.{context.scale.question}")
    note, note_for_keys = (_note(state, context, by) for by in ("", "_keys"))
    return FacesProps(
        site=context.config.site.name,
        question=question,
        heading=question if state.code is None else note,
        note=note,
        note_for_keys=note_for_keys,
        faces=_faces(state, context),
        ready=state.given is not None or state.rest_s == 0,
        result=_result(words, result) if result and state.given is None else "",
        keys=_keys(context),
    )


def _note(state: State, context: Context, by: str) -> str:
    """How a face is chosen, by touch or (`_keys`) by keys; and that a code may be read."""
    words = context.words(state)
    if state.code is not None:
        return words.say(f"exit.scanned{by}")
    note = words.say(f"exit.note{by}")
    may_scan = context.config.exit.ticket_code and state.given is None
    return f"{note} {words.say('exit.scan')}" if may_scan else note


def resolution(state: State, context: Context, room: Room) -> AnswersProps:
    words = context.words(state)
    said = state.given.resolution if state.given else None
    tiles = [
        _tile(answer.value, words.say(f"exit.{answer.value}"), *look, picked=answer is said)
        for answer, look in _ANSWERS.items()
    ]
    tiles.append(_tile(SKIP, words.say("exit.skip"), "skip", _NEUTRAL, picked=False))
    return _answers(words.say("exit.resolution"), tiles, state, context, room)


def reasons(state: State, context: Context, room: Room) -> AnswersProps:
    words = context.words(state)
    mood = "good" if state.given and context.scale.is_happy(state.given.value) else "bad"
    grid = room.one_page(len(_REASONS), LEAST_MM)
    tiles = []
    for reason, look in _REASONS.items():
        spoken = words.say(f"exit.{mood}_{reason.value}")
        label = words.say(f"exit.reason_{reason.value}") if room.is_terse(grid) else spoken
        tile = _tile(reason.value, label, *look, picked=reason in state.picked)
        tiles.append(tile | {"spoken": spoken})
    return _answers(words.say(f"exit.reasons_{mood}"), tiles, state, context, room)


def thanks(state: State, context: Context) -> ThanksProps:
    words = context.words(state)
    return ThanksProps(
        _faces(state, context),
        words.say("exit.thanks"),
        words.say("exit.saved"),
        _changed(state, context),
        words.say("exit.change"),
    )


def _changed(state: State, context: Context) -> str:
    """What came of other visitors' opinions, where the site has something to tell."""
    told = context.config.exit.changed.get(state.lang)
    return "" if told is None else f"{context.words(state).say('exit.changed')}\n{told}"


def strip(state: State, context: Context) -> StripProps:
    return common_strip(state, context, back=False)


def idle(state: State, context: Context) -> IdleProps:
    return idle_props(context.words(state), context.flow.warning_s(state))


def chosen_face(state: State, scale: Scale) -> str:
    return "" if state.given is None else scale.faces[state.given.value - 1]


def _result(words: Texts, result: Satisfaction) -> str:
    month = words.say("exit.result_months").split()[result.month.month - 1]
    return words.count("exit.result", result.opinions, rate=result.rate, month=month)


def _keys(context: Context) -> Sequence[str]:
    """The digits of the faces; all that a scanner may type when there is one."""
    if context.config.exit.ticket_code:
        return (*string.ascii_uppercase, *string.digits)
    return [str(value) for value in range(1, len(context.scale.faces) + 1)]


def _answers(
    question: str,
    tiles: Sequence[dict[str, object]],
    state: State,
    context: Context,
    room: Room,
) -> AnswersProps:
    words = context.words(state)
    several = state.screen is Screen.REASONS
    grid = room.one_page(len(tiles), LEAST_MM)
    return AnswersProps(
        question=question,
        hint=words.say("exit.several") if several else "",
        face=chosen_face(state, context.scale),
        tiles=tiles,
        columns=grid.columns,
        tile_height=grid.tile_height,
        back=words.say("common.back"),
        skip=words.say("exit.skip") if several else "",
        done=words.say("exit.done") if several else "",
    )


def _faces(state: State, context: Context) -> list[dict[str, object]]:
    words, most = context.words(state), len(context.scale.faces)
    chosen = state.given.value if state.given else None
    labels = [words.say(f"exit.{label}") for label in context.scale.labels]
    return [
        {
            "id": face,
            "value": value,
            "label": label,
            "spoken": words.say("exit.rank", face=label, value=value, most=most),
            "chosen": value == chosen,
        }
        for value, (face, label) in enumerate(zip(context.scale.faces, labels, strict=True), 1)
    ]


def _tile(id_: str, label: str, icon: str, colour: str, *, picked: bool) -> dict[str, object]:
    return {
        "id": id_,
        "label": label,
        "spoken": label,
        "icon": icon,
        "colour": colour,
        "picked": picked,
    }
