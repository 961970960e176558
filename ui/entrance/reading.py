"""What each screen of the entrance says aloud, from the props that it shows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.domain.dates import say_time
from kiosk.domain.texts import Texts
from ui.entrance import events, present, present_card, present_choice, present_ticket
from ui.entrance.present import Context
from ui.entrance.present_card import CardProps
from ui.entrance.present_choice import ChoiceProps
from ui.entrance.present_ticket import ConfirmationProps
from ui.entrance.state import Doubt, Screen, State
from ui.events import Stayed, WentBack
from ui.idle import IdleProps, still_there
from ui.message import MessageProps
from ui.reading import Item, Reading, back_item, tile_words, with_strip
from ui.room import Room
from ui.speech import number_aloud
from ui.strip import StripProps


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tile or a button: an order needs an id, which is made when it is pressed."""

    kind: str
    id: str


Act = events.Touch | Chosen
EntranceReading = Reading[Act]


def reading(state: State, context: Context, room: Room) -> EntranceReading:
    strip = present.strip(state, context)
    idle = present.idle(state, context)
    if idle.asked and idle.covering:
        return still_there(_idle_at_first(state, context))
    return with_strip(_screen(state, context, room, strip), strip, context.words(state))


def _screen(state: State, context: Context, room: Room, strip: StripProps) -> EntranceReading:
    """One case a screen: a new one must say what it says."""
    match state.screen:
        case Screen.ATTRACT:
            return _attract(present.attract(state, context, room))
        case Screen.CATEGORY:
            props = present_choice.category_choice(state, context, room)
            return _choice(state, props, strip, context.words(state))
        case Screen.MOTIF:
            props = present_choice.motif_choice(state, context, room)
            return _choice(state, props, strip, context.words(state))
        case Screen.CARD | Screen.PRIORITY | Screen.DOUBT:
            return _card(state, _for_keys(state, context, room))
        case Screen.REFUSED:
            return _message(state, present.refused(state, context), WentBack())
        case Screen.CLOSED:
            return _message(state, present.closed(state, context), events.Started(state.lang))
        case Screen.OUT_OF_ORDER:
            return _message(state, present_ticket.out_of_order(state, context), WentBack())
        case Screen.CONFIRMATION:
            return _confirmation(state, context)
        case _:
            assert_never(state.screen)


def _attract(props: present.AttractProps) -> EntranceReading:
    items: list[Item[Act]] = [
        Item(
            f"start_{each['lang']}",
            str(each["spoken"]),
            events.Started(str(each["lang"])),
            lang=str(each["lang"]),
        )
        for each in props.starts
    ]
    return Reading("attract", props.welcome, (props.site, *_lines(props.hours)), tuple(items))


def _choice(state: State, props: ChoiceProps, strip: StripProps, words: Texts) -> EntranceReading:
    tiles = [item for tile in props.tiles for item in _tile_items(tile, words)]
    at_foot = [replace(_tile_items(tile, words)[0], id="priority") for tile in props.priority]
    wishes: list[Item[Act]] = [
        Item(
            f"wish_{wish['id']}",
            str(wish["label"]),
            Chosen("wish", str(wish["id"])),
            _switch(wish["on"], words),
        )
        for wish in props.wishes
    ]
    turns: Sequence[Item[Act]] = [
        Item(id_, label, events.PageTurned(step))
        for id_, label, step in (("next", props.next, 1), ("previous", props.previous, -1))
        if label
    ]
    return Reading(
        f"{state.screen}, {state.category}, {props.position}",
        props.question,
        (props.position,),
        (*tiles, *at_foot, *wishes, *turns, *back_item(strip.back)),
        may_go_back=strip.back != "",
    )


def _tile_items(tile: Mapping[str, object], words: Texts) -> list[Item[Act]]:
    """What it chooses, then what there is to know of it."""
    kind, id_ = str(tile["kind"]), str(tile["id"])
    # Priority leads to a screen of its own, which says what it would do.
    switch = _switch(tile["picked"], words) if kind == "wish" or tile["picked"] else ""
    items: list[Item[Act]] = [Item(f"tile_{id_}", tile_words(tile), Chosen(kind, id_), switch)]
    if tile["card"]:
        items.append(Item(f"card_{id_}", str(tile["card"]), events.CardAsked(id_)))
    return items


def _for_keys(state: State, context: Context, room: Room) -> CardProps:
    props = present_card.to_read(state, context, room)
    if state.doubt is not Doubt.PAUSE:
        return props
    return replace(props, said=context.words(state).say("entrance.pause_keys"))


def _card(state: State, props: CardProps) -> EntranceReading:
    """Something to read: what became of it first, for that is news."""
    about = [line for section in props.sections for line in (section.title, *section.lines)]
    items: list[Item[Act]] = [
        Item(f"act_{button.id}", button.label, Chosen("button", button.id))
        for button in props.buttons
    ]
    place = f"{state.screen}, {state.card}, {state.doubt}, {state.leaf}"
    number = state.recent.last(state.held.motif) if state.held else None
    title = _aloud(props.title, number or "")
    return Reading(place, title, (props.said, *about), tuple(items), may_go_back=True)


def _confirmation(state: State, context: Context) -> EntranceReading:
    """Everything that is on the paper: whoever cannot read it must not need to."""
    props = present_ticket.confirmation(state, context)
    if context.flow.warning_s(state) is not None:
        return _still_here(state, context, props)
    return Reading(
        f"confirmation, {props.number}",
        props.title,
        (
            number_aloud(props.number),
            props.motif,
            props.zone,
            *_lines(props.wait),
            props.late,
            props.instruction,
            props.next_step,
            *_documents(state, context),
            _taken_at(state, context),
        ),
        (Item("done", props.done, events.WentHome()),),
    )


def _documents(state: State, context: Context) -> tuple[str, ...]:
    motif = context.config.catalogue.find(state.ticket.motif) if state.ticket else None
    documents = () if motif is None else motif.documents_in(state.lang)
    return (context.words(state).say("ticket.documents"), *documents) if documents else ()


def _taken_at(state: State, context: Context) -> str:
    if state.ticket is None or not state.ticket.is_dated:
        return ""
    words = context.words(state)
    moment = state.ticket.issued_at.astimezone(context.config.site.rules.zone)
    return words.say("entrance.taken_at", time=say_time(words, moment))


def _message(state: State, props: MessageProps, act: Act) -> EntranceReading:
    detail = _aloud(props.detail, "" if state.ticket is None else state.ticket.number)
    items: tuple[Item[Act], ...] = (Item("act", props.action, act),) if props.action else ()
    words = (detail, props.advice)
    may_go_back = isinstance(act, WentBack) and bool(items)
    return Reading(str(state.screen), props.title, words, items, may_go_back=may_go_back)


def _still_here(state: State, context: Context, shown: ConfirmationProps) -> EntranceReading:
    """The same beside a number that nothing else keeps: it is said once more."""
    props = _idle_at_first(state, context)
    stay: Item[Act] = Item("stay", props.stay, Stayed())
    words = (props.countdown, shown.title, number_aloud(shown.number))
    return Reading(f"confirmation, {shown.number}, still there", props.question, words, (stay,))


def _idle_at_first(state: State, context: Context) -> IdleProps:
    return present.idle(replace(state, idle_s=context.flow.idle_limit_s(state)), context)


def _aloud(text: str, number: str) -> str:
    return text.replace(number, number_aloud(number)) if number else text


def _switch(on: object, words: Texts) -> str:
    return words.say("common.on" if on else "common.off")


def _lines(text: str) -> Sequence[str]:
    return text.split("\n")
