"""What the doctor reads of a machine, and that nothing it meets can hold it up."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from PIL import ImageFont

from kiosk.config import Config, PrinterSettings
from kiosk.config.hours import _holiday_test
from kiosk.data_folder import DataFolder
from kiosk.doctor.checks import Patient, checks_of
from kiosk.doctor.devices import Input, Mixer, Pointing
from kiosk.doctor.display import Output
from kiosk.doctor.look import devices, display, machine, site, store
from kiosk.doctor.look.letters import characters_of
from kiosk.doctor.machine import DiskSpeed
from kiosk.doctor.run import Check, run
from kiosk.domain.finding import About, Finding, Level
from kiosk.domain.identifiers import uuid7
from kiosk.domain.opening import OpeningRules
from kiosk.domain.tickets import Order
from kiosk.paths import ASSETS
from kiosk.reception import Reception
from kiosk.storage.database import FILE
from tests.fakes import HandClock, small_config
from tests.kiosk.visits import visited

ABOUT = About("about", "Essai")


def write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def plug(sys: Path, number: int, name: str, **maps: str) -> None:
    """An input device as sysfs shows it."""
    device = sys / f"class/input/event{number}/device"
    write(device / "name", f"{name}\n")
    write(device / "properties", maps.pop("properties", "0"))
    for of in ("key", "abs", "rel"):
        write(device / "capabilities" / of, maps.get(of, "0"))


def look(folder: Path, config: Config | None = None, *, quick: bool = True) -> dict[str, Finding]:
    patient = Patient(config or small_config(), DataFolder(folder))
    return {each.id: each for each in run(checks_of(patient, quick=quick))}


# ── The machine ─────────────────────────────────────────────────────────────────────────────────


def test_a_touch_screen_is_told_from_a_mouse_a_pad_and_a_button(tmp_path: Path) -> None:
    # As real ones say it: bitmaps in words of 64 bits, the highest first.
    plug(tmp_path, 0, "Power Button", key="10000000000000 0")
    plug(tmp_path, 1, "USB Mouse", key="1f0000 0 0 0 0", rel="903")
    plug(tmp_path, 2, "ILITEK Multi-Touch", key="400 0 0 0 0 0", abs="2608000 3", properties="2")
    plug(tmp_path, 3, "SynPS/2 Touchpad", key="e520 10000 0 0 0 0", abs="660800011000003")
    plug(tmp_path, 4, "Storm Keypad", key="e080ffdf01cfffff fffffffffffffffe")
    plug(tmp_path, 5, "Old resistive panel", key="400 0 0 0 0 0", abs="1000003")
    assert devices.inputs(tmp_path) == (
        Input("Power Button", Pointing.OTHER),
        Input("USB Mouse", Pointing.MOUSE),
        Input("ILITEK Multi-Touch", Pointing.TOUCH),
        Input("SynPS/2 Touchpad", Pointing.MOUSE),
        Input("Storm Keypad", Pointing.KEYS),
        Input("Old resistive panel", Pointing.TOUCH),
    )
    assert devices.inputs(tmp_path / "elsewhere") is None


def edid(across: int, down: int, fine: tuple[int, int] | None) -> bytes:
    """Of a screen that says centimetres, and millimetres if `fine`."""
    block = bytearray(128)
    block[21], block[22] = across, down
    if fine is not None:
        block[54] = 1
        block[66], block[67] = fine[0] & 0xFF, fine[1] & 0xFF
        block[68] = (fine[0] >> 8) << 4 | fine[1] >> 8
    return bytes(block)


def test_a_screen_that_is_plugged_in_says_how_large_it_is(tmp_path: Path) -> None:
    for name, status, block in (
        ("card0-HDMI-A-1", "connected", edid(53, 30, (531, 299))),
        ("card0-DP-1", "connected", edid(48, 27, None)),
        ("card0-DP-2", "connected", b""),
        ("card0-VGA-1", "disconnected", b""),
    ):
        write(tmp_path / "class/drm" / name / "status", f"{status}\n")
        write(tmp_path / "class/drm" / name / "modes", "1920x1080\n1280x720\n")
        write(tmp_path / "class/drm" / name / "edid", block)
    assert display.outputs(tmp_path) == (
        Output("DP-1", 1920, 1080, (480, 270)),
        Output("DP-2", 1920, 1080),
        Output("HDMI-A-1", 1920, 1080, (531, 299)),
    )
    assert display.outputs(tmp_path / "elsewhere") is None


def test_the_hottest_place_the_power_and_the_memory_are_read(tmp_path: Path) -> None:
    assert machine.temperature(tmp_path) is None
    assert machine.power(tmp_path) is None
    assert machine.memory(ours=True, proc=tmp_path).available is None
    write(tmp_path / "class/thermal/thermal_zone0/temp", "48500\n")
    write(tmp_path / "class/thermal/thermal_zone1/temp", "61200\n")
    write(tmp_path / "devices/platform/soc/soc:firmware/get_throttled", "50005\n")
    write(tmp_path / "meminfo", "MemTotal: 4000 kB\nMemAvailable:    3000 kB\n")
    write(tmp_path / "self/status", "Name: borne\nVmRSS:\t   150 kB\n")
    assert machine.temperature(tmp_path) == 61.2
    assert machine.power(tmp_path) == 0x50005
    read = machine.memory(ours=True, proc=tmp_path)
    assert (read.available, read.ours) == (3000 * 1024, 150 * 1024)
    assert machine.memory(ours=False, proc=tmp_path).ours is None


def test_the_disk_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    found = machine.disk_speed(tmp_path)
    assert isinstance(found, DiskSpeed)
    assert 0 < found.half <= found.slowest
    assert list(tmp_path.iterdir()) == []
    write(tmp_path / "file", "")
    assert isinstance(machine.disk_speed(tmp_path / "file"), str)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("  Front Left: Playback 48 [55%] [-18.75dB] [on]\n", Mixer(55)),
        ("  Mono: Playback 0 [0%] [-46.50dB] [off]\n", Mixer(0, muted=True)),
        ("  Front Left: 1 [80%] [off]\n  Front Right: 1 [80%] [on]\n", Mixer(80)),
        ("", Mixer()),
    ],
)
def test_the_mixer_is_read(said: str, expected: Mixer) -> None:
    assert devices.mixer(said) == expected


def test_our_fonts_have_the_letters_that_a_program_which_draws_finds() -> None:
    for file in sorted((ASSETS / "fonts").glob("*.ttf")):
        codes = characters_of(file)
        font = ImageFont.truetype(str(file), 34)
        missing = bytes(font.getmask("\uffff"))
        for character in "aéÀœ€Жїبت한語":
            is_drawn = bytes(font.getmask(character)) != missing
            assert (ord(character) in codes) == is_drawn, (file.name, character)


def test_what_is_no_font_has_no_letters(tmp_path: Path) -> None:
    for content in (b"", b"not a font", bytes(400)):
        write(tmp_path / "x.ttf", content)
        assert characters_of(tmp_path / "x.ttf") == frozenset()


def test_a_letter_of_the_catalogue_that_no_font_has_is_named() -> None:
    config = small_config()
    korean = replace(config, site=replace(config.site, name="시청"))
    found = display.letters(korean)
    assert found is not None
    assert found["fr"] == "시청"
    assert set((display.letters(config) or {}).values()) == {""}


# ── The site ────────────────────────────────────────────────────────────────────────────────────


def test_holidays_are_known_for_the_next_year() -> None:
    rules = OpeningRules(ZoneInfo("Europe/Paris"), is_holiday=_holiday_test("FR", None))
    found = site.holidays(small_config(rules), datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert (found.year, found.this, found.following) == (2027, True, True)
    assert not site.holidays(small_config(), datetime(2026, 6, 1, tzinfo=UTC)).this


# ── The data ────────────────────────────────────────────────────────────────────────────────────


def test_a_machine_where_nothing_was_written_is_looked_at_and_nothing_is_made(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "gone"
    found = look(folder)
    assert found["database"].level is Level.SKIPPED
    assert not folder.exists()


def test_what_waits_and_what_was_given_is_read_beside_a_kiosk_at_work(tmp_path: Path) -> None:
    with Reception(small_config(), DataFolder(tmp_path)) as reception:
        run_ = reception.storage.submit
        assert run_(reception.prepare).result() is None
        for _ in range(3):
            run_(reception.take_ticket, Order(uuid7(), "passeport", "fr")).result()
        found = look(tmp_path)
    assert found["database"].level is Level.OK
    assert found["numbers"].words == "Donnés aujourd’hui\u00a0: A 3."
    assert found["update"].level is Level.OK
    waiting = store.unsent(tmp_path, HandClock().now(), has_server=True)
    assert waiting is not None
    assert waiting.waiting == 4


def test_a_quota_that_is_reached_is_named(tmp_path: Path) -> None:
    config = small_config()
    limited = replace(
        config, catalogue=config.catalogue.changed(lambda motif: replace(motif, daily_quota=1))
    )
    with Reception(limited, DataFolder(tmp_path)) as reception:
        run_ = reception.storage.submit
        run_(reception.prepare).result()
        run_(reception.take_ticket, Order(uuid7(), "passeport", "fr")).result()
    assert "Passeport" in look(tmp_path, limited)["numbers"].words


def test_another_version_than_the_one_that_was_started_is_told(tmp_path: Path) -> None:
    with Reception(small_config(), DataFolder(tmp_path)) as reception:
        reception.storage.submit(reception.prepare).result()
        reception.storage.submit(reception._opened_desk().tell_started, "0.0.9").result()
    assert look(tmp_path)["update"].level is Level.WARN


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("garbage", b"not a database" * 1000),
        ("empty", b""),
        ("half", b"SQLite format 3\0" + bytes(5000)),
    ],
    ids=["garbage", "empty", "half"],
)
def test_a_database_of_no_use_is_said_and_the_rest_is_looked_at(
    tmp_path: Path, name: str, content: bytes
) -> None:
    write(tmp_path / FILE, content)
    found = look(tmp_path)
    assert found["database"].level is Level.FAIL, name
    assert found["memory"].level is not Level.FAIL
    assert found["unsent"].level is Level.SKIPPED
    assert (tmp_path / FILE).read_bytes() == content


def test_a_changed_event_is_damage(tmp_path: Path) -> None:
    visited(tmp_path, 20)
    assert look(tmp_path)["database"].level is Level.OK
    with closing(sqlite3.connect(tmp_path / FILE)) as rows, rows:
        rows.execute("UPDATE event SET t = t + 1 WHERE seq = 3")
    assert look(tmp_path)["database"].level is Level.FAIL


def test_a_printer_that_is_not_there_is_found_out(tmp_path: Path) -> None:
    config = replace(small_config(), printer=PrinterSettings(url=f"usb:{tmp_path}/lp9"))
    found = look(tmp_path, config)["printer"]
    assert (found.level, found.words) == (Level.FAIL, "L’imprimante est introuvable.")


def test_without_a_configuration_what_needs_none_is_looked_at(tmp_path: Path) -> None:
    from kiosk.config.reader import read_config

    write(tmp_path / "borne.toml", "[site]\nid = 3\n")
    problems = read_config(tmp_path / "borne.toml")
    assert not isinstance(problems, Config)
    found = {each.id: each for each in run(checks_of(Patient(problems, DataFolder(tmp_path))))}
    assert found["config"].level is Level.FAIL
    assert found["printer"].level is Level.SKIPPED
    assert found["room"].level is Level.OK


def test_quick_asks_no_server(tmp_path: Path) -> None:
    assert {"server_time", "certificate"} & look(tmp_path, quick=True).keys() == set()
    assert {"server_time", "certificate"} <= look(tmp_path, quick=False).keys()


# ── The run ─────────────────────────────────────────────────────────────────────────────────────


def test_a_check_that_hangs_is_left_behind_and_the_others_are_told() -> None:
    never = Event()

    def hang() -> Finding:
        never.wait()
        return ABOUT.ok("À la fin.")

    try:
        found = run([Check(ABOUT, hang, 0.05), Check(ABOUT, lambda: ABOUT.ok("Bien."), 10.0)])
    finally:
        never.set()
    assert [each.level for each in found] == [Level.FAIL, Level.OK]
    assert "Pas de réponse" in found[0].words


def test_a_check_that_breaks_is_said(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Finding:
        raise ZeroDivisionError

    (found,) = run([Check(ABOUT, broken)])
    assert (found.level, "ZeroDivisionError" in found.words) == (Level.FAIL, True)
    assert "Traceback" in caplog.text


def test_a_process_that_ends_waits_for_no_check() -> None:
    never = Event()

    def hang() -> Finding:
        never.wait()
        return ABOUT.ok("À la fin.")

    try:
        assert run([Check(ABOUT, hang, 60.0)], lambda: True) == ()
    finally:
        never.set()
