"""What each screen of the exit shows, derived from the state. Pure: no Qt, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.feedback import Reason, Resolution, Scale
from kiosk.domain.texts import Texts
from ui.context import SiteContext
from ui.exit.flow import Screen, State
from ui.room import Room
from ui.strip import StripProps, language_buttons

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
    scale: Scale

    def words(self, state: State) -> Texts:
        return self.texts[state.lang]


@dataclass(frozen=True, slots=True)
class FacesProps:
    site: str
    question: str
    note: str
    faces: Sequence[dict[str, object]]
    """id, value, label, spoken, chosen; from worst to best."""
    ready: bool


@dataclass(frozen=True, slots=True)
class AnswersProps:
    """`done` and `skip` empty: not offered. `face` is the one that was chosen."""

    question: str
    hint: str
    face: str
    tiles: Sequence[dict[str, object]]
    """id, label, icon, colour, picked."""
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
    change: str


def faces(state: State, context: Context) -> FacesProps:
    words = context.words(state)
    return FacesProps(
        site=context.config.site.name,
        question=words.say("exit.question"),
        note=words.say("exit.note"),
        faces=_faces(state, context),
        ready=state.given is not None or state.rest_s == 0,
    )


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
    tiles = [
        _tile(
            reason.value,
            words.say(f"exit.{mood}_{reason.value}"),
            *look,
            picked=reason in state.picked,
        )
        for reason, look in _REASONS.items()
    ]
    return _answers(words.say(f"exit.reasons_{mood}"), tiles, state, context, room)


def thanks(state: State, context: Context) -> ThanksProps:
    words = context.words(state)
    return ThanksProps(
        _faces(state, context),
        words.say("exit.thanks"),
        words.say("exit.saved"),
        words.say("exit.change"),
    )


def strip(state: State, context: Context) -> StripProps:
    words = context.words(state)
    return StripProps(
        languages=language_buttons(state.lang, context.offered),
        back="",
        help="" if state.screen is Screen.OUT_OF_ORDER else words.say("common.help"),
        helped=words.say(context.help_answer) if state.help_asked else "",
    )


def _answers(
    question: str,
    tiles: Sequence[dict[str, object]],
    state: State,
    context: Context,
    room: Room,
) -> AnswersProps:
    words = context.words(state)
    several = state.screen is Screen.REASONS
    grid = room.grid(len(tiles), LEAST_MM)
    return AnswersProps(
        question=question,
        hint=words.say("exit.several") if several else "",
        face=_chosen_face(state, context.scale),
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
    labels = [words.say(f"exit.{face}") for face in context.scale.faces]
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
    return {"id": id_, "label": label, "icon": icon, "colour": colour, "picked": picked}


def _chosen_face(state: State, scale: Scale) -> str:
    return "" if state.given is None else scale.faces[state.given.value - 1]
