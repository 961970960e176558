"""The technician's menu and the cleaning, touched on real windows."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.config import ScreenSettings
from kiosk.domain.admission import Admission
from kiosk.domain.finding import Finding, Level, amiss
from kiosk.domain.journal import Entry
from kiosk.domain.pin import Locked, Wrong
from kiosk.domain.tickets import PrintState
from kiosk.domain.trial import Found, Trial
from kiosk.proof import health_words
from kiosk.storage.journal import MOST
from printer.outcome import Health
from tests.fakes import PARIS, TUESDAY_10H, small_config
from tests.kiosk.test_doctor import CASES
from tests.ui.exit_kit import Box, OpenExit
from tests.ui.geometry import faults_of_buttons, faults_of_words, named, place_of
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from tests.ui.sizes import EXTREMES, LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from tests.ui.staff import (
    AGAINST,
    CLOCKWISE,
    DOOR,
    PIN,
    Machine,
    cover,
    lay_over,
    place_of_corner,
    touch_corners,
    type_pin,
)
from ui.codes import source_of
from ui.conduct.flow import CLEANING_S, COLOURS, IDLE_S, Cover, State
from ui.conduct.present import Words, present, staff_texts
from ui.conduct.tasks import Departure

STAFF = staff_texts()
NOON = datetime(2026, 11, 24, 12, 5, tzinfo=PARIS)
LONG_DAY = tuple(
    Entry(NOON, "ticket.printed", outcome, "A1-042") for outcome in list(PrintState)[-MOST:]
)
TOLD_OF_A_DEVICE = (
    "ticket_burst",
    "ticket_retracted",
    "disk_short",
    "disk_roomy",
    "paper_out",
    "paper_near_end",
    "paper_changed",
    *Health,
)
"""What a kiosk writes under `device.health`, and every health that a printer may have."""
ALL_AMISS = tuple(
    Finding(f"{level}{n}", title, level, words, fix)
    for level in (Level.FAIL, Level.WARN)
    for n, (title, words, fix) in enumerate(
        (
            (
                "Imprimante",
                "L’imprimante ne répond pas.",
                "Une autre machine l’utilise peut-être\u00a0: attendre une minute. Sinon, "
                "l’éteindre et la rallumer, ou choisir un profil oneway.",
            ),
            (
                "Base de données",
                "La base est abîmée.",
                "Fermer les écrans et les relancer\u00a0: elle est réparée au départ. "
                "Le détail\u00a0: borne db check.",
            ),
            (
                "Hauteur de l’écran",
                "«\u00a0Écran bas\u00a0» ne tient pas entre 90 et 110\u00a0cm.",
                "Poser la borne pour que l’image couvre ces hauteurs.",
            ),
        )
    )
)
LONGEST = tuple(
    replace(each, level=Level.WARN)
    for each in sorted(amiss(case[1] for case in CASES), key=lambda each: -len(each.advice))
)
EVERYTHING_WRONG = (
    Trial("headset", Found.JACK_UNREADABLE, "/dev/input/by-path/platform-snd-event"),
    Trial("sound", Found.FAILED, "aplay ne s’est pas fait entendre\u00a0: no such device"),
    *(Trial(lang, Found.NO_VOICE) for lang in TEXTS),
)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def staffed(machine: Machine, open_visit: OpenVisit) -> Visit:
    """A kiosk whose technician has a PIN."""
    return open_visit(Office(upkeep=machine.tasks()))


@pytest.fixture
def menu(staffed: Visit) -> Visit:
    touch_corners(staffed, CLOCKWISE)
    type_pin(staffed)
    assert cover(staffed) == "menu"
    return staffed


# ── Coming in ───────────────────────────────────────────────────────────────────────────────────


def test_four_corners_and_the_pin_open_the_menu(menu: Visit, machine: Machine) -> None:
    assert STAFF.say("technician.menu") in menu.words
    assert machine.tried == [PIN]
    assert machine.told == ["pin_asked", "pin_right"]


def test_without_a_pin_the_corners_do_nothing(
    staffed: Visit, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    machine.pin = None
    touch_corners(staffed, CLOCKWISE)
    assert cover(staffed) == ""
    assert "borne pin set" in caplog.text


def test_a_window_without_a_technician_has_no_pad(visit: Visit) -> None:
    touch_corners(visit, CLOCKWISE)
    assert cover(visit) == ""


def test_the_exit_has_the_same_menu(machine: Machine, open_exit: OpenExit) -> None:
    leaving = open_exit(Box(upkeep=machine.tasks()))
    leaving.touch("face_1")
    leaving.settle()
    touch_corners(leaving, CLOCKWISE)
    type_pin(leaving)
    assert cover(leaving) == "menu"
    assert leaving.screen == "faces"


def test_the_visit_below_is_over(staffed: Visit) -> None:
    staffed.go_to_motifs("es")
    touch_corners(staffed, CLOCKWISE)
    assert staffed.screen == "attract"
    assert staffed.window.controller.state.lang == "fr"


def test_the_corners_touch_no_button_below(staffed: Visit) -> None:
    staffed.go_to_motifs()
    before = staffed.window.controller.state
    for corner in CLOCKWISE[:3]:
        staffed.tap(place_of_corner(staffed, corner))
    assert staffed.window.controller.state == before


def test_a_wrong_pin_stays_outside_and_is_written_down_without_its_digits(
    staffed: Visit, machine: Machine
) -> None:
    touch_corners(staffed, CLOCKWISE)
    type_pin(staffed, "999998")
    assert cover(staffed) == "pin"
    assert STAFF.say("technician.wrong") in staffed.words
    assert machine.told == ["pin_asked", "pin_wrong"]
    assert not any(digit in "".join(machine.told) for digit in "0123456789")


def test_what_is_typed_is_shown_as_dots_and_nowhere_as_digits(staffed: Visit) -> None:
    touch_corners(staffed, CLOCKWISE)
    for digit in "73041":
        staffed.touch(f"key_{digit}")
    staffed.touch("key_erase")
    assert staffed.window.conduct.view_model.property("typed") == 4
    assert not any("7304" in word for word in staffed.words)


@pytest.mark.parametrize("answer", [Wrong(30), Locked(30)])
def test_a_locked_pad_counts_down_and_takes_no_digit(
    staffed: Visit, machine: Machine, answer: Wrong | Locked
) -> None:
    machine.answers = [answer]
    touch_corners(staffed, CLOCKWISE)
    type_pin(staffed)
    assert STAFF.say("technician.wait", seconds=30) in staffed.words
    assert staffed.hands.find("key_1") is None
    staffed.wait(20)
    assert STAFF.say("technician.wait", seconds=10) in staffed.words
    staffed.wait(10)
    type_pin(staffed)
    assert cover(staffed) == "menu"


def test_a_keyboard_types_the_pin_too(staffed: Visit) -> None:
    touch_corners(staffed, CLOCKWISE)
    for digit in f"{PIN}0":
        QTest.keyClick(staffed.view, Qt.Key(ord(digit)))
    QTest.keyClick(staffed.view, Qt.Key.Key_Backspace)
    QTest.keyClick(staffed.view, Qt.Key.Key_Return)
    staffed.settle()
    assert cover(staffed) == "menu"


def test_a_pin_typed_at_the_exit_gives_no_opinion(machine: Machine, open_exit: OpenExit) -> None:
    box = Box(upkeep=machine.tasks())
    leaving = open_exit(box)
    touch_corners(leaving, CLOCKWISE)
    for digit in "1234":
        QTest.keyClick(leaving.view, Qt.Key(ord(digit)))
    leaving.settle()
    assert leaving.window.conduct.view_model.property("typed") == 4
    assert (leaving.screen, box.given) == ("faces", [])


def test_whoever_leaves_the_menu_open_leaves_nothing_open(menu: Visit) -> None:
    menu.wait(IDLE_S - 1)
    assert cover(menu) == "menu"
    menu.wait(1)
    assert cover(menu) == ""


def test_a_touch_keeps_the_menu_open(menu: Visit) -> None:
    menu.wait(IDLE_S - 1)
    menu.touch("do_state")
    menu.wait(IDLE_S - 1)
    assert cover(menu) == "state"


# ── The menu ────────────────────────────────────────────────────────────────────────────────────


def test_the_state_says_how_the_machine_is(menu: Visit, machine: Machine) -> None:
    menu.touch("do_state")
    menu.settle()
    assert STAFF.say("technician.asking") in menu.words, "the printer takes its time"
    machine.printing.finish()
    said = "\n".join(menu.words)
    for fact in (
        "Le capot est ouvert",
        "42 événements",
        "accueil.saint-exemple.example",
        "24/11/2026 10:30, réglée par le réseau",
        "12,3 Go libres",
        "1.2.3",
    ):
        assert fact in said, fact
    menu.touch("do_menu")
    assert cover(menu) == "menu"


def test_a_short_disk_and_a_mended_database_are_said(menu: Visit, machine: Machine) -> None:
    machine.is_short, machine.lost = True, 3
    menu.touch("do_state")
    machine.printing.finish()
    menu.settle()
    said = "\n".join(menu.words)
    for fact in (
        "12,3 Go libres\u00a0: libérer de la place",
        "42 événements (base réparée, 3 perdus)",
    ):
        assert fact in said, fact


def test_a_test_ticket_says_what_became_of_it(menu: Visit, machine: Machine) -> None:
    menu.touch("do_print")
    assert STAFF.say("technician.printing") in menu.words
    machine.printing.finish()
    menu.settle()
    assert any("l’imprimante l’a confirmé" in word for word in menu.words)
    assert "print" in machine.told


def test_every_colour_is_shown_once_and_then_the_menu(menu: Visit) -> None:
    menu.touch("do_colours")
    seen = []
    for _ in COLOURS:
        seen.append(menu.window.conduct.view_model.property("colour"))
        menu.touch("colour")
    assert seen == list(COLOURS)
    assert cover(menu) == "menu"


def test_a_dot_stands_where_the_finger_came_down(menu: Visit) -> None:
    menu.touch("do_dots")
    place = place_of_corner(menu, CLOCKWISE[2])
    menu.tap(place)
    centre = place_of(menu.item("dot")).center().toPoint()
    assert (centre - place).manhattanLength() <= 2
    menu.touch("do_menu")
    assert cover(menu) == "menu"


@pytest.mark.parametrize(
    ("button", "departure"),
    [("do_restart", Departure.RESTART), ("do_stop", Departure.STOP)],
)
def test_the_application_ends_at_the_second_touch(
    menu: Visit, machine: Machine, button: str, departure: Departure
) -> None:
    menu.touch(button)
    menu.settle()
    assert machine.left == []
    assert STAFF.say("technician.sure") in menu.words
    menu.touch(button)
    menu.settle()
    assert machine.left == [departure]
    assert machine.told[-1] == departure.value


def test_another_touch_between_the_two_forgets_the_first(menu: Visit, machine: Machine) -> None:
    for button in ("do_stop", "do_restart", "do_stop"):
        menu.touch(button)
    menu.settle()
    assert machine.left == []


def test_the_menu_closes_and_the_kiosk_receives_again(menu: Visit) -> None:
    menu.touch("do_close")
    assert cover(menu) == ""
    menu.touch("start_fr")
    assert menu.screen == "category"


# ── Journal ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entry", "label", "value"),
    [
        (
            Entry(NOON, "ticket.printed", "UNKNOWN", "A042"),
            "A042 – 24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.paper_UNKNOWN"),
        ),
        (
            Entry(NOON, "device.health", "paper_out"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.health_paper_out"),
        ),
        (
            Entry(NOON, "device.health", "of_a_later_version"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.other", what="of_a_later_version"),
        ),
        (
            Entry(NOON, "help.requested", "attract"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.help_requested", screen=TEXTS["fr"].say("live.screen_attract")),
        ),
        (
            Entry(NOON, "device.health", "disk_short"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.health_disk_short"),
        ),
        (
            Entry(NOON, "log.salvaged", "3"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.salvaged", lost="3"),
        ),
        (
            Entry(NOON, "clock.jumped", "-3600000"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.jumped", minutes="-60"),
        ),
        (
            Entry(NOON, "log.restored", "01a2"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.restored"),
        ),
        (
            Entry(NOON, "device.started", "1.2.3"),
            "24/11, 12\u00a0h\u00a005",
            STAFF.say("technician.started", version="1.2.3"),
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Entry) else None,
)
def test_the_journal_tells_what_happened_in_words(
    menu: Visit, machine: Machine, entry: Entry, label: str, value: str
) -> None:
    machine.journal = (entry,)
    menu.touch("do_journal")
    menu.settle()
    assert {label, value} <= set(menu.words)
    menu.touch("do_menu")
    assert cover(menu) == "menu"


def test_a_ticket_in_doubt_is_printed_again_from_the_journal(menu: Visit, machine: Machine) -> None:
    machine.doubtful = "A042"
    menu.touch("do_journal")
    listen_to_all(menu, machine)
    assert STAFF.say("technician.reprint", number="A042") in menu.words
    menu.touch("do_reprint")
    listen_to_all(menu, machine)
    assert machine.reprinted == ["A042"]
    assert "Le duplicata de A042 est imprimé." in menu.words
    assert menu.hands.find("do_reprint") is None
    assert machine.told[-1] == "reprint"


def test_without_a_doubt_there_is_nothing_to_print_again(menu: Visit, machine: Machine) -> None:
    menu.touch("do_journal")
    listen_to_all(menu, machine)
    assert menu.hands.find("do_reprint") is None


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        *(("ticket.printed", state.value) for state in PrintState),
        *(("device.health", str(what)) for what in TOLD_OF_A_DEVICE),
    ],
)
def test_nothing_in_the_journal_is_told_by_its_inner_name(kind: str, what: str) -> None:
    state = State(Cover.JOURNAL, journal=(Entry(NOON, kind, what, "A042"),))
    (row,) = present(state, Words(STAFF, TEXTS)).facts
    assert what not in str(row["value"])
    assert not str(row["value"]).startswith("Fait")


# ── Sound, voice, headset ───────────────────────────────────────────────────────────────────────


def listen_to_all(menu: Visit, machine: Machine) -> None:
    while machine.printing.is_busy:
        machine.printing.step()
        menu.settle()


def test_everything_that_can_be_heard_is_tried_in_turn_and_said(
    menu: Visit, machine: Machine
) -> None:
    menu.touch("do_hearing")
    listen_to_all(menu, machine)
    assert machine.heard == ["headset", "sound", *TEXTS]
    assert menu.words.count(STAFF.say("technician.trial_no_voice")) == len(TEXTS) - 1
    assert STAFF.say("technician.trial_spoken") in menu.words
    assert STAFF.say("technician.asking") not in menu.words


def test_who_leaves_the_page_hears_no_more(menu: Visit, machine: Machine) -> None:
    menu.touch("do_hearing")
    menu.touch("do_menu")
    listen_to_all(menu, machine)
    assert machine.heard == ["headset"]


def test_who_comes_back_hears_everything_once(menu: Visit, machine: Machine) -> None:
    menu.touch("do_hearing")
    menu.touch("do_menu")
    menu.touch("do_hearing")
    listen_to_all(menu, machine)
    assert machine.heard == ["headset", "headset", "sound", *TEXTS]


@pytest.mark.parametrize("found", Found)
def test_every_end_of_a_trial_has_its_words(found: Found) -> None:
    assert STAFF.say(f"technician.trial_{found}", detail="aplay")


# ── The look at the whole machine ───────────────────────────────────────────────────────────────


def test_the_state_says_what_the_last_look_found(menu: Visit, machine: Machine) -> None:
    machine.findings = ALL_AMISS
    menu.touch("do_state")
    menu.settle()
    said = "\n".join(menu.words)
    assert "Panne\u00a0: Imprimante, Base de données, Hauteur de l’écran (+3)" in said


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ((), STAFF.say("technician.all_well")),
        (ALL_AMISS[3:4], "À voir\u00a0: Imprimante"),
        (None, STAFF.say("technician.never_examined")),
    ],
    ids=["well", "to see", "never"],
)
def test_what_was_found_is_told_in_a_line(
    machine: Machine, findings: tuple[Finding, ...] | None, words: str
) -> None:
    report = replace(machine.tasks().report(), checked=findings)
    facts = present(State(Cover.STATE, report=report), Words(STAFF, TEXTS)).facts
    assert words in [fact["value"] for fact in facts]


def test_a_technician_has_the_machine_looked_at_and_reads_what_to_do(
    menu: Visit, machine: Machine
) -> None:
    machine.findings = ALL_AMISS[:2]
    menu.touch("do_state")
    menu.settle()
    machine.printing.finish()
    menu.touch("do_doctor")
    menu.settle()
    assert STAFF.say("technician.examining") in menu.words
    machine.printing.finish()
    menu.settle()
    assert machine.looks == 1
    assert machine.kept == [ALL_AMISS[:2]], "whoever asks later knows it too"
    assert {"Panne\u00a0: Imprimante", ALL_AMISS[0].advice} <= set(menu.words)
    assert machine.told[-1] == "doctor"


def test_a_machine_that_is_well_is_said_to_be_well(menu: Visit, machine: Machine) -> None:
    menu.touch("do_state")
    menu.touch("do_doctor")
    machine.printing.finish()
    menu.settle()
    assert STAFF.say("technician.all_well") in menu.words


def test_what_is_not_shown_is_counted() -> None:
    more = (*ALL_AMISS, *ALL_AMISS[:2])
    props = present(State(Cover.DOCTOR, findings=more), Words(STAFF, TEXTS))
    assert props.detail == STAFF.count("technician.more_findings", 2)


def test_the_file_for_support_is_written_from_the_same_page(menu: Visit, machine: Machine) -> None:
    menu.touch("do_state")
    menu.touch("do_doctor")
    machine.printing.finish()
    menu.settle()
    menu.touch("do_support")
    assert STAFF.say("technician.writing") in menu.words
    machine.printing.finish()
    menu.settle()
    assert "Écrit. Vous pouvez retirer la clé." in menu.words


# ── Enrolment ───────────────────────────────────────────────────────────────────────────────────


def is_open(menu: Visit) -> bool:
    """Whether the keys can be touched."""
    return bool(menu.window.conduct.view_model.open)


def type_code(menu: Visit, code: str) -> None:
    for letter in code:
        menu.touch(f"key_{letter}")


@pytest.fixture
def at_door(menu: Visit) -> Visit:
    menu.touch("do_state")
    menu.settle()
    menu.touch("do_enrol")
    menu.settle()
    return menu


def test_a_code_is_touched_and_what_the_server_says_of_it_is_shown(
    at_door: Visit, machine: Machine
) -> None:
    machine.admissions = [Admission(False, "Le serveur refuse."), Admission(True, "Inscrite.")]
    type_code(at_door, "ABCDE23456")
    at_door.touch("key_enter")
    machine.printing.finish()
    at_door.settle()
    # What was refused can be corrected.
    assert {"Le serveur refuse.", "ABCDE 23456"} <= set(at_door.words)
    at_door.touch("key_erase")
    type_code(at_door, "7")
    at_door.touch("key_enter")
    machine.printing.finish()
    at_door.settle()
    assert {"Inscrite.", "_____ _____"} <= set(at_door.words)
    assert machine.codes == ["ABCDE23456", "ABCDE23457"]


def test_a_code_that_is_not_whole_goes_nowhere(at_door: Visit, machine: Machine) -> None:
    machine.printing.finish()
    type_code(at_door, "ABCDE2345")
    at_door.touch("key_enter")
    assert not machine.printing.is_busy


def test_a_keyboard_types_a_code_too(at_door: Visit, machine: Machine) -> None:
    machine.admissions = [Admission(True, "Inscrite.")]
    # Four of these are in no code: they are taken for others.
    for letter in "ABCDE234510IO6":
        QTest.keyClick(at_door.view, Qt.Key(ord(letter)))
    QTest.keyClick(at_door.view, Qt.Key.Key_Return)
    machine.printing.finish()
    assert machine.codes == ["ABCDE23456"]


def test_two_touches_ask_once(at_door: Visit, machine: Machine) -> None:
    machine.admissions = [Admission(True, "Inscrite.")]
    type_code(at_door, "ABCDE23456")
    at_door.touch("key_enter")
    assert not is_open(at_door)
    QTest.keyClick(at_door.view, Qt.Key.Key_Return)
    machine.printing.finish()
    assert machine.codes == ["ABCDE23456"]


def test_without_a_server_no_code_is_taken(menu: Visit, machine: Machine) -> None:
    machine.door = None
    menu.touch("do_state")
    menu.settle()
    menu.touch("do_enrol")
    menu.settle()
    assert STAFF.say("technician.no_door") in menu.words
    assert not is_open(menu)


def test_the_square_leads_to_the_page_that_gives_codes(at_door: Visit) -> None:
    assert at_door.item("code_page").property("source").toString() == source_of(DOOR.code_page)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET, SMALL, *EXTREMES], ids=str)
def test_a_code_can_be_read_and_touched(
    machine: Machine, open_visit: OpenVisit, size: Size
) -> None:
    visit = open_visit(Office(upkeep=machine.tasks()), size)
    refused = "Le serveur https://accueil.saint-exemple.example n’accepte plus ce code\u00a0: il a "
    told = refused + "plus de 15 minutes. En demander un autre. Rien n’a changé ici."
    found = []
    for words in ("", told):
        lay_over(visit, State(Cover.ENROL, typed="WWWWWWWWWW", door=DOOR, told=words))
        sheet = visit.item("cover")
        buttons = faults_of_buttons(sheet, 12 * size.mm, 12 * size.mm, 2.6 * size.mm)
        found += named(words or "hint", [*faults_of_words(sheet), *buttons])
    assert found == []


# ── Cleaning ────────────────────────────────────────────────────────────────────────────────────


def test_the_other_way_round_the_glass_is_locked_without_a_pin(staffed: Visit) -> None:
    staffed.go_to_motifs()
    touch_corners(staffed, AGAINST)
    assert cover(staffed) == "cleaning"
    assert TEXTS["fr"].count("common.cleaning", 45) in staffed.words
    assert TEXTS["ar"].count("common.cleaning", 45) in staffed.words


def test_no_hand_does_anything_while_the_glass_is_wiped(visit: Visit) -> None:
    place = visit.place("start_fr")
    touch_corners(visit, AGAINST)
    for _ in range(3):
        visit.tap(place)
        touch_corners(visit, CLOCKWISE)
        QTest.keyClick(visit.view, Qt.Key.Key_Return)
        QTest.keyClick(visit.view, Qt.Key.Key_F5)
        QTest.mouseClick(visit.view, Qt.MouseButton.LeftButton, pos=place)
    assert (cover(visit), visit.screen) == ("cleaning", "attract")
    assert visit.window.controller.state.access == frozenset()


def test_the_time_that_is_left_is_shown_and_the_screen_comes_back(visit: Visit) -> None:
    touch_corners(visit, AGAINST)
    visit.wait(3)
    assert TEXTS["fr"].count("common.cleaning", 42) in visit.words
    visit.wait(CLEANING_S - 3)
    assert cover(visit) == ""
    visit.touch("start_fr")
    assert visit.screen == "category"


class Wall:
    """The time of day, which a test sets."""

    def __init__(self) -> None:
        self.utc = TUESDAY_10H

    def __call__(self) -> datetime:
        return self.utc


def test_the_glass_is_wiped_at_its_hour_once_a_day_when_nobody_is_there(
    open_visit: OpenVisit,
) -> None:
    wall = Wall()
    config = replace(small_config(), screen=ScreenSettings(cleaning_at=time(12, 30)))
    visit = open_visit(Office(wall=wall), PORTRAIT, config)
    visit.wait(200)
    assert cover(visit) == ""
    wall.utc = datetime(2026, 11, 24, 11, 31, tzinfo=UTC)
    visit.touch("start_fr")
    visit.wait(60)
    assert cover(visit) == "", "somebody was there a minute ago"
    visit.wait(120)
    assert cover(visit) == "cleaning"
    visit.wait(400)
    assert cover(visit) == ""


# ── What can be read and touched ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET, SMALL, *EXTREMES], ids=str)
def test_every_page_for_the_staff_can_be_read_and_touched(
    machine: Machine, open_visit: OpenVisit, size: Size
) -> None:
    machine.is_short, machine.lost, machine.findings = True, 4321, ALL_AMISS
    visit = open_visit(Office(upkeep=machine.tasks()), size)
    sheets = {
        "cleaning": State(Cover.CLEANING, left_s=CLEANING_S),
        "pin": State(Cover.PIN, typed=PIN),
        "locked": State(Cover.PIN, wait_s=86400),
        "menu": State(Cover.MENU, told=machine.tasks().print_proof()),
        "state": State(
            Cover.STATE, report=machine.tasks().report(), printer=machine.tasks().printer()
        ),
        "journal": State(Cover.JOURNAL, journal=LONG_DAY),
        "doubt": State(Cover.JOURNAL, journal=LONG_DAY, doubtful="A1-042"),
        "quiet": State(Cover.JOURNAL, journal=()),
        "listening": State(Cover.HEARING),
        "heard": State(Cover.HEARING, trials=EVERYTHING_WRONG),
        "examined": State(Cover.DOCTOR, findings=ALL_AMISS, told=machine.tasks().checkup.support()),
        "longest": State(Cover.DOCTOR, findings=LONGEST),
        "well": State(Cover.DOCTOR, findings=()),
        "examining": State(Cover.DOCTOR),
        "dots": State(Cover.DOTS),
    }
    found = []
    for name, state in sheets.items():
        lay_over(visit, state)
        sheet = visit.item("cover")
        buttons = faults_of_buttons(sheet, 20 * size.mm, 20 * size.mm, 2.6 * size.mm)
        found += named(name, [*faults_of_words(sheet), *buttons])
    assert found == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET], ids=str)
@pytest.mark.parametrize("url", ["tcp://192.0.2.7:9100", "usb:/dev/usb/lp0"])
def test_whatever_the_printer_has_can_be_read_beside_all_that_is_wrong(
    machine: Machine, open_visit: OpenVisit, size: Size, url: str
) -> None:
    machine.is_short, machine.lost, machine.findings = True, 4321, ALL_AMISS
    visit = open_visit(Office(upkeep=machine.tasks()), size)
    found = []
    for health in Health:
        words = health_words(health, url)
        lay_over(visit, State(Cover.STATE, report=machine.tasks().report(), printer=words))
        sheet = visit.item("cover")
        buttons = faults_of_buttons(sheet, 20 * size.mm, 20 * size.mm, 2.6 * size.mm)
        found += named(health, [*faults_of_words(sheet), *buttons])
    assert found == []
