"""The entrance and the paper of its tickets: asked for again, never for ever, and taken back."""

import pytest

from kiosk.config import ScreenSettings
from kiosk.domain.tickets import PrintState
from tests.ui.kit import TEXTS, Office, Visit
from ui.entrance.paper_watch import AGAIN_EVERY_S, UNTAKEN_S
from ui.entrance.state import STAY_S, Paper

FRENCH = TEXTS["fr"]
WARNING_S = ScreenSettings.warning_s


def wait_for_printer(visit: Visit, seconds: float) -> None:
    for _ in range(round(seconds)):
        visit.wait(1)
        visit.settle()


def test_a_ticket_without_paper_comes_by_itself_when_the_printer_is_cured(
    visit: Visit, office: Office
) -> None:
    office.printed = PrintState.BLOCKED
    visit.take_ticket()
    visit.settle()
    assert FRENCH.say("entrance.write_down") in visit.words

    office.printed = PrintState.CONFIRMED
    wait_for_printer(visit, AGAIN_EVERY_S)

    assert FRENCH.say("entrance.take_paper") in visit.words
    assert office.on_paper == ["A001", "A001"]
    wait_for_printer(visit, 5)
    assert office.on_paper == ["A001", "A001"]


def test_the_paper_of_a_visitor_who_sat_down_is_still_asked_for(
    visit: Visit, office: Office
) -> None:
    office.printed = PrintState.BLOCKED
    visit.take_ticket()
    visit.settle()
    visit.touch("done")
    assert visit.screen == "attract"

    office.printed = PrintState.CONFIRMED
    wait_for_printer(visit, AGAIN_EVERY_S)

    assert office.on_paper == ["A001", "A001"]
    assert visit.screen == "attract"


@pytest.mark.parametrize(
    "end", [PrintState.EXPIRED, PrintState.UNKNOWN, PrintState.SENT_UNVERIFIED]
)
def test_a_paper_that_cannot_come_any_more_is_not_asked_for(
    visit: Visit, office: Office, end: PrintState
) -> None:
    office.printed = PrintState.BLOCKED
    visit.take_ticket()
    visit.settle()
    office.printed = end
    wait_for_printer(visit, 10)

    assert office.on_paper == ["A001", "A001"]


def test_a_printer_that_is_never_cured_is_not_asked_for_ever(visit: Visit, office: Office) -> None:
    office.printed = PrintState.NOT_SENT
    visit.take_ticket()
    visit.settle()
    wait_for_printer(visit, 60)

    assert len(office.on_paper) == 11


def test_asking_the_printer_again_does_not_keep_the_number_on_the_screen(
    visit: Visit, office: Office
) -> None:
    office.printed = PrintState.BLOCKED
    visit.take_ticket()
    visit.settle()
    wait_for_printer(visit, STAY_S[Paper.MISSING] + WARNING_S)

    assert visit.screen == "attract"


def test_a_ticket_is_taken_back_when_nobody_came_for_it(visit: Visit, office: Office) -> None:
    visit.take_ticket()
    visit.settle()
    wait_for_printer(visit, UNTAKEN_S - 1)
    assert office.taken_back == []

    wait_for_printer(visit, 5)

    assert office.taken_back == [1]
