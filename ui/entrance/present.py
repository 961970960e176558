"""What each screen of the entrance shows, derived from the state. Pure: no Qt, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import assert_never

from kiosk.domain.dates import say_day, say_time
from kiosk.domain.motifs import Category, Motif
from kiosk.domain.opening import Open, Shut
from kiosk.domain.texts import Texts
from kiosk.domain.tickets import MotifClosed, QuotaReached, Refusal, UnknownMotif
from ui import message
from ui.context import SiteContext
from ui.entrance.flow import Flow, Paper, Screen, State, paper_of
from ui.message import MessageProps
from ui.room import Room
from ui.strip import StripProps
from ui.strip import strip as common_strip

ONE_COLUMN = 4
"""Languages; more stand in two columns, the first across both when they are an odd number."""
LOW_TILE = 0.6
"""Of the least height of a tile that has everything to say."""
A_MOMENT_S = 1.0
"""How long a ticket may take before the visitor is asked for patience."""
PAPER_SAID: Mapping[Paper, tuple[str, str]] = {
    Paper.COMING: ("entrance.printing", "printer"),
    Paper.OUT: ("entrance.take_paper", "arrow-down"),
    Paper.UNPROVED: ("entrance.look_for_paper", "arrow-down"),
    Paper.MISSING: ("entrance.write_down", "alert"),
}
"""The sentence and the icon."""

Tile = dict[str, object]
"""id, kind, label, detail, icon, colour, available, asked (its ticket is on the way)."""


@dataclass(frozen=True, slots=True)
class Context(SiteContext):
    flow: Flow

    def words(self, state: State) -> Texts:
        return self.texts[state.lang]


@dataclass(frozen=True, slots=True)
class AttractProps:
    site: str
    welcome: str
    hours: str
    starts: Sequence[dict[str, object]]
    """One tile a language: lang, label, detail, spoken, span (in columns)."""
    columns: int


@dataclass(frozen=True, slots=True)
class ChoiceProps:
    question: str
    tiles: Sequence[Tile]
    pages: int
    previous: str
    next: str
    position: str
    columns: int
    tile_height: float
    busy: bool


@dataclass(frozen=True, slots=True)
class ConfirmationProps:
    number: str
    title: str
    motif: str
    zone: str
    instruction: str
    icon: str
    brief: bool
    printed: bool
    failed: bool
    done: str


NO_TICKET = ConfirmationProps(
    "", "", "", "", "", "", brief=True, printed=False, failed=False, done=""
)


@dataclass(frozen=True, slots=True)
class IdleProps:
    asked: bool
    question: str
    countdown: str
    stay: str


def attract(state: State, context: Context, room: Room) -> AttractProps:
    words = context.words(state)
    columns = 1 if len(context.offered) <= ONE_COLUMN else 2
    odd = len(context.offered) % columns
    # Low tiles have room for the name of the language only.
    low = room.height / ceil(len(context.offered) / columns) < room.lowest * LOW_TILE
    starts: list[dict[str, object]] = [
        {
            "lang": lang,
            "label": texts.endonym if low else texts.say("entrance.take_ticket"),
            "detail": "" if low else f"{lang.upper()} – {texts.endonym}",
            "spoken": f"{texts.say('entrance.take_ticket')}, {texts.endonym}",
            "span": columns if odd and n == 0 else 1,
        }
        for n, (lang, texts) in enumerate(context.offered.items())
    ]
    hours = ""
    if isinstance(state.opening, Open) and state.opening.until is not None:
        hours = words.say("entrance.open_until", time=say_time(words, state.opening.until))
    site, welcome = context.config.site.name, words.say("entrance.welcome")
    return AttractProps(site, welcome, hours, starts, columns)


def category_choice(state: State, context: Context, room: Room) -> ChoiceProps:
    words = context.words(state)
    tiles = [
        _category_tile(category, state, words) for category in context.config.catalogue.categories
    ]
    return _choice(words.say("entrance.question"), tiles, state, context, room)


def motif_choice(state: State, context: Context, room: Room) -> ChoiceProps:
    category = context.config.catalogue.category(state.category or "")
    if category is None:
        return _choice("", [], state, context, room)
    words = context.words(state)
    tiles = [_motif_tile(motif, category, state, words) for motif in category.motifs]
    other = _motif_tile(category.general, category, state, words)
    other |= {"label": words.say("entrance.other_request"), "icon": "help"}
    return _choice(category.label(state.lang), [*tiles, other], state, context, room)


def confirmation(state: State, context: Context) -> ConfirmationProps:
    words = context.words(state)
    ticket = state.ticket
    if ticket is None:
        return NO_TICKET
    motif = context.config.catalogue.find(ticket.motif)
    zone = "" if motif is None or not motif.zone else motif.zone
    paper = paper_of(state.printed)
    instruction, icon = PAPER_SAID[paper]
    return ConfirmationProps(
        number=ticket.number,
        title=words.say("entrance.your_number"),
        motif="" if motif is None else motif.label(state.lang),
        zone=words.say("ticket.zone", zone=zone) if zone else "",
        instruction=words.say(instruction),
        icon=icon,
        brief=paper in (Paper.COMING, Paper.OUT),
        printed=paper is Paper.OUT,
        failed=paper is Paper.MISSING,
        done=words.say("entrance.done"),
    )


def refused(state: State, context: Context) -> MessageProps:
    words = context.words(state)
    detail = "" if state.refusal is None else _why(state.refusal, words, context, state.lang)
    return MessageProps(
        "time",
        words.say("entrance.refused_title"),
        detail,
        words.say("common.ask_reception"),
        words.say("entrance.choose_other"),
    )


def out_of_order(state: State, context: Context) -> MessageProps:
    """A number already given stays on the screen: it is good whatever breaks."""
    words = context.words(state)
    props = message.out_of_order(words)
    if state.ticket is None:
        return props
    kept = words.say("entrance.number_kept", number=state.ticket.number)
    return replace(props, detail=kept, advice=words.say("entrance.number_still_good"))


def closed(state: State, context: Context) -> MessageProps:
    words = context.words(state)
    reason, reopening = "", ""
    if isinstance(state.opening, Shut):
        reason = _in_language(state.opening.reason, state.lang)
        reopening = _reopening(state.opening.reopens, words, context)
    return MessageProps("time", words.say("entrance.closed_title"), reopening, reason)


def strip(state: State, context: Context) -> StripProps:
    at_home = state.screen in (Screen.ATTRACT, Screen.CLOSED, Screen.OUT_OF_ORDER)
    may_go_back = not at_home and state.screen is not Screen.CONFIRMATION
    broken = state.screen is Screen.OUT_OF_ORDER
    return common_strip(state, context, back=may_go_back, help_=not broken)


def idle(state: State, context: Context) -> IdleProps:
    words = context.words(state)
    left = context.flow.warning_s(state)
    countdown = "" if left is None else words.count("common.seconds_left", max(ceil(left), 0))
    return IdleProps(
        left is not None, words.say("common.still_there"), countdown, words.say("common.stay")
    )


def _choice(
    question: str, tiles: Sequence[Tile], state: State, context: Context, room: Room
) -> ChoiceProps:
    words = context.words(state)
    grid = room.grid(len(tiles))
    page = min(state.page, grid.pages - 1)
    first, last = page == 0, page == grid.pages - 1
    paged = grid.pages > 1
    is_long = state.order is not None and state.idle_s >= A_MOMENT_S
    return ChoiceProps(
        question=words.say("entrance.a_moment") if is_long else question,
        tiles=tiles[page * grid.capacity : (page + 1) * grid.capacity],
        pages=grid.pages,
        previous="" if first else words.say("common.previous"),
        next="" if last else words.say("common.next"),
        position=words.say("common.page", page=page + 1, pages=grid.pages) if paged else "",
        columns=grid.columns,
        tile_height=grid.tile_height,
        busy=state.order is not None,
    )


def _category_tile(category: Category, state: State, words: Texts) -> Tile:
    tile = _motif_tile(category.general, category, state, words)
    if category.is_motif:
        return tile
    return tile | {"kind": "category", "detail": "", "available": True, "asked": False}


def _motif_tile(motif: Motif, category: Category, state: State, words: Texts) -> Tile:
    refusal = state.refusals.get(motif.id)
    return {
        "id": motif.id,
        "kind": "motif",
        "label": motif.label(state.lang),
        "detail": "" if refusal is None else words.say(_short_why(refusal)),
        "icon": motif.icon or category.icon,
        "colour": category.colour,
        "available": refusal is None,
        "asked": state.order is not None and state.order.motif == motif.id,
    }


def _short_why(refusal: Refusal) -> str:
    match refusal:
        case MotifClosed() | UnknownMotif():
            return "entrance.closed_now"
        case QuotaReached():
            return "entrance.full_today"
        case _:
            assert_never(refusal)


def _why(refusal: Refusal, words: Texts, context: Context, lang: str) -> str:
    match refusal:
        case MotifClosed(reopens=reopens, reason=reason):
            return _in_language(reason, lang) or _reopening(reopens, words, context)
        case QuotaReached():
            return words.say("entrance.quota_reached")
        case UnknownMotif():
            return words.say("entrance.closed_now")
        case _:
            assert_never(refusal)


def _reopening(reopens: datetime | None, words: Texts, context: Context) -> str:
    if reopens is None:
        return words.say("entrance.reopening_unknown")
    local = reopens.astimezone(context.config.site.rules.zone)
    return words.say(
        "entrance.reopens", date=say_day(words, local.date()), time=say_time(words, local)
    )


def _in_language(reason: Mapping[str, str] | None, lang: str) -> str:
    return "" if reason is None else reason.get(lang) or reason.get("fr", "")
