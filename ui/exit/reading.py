"""What each screen of the exit says aloud, from the props that it shows. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.domain.satisfaction import Satisfaction
from ui.exit import comment, flow, present
from ui.exit.present import Context
from ui.exit.view_models import reason_of, resolution_of
from ui.idle import still_there
from ui.message import out_of_order
from ui.reading import Item, Reading, back_item, with_strip
from ui.room import Room


@dataclass(frozen=True, slots=True)
class Rated:
    """A face: an opinion needs an id, which is made when it is pressed."""

    value: int


Act = flow.Touch | Rated
ExitReading = Reading[Act]


def reading(
    state: flow.State, context: Context, room: Room, result: Satisfaction | None
) -> ExitReading:
    if present.idle(state, context).asked:
        asked = replace(state, idle_s=context.flow.idle_limit_s(state))
        return still_there(present.idle(asked, context))
    strip = present.strip(state, context)
    return with_strip(_screen(state, context, room, result), strip, context.words(state))


def _screen(
    state: flow.State, context: Context, room: Room, result: Satisfaction | None
) -> ExitReading:
    """One case a screen: a new one must say what it says."""
    match state.screen:
        case flow.Screen.FACES:
            return _faces(state, context, result)
        case flow.Screen.RESOLUTION:
            props = present.resolution(state, context, room)
            return _answers(state, context, props, resolution_of)
        case flow.Screen.REASONS:
            props = present.reasons(state, context, room)
            return _answers(state, context, props, reason_of)
        case flow.Screen.COMMENT:
            return _comment(state, context)
        case flow.Screen.THANKS:
            thanks = present.thanks(state, context)
            change: Item[Act] = Item("change", thanks.change, flow.ChangeAsked())
            told = thanks.changed.split("\n")
            return Reading("thanks", thanks.title, (thanks.detail, *told), (change,))
        case flow.Screen.OUT_OF_ORDER:
            broken = out_of_order(context.words(state))
            return Reading("out_of_order", broken.title, (broken.detail, broken.advice), ())
        case _:
            assert_never(state.screen)


def _faces(state: flow.State, context: Context, result: Satisfaction | None) -> ExitReading:
    props, words = present.faces(state, context, result), context.words(state)
    items: tuple[Item[Act], ...] = tuple(
        Item(
            f"face_{face['value']}",
            str(face["spoken"]),
            Rated(int(str(face["value"]))),
            words.say("common.chosen") if face["chosen"] else "",
        )
        for face in props.faces
    )
    return Reading("faces", props.question, (props.note_for_keys, props.result), items)


def _answers(
    state: flow.State,
    context: Context,
    props: present.AnswersProps,
    meaning: Callable[[str], flow.Touch],
) -> ExitReading:
    chosen = context.words(state).say("common.chosen")
    tiles: list[Item[Act]] = [
        Item(
            f"tile_{tile['id']}",
            str(tile["spoken"]),
            meaning(str(tile["id"])),
            chosen if tile["picked"] else "",
        )
        for tile in props.tiles
    ]
    ends: list[Item[Act]] = [
        Item(id_, label, act)
        for id_, label, act in (
            ("done", props.done, flow.ReasonsDone()),
            ("skip", props.skip, flow.ReasonsSkipped()),
        )
        if label
    ]
    items = (*tiles, *ends, *back_item(props.back))
    return Reading(str(state.screen), props.question, (props.hint,), items, may_go_back=True)


def _comment(state: flow.State, context: Context) -> ExitReading:
    """The ways on first: nobody need pass forty keys to leave it out."""
    props, words = comment.comment(state, context), context.words(state)
    ways: list[Item[Act]] = [Item("skip", props.skip, flow.CommentSkipped())]
    if props.can_send:
        ways.append(Item("done", props.send, flow.CommentSent()))
    board = comment.keyboard(state, context)
    keys: list[Item[Act]] = []
    for key in (key for row in board.rows for key in row):
        label = str(key["upper"] if board.shift else key["label"])
        held = key["key"] == "shift" and board.shift
        keys.append(
            Item(
                f"key_{key['key']}",
                str(key["spoken"]) if key["special"] else label,
                flow.KeyTouched(str(key["key"])),
                words.say("common.on") if held else "",
            )
        )
    return Reading(
        "comment",
        props.question,
        (props.hint,),
        (*ways, *back_item(props.back), *keys),
        # The word being written, as it grows.
        tuple(props.text.split()[-1:]),
        may_go_back=True,
    )
