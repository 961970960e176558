"""What each screen of the entrance says aloud, from the props that it shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.domain.dates import say_time
from ui.entrance import flow, present
from ui.entrance.present import Context
from ui.events import WentBack
from ui.message import MessageProps
from ui.reading import Item, Reading, back_item, tile_words, with_strip
from ui.room import Room
from ui.speech import number_aloud
from ui.strip import StripProps


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tile: an order needs an id, which is made when it is pressed."""

    kind: str
    id: str


Act = flow.Touch | Chosen
EntranceReading = Reading[Act]


def reading(state: flow.State, context: Context, room: Room) -> EntranceReading:
    strip = present.strip(state, context)
    if context.flow.warning_s(state) is not None:
        return _still_there(state, context)
    return with_strip(_screen(state, context, room, strip), strip, context.words(state))


def _screen(state: flow.State, context: Context, room: Room, strip: StripProps) -> EntranceReading:
    """One case a screen: a new one must say what it says."""
    match state.screen:
        case flow.Screen.ATTRACT:
            return _attract(present.attract(state, context, room))
        case flow.Screen.CATEGORY:
            props = present.category_choice(state, context, room)
            return _choice(state, props, strip)
        case flow.Screen.MOTIF:
            return _choice(state, present.motif_choice(state, context, room), strip)
        case flow.Screen.REFUSED:
            return _message(state, present.refused(state, context))
        case flow.Screen.CLOSED:
            return _message(state, present.closed(state, context))
        case flow.Screen.OUT_OF_ORDER:
            return _message(state, present.out_of_order(state, context))
        case flow.Screen.CONFIRMATION:
            return _confirmation(state, context)
        case _:
            assert_never(state.screen)


def _attract(props: present.AttractProps) -> EntranceReading:
    items: list[Item[Act]] = [
        Item(
            f"start_{each['lang']}",
            str(each["spoken"]),
            flow.Started(str(each["lang"])),
            lang=str(each["lang"]),
        )
        for each in props.starts
    ]
    return Reading("attract", props.welcome, (props.site, props.hours), tuple(items))


def _choice(state: flow.State, props: present.ChoiceProps, strip: StripProps) -> EntranceReading:
    tiles: list[Item[Act]] = [
        Item(f"tile_{tile['id']}", tile_words(tile), Chosen(str(tile["kind"]), str(tile["id"])))
        for tile in props.tiles
    ]
    turns: Sequence[Item[Act]] = [
        Item(id_, label, flow.PageTurned(step))
        for id_, label, step in (("next", props.next, 1), ("previous", props.previous, -1))
        if label
    ]
    return Reading(
        f"{state.screen}, {state.category}, {props.position}",
        props.question,
        (props.position,),
        (*tiles, *turns, *back_item(strip.back)),
        may_go_back=strip.back != "",
    )


def _confirmation(state: flow.State, context: Context) -> EntranceReading:
    """Everything that is on the paper: whoever cannot read it must not need to."""
    props, words = present.confirmation(state, context), context.words(state)
    ticket = state.ticket
    motif = None if ticket is None else context.config.catalogue.find(ticket.motif)
    documents = () if motif is None else motif.documents_in(state.lang)
    taken = ""
    if ticket is not None:
        moment = ticket.issued_at.astimezone(context.config.site.rules.zone)
        taken = words.say("entrance.taken_at", time=say_time(words, moment))
    return Reading(
        f"confirmation, {props.number}",
        props.title,
        (
            number_aloud(props.number),
            props.motif,
            props.zone,
            props.instruction,
            *((words.say("ticket.documents"), *documents) if documents else ()),
            taken,
        ),
        (Item("done", props.done, flow.WentHome()),),
    )


def _message(state: flow.State, props: MessageProps) -> EntranceReading:
    number = "" if state.ticket is None else state.ticket.number
    detail = props.detail.replace(number, number_aloud(number)) if number else props.detail
    items: tuple[Item[Act], ...] = (Item("act", props.action, WentBack()),) if props.action else ()
    words = (detail, props.advice)
    return Reading(str(state.screen), props.title, words, items, may_go_back=bool(items))


def _still_there(state: flow.State, context: Context) -> EntranceReading:
    """Says the time that there is, once: a countdown aloud would never end."""
    at_first = replace(state, idle_s=context.flow.idle_limit_s(state))
    props = present.idle(at_first, context)
    stay: Item[Act] = Item("stay", props.stay, flow.Stayed())
    return Reading("still there", props.question, (props.countdown,), (stay,))
