"""Cards, wishes, doubts and waits, touched: real windows, real fingers."""

import zxingcpp
from PIL import Image

from kiosk.domain.opening import Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.tickets import MotifClosed, PrintState
from printer.doc import code_of
from tests.fakes import small_config
from tests.ui.geometry import place_of
from tests.ui.kit import TEXTS, Office, Visit
from ui import codes

FRENCH = TEXTS["fr"]


def read_code(visit: Visit) -> str:
    """What a telephone reads on the screen."""
    image = visit.view.grabWindow()
    place = place_of(visit.item("code")).toRect()
    part = image.copy(place).convertToFormat(codes.FORMAT)
    size = (part.width(), part.height())
    picture = Image.frombytes("RGBA", size, bytes(part.constBits())).convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def test_a_card_is_read_printed_and_leads_to_the_ticket(visit: Visit, office: Office) -> None:
    visit.go_to_motifs("en")
    visit.touch("card_passeport")
    assert visit.screen == "card"
    assert "A photo" in visit.words
    visit.touch("act_print")
    visit.settle()
    assert office.sheets == [("passeport", "en")]
    assert TEXTS["en"].say("entrance.sheet_out") in visit.words
    visit.touch("act_take")
    visit.settle()
    assert visit.screen == "confirmation"
    assert [order.motif for order in office.orders] == ["passeport"]


def test_a_card_without_paper_says_so(visit: Visit, office: Office) -> None:
    office.printed = PrintState.BLOCKED
    visit.go_to_motifs()
    visit.touch("card_passeport")
    visit.touch("act_print")
    visit.settle()
    assert FRENCH.say("entrance.sheet_missing") in visit.words
    visit.touch("act_back")
    assert visit.screen == "motif"


def test_priority_goes_with_the_ticket_and_is_forgotten_after_it(
    visit: Visit, office: Office
) -> None:
    visit.touch("start_fr")
    visit.settle()
    visit.touch("tile_priority")
    visit.touch("act_priority")
    visit.take_ticket_from_categories()
    visit.settle()
    visit.touch("done")
    visit.wait(21)
    visit.take_ticket()
    visit.settle()
    assert [order.priority for order in office.orders] == [True, False]


def test_a_repeated_visit_without_paper_prints_nothing_and_shows_a_code(
    visit: Visit, office: Office
) -> None:
    visit.go_to_motifs()
    visit.touch("wish_repeat")
    visit.touch("wish_paperless")
    visit.touch("tile_passeport")
    visit.settle()
    (order,) = office.orders
    assert (order.repeat, order.paperless) == (True, True)
    assert office.on_paper == []
    assert FRENCH.say("entrance.photograph") in visit.words
    ticket = visit.window.controller.state.ticket
    assert ticket is not None
    assert read_code(visit) == code_of(ticket, small_config())


def test_a_paper_that_is_missing_leaves_a_code(visit: Visit, office: Office) -> None:
    office.printed = PrintState.BLOCKED
    visit.take_ticket()
    visit.settle()
    assert read_code(visit).startswith("A001\n")


def test_whoever_is_about_to_lose_the_number_is_asked_and_still_sees_it(
    visit: Visit, office: Office
) -> None:
    office.printed = PrintState.BLOCKED
    visit.take_ticket()
    visit.settle()
    visit.wait(61)
    assert {"A001", FRENCH.say("common.still_there")} <= set(visit.words)
    visit.touch("stay")
    assert FRENCH.say("common.still_there") not in visit.words
    visit.wait(81)
    assert visit.screen == "attract"


def test_the_same_motif_twice_in_a_row_is_asked_about(visit: Visit, office: Office) -> None:
    visit.take_ticket()
    visit.settle()
    visit.touch("done")
    visit.take_ticket()
    assert visit.screen == "doubt"
    assert FRENCH.say("entrance.again_title", number="A001") in visit.words
    visit.touch("act_home")
    assert visit.screen == "attract"
    assert len(office.orders) == 1
    visit.take_ticket()
    visit.touch("act_insist")
    visit.settle()
    assert office.on_paper == ["A001", "A002"]


def test_a_child_who_hammers_one_motif_is_slowed_down_and_told_of(
    visit: Visit, office: Office
) -> None:
    for _ in range(5):
        visit.take_ticket()
        if visit.screen == "doubt":
            visit.touch("act_insist")
        visit.settle()
        visit.touch("done")
    visit.take_ticket()
    visit.settle()
    assert FRENCH.say("entrance.pause_title") in visit.words
    ((motif, burst),) = office.bursts
    assert (motif, burst) == ("passeport", tuple(order.id for order in office.orders[:5]))
    visit.wait(10)
    assert visit.screen == "motif"
    visit.touch("tile_passeport")
    visit.settle()
    assert len(office.orders) == 6


def test_a_closed_site_can_be_looked_at_and_gives_no_ticket(visit: Visit, office: Office) -> None:
    office.opening = Shut(None)
    office.refusals = dict.fromkeys(("identite", "passeport", "retrait"), MotifClosed(None))
    visit.wait(20)
    visit.settle()
    visit.touch("act")
    visit.touch("tile_identite")
    visit.touch("tile_passeport")
    assert visit.screen == "card"
    assert visit.hands.find("act_take") is None
    assert office.orders == []


def test_the_waits_are_said_while_they_are_fresh_and_printed(visit: Visit, office: Office) -> None:
    soon = Outlook(3, 10, 25)
    office.outlooks = Outlooks(office.clock.seconds, soon, {"passeport": soon})
    visit.wait(1)
    assert any("20\u00a0min" in words for words in visit.words)
    visit.take_ticket()
    visit.settle()
    assert (
        "Environ 20\u00a0min (entre\u00a010\u00a0et\u00a025)\n3 personnes avant vous" in visit.words
    )
    assert office.told_on_paper == [soon]
    office.clock.seconds += 120
    visit.wait(1)
    assert not any("20\u00a0min" in words for words in visit.words)
