"""What the screens beside the choice show: a motif's card, who has priority, a doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from kiosk.domain.motifs import Motif, in_language
from kiosk.domain.texts import Texts
from ui.entrance.events import Wish
from ui.entrance.leaves import Leaf, Section, leaf_of
from ui.entrance.present import Context, why
from ui.entrance.state import Doubt, Paper, Screen, State
from ui.room import Room

CARD_LINES = 12
"""Of a label: what holds a whole card."""
SHORT_LINES = 9
"""What holds a short text, and three buttons beside each other."""
ENTITLED = {
    "disability": "wheelchair",
    "pregnancy": "heart",
    "young": "baby",
    "family": "family",
}
"""Who may have priority, and their icons."""


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    label: str
    icon: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class CardProps:
    title: str
    sections: Sequence[Section]
    said: str
    """What became of the paper, why no ticket can be had, or what to show."""
    buttons: Sequence[Button]
    icon: str = ""
    """Of what is said."""
    busy: bool = False


NO_CARD = CardProps("", (), "", ())


def to_read(state: State, context: Context, room: Room) -> CardProps:
    """Of the screen in view."""
    match state.screen:
        case Screen.CARD:
            return card(state, context, room)
        case Screen.PRIORITY:
            return priority(state, context, room)
        case _:
            return doubt(state, context)


def card(state: State, context: Context, room: Room) -> CardProps:
    words = context.words(state)
    motif = context.config.catalogue.find(state.card or "")
    if motif is None:
        return NO_CARD
    refusal = state.refusals.get(motif.id)
    said = _sheet_said(state.sheet, words)
    if not said and refusal is not None:
        said = why(refusal, context, state.lang)
    sections = _sections(motif, state.lang, words)
    apart = [Leaf((), said)] if said else []
    parts = [*apart, *(Leaf([each], "") for each in sections)]
    leaf = leaf_of(parts, state.leaf, room)
    if room.lines >= CARD_LINES:
        leaf = Leaf(sections, said)
    if state.sheet is not None and room.lines < CARD_LINES:
        leaf = Leaf((), said)
    may = refusal is None and not state.browsing and (leaf.more or room.lines >= SHORT_LINES)
    take = Button("take", words.say("entrance.take_ticket"), "ticket", strong=True)
    print_ = Button("print", words.say("entrance.print_sheet"), "printer")
    return CardProps(
        motif.label(state.lang),
        leaf.sections,
        leaf.said,
        [
            *([take] if may else []),
            _next(words) if leaf.more else print_,
            Button("back", words.say("common.back"), "arrow-left"),
        ],
        icon=_said_icon(state.sheet),
        busy=state.order is not None or state.sheet is Paper.COMING,
    )


def priority(state: State, context: Context, room: Room) -> CardProps:
    words = context.words(state)
    on = Wish.PRIORITY in state.wishes
    entitled = [
        Section("", (words.say(f"entrance.priority_{who}"),), icon)
        for who, icon in ENTITLED.items()
    ]
    show_card = words.say("entrance.show_card")
    parts = [Leaf(entitled[:2], ""), Leaf(entitled[2:], ""), Leaf((), show_card)]
    leaf = leaf_of(parts, state.leaf, room)
    if room.lines >= SHORT_LINES:
        leaf = Leaf(entitled, show_card)
    ask = words.say("entrance.drop_priority" if on else "entrance.ask_priority")
    return CardProps(
        words.say("entrance.priority_title"),
        leaf.sections,
        leaf.said,
        [
            Button("priority", ask, "close" if on else "check", strong=True),
            *([_next(words)] if leaf.more else []),
            Button("back", words.say("common.back"), "arrow-left"),
        ],
        icon="id-card",
    )


def _next(words: Texts) -> Button:
    return Button("next", words.say("common.next"), "arrow-right")


def doubt(state: State, context: Context) -> CardProps:
    words = context.words(state)
    other = Button("back", words.say("entrance.choose_other"), "arrow-left")
    match state.doubt:
        case Doubt.AGAIN:
            number = state.held and state.recent.last(state.held.motif)
            return CardProps(
                words.say("entrance.again_title", number=number or ""),
                (),
                words.say("entrance.again"),
                [
                    Button("insist", words.say("exit.yes"), "check"),
                    Button("home", words.say("exit.no"), "close"),
                ],
                icon="ticket",
            )
        case Doubt.LATE:
            take = Button("insist", words.say("entrance.take_ticket"), "ticket")
            return CardProps(words.say("ticket.late"), (), "", [take, other], icon="time")
        case Doubt.PAUSE:
            title, said = words.say("entrance.pause_title"), words.say("entrance.pause")
            return CardProps(title, (), said, [other], icon="time")
        case None:
            return NO_CARD
        case _:
            assert_never(state.doubt)


def _sections(motif: Motif, lang: str, words: Texts) -> list[Section]:
    bring = Section(words.say("ticket.documents"), motif.documents_in(lang), "file")
    price = Section(words.say("entrance.price"), (in_language(motif.price, lang),), "money")
    delay = Section(words.say("entrance.delay"), (in_language(motif.delay, lang),), "time")
    sections = [bring, price, delay]
    if motif.online is not None:
        page = _host(motif.online.url)
        lines = tuple(line for line in (motif.online.label(lang), page) if line)
        title = words.say("entrance.online")
        sections.append(Section(title, lines, "computer", motif.online.url, page))
    return [section for section in sections if any(section.lines)]


def _host(url: str) -> str:
    """As one says an address."""
    return url.partition("://")[2].removeprefix("www.")


def _said_icon(sheet: Paper | None) -> str:
    match sheet:
        case None:
            return "time"
        case Paper.MISSING:
            return "alert"
        case _:
            return "printer"


def _sheet_said(sheet: Paper | None, words: Texts) -> str:
    return "" if sheet is None else words.say(f"entrance.sheet_{sheet}")
