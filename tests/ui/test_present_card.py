"""What a visitor reads beside the choice: cards, priority, doubts, waits, codes."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.domain.motifs import Motif, Online
from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.tickets import MotifClosed, Order, PrintState, QuotaReached
from printer.doc import code_of
from tests.fakes import LANGUAGES, labels, small_config, with_motif
from tests.ui.sizes import PORTRAIT, SMALL, TABLET, Size
from tests.ui.test_present import CONTEXT, NEXT_MORNING, ROOM, TEXTS, confirmed, context_of
from ui.access import Aid
from ui.entrance import present, present_card, present_choice, present_ticket
from ui.entrance.events import Wish
from ui.entrance.reading import reading
from ui.entrance.recent import Recent, Taken
from ui.entrance.state import Doubt, Paper, Screen, State
from ui.room import Foot, Room

EVERY_LANG = pytest.mark.parametrize("lang", LANGUAGES)
RICH = Motif(
    "riche",
    "M",
    labels("Riche", "Rich", "Rico"),
    documents={"fr": ("Une photo", "Un justificatif")},
    price={"fr": "86\u00a0€"},
    delay={"fr": "3 semaines"},
    online=Online("https://www.example.org/x", {"fr": "Demande en ligne"}),
)
CARDS = context_of(with_motif(small_config(), RICH))
READING = State(Screen.CARD, card="riche")
SOON = Outlooks(0.0, Outlook(7, 10, 25), {"passeport": Outlook(3, 10, 25)})


def ids(props: present_card.CardProps) -> list[object]:
    return [button.id for button in props.buttons]


def test_a_card_says_what_to_bring_the_price_the_delay_and_the_page() -> None:
    props = present_card.card(READING, CARDS, ROOM)
    assert props.title == "Riche"
    assert [(section.title, list(section.lines)) for section in props.sections] == [
        ("À préparer", ["Une photo", "Un justificatif"]),
        ("Prix", ["86\u00a0€"]),
        ("Délai", ["3 semaines"]),
        ("Sans vous déplacer", ["Demande en ligne", "example.org/x"]),
    ]
    codes = [section.code for section in props.sections]
    assert codes == ["", "", "", "https://www.example.org/x"]
    assert ids(props) == ["take", "print", "back"]


def test_the_card_of_a_full_motif_says_why_and_offers_no_ticket() -> None:
    props = present_card.card(replace(READING, refusals={"riche": QuotaReached(3)}), CARDS, ROOM)
    assert props.said == TEXTS["fr"].say("entrance.quota_reached")
    assert ids(props) == ["print", "back"]


@pytest.mark.parametrize("sheet", [Paper.COMING, Paper.OUT, Paper.UNPROVED, Paper.MISSING])
@pytest.mark.parametrize("size", [PORTRAIT, SMALL], ids=str)
def test_a_card_says_what_became_of_its_sheet(sheet: Paper, size: Size) -> None:
    props = present_card.card(replace(READING, sheet=sheet), CARDS, size.room())
    assert props.said == TEXTS["fr"].say(f"entrance.sheet_{sheet}")
    assert props.busy is (sheet is Paper.COMING)


def test_where_there_is_little_room_a_card_is_read_leaf_by_leaf_and_nothing_is_lost() -> None:
    room = SMALL.room(frozenset({Aid.TEXT}))
    leaves = [present_card.card(replace(READING, leaf=n), CARDS, room) for n in range(2)]
    assert [[section.title for section in leaf.sections] for leaf in leaves] == [
        ["À préparer", "Prix", "Délai"],
        ["Sans vous déplacer"],
    ]
    assert [ids(leaf) for leaf in leaves] == [["take", "next", "back"], ["print", "back"]]
    assert [bool(leaf.sections[-1].code) for leaf in leaves] == [False, True]


@pytest.mark.parametrize(("size", "shown"), [(TABLET, 4), (SMALL, 3)], ids=str)
def test_a_tablet_shows_at_once_what_fits_on_it(size: Size, shown: int) -> None:
    props = present_card.card(READING, CARDS, size.room())
    assert len(props.sections) == shown
    assert ids(props) == ["take", "print" if shown == 4 else "next", "back"]


def test_who_has_priority_is_told_on_one_leaf_where_four_lines_fit() -> None:
    room = SMALL.room(frozenset({Aid.TEXT}))
    states = [State(Screen.PRIORITY, leaf=n) for n in range(9)]
    leaves = [present_card.priority(each, CONTEXT, room) for each in states]
    assert [(len(leaf.sections), leaf.said) for leaf in leaves[:2]] == [
        (4, ""),
        (0, TEXTS["fr"].say("entrance.show_card")),
    ]
    assert leaves[1:] == [leaves[1]] * 8


@EVERY_LANG
def test_who_has_priority_is_listed_and_the_card_is_for_the_agent(lang: str) -> None:
    props = present_card.priority(State(Screen.PRIORITY, lang), CONTEXT, ROOM)
    assert len(props.sections) == 4
    assert props.said == TEXTS[lang].say("entrance.show_card")
    on = State(Screen.PRIORITY, lang, wishes=frozenset({Wish.PRIORITY}))
    dropped = present_card.priority(on, CONTEXT, ROOM).buttons[0].label
    assert dropped == TEXTS[lang].say("entrance.drop_priority")


def test_the_priority_tile_comes_last_and_shows_when_it_is_on() -> None:
    state = State(Screen.CATEGORY, wishes=frozenset({Wish.PRIORITY}))
    tiles = present_choice.category_choice(state, CONTEXT, ROOM).tiles
    assert [tile["id"] for tile in tiles if tile["picked"]] == ["priority"]
    assert tiles[-1]["id"] == "priority"


@pytest.mark.parametrize("room", [ROOM, TABLET.room(), SMALL.room(frozenset({Aid.TEXT}))])
def test_the_boxes_to_tick_are_at_the_foot_or_among_the_tiles(room: Room) -> None:
    pages = [
        present_choice.category_choice(State(Screen.CATEGORY, page=n), CONTEXT, room)
        for n in range(9)
    ]
    among = {tile["id"] for page in pages for tile in page.tiles if tile["kind"] == "wish"}
    at_foot = {wish["id"] for wish in pages[0].wishes}
    assert (among or at_foot) == {"repeat", "paperless"}
    assert bool(among) is (room.foot is Foot.AMONG_TILES)
    assert not (among and at_foot)


def test_only_a_motif_with_something_to_read_has_a_button_beside_it() -> None:
    tiles = present_choice.category_choice(State(Screen.CATEGORY), CARDS, ROOM).tiles
    assert [tile["id"] for tile in tiles if tile["card"]] == ["riche"]


def test_a_closed_site_offers_to_look_around_and_its_tiles_promise_nothing() -> None:
    shut = State(Screen.CLOSED, opening=Shut(NEXT_MORNING))
    assert present.closed(shut, CARDS).action == TEXTS["fr"].say("entrance.see_motifs")
    refusals = {motif.id: MotifClosed(None) for motif in CARDS.config.catalogue.motifs()}
    looking = replace(shut, screen=Screen.CATEGORY, refusals=refusals)
    props = present_choice.category_choice(looking, CARDS, ROOM)
    assert "priority" not in {tile["id"] for tile in props.tiles}
    assert props.wishes == []
    assert {tile["id"]: tile["available"] for tile in props.tiles}["riche"]


def test_the_last_tile_of_a_page_fills_its_row() -> None:
    props = present_choice.category_choice(State(Screen.CATEGORY), CONTEXT, ROOM)
    spans = sum(int(str(tile["span"])) for tile in props.tiles)
    assert spans % props.columns == 0


# ── Doubts ──────────────────────────────────────────────────────────────────────────────────────


@EVERY_LANG
def test_a_second_ticket_so_soon_is_asked_about_with_the_number_of_the_first(lang: str) -> None:
    held = Order(UUID(int=2), "passeport", lang)
    recent = Recent(taken=(Taken("passeport", "A012", 0.0, UUID(int=9)),))
    state = State(Screen.DOUBT, lang, doubt=Doubt.AGAIN, held=held, recent=recent)
    props = present_card.doubt(state, CONTEXT)
    assert "A012" in props.title
    assert ids(props) == ["insist", "home"]


@EVERY_LANG
@pytest.mark.parametrize(
    ("doubt", "buttons"), [(Doubt.LATE, ["insist", "back"]), (Doubt.PAUSE, ["back"])]
)
def test_a_doubt_says_what_it_is_and_what_can_be_done(
    lang: str, doubt: Doubt, buttons: list[str]
) -> None:
    props = present_card.doubt(State(Screen.DOUBT, lang, doubt=doubt), CONTEXT)
    assert props.title
    assert ids(props) == buttons


# ── Waits ───────────────────────────────────────────────────────────────────────────────────────


def test_what_is_known_of_the_wait_is_said_from_the_first_screen_to_the_number() -> None:
    first = present.attract(State(opening=Open(None), outlooks=SOON), CONTEXT, ROOM)
    assert first.hours == "Attente\u00a0: environ 20\u00a0min"
    choosing = State(Screen.MOTIF, category="identite", outlooks=SOON)
    tile = present_choice.motif_choice(choosing, CONTEXT, ROOM).tiles[0]
    assert tile["detail"] == "Environ 20\u00a0min"
    props = present_ticket.confirmation(replace(confirmed(), outlooks=SOON), CONTEXT)
    assert (
        props.wait == "Environ 20\u00a0min (entre\u00a010\u00a0et\u00a025)\n3 personnes avant vous"
    )


def test_what_is_not_known_of_the_wait_leaves_no_empty_line() -> None:
    assert present.attract(State(opening=Open(None)), CONTEXT, ROOM).hours == ""
    assert present_ticket.confirmation(confirmed(), CONTEXT).wait == ""


@EVERY_LANG
def test_a_short_wait_is_under_five_minutes(lang: str) -> None:
    soon = Outlooks(0.0, Outlook(0, 0, 3))
    said = present.attract(State(lang=lang, outlooks=soon), CONTEXT, ROOM).hours
    assert "5" in said


# ── Number ──────────────────────────────────────────────────────────────────────────────────────


@EVERY_LANG
def test_a_number_without_paper_comes_with_the_code_of_the_ticket(lang: str) -> None:
    state = confirmed(lang=lang)
    assert state.ticket is not None
    paperless = replace(state, ticket=replace(state.ticket, paperless=True), printed=None)
    props = present_ticket.confirmation(paperless, CONTEXT)
    assert props.instruction == TEXTS[lang].say("entrance.photograph")
    assert props.code == code_of(state.ticket, CONTEXT.config) != ""
    assert props.next_step == TEXTS[lang].say("entrance.will_be_called")


def test_the_code_replaces_a_paper_that_is_missing_and_no_other() -> None:
    codes = {
        printed: present_ticket.confirmation(replace(confirmed(), printed=printed), CONTEXT).code
        for printed in (PrintState.CONFIRMED, PrintState.SENT_UNVERIFIED, PrintState.BLOCKED)
    }
    assert [bool(code) for code in codes.values()] == [False, False, True]


def test_the_arrow_moves_towards_a_paper_that_is_there() -> None:
    assert present_ticket.confirmation(confirmed(), CONTEXT).moving
    missing = replace(confirmed(), printed=PrintState.NOT_SENT)
    assert not present_ticket.confirmation(missing, CONTEXT).moving


def test_the_question_whether_one_is_still_there_leaves_the_number_in_view() -> None:
    number = replace(confirmed(), printed=PrintState.NOT_SENT, idle_s=61.0)
    assert present.idle(number, CONTEXT).asked
    assert not present.idle(number, CONTEXT).covering
    assert present.idle(State(Screen.CATEGORY, idle_s=31.0), CONTEXT).covering


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_listens_is_told_which_key_asks_again_after_a_pause(lang: str) -> None:
    heard = reading(State(Screen.DOUBT, lang, doubt=Doubt.PAUSE), CONTEXT, ROOM).words
    assert heard == (TEXTS[lang].say("entrance.pause_keys"),)
