"""What the two choices show: their tiles, and what may be added to the motif."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from kiosk.domain.motifs import Category, Motif
from kiosk.domain.outlook import say_about
from kiosk.domain.texts import Texts
from kiosk.domain.tickets import MotifClosed, QuotaReached, Refusal, UnknownMotif
from ui.entrance.events import Wish
from ui.entrance.present import Context
from ui.entrance.state import State
from ui.grid import Grid
from ui.room import Foot, Room

A_MOMENT_S = 1.0
"""How long a ticket may take before the visitor is asked for patience."""
FOOT = (Wish.REPEAT, Wish.PAPERLESS)
WISH_COLOUR = "#2F5D9B"
WISH_ICONS = {Wish.PRIORITY: "wheelchair", Wish.REPEAT: "refresh", Wish.PAPERLESS: "leaf"}

Tile = dict[str, object]
"""id, kind, label, detail, icon, colour, available, asked (its ticket is on the way), picked,
card (what its « i » is called aloud; empty: it has none), span (in columns)."""


@dataclass(frozen=True, slots=True)
class ChoiceProps:
    question: str
    tiles: Sequence[Tile]
    wishes: Sequence[dict[str, object]]
    """id, label, on."""
    priority: Sequence[Tile]
    """Where there are pages it is at the foot of each, and has a `short` label."""
    pages: int
    previous: str
    next: str
    position: str
    columns: int
    tile_height: float
    foot: Foot
    foot_row: float
    """Millimetres."""
    busy: bool


NO_CHOICE = ChoiceProps("", (), (), (), 1, "", "", "", 1, 40.0, Foot.ONE_ROW, 0.0, busy=False)


def category_choice(state: State, context: Context, room: Room) -> ChoiceProps:
    words = context.words(state)
    tiles = [
        _category_tile(category, state, words) for category in context.config.catalogue.categories
    ]
    more: list[Tile] = []
    if not state.browsing:
        more.append(_wish_tile(Wish.PRIORITY, state, words) | {"kind": "priority"})
        if room.foot is Foot.AMONG_TILES:
            more += [_wish_tile(wish, state, words) for wish in FOOT]
    # On a tablet an « i » of 20 mm takes a third of a narrow tile.
    beside = room.unit < 1 and any(tile["card"] for tile in tiles)
    grid = room.choice_grid(len(tiles) + len(more), beside=beside)
    at_foot = []
    if more and grid.pages > 1:
        # Nobody turns pages to find what they need before all else.
        at_foot = [more.pop(0)]
        at_foot[0] |= {"short": words.say("entrance.priority_short")}
        grid = room.choice_grid(len(tiles) + len(more), beside=beside)
    question = words.say("entrance.question")
    made = _choice(question, [*tiles, *more], state, context, grid, room)
    return replace(made, priority=at_foot)


def motif_choice(state: State, context: Context, room: Room) -> ChoiceProps:
    category = context.config.catalogue.category(state.category or "")
    if category is None:
        return NO_CHOICE
    words = context.words(state)
    tiles = [_motif_tile(motif, category, state, words) for motif in category.motifs]
    other = _motif_tile(category.general, category, state, words)
    other |= {"label": words.say("entrance.other_request"), "icon": "help"}
    tiles.append(other)
    grid = room.choice_grid(len(tiles), beside=any(tile["card"] for tile in tiles))
    return _choice(category.label(state.lang), tiles, state, context, grid, room)


def _choice(
    question: str,
    tiles: Sequence[Tile],
    state: State,
    context: Context,
    grid: Grid,
    room: Room,
) -> ChoiceProps:
    words = context.words(state)
    page = min(state.page, grid.pages - 1)
    first, last = page == 0, page == grid.pages - 1
    paged = grid.pages > 1
    is_long = state.order is not None and state.idle_s >= A_MOMENT_S
    shown = tiles[page * grid.capacity : (page + 1) * grid.capacity]
    at_foot = not state.browsing and room.foot is not Foot.AMONG_TILES
    return ChoiceProps(
        question=words.say("entrance.a_moment") if is_long else question,
        tiles=_without_hole(shown, grid.columns),
        wishes=[_wish(wish, state, words) for wish in FOOT] if at_foot else [],
        priority=[],
        pages=grid.pages,
        previous="" if first else words.say("common.previous"),
        next="" if last else words.say("common.next"),
        position=words.say("common.page", page=page + 1, pages=grid.pages) if paged else "",
        columns=grid.columns,
        tile_height=grid.tile_height,
        foot=room.foot,
        foot_row=room.foot_row,
        busy=state.order is not None,
    )


def _without_hole(tiles: Sequence[Tile], columns: int) -> Sequence[Tile]:
    """Those of the last row share what is missing to it."""
    row = len(tiles) % columns
    if row == 0:
        return [tile | {"span": 1} for tile in tiles]
    each, rest = divmod(columns, row)
    wide = len(tiles) - row
    spans = [1] * wide + [each] * (row - rest) + [each + 1] * rest
    return [tile | {"span": span} for tile, span in zip(tiles, spans, strict=True)]


def _wish(wish: Wish, state: State, words: Texts) -> dict[str, object]:
    label = words.say(f"entrance.{wish}")
    return {"id": wish.value, "label": label, "on": wish in state.wishes}


def _wish_tile(wish: Wish, state: State, words: Texts) -> Tile:
    return {
        "id": wish.value,
        "kind": "wish",
        "label": words.say(f"entrance.{wish}"),
        "detail": "",
        "icon": WISH_ICONS[wish],
        "colour": WISH_COLOUR,
        "available": True,
        "asked": False,
        "picked": wish in state.wishes,
        "card": "",
    }


def _category_tile(category: Category, state: State, words: Texts) -> Tile:
    tile = _motif_tile(category.general, category, state, words)
    if category.is_motif:
        return tile
    return tile | {
        "kind": "category",
        "detail": "",
        "available": True,
        "asked": False,
        "card": "",
    }


def _motif_tile(motif: Motif, category: Category, state: State, words: Texts) -> Tile:
    refusal = state.refusals.get(motif.id)
    label = motif.label(state.lang)
    # When the site is closed the tile itself leads to the card.
    has_button = motif.has_card and not state.browsing
    available = refusal is None or (state.browsing and motif.has_card)
    return {
        "id": motif.id,
        "kind": "motif",
        "label": label,
        "detail": _detail(motif, refusal, available, state, words),
        "icon": motif.icon or category.icon,
        "colour": category.colour,
        "available": available,
        "asked": state.order is not None and state.order.motif == motif.id,
        "picked": False,
        "card": words.say("entrance.card_of", motif=label) if has_button else "",
    }


def _detail(
    motif: Motif, refusal: Refusal | None, available: bool, state: State, words: Texts
) -> str:
    """Why not, or how long."""
    if refusal is not None:
        return "" if available else words.say(_short_why(refusal))
    outlook = state.outlooks.motifs.get(motif.id) if state.outlooks else None
    return "" if outlook is None else say_about(words, outlook)


def _short_why(refusal: Refusal) -> str:
    match refusal:
        case MotifClosed() | UnknownMotif():
            return "entrance.closed_now"
        case QuotaReached():
            return "entrance.full_today"
        case _:
            assert_never(refusal)
