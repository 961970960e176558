"""What is added to a motif, read of it or asked before its ticket: by keys and ear alone."""

import pytest
from PySide6.QtCore import Qt

from kiosk.domain.opening import Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.tickets import MotifClosed, PrintState
from tests.fakes import LANGUAGES, small_config
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from tests.ui.listening import Ear
from tests.ui.test_voice_journeys import BACK, NEXT, OK, go_to

FRENCH = TEXTS["fr"]
PASSPORT = small_config().catalogue.find("passeport")


def begin(open_visit: OpenVisit, office: Office, lang: str = "fr") -> tuple[Visit, Ear]:
    """At the categories, by keys."""
    words = TEXTS[lang]
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(NEXT)
    go_to(visit, ear, f"{words.say('entrance.take_ticket')}, {words.endonym}")
    visit.press(OK)
    assert visit.screen == "category"
    return visit, ear


def motif_name(lang: str = "fr") -> str:
    assert PASSPORT is not None
    return PASSPORT.label(lang)


def take(visit: Visit, ear: Ear, lang: str = "fr") -> None:
    """From the motifs, or from a card."""
    go_to(visit, ear, motif_name(lang))
    visit.press(OK)
    visit.settle()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_priority_is_asked_for_by_ear(open_visit: OpenVisit, lang: str) -> None:
    words, office = TEXTS[lang], Office(ear=Ear())
    visit, ear = begin(open_visit, office, lang)
    go_to(visit, ear, words.say("entrance.priority"))
    visit.press(OK)
    assert ear.words[0] == words.say("entrance.priority_title")
    for line in ("priority_pregnancy", "priority_family", "show_card"):
        assert words.say(f"entrance.{line}") in ear.words
    go_to(visit, ear, words.say("entrance.ask_priority"))
    visit.press(OK)
    assert visit.screen == "category"
    assert words.say("entrance.priority") in ear.words
    assert words.say("common.on") in ear.words, "how it stands now"
    visit.touch("tile_identite")
    take(visit, ear, lang)
    assert [order.priority for order in office.orders] == [True]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_box_is_ticked_by_ear_and_says_how_it_stands(open_visit: OpenVisit, lang: str) -> None:
    words, office = TEXTS[lang], Office(ear=Ear())
    visit, ear = begin(open_visit, office, lang)
    for wish in ("repeat", "paperless"):
        go_to(visit, ear, words.say(f"entrance.{wish}"))
        assert words.say("common.off") in ear.words
        for state in ("on", "off", "on"):
            visit.press(OK)
            assert ear.words == [words.say(f"common.{state}")] or ear.words == [
                words.say(f"entrance.{wish}"),
                words.say(f"common.{state}"),
            ]
    visit.touch("tile_identite")
    take(visit, ear, lang)
    (order,) = office.orders
    assert (order.repeat, order.paperless) == (True, True)
    for line in ("photograph", "will_be_called"):
        assert words.say(f"entrance.{line}") in ear.words


@pytest.mark.parametrize("lang", ["fr", "en", "es"])
def test_a_card_is_heard_printed_and_leads_to_the_ticket(open_visit: OpenVisit, lang: str) -> None:
    words, office = TEXTS[lang], Office(ear=Ear())
    visit, ear = begin(open_visit, office, lang)
    visit.press(OK)
    go_to(visit, ear, words.say("entrance.card_of", motif=motif_name(lang)))
    visit.press(OK)
    assert ear.words[0] == motif_name(lang)
    assert words.say("ticket.documents") in ear.words
    go_to(visit, ear, words.say("entrance.print_sheet"))
    visit.press(OK)
    visit.settle()
    assert ear.words[-1] == words.say("entrance.sheet_out")
    assert office.sheets == [("passeport", lang)]
    go_to(visit, ear, words.say("entrance.take_ticket"))
    visit.press(OK)
    visit.settle()
    assert "A, 1" in ear.words


def test_a_card_is_left_by_the_key_that_goes_back(open_visit: OpenVisit) -> None:
    visit, ear = begin(open_visit, Office(ear=Ear()))
    visit.press(OK)
    go_to(visit, ear, FRENCH.say("entrance.card_of", motif=motif_name()))
    visit.press(OK)
    visit.press(BACK)
    assert visit.screen == "motif"
    assert visit.ringed == ["card_passeport"]


def test_a_second_ticket_is_asked_about_by_ear(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear())
    visit, ear = begin(open_visit, office)
    visit.press(OK)
    take(visit, ear)
    visit.press(OK)
    begin_again(visit, ear)
    take(visit, ear)
    assert ear.words[:2] == [
        FRENCH.say("entrance.again_title", number="A, 1"),
        FRENCH.say("entrance.again"),
    ]
    go_to(visit, ear, FRENCH.say("exit.no"))
    visit.press(OK)
    assert visit.screen == "attract"
    assert len(office.orders) == 1


def begin_again(visit: Visit, ear: Ear) -> None:
    assert visit.screen == "attract"
    visit.press(NEXT)
    visit.press(OK)
    visit.press(OK)
    assert visit.screen == "motif", ear.words


def test_the_wait_and_the_closing_are_said_before_the_ticket_and_with_it(
    open_visit: OpenVisit,
) -> None:
    late = Outlook(7, 10, 25, late=True)
    office = Office(ear=Ear(), outlooks=Outlooks(0.0, late, {"passeport": late}))
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.wait(1)
    visit.press(NEXT)
    assert "Attente\u00a0: environ 20\u00a0min" in ear.words
    visit.press(OK)
    visit.press(OK)
    go_to(visit, ear, f"{motif_name()}, Environ 20\u00a0min")
    visit.press(OK)
    assert ear.words[0] == FRENCH.say("ticket.late")
    go_to(visit, ear, FRENCH.say("entrance.take_ticket"))
    visit.press(OK)
    visit.settle()
    for line in (
        "Environ 20\u00a0min (entre\u00a010\u00a0et\u00a025)",
        "7 personnes avant vous",
        FRENCH.say("ticket.late"),
        FRENCH.say("entrance.will_be_called"),
    ):
        assert line in ear.words, line


def test_whoever_is_about_to_lose_the_number_hears_it_again_and_any_key_keeps_it(
    open_visit: OpenVisit,
) -> None:
    office = Office(ear=Ear(), printed=PrintState.BLOCKED)
    visit, ear = begin(open_visit, office)
    visit.press(OK)
    take(visit, ear)
    # Twice the time for whoever is spoken to.
    visit.wait(2 * 60)
    assert ear.words[0] == FRENCH.say("common.still_there")
    assert "A, 1" in ear.words
    visit.press(OK)
    assert visit.screen == "confirmation"
    assert ear.words[0] == FRENCH.say("entrance.your_number")
    visit.wait(2 * (60 + 20))
    assert visit.screen == "attract"


def test_a_closed_site_is_looked_at_by_ear(open_visit: OpenVisit) -> None:
    office = Office(ear=Ear(), opening=Shut(None))
    office.refusals = dict.fromkeys(("identite", "passeport", "retrait"), MotifClosed(None))
    visit, ear = open_visit(office), office.ear
    assert ear is not None
    visit.press(NEXT)
    assert FRENCH.say("entrance.closed_title") in ear.words
    go_to(visit, ear, FRENCH.say("entrance.see_motifs"))
    visit.press(OK)
    visit.press(OK)
    go_to(visit, ear, motif_name())
    visit.press(OK)
    assert visit.screen == "card"
    assert FRENCH.say("ticket.documents") in ear.words


@pytest.mark.parametrize("screen", ["card", "priority"])
def test_help_is_a_key_on_the_new_screens(open_visit: OpenVisit, screen: str) -> None:
    office = Office(ear=Ear())
    visit, ear = begin(open_visit, office)
    if screen == "card":
        visit.press(OK)
        go_to(visit, ear, FRENCH.say("entrance.card_of", motif=motif_name()))
    else:
        go_to(visit, ear, FRENCH.say("entrance.priority"))
    visit.press(OK)
    visit.press(Qt.Key.Key_F1)
    visit.settle()
    assert office.helped == [(screen, "fr")]
