"""The entrance when nobody is there any more, and when something behind it is wrong."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from kiosk.config import ScreenSettings
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import PrintState, QuotaReached
from kiosk.storage.failure import CannotWrite
from tests.ui.geometry import is_button, visible_below
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from ui.double_tap import DEBOUNCE_S
from ui.entrance.state import STAY_S, Paper, paper_of

FRENCH = TEXTS["fr"]
IDLE_S, WARNING_S = ScreenSettings.idle_s, ScreenSettings.warning_s


# ── Nobody there any more ───────────────────────────────────────────────────────────────────────


def test_a_visitor_who_does_nothing_is_asked_then_the_kiosk_goes_home(visit: Visit) -> None:
    visit.go_to_motifs()
    visit.wait(IDLE_S - 1)
    assert FRENCH.say("common.still_there") not in visit.words
    visit.wait(1)
    assert FRENCH.say("common.still_there") in visit.words
    assert FRENCH.count("common.seconds_left", WARNING_S) in visit.words
    visit.wait(WARNING_S)
    assert visit.screen == "attract"
    assert FRENCH.say("common.still_there") not in visit.words


def test_a_visitor_who_is_still_there_continues_where_he_was(visit: Visit) -> None:
    visit.go_to_motifs()
    visit.wait(IDLE_S + 5)
    visit.touch("stay")
    assert visit.screen == "motif"
    assert FRENCH.say("common.still_there") not in visit.words
    visit.wait(IDLE_S - 1)
    assert FRENCH.say("common.still_there") not in visit.words


@pytest.mark.parametrize("name", ["tile_passeport", "back", "languages"])
def test_what_lies_below_the_notice_cannot_be_touched(
    visit: Visit, office: Office, name: str
) -> None:
    visit.go_to_motifs()
    place = visit.place(name)
    visit.wait(IDLE_S)
    assert FRENCH.say("common.still_there") in visit.words
    visit.tap(place)
    visit.settle()
    assert visit.screen == "motif"
    assert office.orders == []
    assert visit.hands.find("stay") is None, "a touch anywhere is an answer"


@pytest.mark.parametrize(
    ("printed", "stay_s"),
    [
        (PrintState.CONFIRMED, STAY_S[Paper.OUT]),
        (PrintState.SENT_UNVERIFIED, STAY_S[Paper.UNPROVED]),
        (PrintState.NOT_SENT, STAY_S[Paper.MISSING]),
    ],
)
def test_the_number_leaves_by_itself(
    visit: Visit, office: Office, printed: PrintState, stay_s: float
) -> None:
    office.printed = printed
    visit.take_ticket()
    visit.settle()
    if paper_of(printed) is not Paper.OUT:
        stay_s += ScreenSettings.warning_s
    visit.wait(stay_s - 1)
    assert visit.screen == "confirmation"
    visit.wait(1)
    assert visit.screen == "attract"


# ── What may go wrong ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("printed", [PrintState.NOT_SENT, PrintState.BLOCKED, PrintState.EXPIRED])
def test_without_paper_the_number_stays_and_is_to_be_written_down(
    visit: Visit, office: Office, printed: PrintState
) -> None:
    office.printed = printed
    visit.take_ticket()
    visit.settle()
    assert "A001" in visit.words
    assert any("Notez" in word for word in visit.words)


def test_a_paper_that_comes_late_does_not_disturb_the_next_visitor(
    visit: Visit, office: Office
) -> None:
    visit.take_ticket()
    office.storage.finish()
    visit.live()
    visit.touch("done")
    go_to_motifs_without_paper(visit, office)
    office.printing.finish()
    visit.live()
    assert visit.screen == "motif"


def go_to_motifs_without_paper(visit: Visit, office: Office) -> None:
    visit.touch("start_fr")
    office.storage.finish()
    visit.touch("tile_identite")


def test_a_motif_that_fills_up_meanwhile_is_refused_with_another_choice(
    visit: Visit, office: Office
) -> None:
    office.answer = QuotaReached(3)
    visit.take_ticket()
    visit.settle()
    assert visit.screen == "refused"
    assert FRENCH.say("entrance.quota_reached") in visit.words
    visit.touch("act")
    assert visit.screen == "motif"


def test_a_motif_known_to_be_full_says_so_and_orders_nothing(visit: Visit, office: Office) -> None:
    office.refusals = {"passeport": QuotaReached(3)}
    visit.wait(20)
    visit.settle()
    visit.go_to_motifs()
    assert FRENCH.say("entrance.full_today") in visit.words
    visit.touch("tile_passeport")
    visit.settle()
    assert visit.screen == "refused"
    assert office.orders == []


def test_tiles_do_not_change_under_the_finger(visit: Visit, office: Office) -> None:
    visit.go_to_motifs()
    office.refusals = {"passeport": QuotaReached(3)}
    visit.wait(25)
    visit.settle()
    assert FRENCH.say("entrance.full_today") not in visit.words


def test_a_closed_site_says_so_and_opens_when_its_hour_comes(
    office: Office, open_visit: OpenVisit
) -> None:
    office.opening = Shut(datetime(2026, 11, 25, 8, tzinfo=UTC))
    visit = open_visit(office)
    assert visit.screen == "closed"
    assert FRENCH.say("entrance.closed_title") in visit.words
    assert FRENCH.say("entrance.see_motifs") in visit.words
    office.opening = Open(None)
    visit.wait(20)
    visit.settle()
    assert visit.screen == "attract"


def test_a_database_that_cannot_be_opened_sends_to_the_reception(
    office: Office, open_visit: OpenVisit, caplog: pytest.LogCaptureFixture
) -> None:
    office.problem = "Le dossier n’est pas lisible."
    visit = open_visit(office)
    assert visit.screen == "out_of_order"
    assert FRENCH.say("common.out_of_order") in visit.words
    assert FRENCH.say("common.ask_reception") in visit.words
    assert office.problem in caplog.text
    assert visit.crashes == []


def test_a_database_that_can_be_opened_again_puts_the_kiosk_back_to_work(
    office: Office, open_visit: OpenVisit
) -> None:
    office.problem = "Le dossier n’est pas lisible."
    visit = open_visit(office)
    office.problem = None
    visit.window.controller.start()
    visit.settle()
    assert visit.screen == "attract"
    visit.take_ticket()
    visit.settle()
    assert visit.screen == "confirmation"


def test_a_database_that_opens_after_a_breakdown_does_not_hide_it(
    visit: Visit, office: Office
) -> None:
    visit.window.controller.start()
    visit.window.controller.fail()
    office.storage.finish()
    visit.live()
    assert visit.screen == "out_of_order"


@pytest.mark.parametrize("moment", ["hours", "ticket", "print"])
def test_a_worker_that_breaks_down_is_heard_and_the_kiosk_is_out_of_order(
    visit: Visit, office: Office, moment: str
) -> None:
    broken = RuntimeError("the disk is gone")
    visit.go_to_motifs()
    if moment == "hours":
        office.opening = broken
        visit.touch("back")
        visit.touch("back")
    else:
        office.answer = broken if moment == "ticket" else None
        office.printed = broken
        visit.touch("tile_passeport")
    visit.settle()
    assert visit.screen == "out_of_order"
    assert visit.crashes == [broken]


def button_names(visit: Visit) -> list[str]:
    items = visible_below(visit.view.contentItem())
    return [item.objectName() for item in items if is_button(item)]


def test_nothing_leads_out_of_out_of_order(visit: Visit) -> None:
    visit.window.controller.fail()
    visit.live()
    for name in button_names(visit):
        visit.touch(name)
    visit.wait(500)
    assert visit.screen == "out_of_order"


def test_help_asked_for_while_out_of_order_sends_to_the_reception_and_is_not_stored(
    visit: Visit, office: Office
) -> None:
    visit.window.controller.fail()
    visit.touch("help")
    visit.settle()
    assert FRENCH.say("common.help_at_reception") in visit.words
    assert office.helped == []


def test_a_tap_meant_for_the_screen_before_does_nothing_on_the_number(
    visit: Visit, office: Office
) -> None:
    visit.take_ticket()
    office.storage.finish()
    visit.live()
    place = visit.place("done")
    for _ in range(2):
        visit.hands.press(place)
        visit.hands.release(place)
    visit.live()
    assert visit.screen == "confirmation"
    office.clock.seconds += 2 * DEBOUNCE_S
    visit.hands.press(place)
    visit.hands.release(place)
    visit.live()
    assert visit.screen == "attract"


def test_a_printer_that_breaks_the_kiosk_does_not_take_the_number_away(
    visit: Visit, office: Office
) -> None:
    office.printed = RuntimeError("unexpected")
    visit.take_ticket()
    visit.settle()
    assert visit.screen == "out_of_order"
    assert any("A001" in word for word in visit.words)
    assert FRENCH.say("entrance.number_still_good") in visit.words


@pytest.mark.parametrize("moment", ["ticket", "help"])
def test_a_disk_that_is_full_is_waited_for_and_no_crash(
    visit: Visit, office: Office, caplog: pytest.LogCaptureFixture, moment: str
) -> None:
    full = CannotWrite("La base ne peut pas être écrite.")
    if moment == "ticket":
        office.answer = full
        visit.take_ticket()
    else:
        office.helper = full
        visit.touch("help")
    visit.settle()
    assert visit.screen == "out_of_order"
    assert visit.crashes == []
    assert full.args[0] in caplog.text
    visit.window.controller.start()
    visit.settle()
    assert visit.screen == "attract"


def test_a_window_closed_while_workers_work_hears_nothing_of_them(visit: Visit) -> None:
    visit.take_ticket()
    visit.window.controller.stop()
    visit.settle()
    assert visit.screen == "motif"


def test_the_first_frame_does_not_wait_for_the_database(
    office: Office, qtbot: QtBot, open_visit: OpenVisit
) -> None:
    early = Visit(qtbot, office)
    try:
        assert not office.storage.is_busy
        qtbot.waitUntil(lambda: office.storage.is_busy)
        assert FRENCH.say("entrance.welcome") in early.words
    finally:
        early.close()
    assert open_visit(replace(office)).screen == "attract"
