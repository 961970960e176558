"""Where each event leads from each screen of the entrance, and what no event may ever do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import ScreenSettings
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import MotifClosed, Order, PrintState, QuotaReached, Ticket
from tests.fakes import LANGUAGES, TUESDAY_10H, small_catalogue
from ui.entrance.flow import (
    STAY_S,
    CategoryChosen,
    Event,
    Flow,
    HoursKnown,
    MotifChosen,
    PageTurned,
    Paper,
    Printed,
    Screen,
    Started,
    State,
    Stayed,
    TicketRefused,
    TicketTaken,
    WentHome,
    paper_of,
)
from ui.events import Broken, HelpAsked, LanguageChosen, Mended, Ticked, WentBack

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
    "started": ("category", ".", ".", ".", ".", ".", ".", "."),
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


# ── Time ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [CATEGORY, MOTIF, REFUSED])
def test_a_visitor_who_does_nothing_is_asked_then_sent_home(state: State) -> None:
    assert FLOW.warning_s(play(state, Ticked(29))) is None
    asked = play(state, Ticked(30))
    assert FLOW.warning_s(asked) == 20
    assert play(asked, Ticked(19)).screen is state.screen
    assert play(asked, Ticked(20)) == ATTRACT


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
    assert play(state, Ticked(stay - 1)).screen is Screen.CONFIRMATION
    assert play(state, Ticked(stay)) == ATTRACT


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
    assert play(touched, Ticked(50)) == state


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
        assert state.screen in (Screen.CATEGORY, Screen.MOTIF)
        assert state.ticket is None
    if state.screen is Screen.REFUSED:
        assert state.refusal is not None
    if state.screen is Screen.MOTIF:
        assert state.category is not None


@given(ANY_EVENTS)
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
        assert at_home == State(at_home.screen, opening=state.opening, refusals=state.refusals)


@given(ANY_EVENTS, ANY_EVENTS)
def test_nothing_leads_out_of_out_of_order(before: Sequence[Event], after: Sequence[Event]) -> None:
    broken = play(State(), *before, Broken())
    assert broken.screen is Screen.OUT_OF_ORDER
    later = play(broken, *after)
    assert (later.screen, later.order) == (Screen.OUT_OF_ORDER, None)
