"""Whole visits without sight: a keypad of six keys, and what the voice says."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.config import ExitSettings
from kiosk.domain.feedback import Resolution
from kiosk.domain.motifs import Motif
from kiosk.domain.texts import Texts
from kiosk.domain.tickets import PrintState
from tests.fakes import LANGUAGES, labels, small_config, with_motif
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from tests.ui.listening import Ear
from ui.exit.flow import State

NEXT, PREVIOUS, OK = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return
BACK, REPEAT = Qt.Key.Key_Escape, Qt.Key.Key_F5
WAYS = 40
"""More than any screen has items."""


def go_to(stand: Visit | Leaving, ear: Ear, words: str) -> None:
    """Move until the voice says that; nothing is looked at."""
    for _ in range(WAYS):
        if words in ear.words:
            return
        stand.press(NEXT)
    raise AssertionError(f"« {words} » was never said; last: {ear.words}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_ticket_is_taken_by_ear(open_visit: OpenVisit, lang: str) -> None:
    words = TEXTS[lang]
    office = Office(ear=Ear())
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(NEXT)
    assert ear.words[0] == TEXTS["fr"].say("common.voice_mode")
    go_to(visit, ear, f"{words.say('entrance.take_ticket')}, {words.endonym}")
    visit.press(OK)
    assert words.say("entrance.question") in ear.words
    category, motif = small_config().catalogue.categories[0], "passeport"
    go_to(visit, ear, category.label(lang))
    visit.press(OK)
    passport = small_config().catalogue.find(motif)
    assert passport is not None
    go_to(visit, ear, passport.label(lang))
    visit.press(OK)
    visit.settle()
    assert [(order.motif, order.lang) for order in office.orders] == [(motif, lang)]
    assert ear.words[:3] == [words.say("entrance.your_number"), "A, 1", passport.label(lang)]
    assert ear.words[-1] == words.say("entrance.take_paper")
    go_to(visit, ear, words.say("entrance.done"))
    visit.press(OK)
    assert visit.screen == "attract"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_said_is_in_the_language_that_is_shown(open_visit: OpenVisit, lang: str) -> None:
    office = Office(ear=Ear())
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(NEXT)
    go_to(visit, ear, f"{TEXTS[lang].say('entrance.take_ticket')}, {TEXTS[lang].endonym}")
    assert next(each for each in ear.heard if "," in each.text).lang == lang
    visit.press(OK)
    assert {each.lang for each in ear.heard} == {lang}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_opinion_is_given_by_ear(open_exit: OpenExit, lang: str) -> None:
    words = TEXTS[lang]
    box = Box(ear=Ear())
    leaving, ear = open_exit(box), box.ear
    assert ear is not None
    leaving.press(NEXT)
    go_to(
        leaving,
        ear,
        words.say("common.language", language=words.endonym)
        if lang == "fr"
        else TEXTS["fr"].say("common.language", language="Français"),
    )
    leaving.press(OK)
    go_to(leaving, ear, words.endonym)
    leaving.press(OK)
    assert words.say("exit.question") in ear.words
    go_to(leaving, ear, words.say("exit.rank", face=words.say("exit.good"), value=3, most=4))
    leaving.press(OK)
    assert words.say("exit.resolution") in ear.words
    go_to(leaving, ear, words.say("exit.yes"))
    leaving.press(OK)
    go_to(leaving, ear, words.say("exit.good_welcome"))
    leaving.press(OK)
    assert ear.words == [words.say("exit.good_welcome"), words.say("common.chosen")]
    go_to(leaving, ear, words.say("exit.done"))
    leaving.press(OK)
    assert ear.words[:2] == [words.say("exit.thanks"), words.say("exit.saved")]
    leaving.settle()
    last = box.given[-1]
    assert (last.value, last.lang, last.resolution) == (3, lang, Resolution.YES)
    assert [reason.value for reason in last.reasons] == ["welcome"]


def test_everything_on_the_paper_is_said(open_visit: OpenVisit) -> None:
    words = TEXTS["fr"]
    motif = Motif(
        "carte",
        "K",
        labels("Carte grise", "Car papers", "Carné"),
        zone="B",
        documents={"fr": ("Une photo", "Un justificatif")},
    )
    office = Office(ear=Ear())
    visit = open_visit(office, config=with_motif(small_config(), motif))
    ear = office.ear
    assert ear is not None
    visit.press(NEXT)
    visit.press(OK)
    go_to(visit, ear, "Carte grise")
    visit.press(OK)
    visit.settle()
    said = ear.words
    for line in (
        "A, 1",
        "Carte grise",
        words.say("ticket.zone", zone="B"),
        words.say("ticket.documents"),
        "Une photo",
        "Un justificatif",
        words.say("entrance.taken_at", time="10\u00a0h"),
    ):
        assert line in said, line


@pytest.mark.parametrize(
    ("printed", "trouble", "key"),
    [
        (PrintState.CONFIRMED, "", "take_paper"),
        (PrintState.UNKNOWN, "TIMEOUT", "look_for_paper"),
        (PrintState.UNKNOWN, "PAPER_OUT", "half_paper"),
        (PrintState.NOT_SENT, "", "write_down"),
        (PrintState.BLOCKED, "PAPER_OUT", "trouble_paper_out"),
        (PrintState.BLOCKED, "COVER", "trouble_cover"),
        (PrintState.EXPIRED, "stale", "write_down"),
    ],
)
def test_what_became_of_the_paper_is_said(
    open_visit: OpenVisit, printed: PrintState, trouble: str, key: str
) -> None:
    office = Office(ear=Ear(), printed=printed, trouble=trouble)
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(NEXT)
    visit.press(OK)
    visit.take_ticket_from_categories()
    visit.settle()
    assert ear.words[-1].startswith(TEXTS["fr"].say(f"entrance.{key}"))
    assert "A, 1" in ear.words, "the number is not cut off by it"


def test_the_same_visit_without_a_voice_needs_no_more_keys(visit: Visit, office: Office) -> None:
    visit.press(NEXT)
    assert visit.ringed == ["start_fr"]
    visit.press(OK)
    visit.press(OK)
    visit.press(OK)
    visit.settle()
    assert [order.motif for order in office.orders] == ["passeport"]
    assert visit.screen == "confirmation"
    assert visit.ringed == ["done"]
    visit.press(OK)
    assert visit.ringed == [], "the next visitor may have no use for keys"


def test_help_is_one_key_away_even_as_the_first(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear())
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(Qt.Key.Key_F1)
    visit.settle()
    assert office.helped == [("attract", "fr")]
    assert ear.words[-1] == TEXTS["fr"].say("common.help_at_reception")


def test_the_way_back_is_a_key_and_keeps_the_voice(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear())
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(NEXT)
    visit.press(OK)
    visit.press(OK)
    assert visit.screen == "motif"
    screens = []
    for _ in range(2):
        visit.press(BACK)
        screens.append(visit.screen)
    assert screens == ["category", "attract"]
    visit.press(REPEAT)
    assert TEXTS["fr"].say("entrance.welcome") in ear.words


def test_the_number_is_not_lost_by_the_key_that_goes_back(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear())
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    for _ in range(4):
        visit.press(OK)
    visit.settle()
    assert visit.screen == "confirmation"
    visit.press(BACK)
    assert visit.screen == "confirmation"
    assert "A, 1" in ear.words


def test_nothing_is_said_and_no_ring_is_seen_before_the_first_key(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear())
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.take_ticket()
    visit.settle()
    assert ear.everything == []
    assert visit.ringed == []


def test_a_place_is_found_again_where_it_was_left(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear())
    visit = open_visit(office)
    visit.press(NEXT)
    visit.press(OK)
    visit.press(NEXT)
    assert visit.ringed == ["tile_retrait"]
    visit.wait(2 * 30)
    assert visit.ringed == ["stay"]
    visit.press(OK)
    assert visit.ringed == ["tile_retrait"]


def test_the_last_item_leads_to_the_first_and_back(open_visit: OpenVisit) -> None:
    visit = open_visit(Office(ear=Ear()))
    visit.press(NEXT)
    visit.press(PREVIOUS)
    assert visit.ringed == ["help"]
    visit.press(NEXT)
    assert visit.ringed == ["start_fr"]


def test_the_keypad_of_a_site_has_keys_of_its_own(open_visit: OpenVisit) -> None:
    config = small_config()
    keypad = replace(config.keypad, keys={"ok": ("F13",), "next": ("5",)})
    visit = open_visit(Office(ear=Ear()), config=replace(config, keypad=keypad))
    visit.press(Qt.Key.Key_5)
    assert visit.ringed == ["start_fr"]
    visit.press(OK)
    assert visit.screen == "attract", "the usual key means nothing any more"
    visit.press(Qt.Key.Key_F13)
    assert visit.screen == "category"


def test_a_few_words_can_be_written_by_ear(open_exit: OpenExit) -> None:
    words = TEXTS["fr"]
    box = Box(ear=Ear())
    leaving = open_exit(box, config=replace(small_config(), exit=ExitSettings(comment=True)))
    ear = box.ear
    assert ear is not None
    leaving.press(NEXT)
    leaving.press(OK)
    go_to(leaving, ear, words.say("exit.no"))
    leaving.press(OK)
    go_to(leaving, ear, words.say("exit.done"))
    leaving.press(OK)
    assert ear.words[:2] == [
        words.say("exit.comment_question"),
        words.say("exit.comment_warning"),
    ]
    for letter in ("M", "e", "r", "c", "i"):
        go_to(leaving, ear, letter)
        leaving.press(OK)
    assert ear.words == ["Merci"]
    go_to(leaving, ear, words.say("exit.send"))
    leaving.press(OK)
    leaving.settle()
    assert box.given[-1].comment == "Merci"


def test_the_return_that_ends_a_scan_begins_no_voice(open_exit: OpenExit) -> None:
    box = Box(ear=Ear())
    config = replace(small_config(), exit=ExitSettings(ticket_code=True))
    leaving, ear = open_exit(box, config=config), box.ear
    assert ear is not None
    for key in (Qt.Key.Key_A, Qt.Key.Key_7, Qt.Key.Key_Return):
        QTest.keyClick(leaving.view, key)
    leaving.live()
    assert ear.everything == []
    assert leaving.ringed == []


def choose_language_by_keys(stand: Visit | Leaving, ear: Ear, words: Texts) -> None:
    go_to(stand, ear, TEXTS["fr"].say("common.language", language="Français"))
    stand.press(OK)
    go_to(stand, ear, words.endonym)
    stand.press(OK)


def test_a_language_chosen_by_keys_leads_to_the_first_choice_of_the_screen(
    open_visit: OpenVisit, open_exit: OpenExit
) -> None:
    office, box = Office(ear=Ear()), Box(ear=Ear())
    assert office.ear is not None
    assert box.ear is not None
    visit, leaving = open_visit(office), open_exit(box)
    visit.press(NEXT)
    choose_language_by_keys(visit, office.ear, TEXTS["en"])
    assert visit.ringed == ["start_fr"]
    leaving.press(NEXT)
    choose_language_by_keys(leaving, box.ear, TEXTS["en"])
    assert leaving.ringed == ["face_1"]
    face = TEXTS["en"].say("exit.very_bad")
    assert TEXTS["en"].say("exit.rank", face=face, value=1, most=4) in box.ear.words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("code", "key"), [(None, "note"), ("ABCD2345", "scanned")])
def test_whoever_listens_is_told_which_keys_choose_a_face(
    open_exit: OpenExit, lang: str, code: str | None, key: str
) -> None:
    box, words = Box(ear=Ear()), TEXTS[lang]
    leaving, ear = open_exit(box), box.ear
    assert ear is not None
    leaving.stand_at(State(lang=lang, code=code))
    leaving.press(NEXT)
    assert words.say(f"exit.{key}_keys") in ear.words
    assert words.say(f"exit.{key}") not in ear.words
    assert words.say(f"exit.{key}") in leaving.words
