"""What a visitor reads on each screen of the entrance, in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kiosk.config import Config, SyncSettings, VoiceSettings
from kiosk.domain.identifiers import uuid7
from kiosk.domain.motifs import Motif
from kiosk.domain.opening import Open, Shut
from kiosk.domain.texts import Texts, load_texts
from kiosk.domain.tickets import (
    MotifClosed,
    Order,
    PrintState,
    QuotaReached,
    Refusal,
    Ticket,
    UnknownMotif,
)
from kiosk.paths import ASSETS
from printer.outcome import Health
from tests.fakes import LANGUAGES, PARIS, TUESDAY_10H, labels, small_config, with_motif
from tests.ui.sizes import PORTRAIT, SMALL
from ui.access import Aid
from ui.entrance import present, present_choice, present_ticket
from ui.entrance.flow import Flow
from ui.entrance.state import CHOOSING, Paper, Screen, State, paper_of
from ui.message import out_of_order
from ui.room import Foot

TEXTS = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in LANGUAGES}
NEXT_MORNING = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
"""9 h 30 in Paris."""
WORKS = {"fr": "Travaux", "en": "Building works", "es": "Obras", "pt": "Obras", "ar": "أشغال"} | {
    "uk": "Роботи",
    "ru": "Работы",
}
EVERY_LANG = pytest.mark.parametrize("lang", LANGUAGES)


def context_of(config: Config, texts: Mapping[str, Texts] = TEXTS) -> present.Context:
    return present.Context(config, texts, tuple(Aid), Flow(config.catalogue, config.screen))


CONTEXT = context_of(small_config())
ROOM = PORTRAIT.room()


def confirmed(motif: str = "passeport", lang: str = "fr") -> State:
    ticket = Ticket(
        UUID(int=1), "A042", motif, lang, False, None, date(2026, 11, 24), TUESDAY_10H, 1
    )
    return State(Screen.CONFIRMATION, lang, ticket=ticket, printed=PrintState.CONFIRMED)


# ── First screen ────────────────────────────────────────────────────────────────────────────────


def test_the_first_screen_invites_in_every_language_at_once() -> None:
    props = present.attract(State(), CONTEXT, ROOM)
    assert [start["label"] for start in props.starts] == [
        "Prendre un ticket",
        "Take a ticket",
        "Pedir turno",
        "Tirar uma senha",
        "أخذ تذكرة",
        "Взяти талон",
        "Взять талон",
    ]
    assert props.starts[0]["detail"] == "FR – Français"
    assert props.starts[4]["detail"] == "AR – العربية"
    assert props.site == "Mairie d’Essai"


def test_low_tiles_say_what_to_do_and_leave_out_the_name_of_the_language() -> None:
    starts = present.attract(
        State(), CONTEXT, PORTRAIT.room(frozenset({Aid.TEXT, Aid.REACH}))
    ).starts
    invited = [texts.say("entrance.take_ticket") for texts in TEXTS.values()]
    assert [start["label"] for start in starts] == invited
    assert {start["detail"] for start in starts} == {""}


def test_many_languages_stand_in_two_columns_and_fill_them() -> None:
    props = present.attract(State(), CONTEXT, ROOM)
    assert props.columns == 2
    assert [start["span"] for start in props.starts] == [2, 1, 1, 1, 1, 1, 1]
    few = replace(small_config(), languages=("fr", "en", "es"))
    props = present.attract(State(), context_of(few), ROOM)
    assert (props.columns, [start["span"] for start in props.starts]) == (1, [1, 1, 1])


def test_languages_come_in_the_order_of_the_site() -> None:
    config = replace(small_config(), languages=("fr", "es", "en"))
    starts = present.attract(State(), context_of(config), ROOM).starts
    assert [start["lang"] for start in starts] == ["fr", "es", "en"]


@pytest.mark.parametrize(
    ("lang", "hour"), [("fr", "17\u00a0h\u00a030"), ("en", "17:30"), ("es", "17:30")]
)
def test_the_first_screen_says_until_when_the_site_is_open(lang: str, hour: str) -> None:
    opening = Open(datetime(2026, 11, 24, 17, 30, tzinfo=PARIS))
    assert hour in present.attract(State(lang=lang, opening=opening), CONTEXT, ROOM).hours


def test_a_site_without_hours_says_none() -> None:
    assert present.attract(State(), CONTEXT, ROOM).hours == ""


@pytest.mark.parametrize(
    ("jack", "voices", "badge"),
    [
        ("/dev/input/event5", LANGUAGES, "headset"),
        (None, LANGUAGES, ""),
        ("/dev/input/event5", (), ""),
    ],
)
def test_a_headset_is_drawn_only_where_one_can_be_plugged_in_and_heard(
    jack: str | None, voices: Sequence[str], badge: str
) -> None:
    config = replace(small_config(), voice=VoiceSettings(jack=jack))
    context = replace(context_of(config), voices=frozenset(voices))
    assert present.attract(State(), context, ROOM).badge == badge


# ── Choice ──────────────────────────────────────────────────────────────────────────────────────


@EVERY_LANG
def test_a_category_tile_says_what_one_comes_for(lang: str) -> None:
    props = present_choice.category_choice(State(Screen.CATEGORY, lang), CONTEXT, ROOM)
    catalogue = CONTEXT.config.catalogue
    said = [c.label(lang) for c in catalogue.categories]
    said.append(TEXTS[lang].say("entrance.priority"))
    assert [tile["label"] for tile in props.tiles] == said
    assert props.question == TEXTS[lang].say("entrance.question")


def test_a_category_without_motifs_gives_a_ticket_at_once() -> None:
    tiles = present_choice.category_choice(State(Screen.CATEGORY), CONTEXT, ROOM).tiles
    assert [tile["kind"] for tile in tiles] == ["category", "motif", "priority"]


@EVERY_LANG
def test_the_motifs_of_a_category_end_with_another_request(lang: str) -> None:
    state = State(Screen.MOTIF, lang, category="identite")
    props = present_choice.motif_choice(state, CONTEXT, ROOM)
    assert [tile["id"] for tile in props.tiles] == ["passeport", "identite"]
    assert props.tiles[-1]["label"] == TEXTS[lang].say("entrance.other_request")
    category = CONTEXT.config.catalogue.category("identite")
    assert category is not None
    assert props.question == category.label(lang)


@EVERY_LANG
@pytest.mark.parametrize(
    ("refusal", "key"),
    [(QuotaReached(3), "entrance.full_today"), (MotifClosed(None), "entrance.closed_now")],
    ids=["full", "closed"],
)
def test_a_motif_that_cannot_be_had_says_why_on_its_tile(
    lang: str, refusal: Refusal, key: str
) -> None:
    state = State(Screen.MOTIF, lang, category="identite", refusals={"passeport": refusal})
    tile = present_choice.motif_choice(state, CONTEXT, ROOM).tiles[0]
    assert (tile["available"], tile["detail"]) == (False, TEXTS[lang].say(key))


def test_a_category_stays_open_when_only_its_general_motif_is_full() -> None:
    state = State(Screen.CATEGORY, refusals={"identite": QuotaReached(3)})
    tile = present_choice.category_choice(state, CONTEXT, ROOM).tiles[0]
    assert (tile["available"], tile["detail"]) == (True, "")


def test_tiles_can_no_longer_be_touched_while_a_ticket_is_being_made() -> None:
    state = State(Screen.MOTIF, category="identite")
    assert not present_choice.motif_choice(state, CONTEXT, ROOM).busy
    waiting = replace(state, order=Order(UUID(int=1), "passeport", "fr"))
    assert present_choice.motif_choice(waiting, CONTEXT, ROOM).busy


def many(count: int) -> present.Context:
    config = small_config()
    for n in range(count - len(config.catalogue.categories)):
        config = with_motif(config, Motif(f"motif-{n}", "M", labels(f"Motif {n}", "", "")))
    return context_of(config)


def test_tiles_that_do_not_fit_are_on_further_pages_and_none_is_lost() -> None:
    context, room = many(10), SMALL.room()
    first = present_choice.category_choice(State(Screen.CATEGORY), context, room)
    assert first.pages > 1
    pages = [
        present_choice.category_choice(State(Screen.CATEGORY, page=page), context, room)
        for page in range(first.pages)
    ]
    shown = [tile["id"] for page in pages for tile in page.tiles]
    wishes = ["repeat", "paperless"] if room.foot is Foot.AMONG_TILES else []
    categories = [category.id for category in context.config.catalogue.categories]
    assert shown == [*categories, *wishes]


def test_pages_lead_to_each_other_and_say_where_they_are() -> None:
    context, room = many(10), SMALL.room()
    first = present_choice.category_choice(State(Screen.CATEGORY), context, room)
    last = present_choice.category_choice(State(Screen.CATEGORY, page=99), context, room)
    assert (first.previous, first.next) == ("", "Suite")
    assert (last.previous, last.next) == ("Avant", "")
    assert first.position == f"Page 1 sur {first.pages}"
    assert last.position == f"Page {first.pages} sur {first.pages}"


def test_one_page_does_not_speak_of_pages() -> None:
    props = present_choice.category_choice(State(Screen.CATEGORY), CONTEXT, ROOM)
    assert (props.pages, props.previous, props.next, props.position) == (1, "", "", "")


# ── Number ──────────────────────────────────────────────────────────────────────────────────────


@EVERY_LANG
@pytest.mark.parametrize("printed", [None, *PrintState])
def test_the_number_is_there_and_the_words_say_where_the_paper_is(
    lang: str, printed: PrintState | None
) -> None:
    props = present_ticket.confirmation(replace(confirmed(lang=lang), printed=printed), CONTEXT)
    paper = paper_of(printed)
    key = {
        Paper.COMING: "printing",
        Paper.OUT: "take_paper",
        Paper.UNPROVED: "look_for_paper",
        Paper.MISSING: "write_down",
    }[paper]
    assert props.number == "A042"
    assert props.instruction == TEXTS[lang].say(f"entrance.{key}")
    assert (props.printed, props.failed) == (paper is Paper.OUT, paper is Paper.MISSING)


@EVERY_LANG
@pytest.mark.parametrize("health", [each for each in Health if not each.can_print])
def test_what_keeps_a_ticket_from_being_printed_is_said_with_what_to_do(
    lang: str, health: Health
) -> None:
    blocked = replace(confirmed(lang=lang), printed=PrintState.BLOCKED, trouble=health)
    known = present_ticket.confirmation(blocked, CONTEXT)
    unknown = present_ticket.confirmation(replace(blocked, trouble=""), CONTEXT)

    assert known.instruction != unknown.instruction
    assert TEXTS[lang].say("entrance.note_number") in known.instruction
    assert known.failed

    half = present_ticket.confirmation(replace(blocked, printed=PrintState.UNKNOWN), CONTEXT)
    assert half.instruction == TEXTS[lang].say("entrance.half_paper")


def test_a_paper_that_nothing_proves_is_not_promised_in_green() -> None:
    props = present_ticket.confirmation(
        replace(confirmed(), printed=PrintState.SENT_UNVERIFIED), CONTEXT
    )
    assert "S’il ne sort pas" in props.instruction
    assert (props.icon, props.printed, props.failed) == ("arrow-down", False, False)


@EVERY_LANG
def test_a_kiosk_that_breaks_down_still_shows_the_number_it_gave(lang: str) -> None:
    broken = replace(confirmed(lang=lang), screen=Screen.OUT_OF_ORDER)
    props = present_ticket.out_of_order(broken, CONTEXT)
    assert props.title == TEXTS[lang].say("common.out_of_order")
    assert "A042" in props.detail
    assert props.advice == TEXTS[lang].say("entrance.number_still_good")


def test_a_ticket_that_is_slow_to_come_asks_for_patience_with_its_tile_lit() -> None:
    waiting = State(Screen.MOTIF, category="identite", order=Order(uuid7(), "passeport", "fr"))
    at_once = present_choice.motif_choice(waiting, CONTEXT, ROOM)
    later = present_choice.motif_choice(replace(waiting, idle_s=1.5), CONTEXT, ROOM)
    assert [tile["id"] for tile in at_once.tiles if tile["asked"]] == ["passeport"]
    assert at_once.question != later.question == TEXTS["fr"].say("entrance.a_moment")


def test_a_visitor_without_paper_is_told_to_write_the_number_down() -> None:
    props = present_ticket.confirmation(replace(confirmed(), printed=PrintState.NOT_SENT), CONTEXT)
    assert "Notez" in props.instruction


@EVERY_LANG
def test_a_motif_with_a_waiting_area_says_where_to_wait(lang: str) -> None:
    tax = Motif("impots", "M", labels("Impôts", "Taxes", "Impuestos"), zone="B")
    context = context_of(with_motif(small_config(), tax))
    props = present_ticket.confirmation(confirmed("impots", lang), context)
    assert props.zone == TEXTS[lang].say("ticket.zone", zone="B")
    assert props.motif == tax.label(lang)


def test_a_motif_without_a_waiting_area_names_none() -> None:
    assert present_ticket.confirmation(confirmed(), CONTEXT).zone == ""


def test_a_ticket_of_a_motif_that_is_gone_still_shows_its_number() -> None:
    props = present_ticket.confirmation(confirmed("gone"), CONTEXT)
    assert (props.number, props.motif, props.zone) == ("A042", "", "")


# ── Why not ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lang", "day", "hour"),
    [
        ("fr", "mercredi 25\u00a0novembre", "9\u00a0h\u00a030"),
        ("en", "Wednesday 25\u00a0November", "9:30"),
        ("es", "miércoles 25\u00a0de\u00a0noviembre", "9:30"),
    ],
)
def test_a_closed_site_says_when_it_opens_again(lang: str, day: str, hour: str) -> None:
    state = State(Screen.CLOSED, lang, opening=Shut(NEXT_MORNING))
    props = present.closed(state, CONTEXT)
    assert props.title == TEXTS[lang].say("entrance.closed_title")
    assert day in props.detail
    assert hour in props.detail


@EVERY_LANG
def test_a_site_closed_for_long_says_that_it_does_not_know_when(lang: str) -> None:
    props = present.closed(State(Screen.CLOSED, lang, opening=Shut(None)), CONTEXT)
    assert props.detail == TEXTS[lang].say("entrance.reopening_unknown")


@EVERY_LANG
def test_a_closure_says_its_reason(lang: str) -> None:
    state = State(Screen.CLOSED, lang, opening=Shut(None, WORKS))
    assert present.closed(state, CONTEXT).advice == WORKS[lang]


def test_a_reason_given_in_french_only_is_shown_in_french() -> None:
    state = State(Screen.CLOSED, "en", opening=Shut(None, {"fr": "Travaux"}))
    assert present.closed(state, CONTEXT).advice == "Travaux"


@EVERY_LANG
def test_a_refusal_says_why_and_offers_another_choice(lang: str) -> None:
    words = TEXTS[lang]
    details: dict[Refusal, str] = {
        QuotaReached(3): words.say("entrance.quota_reached"),
        UnknownMotif("x"): words.say("entrance.closed_now"),
    }
    for refusal, detail in details.items():
        props = present.refused(State(Screen.REFUSED, lang, refusal=refusal), CONTEXT)
        assert (props.title, props.detail) == (words.say("entrance.refused_title"), detail)
        assert props.advice == words.say("common.ask_reception")
        assert props.action == words.say("entrance.choose_other")


@EVERY_LANG
def test_a_closed_motif_says_its_reason_or_when_it_can_be_had(lang: str) -> None:
    why = State(Screen.REFUSED, lang, refusal=MotifClosed(NEXT_MORNING, WORKS))
    when = State(Screen.REFUSED, lang, refusal=MotifClosed(NEXT_MORNING))
    assert present.refused(why, CONTEXT).detail == WORKS[lang]
    assert "25" in present.refused(when, CONTEXT).detail


@EVERY_LANG
def test_out_of_order_sends_to_the_reception(lang: str) -> None:
    props = out_of_order(CONTEXT.words(State(Screen.OUT_OF_ORDER, lang)))
    assert props.title == TEXTS[lang].say("common.out_of_order")
    assert TEXTS[lang].say("common.ask_reception") in astuple(props)


# ── Around ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("screen", Screen)
def test_the_way_back_is_offered_where_there_is_something_to_go_back_to(screen: Screen) -> None:
    offered = present.strip(replace(confirmed(), screen=screen), CONTEXT).back != ""
    assert offered == (screen in CHOOSING)


@EVERY_LANG
def test_the_strip_marks_the_language_in_use(lang: str) -> None:
    buttons = present.strip(State(lang=lang), CONTEXT).languages
    assert [button["lang"] for button in buttons if button["current"]] == [lang]


def test_a_site_in_french_only_offers_no_language() -> None:
    config = replace(small_config(), languages=("fr",))
    buttons = present.strip(State(), context_of(config)).languages
    assert len(buttons) <= 1


@EVERY_LANG
def test_help_says_that_it_is_coming(lang: str) -> None:
    context = context_of(replace(small_config(), sync=SyncSettings("http://127.0.0.1:8021")))
    before = present.strip(State(lang=lang), context)
    after = present.strip(State(lang=lang, help_asked=True), context)
    assert (before.help, before.helped) == (TEXTS[lang].say("common.help"), "")
    assert after.helped == TEXTS[lang].say("common.helped")


@EVERY_LANG
def test_without_a_server_help_is_not_said_to_be_coming(lang: str) -> None:
    after = present.strip(State(lang=lang, help_asked=True), CONTEXT)
    assert after.helped == TEXTS[lang].say("common.help_at_reception")


def test_the_visitor_is_asked_with_the_seconds_left() -> None:
    state = State(Screen.CATEGORY)
    assert not present.idle(replace(state, idle_s=29.9), CONTEXT).asked
    asked = present.idle(replace(state, idle_s=30), CONTEXT)
    assert asked.asked
    assert "20 secondes" in asked.countdown
    assert "1 seconde" in present.idle(replace(state, idle_s=49), CONTEXT).countdown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_screen_is_without_words(lang: str) -> None:
    state = replace(confirmed(lang=lang), category="identite", refusal=QuotaReached(1))
    shown = [
        present.attract(state, CONTEXT, ROOM).welcome,
        present_choice.category_choice(state, CONTEXT, ROOM).question,
        present_choice.motif_choice(state, CONTEXT, ROOM).question,
        present_ticket.confirmation(state, CONTEXT).done,
        present.refused(state, CONTEXT).title,
        present.closed(state, CONTEXT).title,
        out_of_order(CONTEXT.words(state)).title,
        present.idle(replace(state, screen=Screen.MOTIF, idle_s=31), CONTEXT).stay,
    ]
    assert all(shown)
