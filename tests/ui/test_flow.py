"""Where each event leads from each screen of the entrance, and what no event may ever do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.config import ScreenSettings
from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.tickets import MotifClosed, Order, PrintState, QuotaReached, Ticket
from tests.fakes import LANGUAGES, TUESDAY_10H, small_catalogue
from ui.entrance.events import (
    CardAsked,
    CategoryChosen,
    Event,
    HoursKnown,
    Insisted,
    MotifChosen,
    OutlooksKnown,
    PageTurned,
    Printed,
    PriorityAsked,
    SheetAsked,
    SheetPrinted,
    Started,
    TicketRefused,
    TicketTaken,
    WentHome,
    Wish,
    WishTouched,
)
from ui.entrance.flow import Flow
from ui.entrance.recent import (
    AGAIN_S,
    BURST_S,
    MOST,
    MOST_QUICK,
    PAUSE_S,
    QUICK_S,
    Pause,
    Recent,
    Taken,
)
from ui.entrance.state import STAY_S, Doubt, Paper, Screen, State, paper_of
from ui.events import Broken, HelpAsked, LanguageChosen, Mended, Stayed, Ticked, WentBack

SETTINGS = ScreenSettings(idle_s=30, warning_s=20)
FLOW = Flow(small_catalogue(), SETTINGS)
OPEN, SHUT = Open(None), Shut(None)
FULL = QuotaReached(3)


def order(n: int = 1, motif: str = "passeport") -> Order:
    return Order(UUID(int=n), motif, "fr")


def ticket(n: int = 1) -> Ticket:
    return Ticket(
        UUID(int=n), f"A{n:03d}", "passeport", "fr", False, None, date(2026, 11, 24), TUESDAY_10H, n
    )


ATTRACT = State()
CLOSED = State(Screen.CLOSED, opening=SHUT)
CATEGORY = State(Screen.CATEGORY, "en")
MOTIF = State(Screen.MOTIF, "en", category="identite")
REFUSED = State(Screen.REFUSED, "en", category="identite", refusal=FULL)
WAITING = replace(MOTIF, order=order())
CONFIRMED = State(Screen.CONFIRMATION, "en", ticket=ticket(), printed=PrintState.CONFIRMED)
BROKEN = State(Screen.OUT_OF_ORDER)
STATES = (ATTRACT, CLOSED, CATEGORY, MOTIF, REFUSED, WAITING, CONFIRMED, BROKEN)

EVENTS: dict[str, Event] = {
    "started": Started("es"),
    "category": CategoryChosen("identite"),
    "motif": MotifChosen(order(2)),
    "page": PageTurned(1),
    "back": WentBack(),
    "home": WentHome(),
    "stayed": Stayed(),
    "taken": TicketTaken(ticket()),
    "refused": TicketRefused(FULL),
    "shut": HoursKnown(SHUT, {}),
    "open": HoursKnown(OPEN, {}),
    "broken": Broken(),
    "mended": Mended(),
}
# Rows: the state before, in the order of STATES. « . » is the same screen.
TABLE = {
    #            attract         closed          category      motif         refused
    #            waiting         confirmed       broken
    "started": ("category", "category", ".", ".", ".", ".", ".", "."),
    "category": (".", ".", "motif", ".", ".", ".", ".", "."),
    "motif": (".", ".", ".", ".", ".", ".", ".", "."),
    "page": (".", ".", ".", ".", ".", ".", ".", "."),
    "back": (".", ".", "attract", "category", "motif", ".", "attract", "."),
    "home": (".", ".", "attract", "attract", "attract", ".", "attract", "."),
    "stayed": (".", ".", ".", ".", ".", ".", ".", "."),
    "taken": (".", ".", ".", ".", ".", "confirmation", ".", "."),
    "refused": (".", ".", ".", ".", ".", "refused", ".", "."),
    "shut": ("closed", ".", ".", ".", ".", ".", ".", "."),
    "open": (".", "attract", ".", ".", ".", ".", ".", "."),
    "broken": ("out_of_order",) * 8,
    "mended": (".", ".", ".", ".", ".", ".", ".", "attract"),
}


def at(state: State) -> State:
    """Without the memory of the kiosk."""
    return replace(state, recent=Recent())


def play(state: State, *events: Event) -> State:
    for event in events:
        state = FLOW.next(state, event)
    return state


@pytest.mark.parametrize("name", TABLE)
def test_each_event_leads_to_the_screen_of_the_table(name: str) -> None:
    for before, expected in zip(STATES, TABLE[name], strict=True):
        wanted = before.screen if expected == "." else Screen(expected)
        assert FLOW.next(before, EVENTS[name]).screen is wanted, before


def test_a_motif_that_can_be_had_is_ordered_once() -> None:
    waiting = play(MOTIF, MotifChosen(order(1)), MotifChosen(order(2)))
    assert waiting.order == order(1)


def test_a_motif_known_to_be_full_is_refused_without_asking_the_desk() -> None:
    state = play(replace(MOTIF, refusals={"passeport": FULL}), MotifChosen(order()))
    assert (state.screen, state.refusal, state.order) == (Screen.REFUSED, FULL, None)


def test_a_refused_category_leads_back_to_the_categories() -> None:
    state = play(replace(CATEGORY, refusals={"retrait": FULL}), MotifChosen(order(1, "retrait")))
    assert play(state, WentBack()).screen is Screen.CATEGORY


def test_the_words_change_and_nothing_else_when_a_language_is_chosen() -> None:
    for state in (ATTRACT, CLOSED, CATEGORY, MOTIF, REFUSED, CONFIRMED):
        assert play(state, LanguageChosen("es")) == replace(state, lang="es")


def test_nothing_can_be_touched_while_a_ticket_is_being_made() -> None:
    for event in (LanguageChosen("es"), WentBack(), WentHome(), HelpAsked(), PageTurned(1)):
        assert play(WAITING, event) == WAITING


def test_a_paper_that_comes_out_after_the_visitor_left_changes_nothing() -> None:
    next_visit = replace(CONFIRMED, ticket=ticket(2), printed=None)
    assert play(next_visit, Printed(ticket(1).id, PrintState.CONFIRMED)) == next_visit
    assert play(ATTRACT, Printed(ticket(1).id, PrintState.CONFIRMED)) == ATTRACT


def test_pages_do_not_go_below_the_first() -> None:
    assert play(CATEGORY, PageTurned(-1)).page == 0


def test_another_category_begins_at_its_first_page() -> None:
    assert play(replace(CATEGORY, page=2), CategoryChosen("identite")).page == 0


# ── Cards, wishes and doubts ────────────────────────────────────────────────────────────────────

LATE = Outlooks(0.0, motifs={"passeport": Outlook(9, 60, 90, late=True)})
CARD = replace(MOTIF, screen=Screen.CARD, card="passeport")
JUST_TAKEN = replace(MOTIF, recent=Recent(taken=(Taken("passeport", "A012", 0.0, UUID(int=12)),)))


def test_a_card_leads_to_the_ticket_in_one_touch_and_back_to_the_motifs() -> None:
    assert play(MOTIF, CardAsked("passeport")) == CARD
    assert play(CARD, MotifChosen(order())).order == order()
    assert play(CARD, WentBack()) == MOTIF


def test_the_card_of_a_full_motif_can_be_read() -> None:
    full = replace(MOTIF, refusals={"passeport": FULL})
    assert play(full, CardAsked("passeport")).screen is Screen.CARD


def test_a_closed_site_shows_its_motifs_and_cards_and_gives_no_ticket() -> None:
    here = play(CLOSED, Started("en"), CategoryChosen("identite"))
    card = play(here, MotifChosen(order()))
    assert (here.screen, card.screen, card.order) == (Screen.MOTIF, Screen.CARD, None)
    assert play(card, MotifChosen(order())).order is None
    assert play(card, WentHome()).screen is Screen.CLOSED


def test_a_sheet_is_printed_once_at_a_time_and_its_end_is_said() -> None:
    coming = play(CARD, SheetAsked())
    assert coming.sheet is Paper.COMING
    assert play(coming, SheetAsked()) == coming
    assert play(coming, SheetPrinted("passeport", PrintState.CONFIRMED)).sheet is Paper.OUT
    assert play(coming, SheetPrinted("passeport", PrintState.BLOCKED)).sheet is Paper.MISSING
    assert play(coming, SheetPrinted("retrait", PrintState.BLOCKED)) == coming
    assert play(coming, WentBack(), SheetPrinted("passeport", PrintState.CONFIRMED)) == MOTIF


def test_priority_is_asked_for_where_it_is_explained_and_forgotten_at_the_end() -> None:
    asked = play(CATEGORY, PriorityAsked(), WishTouched(Wish.PRIORITY))
    assert (asked.screen, asked.wishes) == (Screen.CATEGORY, frozenset({Wish.PRIORITY}))
    assert play(asked, PriorityAsked(), WishTouched(Wish.PRIORITY)).wishes == frozenset()
    assert play(asked, WentHome()) == ATTRACT


def test_wishes_are_ticked_and_unticked_while_choosing_only() -> None:
    for wish in (Wish.REPEAT, Wish.PAPERLESS):
        ticked = play(MOTIF, WishTouched(wish))
        assert ticked == replace(MOTIF, wishes=frozenset({wish}))
        assert play(ticked, WishTouched(wish)) == MOTIF
        assert play(CONFIRMED, WishTouched(wish)) == CONFIRMED


def test_the_same_motif_a_moment_later_is_asked_about() -> None:
    asked = play(JUST_TAKEN, MotifChosen(order(2)))
    assert (asked.screen, asked.doubt, asked.order) == (Screen.DOUBT, Doubt.AGAIN, None)
    assert play(asked, Insisted()).order == order(2)
    assert at(play(asked, WentHome())) == ATTRACT


def test_a_ticket_that_is_forgotten_is_no_longer_asked_about() -> None:
    asked = play(JUST_TAKEN, MotifChosen(order(2)))
    for _ in range(6):
        asked = play(asked, Stayed(), Ticked(BURST_S / 6))
    assert asked.screen is Screen.MOTIF


def test_another_motif_or_a_later_one_is_not_asked_about() -> None:
    other = MotifChosen(order(2, "retrait"))
    assert play(replace(JUST_TAKEN, screen=Screen.CATEGORY), other).order is not None
    later = play(JUST_TAKEN, Ticked(AGAIN_S), MotifChosen(order(2)))
    assert later.order == order(2)


def many_taken(count: int) -> State:
    taken = tuple(
        Taken("passeport", f"A{n:03d}", -AGAIN_S, UUID(int=100 + n)) for n in range(count)
    )
    return replace(MOTIF, recent=Recent(taken=taken))


def test_a_burst_of_one_motif_makes_it_pause_and_the_pause_ends_by_itself() -> None:
    paused = play(many_taken(MOST), MotifChosen(order(2)))
    assert (paused.doubt, paused.order) == (Doubt.PAUSE, None)
    assert play(paused, Insisted()).order is None
    assert play(paused, Ticked(PAUSE_S - 1)).screen is Screen.DOUBT
    over = play(paused, Ticked(PAUSE_S))
    assert over.screen is Screen.MOTIF
    assert play(over, MotifChosen(order(3))).order == order(3)


def test_tickets_of_many_motifs_faster_than_people_read_make_everything_pause() -> None:
    taken = tuple(
        Taken(f"motif-{n}", f"A{n:03d}", -AGAIN_S, UUID(int=100 + n)) for n in range(MOST_QUICK)
    )
    quick = replace(MOTIF, recent=Recent(taken=taken))
    paused = play(quick, MotifChosen(order(2)))
    assert (paused.doubt, paused.order) == (Doubt.PAUSE, None)
    assert paused.recent.pause == Pause("", PAUSE_S, tuple(one.ticket for one in taken))
    assert play(paused, WentBack(), MotifChosen(order(3, "retrait"))).doubt is Doubt.PAUSE
    assert play(paused, Ticked(PAUSE_S), MotifChosen(order(4))).order == order(4)
    slower = replace(quick, recent=quick.recent.later(QUICK_S - AGAIN_S))
    assert play(slower, MotifChosen(order(2))).order == order(2)


def test_a_pause_of_one_motif_stops_no_other_and_outlives_the_visit() -> None:
    paused = play(many_taken(MOST), MotifChosen(order(2)), WentBack(), WentBack())
    assert play(paused, MotifChosen(order(3, "retrait"))).order is not None
    again = play(paused, WentHome(), Started("fr"), MotifChosen(order(4)))
    assert again.doubt is Doubt.PAUSE


def test_fewer_tickets_or_slower_ones_are_a_queue() -> None:
    assert play(many_taken(MOST - 1), MotifChosen(order(2))).order == order(2)
    slow = many_taken(MOST)
    slow = replace(slow, recent=slow.recent.later(BURST_S - AGAIN_S))
    assert play(slow, MotifChosen(order(2))).order == order(2)


def test_a_motif_for_which_it_may_be_too_late_says_so_before_the_ticket() -> None:
    late = play(MOTIF, OutlooksKnown(LATE), MotifChosen(order()))
    assert (late.screen, late.doubt, late.order) == (Screen.DOUBT, Doubt.LATE, None)
    assert play(late, Insisted()).order == order()
    assert play(late, WentBack()).screen is Screen.MOTIF
    both = play(replace(JUST_TAKEN, outlooks=LATE), MotifChosen(order(2)), Insisted())
    assert (both.doubt, both.order) == (Doubt.LATE, None)


def test_a_number_without_paper_is_about_to_be_lost_only_after_a_question() -> None:
    paperless = replace(CONFIRMED, ticket=replace(ticket(), paperless=True), printed=None)
    asked = play(paperless, Ticked(STAY_S[Paper.UNWANTED]))
    assert FLOW.warning_s(asked) == 20
    stayed = asked
    for _ in range(10):
        stayed = play(stayed, Stayed(), Ticked(STAY_S[Paper.UNWANTED]))
    assert stayed.screen is Screen.CONFIRMATION
    assert at(play(stayed, Ticked(20))) == ATTRACT


# ── Time ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [CATEGORY, MOTIF, REFUSED])
def test_a_visitor_who_does_nothing_is_asked_then_sent_home(state: State) -> None:
    assert FLOW.warning_s(play(state, Ticked(29))) is None
    asked = play(state, Ticked(30))
    assert FLOW.warning_s(asked) == 20
    assert play(asked, Ticked(19)).screen is state.screen
    assert at(play(asked, Ticked(20))) == ATTRACT


@pytest.mark.parametrize("event", [Stayed(), LanguageChosen("es"), HelpAsked(), PageTurned(1)])
def test_any_touch_starts_the_wait_again(event: Event) -> None:
    state = play(CATEGORY, Ticked(45), event)
    assert FLOW.warning_s(state) is None
    assert state.idle_s == 0


@pytest.mark.parametrize("state", [ATTRACT, CLOSED, CONFIRMED, BROKEN])
def test_nobody_is_asked_where_there_is_nothing_to_lose(state: State) -> None:
    assert FLOW.warning_s(replace(state, idle_s=1000)) is None


@pytest.mark.parametrize("printed", [None, *PrintState])
def test_the_number_stays_longer_when_there_is_no_paper_to_take(printed: PrintState | None) -> None:
    state = replace(CONFIRMED, printed=printed)
    stay = STAY_S[paper_of(printed)]
    if paper_of(printed) is not Paper.OUT:
        assert FLOW.warning_s(play(state, Ticked(stay - 1))) is None
        assert FLOW.warning_s(play(state, Ticked(stay))) == 20
        assert play(state, Ticked(stay + 19), Stayed(), Ticked(stay)).screen is state.screen
        stay += 20
    assert play(state, Ticked(stay - 1)).screen is Screen.CONFIRMATION
    assert at(play(state, Ticked(stay))) == ATTRACT


@pytest.mark.parametrize(
    ("paper", "states"),
    [
        (Paper.COMING, [None]),
        (Paper.OUT, [PrintState.CONFIRMED, PrintState.CONFIRMED_LATE]),
        (Paper.UNPROVED, [PrintState.SENT_UNVERIFIED, PrintState.UNKNOWN]),
        (Paper.MISSING, [PrintState.BLOCKED, PrintState.NOT_SENT, PrintState.EXPIRED]),
    ],
)
def test_only_a_proof_makes_a_paper_that_is_out(
    paper: Paper, states: Sequence[PrintState | None]
) -> None:
    assert {paper_of(state) for state in states} == {paper}


def test_the_less_is_known_of_the_paper_the_longer_the_number_stays() -> None:
    assert STAY_S[Paper.OUT] < STAY_S[Paper.UNPROVED] < STAY_S[Paper.MISSING]


def test_the_stay_begins_when_the_paper_is_out() -> None:
    printing = replace(CONFIRMED, printed=None)
    state = play(printing, Ticked(50), Printed(ticket().id, PrintState.CONFIRMED), Ticked(9))
    assert state.screen is Screen.CONFIRMATION


def test_an_order_is_waited_for_as_long_as_the_desk_needs() -> None:
    assert play(WAITING, Ticked(500)).order == order()


@pytest.mark.parametrize("state", [ATTRACT, CLOSED])
def test_a_language_or_a_call_for_help_at_the_first_screen_is_forgotten_in_time(
    state: State,
) -> None:
    touched = play(state, LanguageChosen("es"), HelpAsked())
    assert play(touched, Ticked(49)).help_asked
    assert at(play(touched, Ticked(50))) == state


# ── Anything, in any order ──────────────────────────────────────────────────────────────────────

LANGS = st.sampled_from(LANGUAGES)
IDS = st.sampled_from(["identite", "passeport", "retrait", "unknown"])
NUMBERS = st.integers(1, 3)
REFUSALS = st.sampled_from([FULL, MotifClosed(None), MotifClosed(TUESDAY_10H, {"fr": "Travaux"})])
ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(Started, LANGS),
    st.builds(CategoryChosen, IDS),
    st.builds(lambda n, motif: MotifChosen(order(n, motif)), NUMBERS, IDS),
    st.builds(PageTurned, st.integers(-1, 1)),
    st.builds(LanguageChosen, LANGS),
    st.sampled_from([WentBack(), WentHome(), Stayed(), HelpAsked()]),
    st.builds(HoursKnown, st.sampled_from([OPEN, SHUT]), st.dictionaries(IDS, REFUSALS)),
    st.builds(lambda n: TicketTaken(ticket(n)), NUMBERS),
    st.builds(TicketRefused, REFUSALS),
    st.builds(CardAsked, IDS),
    st.builds(WishTouched, st.sampled_from(Wish)),
    st.sampled_from([SheetAsked(), PriorityAsked(), Insisted(), OutlooksKnown(LATE)]),
    st.builds(SheetPrinted, IDS, st.sampled_from(PrintState)),
    st.builds(lambda n, s: Printed(UUID(int=n), s), NUMBERS, st.sampled_from(PrintState)),
    st.builds(Ticked, st.floats(0, 120)),
)
ANY_EVENTS = st.lists(ANY_EVENT, max_size=40)


def check(state: State) -> None:
    if state.screen is Screen.CONFIRMATION:
        assert state.ticket is not None
    if state.screen in (Screen.ATTRACT, Screen.CLOSED):
        assert isinstance(state.opening, Shut) is (state.screen is Screen.CLOSED)
        visitors = (state.category, state.refusal, state.order, state.ticket, state.printed)
        assert visitors == (None,) * 5
    if state.order is not None:
        assert state.screen in (Screen.CATEGORY, Screen.MOTIF, Screen.CARD)
        assert state.ticket is None
    if state.screen is Screen.REFUSED:
        assert state.refusal is not None
    if state.screen is Screen.MOTIF:
        assert state.category is not None
    assert (state.screen is Screen.CARD) is (state.card is not None)
    assert (state.screen is Screen.DOUBT) is (state.doubt is not None and state.held is not None)
    if state.screen in (Screen.ATTRACT, Screen.CLOSED):
        assert (state.wishes, state.sheet, state.leaf) == (frozenset(), None, 0)


FROM_A_CARD_TOO_LATE = [
    Started("fr"),
    CardAsked("passeport"),
    OutlooksKnown(LATE),
    MotifChosen(order(1, "passeport")),
]


@given(ANY_EVENTS)
@example(FROM_A_CARD_TOO_LATE)
def test_no_sequence_of_events_leads_to_a_screen_without_its_content(
    events: Sequence[Event],
) -> None:
    state = State()
    for event in events:
        state = FLOW.next(state, event)
        check(state)


@given(ANY_EVENTS)
def test_an_order_is_only_replaced_after_its_answer(events: Sequence[Event]) -> None:
    state = State()
    for event in events:
        before, state = state, FLOW.next(state, event)
        if before.order is not None and state.order is not before.order:
            assert isinstance(event, TicketTaken | TicketRefused)
            assert state.order is None


@given(ANY_EVENTS)
def test_home_forgets_everything_of_the_visitor(events: Sequence[Event]) -> None:
    state = play(State(), *events)
    if state.order is None:
        at_home = play(state, WentHome())
        fresh = State(at_home.screen, opening=state.opening, refusals=state.refusals)
        assert at_home == replace(fresh, recent=state.recent, outlooks=state.outlooks)


@given(ANY_EVENTS, ANY_EVENTS)
def test_nothing_leads_out_of_out_of_order(before: Sequence[Event], after: Sequence[Event]) -> None:
    broken = play(State(), *before, Broken())
    assert broken.screen is Screen.OUT_OF_ORDER
    later = play(broken, *after)
    assert (later.screen, later.order) == (Screen.OUT_OF_ORDER, None)
