"""What the screens beside the choice show: a motif's card, who has priority, a doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from kiosk.domain.motifs import Motif, in_language
from kiosk.domain.texts import Texts
from ui.entrance.events import Wish
from ui.entrance.present import Context, why
from ui.entrance.state import Doubt, Paper, Screen, State
from ui.room import Room

CARD_LINES = 12
"""Of a label: what holds a whole card."""
ENTITLED = ("disability", "pregnancy", "young", "family")


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    label: str
    icon: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class CardProps:
    """`code`: the address that a telephone is shown; `page`: its name, to be heard."""

    title: str
    sections: Sequence[Section]
    said: str
    """What became of the paper, or why no ticket can be had."""
    buttons: Sequence[Button]
    code: str = ""
    page: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is shown at once of something to read."""

    sections: list[Section]
    said: str
    more: bool


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
    url = "" if motif.online is None else motif.online.url
    refusal = state.refusals.get(motif.id)
    said = _sheet_said(state.sheet, words)
    if not said and refusal is not None:
        said = why(refusal, context, state.lang)
    leaf = _leaf(_sections(motif, state.lang, words), said, state.leaf, room)
    if state.sheet is not None and room.lines < CARD_LINES:
        leaf = Leaf([], said, more=False)
    may = refusal is None and not state.browsing and (leaf.more or room.lines >= CARD_LINES)
    take = Button("take", words.say("entrance.take_ticket"), "ticket", strong=True)
    print_ = Button("print", words.say("entrance.print_sheet"), "printer")
    shows_page = not leaf.more and (not leaf.said or room.lines >= CARD_LINES)
    return CardProps(
        motif.label(state.lang),
        leaf.sections,
        leaf.said,
        [
            *([take] if may else []),
            _next(words) if leaf.more else print_,
            Button("back", words.say("common.back"), "arrow-left"),
        ],
        code=url if shows_page else "",
        page=_host(url) if shows_page else "",
        busy=state.order is not None or state.sheet is Paper.COMING,
    )


def priority(state: State, context: Context, room: Room) -> CardProps:
    words = context.words(state)
    on = Wish.PRIORITY in state.wishes
    entitled = [words.say(f"entrance.priority_{who}") for who in ENTITLED]
    show_card = words.say("entrance.show_card")
    if room.lines >= CARD_LINES:
        leaf = Leaf([Section("", entitled)], show_card, more=False)
    else:
        parts = (entitled[:2], entitled[2:], [show_card])
        leaf = _leaf([Section("", lines) for lines in parts], "", state.leaf, room)
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
    )


def _leaf(sections: list[Section], said: str, number: int, room: Room) -> Leaf:
    """All of it, or one thing at a time where there is little room: what is said comes first."""
    if room.lines >= CARD_LINES:
        return Leaf(sections, said, more=False)
    leaves: list[tuple[list[Section], str]] = [([], said)] if said else []
    leaves += [([section], "") for section in sections]
    if not leaves:
        return Leaf([], "", more=False)
    here = min(number, len(leaves) - 1)
    return Leaf(*leaves[here], more=here + 1 < len(leaves))


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
                    Button("home", words.say("exit.no"), "close", strong=True),
                ],
            )
        case Doubt.LATE:
            take = Button("insist", words.say("entrance.take_ticket"), "ticket", strong=True)
            return CardProps(words.say("entrance.late"), (), "", [take, other])
        case Doubt.PAUSE:
            title, said = words.say("entrance.pause_title"), words.say("entrance.pause")
            return CardProps(title, (), said, [other])
        case None:
            return NO_CARD
        case _:
            assert_never(state.doubt)


def _sections(motif: Motif, lang: str, words: Texts) -> list[Section]:
    online = () if motif.online is None else (motif.online.label(lang), _host(motif.online.url))
    sections = [
        (words.say("ticket.documents"), motif.documents_in(lang)),
        (words.say("entrance.price"), (in_language(motif.price, lang),)),
        (words.say("entrance.delay"), (in_language(motif.delay, lang),)),
        (words.say("entrance.online"), online),
    ]
    return [
        Section(title, tuple(line for line in lines if line))
        for title, lines in sections
        if any(lines)
    ]


def _host(url: str) -> str:
    """As one says an address."""
    return url.partition("://")[2].removeprefix("www.")


def _sheet_said(sheet: Paper | None, words: Texts) -> str:
    return "" if sheet is None else words.say(f"entrance.sheet_{sheet}")
