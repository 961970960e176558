"""Where each touch leads at the exit, and what is kept of it."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import ScreenSettings
from kiosk.domain.feedback import FOUR_FACES, Feedback, Reason, Resolution
from kiosk.domain.identifiers import opinion_code
from tests.fakes import LANGUAGES
from ui.access import NO_AID, Access, Aid, patience
from ui.events import (
    AidTouched,
    Broken,
    HelpAsked,
    KeyUsed,
    LanguageChosen,
    LanguagesAsked,
    Mended,
    Stayed,
    Ticked,
    WentBack,
)
from ui.exit import flow
from ui.exit.flow import (
    IDLE_S,
    REPEAT_S,
    THANKS_S,
    WRITING_S,
    ChangeAsked,
    CodeScanned,
    CommentSent,
    CommentSkipped,
    FaceTouched,
    Flow,
    KeyTouched,
    ReasonsDone,
    ReasonsSkipped,
    ReasonTouched,
    ResolutionTold,
    Screen,
    State,
)

FLOW = Flow(FOUR_FACES)
WORDY = Flow(FOUR_FACES, comment=True)
ASKED_S = ScreenSettings.warning_s
GONE_S = IDLE_S + ASKED_S
"""Nothing done, nothing answered."""
FIRST, SECOND = UUID(int=1), UUID(int=2)
CODE = opinion_code(FIRST)


def after(*events: flow.Event, state: State | None = None) -> State:
    state = state or State()
    for event in events:
        state = FLOW.next(state, event)
    return state


RATED = after(FaceTouched(FIRST, 4))
TOLD = after(ResolutionTold(Resolution.YES), state=RATED)
THANKED = after(ReasonTouched(Reason.WAIT), ReasonsDone(), state=TOLD)

STEPS = [
    (State(), FaceTouched(FIRST, 1), Screen.RESOLUTION),
    (State(), ResolutionTold(None), Screen.FACES),
    (State(), ReasonsDone(), Screen.FACES),
    (State(), ChangeAsked(), Screen.FACES),
    (State(), WentBack(), Screen.FACES),
    (RATED, FaceTouched(SECOND, 1), Screen.RESOLUTION),
    (RATED, ResolutionTold(Resolution.NO), Screen.REASONS),
    (RATED, ResolutionTold(None), Screen.REASONS),
    (RATED, ReasonsDone(), Screen.RESOLUTION),
    (RATED, WentBack(), Screen.FACES),
    (RATED, Ticked(GONE_S - 0.5), Screen.RESOLUTION),
    (RATED, Ticked(GONE_S), Screen.THANKS),
    (TOLD, ReasonTouched(Reason.PLACE), Screen.REASONS),
    (TOLD, ReasonsDone(), Screen.THANKS),
    (TOLD, ReasonsSkipped(), Screen.THANKS),
    (TOLD, WentBack(), Screen.RESOLUTION),
    (TOLD, Ticked(GONE_S), Screen.THANKS),
    (THANKED, ChangeAsked(), Screen.FACES),
    (THANKED, FaceTouched(SECOND, 1), Screen.THANKS),
    (THANKED, Ticked(THANKS_S - 0.5), Screen.THANKS),
    (THANKED, Ticked(THANKS_S), Screen.FACES),
]


@pytest.mark.parametrize(("state", "event", "screen"), STEPS)
def test_each_touch_leads_where_it_should(state: State, event: flow.Event, screen: Screen) -> None:
    assert FLOW.next(state, event).screen is screen


def test_one_touch_is_a_whole_answer() -> None:
    assert RATED.given == Feedback(FIRST, "faces-4", 4, "fr")


@pytest.mark.parametrize("value", [-1, 0, 5])
def test_a_value_off_the_scale_is_nothing(value: int) -> None:
    assert after(FaceTouched(FIRST, value)) == State()


def test_what_follows_is_added_under_the_same_id() -> None:
    assert THANKED.given == Feedback(FIRST, "faces-4", 4, "fr", Resolution.YES, (Reason.WAIT,))


def test_a_change_of_mind_replaces_the_answer() -> None:
    changed = after(ChangeAsked(), FaceTouched(SECOND, 1), state=THANKED)
    assert changed.given == Feedback(FIRST, "faces-4", 1, "fr")
    assert changed.picked == ()


def test_going_back_keeps_the_opinion_and_its_id() -> None:
    assert after(WentBack(), FaceTouched(SECOND, 2), state=RATED).given == Feedback(
        FIRST, "faces-4", 2, "fr"
    )


def test_reasons_stand_in_the_order_of_the_screen_and_a_second_touch_takes_one_back() -> None:
    order = [Reason.PLACE, Reason.WAIT, Reason.CLARITY, Reason.CLARITY]
    state = after(*(ReasonTouched(reason) for reason in order), state=TOLD)
    assert state.picked == (Reason.WAIT, Reason.PLACE)


def test_reasons_are_kept_when_the_visitor_walks_away() -> None:
    left = after(ReasonTouched(Reason.ACCESS), Ticked(GONE_S), state=TOLD)
    assert left.given is not None
    assert left.given.reasons == (Reason.ACCESS,)


def test_reasons_passed_over_are_not_kept() -> None:
    passed = after(ReasonTouched(Reason.ACCESS), ReasonsSkipped(), state=TOLD)
    assert passed.given is not None
    assert passed.given.reasons == ()


def test_a_visitor_who_goes_on_answering_has_all_the_time_needed() -> None:
    busy = TOLD
    for _ in range(10):
        busy = after(Ticked(IDLE_S - 1), ReasonTouched(Reason.WAIT), state=busy)
    assert busy.screen is Screen.REASONS


def test_a_second_opinion_in_a_moment_is_not_a_second_visitor() -> None:
    soon = after(ReasonsDone(), Ticked(THANKS_S), state=TOLD)
    assert soon.screen is Screen.FACES
    assert after(FaceTouched(SECOND, 1), state=soon).given is None
    later = after(Ticked(REPEAT_S - THANKS_S), FaceTouched(SECOND, 1), state=soon)
    assert later.given is not None
    assert later.given.id == SECOND


def test_the_next_visitor_finds_nothing_of_the_last() -> None:
    spoke = after(LanguageChosen("es"), HelpAsked(), state=THANKED)
    assert after(Ticked(THANKS_S), Ticked(REPEAT_S), state=spoke) == State()


def test_a_language_or_a_call_for_help_alone_is_forgotten_too() -> None:
    assert after(LanguageChosen("en"), HelpAsked(), Ticked(GONE_S)) == State()
    assert after(HelpAsked(), Ticked(IDLE_S)) == State()


def test_an_exit_that_nobody_touches_does_not_change() -> None:
    assert after(*(Ticked(1.0) for _ in range(100))) == State()


def test_out_of_order_can_be_read_in_each_language_and_left_only_when_mended() -> None:
    broken = after(Broken(), LanguageChosen("es"), state=TOLD)
    assert (broken.screen, broken.lang) == (Screen.OUT_OF_ORDER, "es")
    assert after(FaceTouched(SECOND, 1), ChangeAsked(), state=broken) == broken
    assert after(HelpAsked(), state=broken) == replace(broken, help_asked=True)
    assert after(Ticked(IDLE_S), state=broken) == State(Screen.OUT_OF_ORDER)
    assert after(Mended(), state=broken).screen is Screen.FACES


BEGUN: dict[str, State] = {
    "a language": State(lang="en"),
    "an aid": State(access=frozenset({Aid.CONTRAST})),
    "a code": State(code=CODE),
    "rated": RATED,
    "rated, back at the faces": after(WentBack(), state=RATED),
    "told": TOLD,
    "writing": replace(TOLD, screen=Screen.COMMENT),
}
AIDED: list[Access] = [NO_AID, *(frozenset({aid}) for aid in Aid)]


@pytest.mark.parametrize("access", AIDED, ids=lambda access: "-".join(access) or "none")
@pytest.mark.parametrize("begun", BEGUN)
def test_whoever_began_something_is_asked_for_as_long_as_it_takes_to_read(
    begun: str, access: Access
) -> None:
    state = replace(BEGUN[begun], idle_s=0.0)
    state = replace(state, access=state.access | access)
    limit_s, asked_s = WORDY.idle_limit_s(state), ASKED_S * patience(state.access)
    assert asked_s >= 20
    assert WORDY.warning_s(wordy(Ticked(limit_s - 0.5), state=state)) is None
    asked = wordy(Ticked(limit_s), state=state)
    assert WORDY.warning_s(asked) == asked_s
    still = wordy(Ticked(asked_s - 0.5), state=asked)
    assert (still.screen, WORDY.warning_s(still)) == (state.screen, 0.5)
    over = wordy(Ticked(0.5), state=still)
    assert over.screen is (Screen.FACES if state.screen is Screen.FACES else Screen.THANKS)
    assert WORDY.warning_s(over) is None


@pytest.mark.parametrize("begun", BEGUN)
@pytest.mark.parametrize("answer", [Stayed(), KeyUsed(frozenset({Aid.KEYS})), LanguagesAsked()])
def test_an_answer_gives_the_whole_time_again_as_often_as_asked(
    begun: str, answer: flow.Event
) -> None:
    state = BEGUN[begun]
    for _ in range(10):
        state = wordy(Ticked(WORDY.idle_limit_s(state) + ASKED_S - 0.5), state=state)
        assert WORDY.warning_s(state) is not None
        state = wordy(answer, state=state)
        assert (state.idle_s, WORDY.warning_s(state)) == (0.0, None)
    assert state.screen is BEGUN[begun].screen


@pytest.mark.parametrize("event", [HelpAsked(), LanguagesAsked(), LanguageChosen("fr")])
def test_nobody_is_asked_where_nothing_was_begun(event: flow.Event) -> None:
    for seconds in range(200):
        assert FLOW.warning_s(after(event, *(Ticked(1.0) for _ in range(seconds)))) is None
    assert after(event, Ticked(IDLE_S)) == State()


@pytest.mark.parametrize("screen", [Screen.THANKS, Screen.OUT_OF_ORDER])
def test_nobody_is_asked_where_all_is_kept(screen: Screen) -> None:
    assert FLOW.warning_s(replace(THANKED, screen=screen, idle_s=1000)) is None


def test_a_visitor_who_rated_and_walked_away_frees_the_exit_in_half_a_minute() -> None:
    assert after(Ticked(GONE_S), Ticked(THANKS_S), state=RATED) == State()
    assert GONE_S + THANKS_S <= 36


def wordy(*events: flow.Event, state: State = TOLD) -> State:
    for event in events:
        state = WORDY.next(state, event)
    return state


WRITING = replace(TOLD, screen=Screen.COMMENT)
WROTE: list[flow.Event] = [*(KeyTouched(key) for key in "bien"), CommentSent()]


def test_a_comment_is_asked_for_last_and_only_where_the_site_wants_it() -> None:
    assert wordy(ReasonsDone()).screen is Screen.COMMENT
    assert wordy(ReasonsSkipped()).screen is Screen.COMMENT
    assert after(ReasonsDone(), state=TOLD).screen is Screen.THANKS


def test_the_reasons_are_kept_before_the_comment_is_written() -> None:
    asked = wordy(ReasonTouched(Reason.WAIT), ReasonsDone())
    assert asked.given is not None
    assert asked.given.reasons == (Reason.WAIT,)


def test_a_comment_that_is_sent_is_kept_as_written() -> None:
    sent = wordy(*WROTE, state=WRITING)
    assert sent.screen is Screen.THANKS
    assert sent.given is not None
    assert sent.given.comment == "Bien"


def test_a_comment_passed_over_or_left_behind_is_not_kept() -> None:
    passed = wordy(KeyTouched("a"), CommentSkipped(), state=WRITING)
    left = wordy(KeyTouched("a"), Ticked(WRITING_S + ASKED_S), state=WRITING)
    for state in (passed, left):
        assert state.screen is Screen.THANKS
        assert state.given is not None
        assert state.given.comment is None


def test_who_writes_has_all_the_time_needed_and_loses_nothing() -> None:
    writing = WRITING
    for _ in range(20):
        writing = wordy(Ticked(WRITING_S - 1), KeyTouched("a"), state=writing)
    assert writing.screen is Screen.COMMENT
    assert len(writing.draft.text) == 20


def test_back_from_the_comment_are_the_reasons_and_what_was_written_stays() -> None:
    back = wordy(KeyTouched("a"), WentBack(), state=WRITING)
    assert back.screen is Screen.REASONS
    assert wordy(ReasonsDone(), state=back).draft.text == "A"


def test_the_next_visitor_finds_no_comment_of_the_last() -> None:
    done = wordy(*WROTE, Ticked(THANKS_S), Ticked(REPEAT_S), state=WRITING)
    assert done == State()


def test_the_code_of_a_ticket_comes_with_the_next_opinion_and_no_other() -> None:
    rated = after(CodeScanned(CODE), FaceTouched(FIRST, 4))
    assert rated.given is not None
    assert rated.given.ticket_code == CODE
    changed = after(WentBack(), FaceTouched(SECOND, 1), state=rated)
    assert changed.given is not None
    assert changed.given.ticket_code == CODE
    home = after(Ticked(GONE_S), Ticked(THANKS_S), Ticked(REPEAT_S), state=rated)
    following = after(FaceTouched(SECOND, 1), state=home)
    assert following.given is not None
    assert following.given.ticket_code is None


def test_a_code_scanned_elsewhere_or_left_unused_is_forgotten() -> None:
    assert after(CodeScanned(CODE), state=RATED) == RATED
    assert after(CodeScanned(CODE), Ticked(GONE_S)) == State()


TOUCHES = st.one_of(
    st.builds(FaceTouched, st.uuids(), st.integers(0, 6)),
    st.builds(ResolutionTold, st.none() | st.sampled_from(Resolution)),
    st.builds(ReasonTouched, st.sampled_from(Reason)),
    st.sampled_from(
        [ReasonsDone(), ReasonsSkipped(), ChangeAsked(), WentBack(), HelpAsked(), Mended()]
    ),
    st.builds(KeyTouched, st.sampled_from(["é", "erase", "space", "shift", "page"])),
    st.sampled_from([CommentSent(), CommentSkipped(), CodeScanned(CODE)]),
    st.builds(LanguageChosen, st.sampled_from(LANGUAGES)),
    st.builds(AidTouched, st.sampled_from(Aid)),
    st.just(Stayed()),
    st.builds(Ticked, st.floats(0, 20)),
)


@given(st.lists(TOUCHES, max_size=40), st.sampled_from([FLOW, WORDY]))
def test_whatever_is_touched_the_exit_stays_sensible(
    events: list[flow.Event], moved_by: Flow
) -> None:
    state = State()
    kept: dict[UUID, Feedback] = {}
    for event in events:
        before, state = state, moved_by.next(state, event)
        if state.given is not None:
            kept[state.given.id] = state.given
        asks_more = state.screen not in (Screen.FACES, Screen.OUT_OF_ORDER)
        assert not asks_more or state.given is not None
        assert 0 <= state.rest_s <= REPEAT_S
        if before.given and state.given:
            assert state.given.id == before.given.id
    assert all(feedback.value in FOUR_FACES for feedback in kept.values())
