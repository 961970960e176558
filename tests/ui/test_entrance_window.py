"""The entrance, touched: real windows, real fingers, and workers that answer when told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.config import ScreenSettings
from kiosk.domain.opening import Open, Shut
from kiosk.domain.tickets import PrintState, QuotaReached
from tests.fakes import small_config
from tests.ui.geometry import is_button, visible_below
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from ui.entrance.flow import CONFIRMED_STAY_S, UNPRINTED_STAY_S

FRENCH = TEXTS["fr"]
IDLE_S, WARNING_S = ScreenSettings.idle_s, ScreenSettings.warning_s


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def open_visit(qtbot: QtBot) -> Iterator[OpenVisit]:
    opened: list[Visit] = []

    def make(office: Office, **how: object) -> Visit:
        visit = Visit(qtbot, office, **how)  # type: ignore[arg-type]
        opened.append(visit)
        # The database is opened once the first frame is on the screen.
        qtbot.waitUntil(lambda: office.storage.is_busy)
        visit.settle()
        return visit

    yield make
    for visit in opened:
        visit.close()


@pytest.fixture
def visit(office: Office, open_visit: OpenVisit) -> Visit:
    return open_visit(office)


def go_to_motifs(visit: Visit, lang: str = "fr") -> None:
    visit.touch(f"start_{lang}")
    visit.settle()
    visit.touch("tile_identite")


def take_ticket(visit: Visit, lang: str = "fr") -> None:
    go_to_motifs(visit, lang)
    visit.touch("tile_passeport")


# ── A visit ─────────────────────────────────────────────────────────────────────────────────────


def test_three_touches_give_a_number_and_a_paper(visit: Visit, office: Office) -> None:
    take_ticket(visit)
    visit.settle()
    assert visit.screen == "confirmation"
    assert "A001" in visit.words
    assert FRENCH.say("entrance.take_paper") in visit.words
    assert office.on_paper == ["A001"]


def test_the_number_is_shown_before_the_paper_is_out(visit: Visit, office: Office) -> None:
    take_ticket(visit)
    office.storage.finish()
    visit.live()
    assert "A001" in visit.words
    assert FRENCH.say("entrance.printing") in visit.words


def test_a_category_that_is_one_motif_gives_a_number_in_two_touches(visit: Visit) -> None:
    visit.touch("start_fr")
    visit.settle()
    visit.touch("tile_retrait")
    visit.settle()
    assert visit.screen == "confirmation"


def test_the_ticket_is_asked_for_in_the_language_of_the_visitor(
    visit: Visit, office: Office
) -> None:
    take_ticket(visit, "es")
    visit.settle()
    assert [(order.motif, order.lang) for order in office.orders] == [("passeport", "es")]


def test_the_next_visitor_finds_the_first_screen_in_french(visit: Visit) -> None:
    take_ticket(visit, "es")
    visit.settle()
    visit.touch("done")
    assert visit.screen == "attract"
    assert FRENCH.say("entrance.welcome") in visit.words


def test_two_visitors_get_two_numbers(visit: Visit, office: Office) -> None:
    for _ in range(2):
        take_ticket(visit)
        visit.settle()
        visit.touch("done")
    assert office.on_paper == ["A001", "A002"]
    assert len({order.id for order in office.orders}) == 2


def test_the_way_back_leads_up_one_screen_at_a_time(visit: Visit) -> None:
    go_to_motifs(visit)
    seen = []
    for _ in range(2):
        visit.touch("back")
        seen.append(visit.screen)
    assert seen == ["category", "attract"]


# ── Fingers ─────────────────────────────────────────────────────────────────────────────────────


def test_a_double_tap_is_one_touch(visit: Visit) -> None:
    visit.tap_twice("start_fr")
    visit.settle()
    assert visit.screen == "category"


def test_a_double_tap_on_a_motif_is_one_ticket(visit: Visit, office: Office) -> None:
    go_to_motifs(visit)
    visit.tap_twice("tile_passeport")
    visit.settle()
    assert len(office.orders) == 1
    assert visit.screen == "confirmation"


def test_a_finger_that_slides_off_a_tile_chooses_nothing(visit: Visit, office: Office) -> None:
    go_to_motifs(visit)
    place = visit.place("tile_passeport")
    visit.hands.slide("tile_passeport", QPoint(place.x(), place.y() + round(100 * visit.mm)))
    visit.settle()
    assert visit.screen == "motif"
    assert office.orders == []


def test_a_finger_laid_down_chooses_nothing_before_it_is_lifted(visit: Visit) -> None:
    visit.hands.press(visit.place("start_fr"))
    visit.live()
    assert visit.screen == "attract"
    visit.hands.release(visit.place("start_fr"))
    visit.live()
    assert visit.screen == "category"


def test_a_finger_down_while_a_second_passes_is_not_lost(visit: Visit) -> None:
    go_to_motifs(visit)
    place = visit.place("tile_passeport")
    visit.office.clock.seconds += 1
    visit.hands.press(place)
    visit.wait(1)
    visit.hands.release(place)
    visit.settle()
    assert visit.screen == "confirmation"


def test_a_finger_down_while_the_hours_come_in_is_not_lost(visit: Visit) -> None:
    visit.touch("start_fr")
    place = visit.place("tile_retrait")
    visit.office.clock.seconds += 1
    visit.hands.press(place)
    visit.settle()
    visit.hands.release(place)
    visit.settle()
    assert visit.screen == "confirmation"


def test_nothing_else_can_be_touched_while_a_number_is_being_made(
    visit: Visit, office: Office
) -> None:
    go_to_motifs(visit)
    names = ("tile_identite", "back", "language_en", "help")
    places = [visit.place(name) for name in names]
    visit.touch("tile_passeport")
    for place in places:
        visit.tap(place)
    assert visit.screen == "motif"
    visit.settle()
    assert visit.screen == "confirmation"
    assert [order.motif for order in office.orders] == ["passeport"]
    assert office.helped == []


def test_two_fingers_on_two_tiles_are_one_ticket_at_most(visit: Visit, office: Office) -> None:
    go_to_motifs(visit)
    first, second = visit.place("tile_passeport"), visit.place("tile_identite")
    finger = QTest.createTouchDevice()
    office.clock.seconds += 1
    QTest.touchEvent(visit.view, finger).press(0, first).press(1, second).commit()
    QTest.touchEvent(visit.view, finger).release(0, first).release(1, second).commit()
    visit.settle()
    assert len(office.orders) <= 1


def test_a_mouse_works_too(visit: Visit) -> None:
    place = visit.place("start_fr")
    QTest.mouseClick(visit.view, Qt.MouseButton.LeftButton, pos=place)
    visit.live()
    assert visit.screen == "category"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_keyboard_reaches_the_first_tile_and_presses_it(visit: Visit, key: Qt.Key) -> None:
    visit.view.requestActivate()
    visit.live()
    QTest.keyClick(visit.view, Qt.Key.Key_Tab)
    visit.live()
    focused = visit.view.activeFocusItem()
    assert focused is not None
    assert focused.objectName() == "start_fr"
    QTest.keyClick(visit.view, key)
    visit.live()
    assert visit.screen == "category"


# ── Languages and help ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("screen", ["category", "motif", "confirmation", "closed", "attract"])
def test_another_language_changes_every_word_at_once(
    screen: str, visit: Visit, office: Office
) -> None:
    lead_to(screen, visit, office)
    before = visit.words
    visit.touch("language_en")
    after = visit.words
    assert visit.screen == screen
    unchanged = set(before) & set(after)
    assert all(is_said_alike(word) for word in unchanged), unchanged
    assert [order.lang for order in office.orders] == ["fr"] * len(office.orders)


def lead_to(screen: str, visit: Visit, office: Office) -> None:
    if screen == "closed":
        office.opening = Shut(None)
        visit.window.controller.tick(20.0)
    elif screen == "category":
        visit.touch("start_fr")
    elif screen == "motif":
        go_to_motifs(visit)
    elif screen == "confirmation":
        take_ticket(visit)
    visit.settle()
    assert visit.screen == screen


def is_said_alike(word: str) -> bool:
    """Numbers, names, and what the first screen says in its own language."""
    names = {small_config().site.name, "A001"}
    invitations = {texts.say("entrance.take_ticket") for texts in TEXTS.values()}
    endonyms = tuple(texts.endonym for texts in TEXTS.values())
    return word in names | invitations or word.endswith(endonyms)


def test_the_way_through_in_another_language(visit: Visit) -> None:
    visit.touch("language_es")
    assert TEXTS["es"].say("entrance.welcome") in visit.words
    take_ticket(visit, "en")
    visit.settle()
    assert TEXTS["en"].say("entrance.take_paper") in visit.words


def test_help_is_asked_for_once_with_the_screen_and_the_language(
    visit: Visit, office: Office
) -> None:
    go_to_motifs(visit)
    visit.touch("help")
    visit.touch("help")
    visit.settle()
    assert office.helped == [("motif", "fr")]
    assert FRENCH.say("common.helped") in visit.words


# ── Nobody there any more ───────────────────────────────────────────────────────────────────────


def test_a_visitor_who_does_nothing_is_asked_then_the_kiosk_goes_home(visit: Visit) -> None:
    go_to_motifs(visit)
    visit.wait(IDLE_S - 1)
    assert FRENCH.say("common.still_there") not in visit.words
    visit.wait(1)
    assert FRENCH.say("common.still_there") in visit.words
    assert FRENCH.count("common.seconds_left", WARNING_S) in visit.words
    visit.wait(WARNING_S)
    assert visit.screen == "attract"
    assert FRENCH.say("common.still_there") not in visit.words


def test_a_visitor_who_is_still_there_continues_where_he_was(visit: Visit) -> None:
    go_to_motifs(visit)
    visit.wait(IDLE_S + 5)
    visit.touch("stay")
    assert visit.screen == "motif"
    assert FRENCH.say("common.still_there") not in visit.words
    visit.wait(IDLE_S - 1)
    assert FRENCH.say("common.still_there") not in visit.words


@pytest.mark.parametrize("name", ["tile_passeport", "back", "language_en"])
def test_what_lies_below_the_notice_cannot_be_touched(
    visit: Visit, office: Office, name: str
) -> None:
    go_to_motifs(visit)
    place = visit.place(name)
    visit.wait(IDLE_S)
    notice = visit.item("stay")
    if not notice.contains(notice.mapFromScene(place)):
        visit.tap(place)
    visit.settle()
    assert visit.screen == "motif"
    assert office.orders == []
    assert FRENCH.say("common.still_there") in visit.words


@pytest.mark.parametrize(
    ("printed", "stay_s"),
    [(PrintState.CONFIRMED, CONFIRMED_STAY_S), (PrintState.NOT_SENT, UNPRINTED_STAY_S)],
)
def test_the_number_leaves_by_itself(
    visit: Visit, office: Office, printed: PrintState, stay_s: float
) -> None:
    office.printed = printed
    take_ticket(visit)
    visit.settle()
    visit.wait(stay_s - 1)
    assert visit.screen == "confirmation"
    visit.wait(1)
    assert visit.screen == "attract"


# ── What may go wrong ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("printed", [PrintState.NOT_SENT, PrintState.UNKNOWN, PrintState.EXPIRED])
def test_without_paper_the_number_stays_and_is_to_be_written_down(
    visit: Visit, office: Office, printed: PrintState
) -> None:
    office.printed = printed
    take_ticket(visit)
    visit.settle()
    assert "A001" in visit.words
    assert any("Notez" in word for word in visit.words)


def test_a_paper_that_comes_late_does_not_disturb_the_next_visitor(
    visit: Visit, office: Office
) -> None:
    take_ticket(visit)
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
    take_ticket(visit)
    visit.settle()
    assert visit.screen == "refused"
    assert FRENCH.say("entrance.quota_reached") in visit.words
    visit.touch("act")
    assert visit.screen == "motif"


def test_a_motif_known_to_be_full_says_so_and_orders_nothing(visit: Visit, office: Office) -> None:
    office.refusals = {"passeport": QuotaReached(3)}
    go_to_motifs(visit)
    assert FRENCH.say("entrance.full_today") in visit.words
    visit.touch("tile_passeport")
    visit.settle()
    assert visit.screen == "refused"
    assert office.orders == []


def test_a_closed_site_says_so_and_opens_when_its_hour_comes(
    office: Office, open_visit: OpenVisit
) -> None:
    office.opening = Shut(datetime(2026, 11, 25, 8, tzinfo=UTC))
    visit = open_visit(office)
    assert visit.screen == "closed"
    assert FRENCH.say("entrance.closed_title") in visit.words
    assert visit.hands.find("act") is None
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


@pytest.mark.parametrize("moment", ["hours", "ticket", "print"])
def test_a_worker_that_breaks_down_is_heard_and_the_kiosk_is_out_of_order(
    visit: Visit, office: Office, moment: str
) -> None:
    broken = RuntimeError("the disk is gone")
    go_to_motifs(visit)
    if moment == "hours":
        office.opening = broken
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


def test_a_window_closed_while_workers_work_hears_nothing_of_them(visit: Visit) -> None:
    take_ticket(visit)
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
