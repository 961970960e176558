"""What each check says of its facts: how grave, in which words, and what to do."""

import re
from collections.abc import Sequence
from datetime import datetime

import pytest

from kiosk.doctor.devices import (
    Input,
    Mixer,
    Pointing,
    PrinterFacts,
    SoundFacts,
    VoiceFacts,
    paper,
    printer,
    sound,
    touch,
    voices,
)
from kiosk.doctor.display import HeightFacts, Output, ScreenFacts, fonts, heights, screen
from kiosk.doctor.line import (
    CertificateFacts,
    NoCertificate,
    ServerFacts,
    TimeFacts,
    certificate,
    clock,
    server,
    server_time,
)
from kiosk.doctor.machine import (
    GIGA,
    MEGA,
    UNDER_VOLTAGE,
    UNDER_VOLTAGE_SINCE,
    DiskSpeed,
    MemoryFacts,
    RoomFacts,
    disk_speed,
    memory,
    power,
    room,
    temperature,
)
from kiosk.doctor.site import ConfigFacts, HolidayFacts, OpeningFacts, config, holidays, opening
from kiosk.doctor.store import (
    DAY_MS,
    DatabaseFacts,
    NumberFacts,
    UnsentFacts,
    UpdateFacts,
    database,
    numbers,
    unsent,
    update,
)
from kiosk.domain.clock import ClockState
from kiosk.domain.finding import Finding, Level, amiss, level_of
from kiosk.domain.opening import Open, Shut
from kiosk.domain.roll import Forecast
from kiosk.storage.sync_notes import Note, Standing
from printer.outcome import Health
from tests.fakes import PARIS
from tests.typography import french_faults

OK, WARN, FAIL, SKIPPED = Level.OK, Level.WARN, Level.FAIL, Level.SKIPPED
NOON = datetime(2026, 11, 24, 12, tzinfo=PARIS)
TCP, VIRTUAL = "tcp://192.0.2.7:9100", "virtual:"
TOUCHED = Input("ILITEK Multi-Touch", Pointing.TOUCH)
MOUSE = Input("USB Mouse", Pointing.MOUSE)
BUTTON = Input("Power Button", Pointing.OTHER)
HDMI = Output("HDMI-A-1", 1080, 1920, (531, 299))
DETAIL = "ne répond pas : rien n’écoute à cette adresse. Vérifier qu’il tourne, et le port."


def health(of: Health, url: str = TCP) -> Finding:
    return printer(PrinterFacts(url, "epson-tm-t20", of))


def stood(standing: Standing, detail: str = "", apart: int = 0) -> Finding:
    return server(ServerFacts(True, Note(standing, detail, 0), apart))


def given(**series: int) -> Finding:
    return numbers(NumberFacts({name.replace("_", "-"): n for name, n in series.items()}))


CASES: Sequence[tuple[str, Finding, Level]] = (
    ("a printer that is ready", health(Health.READY), OK),
    ("a printer that never says", health(Health.UNVERIFIABLE), OK),
    ("a printer near its end", health(Health.NEAR_END), WARN),
    ("a printer at work", health(Health.BUSY), WARN),
    ("a printer without paper", health(Health.PAPER_OUT), FAIL),
    ("a printer that is mute", health(Health.MUTE), FAIL),
    ("no printer behind the address", health(Health.ABSENT), FAIL),
    ("a printer that is only played", health(Health.READY, VIRTUAL), SKIPPED),
    (
        "a printer without a profile",
        printer(PrinterFacts(TCP, "x", None, "Le profil « x » est inconnu. Voir : borne printer.")),
        FAIL,
    ),
    ("paper for weeks", paper(Forecast(1400, 12)), OK),
    ("paper for hours", paper(Forecast(160, 0)), WARN),
    ("few tickets of paper", paper(Forecast(60, None)), WARN),
    ("paper nobody counted", paper(None), SKIPPED),
    ("a touch screen", touch((BUTTON, TOUCHED)), OK),
    ("a mouse only", touch((BUTTON, MOUSE)), WARN),
    ("nothing to touch", touch((BUTTON,)), FAIL),
    ("no list of inputs", touch(None), SKIPPED),
    ("sound", sound(SoundFacts("/usr/bin/aplay", ("HDA Intel PCH",), Mixer(55))), OK),
    ("no player", sound(SoundFacts("", ("HDA Intel PCH",))), WARN),
    ("no card", sound(SoundFacts("/usr/bin/aplay", ())), WARN),
    ("a mute mixer", sound(SoundFacts("/usr/bin/aplay", None, Mixer(55, muted=True))), WARN),
    ("a mixer at zero", sound(SoundFacts("/usr/bin/aplay", None, Mixer(0))), WARN),
    ("every voice", voices(VoiceFacts(("fr", "en", "es"), ())), OK),
    ("a language without voice", voices(VoiceFacts(("fr",), ("ar", "uk"))), WARN),
    ("no voice", voices(VoiceFacts((), ("fr",))), WARN),
    ("a measured screen", screen(ScreenFacts((HDMI,), 299, "wayland")), OK),
    ("a screen measured as it hangs", screen(ScreenFacts((HDMI,), 531)), OK),
    ("a screen measured wrongly", screen(ScreenFacts((HDMI,), 400)), WARN),
    ("a screen not measured", screen(ScreenFacts((HDMI,), None)), WARN),
    ("no screen", screen(ScreenFacts((), 299)), FAIL),
    ("a screen of our windows alone", screen(ScreenFacts(None, 299, "", (1080, 1920))), OK),
    ("nothing known of the screen", screen(ScreenFacts(None, None)), SKIPPED),
    ("every letter", fonts({"fr": "", "ar": ""}), OK),
    ("a letter that is missing", fonts({"fr": "한"}), WARN),
    ("no fonts", fonts(None), FAIL),
    ("heights that reach", heights(HeightFacts(780, (299, 531))), OK),
    ("heights without a picture", heights(HeightFacts(780)), OK),
    ("a screen hung too high", heights(HeightFacts(1500, (299, 531))), WARN),
    ("heights nobody measured", heights(HeightFacts(None, (299, 531))), WARN),
    ("time by the network", clock(ClockState.NTP, NOON), OK),
    ("time by the server", clock(ClockState.SIGNED, NOON), OK),
    ("time by nobody", clock(ClockState.FLOOR, NOON), WARN),
    ("time that cannot be", clock(ClockState.UNKNOWN, NOON), FAIL),
    ("the same time as the server", server_time(TimeFacts(True, -1400)), OK),
    ("another time than the server", server_time(TimeFacts(True, 3_600_000)), FAIL),
    ("a server that says no time", server_time(TimeFacts(True)), SKIPPED),
    ("no server to ask", server_time(TimeFacts(False)), SKIPPED),
    ("a server that answers", stood(Standing.REACHED), OK),
    ("a server at work", stood(Standing.BUSY, "30"), OK),
    ("a server that went back", stood(Standing.REWOUND, "12"), OK),
    ("a server that keeps events apart", stood(Standing.REACHED, apart=2), WARN),
    ("a server out of reach", stood(Standing.UNREACHABLE, DETAIL), WARN),
    ("a server that does not know us", stood(Standing.REFUSED, "401 : signature"), FAIL),
    ("a server that refuses", stood(Standing.REFUSED, "413 : too large"), FAIL),
    ("a server with another story", stood(Standing.FORKED, "812"), WARN),
    ("a server not yet heard", server(ServerFacts(True)), SKIPPED),
    ("no server", server(ServerFacts(False)), SKIPPED),
    ("no base to ask about the server", server(None), SKIPPED),
    (
        "a broken enrolment",
        server(ServerFacts(True, broken="L’inscription x est abîmée. Inscrire à nouveau.")),
        FAIL,
    ),
    ("a certificate for months", certificate(CertificateFacts(90)), OK),
    ("a certificate for weeks", certificate(CertificateFacts(29)), WARN),
    ("a certificate that ended", certificate(CertificateFacts(-3)), FAIL),
    (
        "a certificate nobody trusts",
        certificate(CertificateFacts(90, "n’est pas sûr : son certificat est refusé. Vérifier.")),
        FAIL,
    ),
    ("a server in clear", certificate(NoCertificate("Rien n’est chiffré.", clear=True)), WARN),
    ("a server that shows none", certificate(NoCertificate(f"Le serveur {DETAIL}")), SKIPPED),
    ("much memory", memory(MemoryFacts(2 * GIGA, 150 * MEGA)), OK),
    ("little memory", memory(MemoryFacts(150 * MEGA)), WARN),
    ("hardly any memory", memory(MemoryFacts(20 * MEGA)), FAIL),
    ("an application that swells", memory(MemoryFacts(2 * GIGA, 900 * MEGA)), WARN),
    ("memory not told", memory(MemoryFacts(None)), SKIPPED),
    ("cool", temperature(51.4), OK),
    ("warm", temperature(82.0), WARN),
    ("hot", temperature(93.0), FAIL),
    ("no thermometer", temperature(None), SKIPPED),
    ("enough power", power(0), OK),
    ("too little power", power(UNDER_VOLTAGE | UNDER_VOLTAGE_SINCE), FAIL),
    ("too little power once", power(UNDER_VOLTAGE_SINCE), WARN),
    ("slowed down once", power(1 << 18), WARN),
    ("power not told", power(None), SKIPPED),
    ("a quick disk", disk_speed(DiskSpeed(2.4, 31)), OK),
    ("a slow disk", disk_speed(DiskSpeed(180, 400)), WARN),
    ("a disk that pauses", disk_speed(DiskSpeed(20, 4100)), WARN),
    ("a disk that crawls", disk_speed(DiskSpeed(1500, 4100)), FAIL),
    ("a disk that takes nothing", disk_speed("le disque est plein"), FAIL),
    ("no folder yet", disk_speed(None), SKIPPED),
    ("much room", room(RoomFacts(12 * GIGA, held=True)), OK),
    ("little room", room(RoomFacts(100 * MEGA, held=None)), WARN),
    ("the room held back is given up", room(RoomFacts(300 * MEGA, held=False)), WARN),
    ("no room", room(RoomFacts(20 * MEGA, held=False)), FAIL),
    ("room not told", room("le droit d’accès manque"), FAIL),
    ("a folder without room to tell", room(None), SKIPPED),
    ("a sound database", database(DatabaseFacts(True)), OK),
    ("a damaged database", database(DatabaseFacts(True, "page 7")), FAIL),
    ("no database", database(DatabaseFacts(False)), SKIPPED),
    ("all sent", unsent(UnsentFacts(0, 0, True)), OK),
    ("some to send since an hour", unsent(UnsentFacts(12, DAY_MS // 24, True)), OK),
    ("one to send since two days", unsent(UnsentFacts(1, 2 * DAY_MS, True)), WARN),
    ("some to send since ten days", unsent(UnsentFacts(900, 10 * DAY_MS, True)), FAIL),
    ("nowhere to send", unsent(UnsentFacts(900, 10 * DAY_MS, False)), SKIPPED),
    ("nothing to read of what waits", unsent(None), SKIPPED),
    ("some numbers", given(A=42, R=7), OK),
    ("no numbers yet", given(), OK),
    ("numbers near their end", given(A=970), WARN),
    ("a lane near its end", given(A2_=95), WARN),
    ("a quota that is reached", numbers(NumberFacts({"A": 30}, ("Passeport",))), WARN),
    ("no numbers to read", numbers(None), SKIPPED),
    ("the version that runs", update(UpdateFacts("1.2.0", "1.2.0")), OK),
    ("a version not yet started", update(UpdateFacts("1.3.0", "1.2.0")), WARN),
    ("a system that wants a restart", update(UpdateFacts("1.2.0", "1.2.0", True)), WARN),
    ("a version never started", update(UpdateFacts("1.2.0", "")), OK),
    ("a configuration", config(ConfigFacts("b.toml", (), True, 12, ("fr", "en", "es"))), OK),
    (
        "a configuration that was published",
        config(ConfigFacts("m.toml", (), False, 1, ("fr",), 3)),
        OK,
    ),
    ("a configuration of nobody", config(ConfigFacts("m.toml", is_own=False)), WARN),
    ("a configuration with faults", config(ConfigFacts("b.toml", ("Ligne 3 : faux.", "x"))), FAIL),
    ("open now", opening(OpeningFacts(True, Open(NOON))), OK),
    ("open soon", opening(OpeningFacts(True, Shut(NOON))), OK),
    ("no hours", opening(OpeningFacts(False, Open(None))), OK),
    ("never open again", opening(OpeningFacts(True, Shut(None))), FAIL),
    ("a motif that never opens", opening(OpeningFacts(True, Open(NOON), ("Pacs",))), WARN),
    ("holidays of both years", holidays(HolidayFacts(2026, True, True)), OK),
    ("no holidays of next year", holidays(HolidayFacts(2026, True, False)), WARN),
    ("no holidays at all", holidays(HolidayFacts(2026, False, False)), SKIPPED),
)
SENTENCE = re.compile(r"(?<=[.?!])\s")
MOST_WORDS = 17
INITIALS = frozenset({"ILITEK", "ADRESSE", "CODE"})


@pytest.mark.parametrize(
    ("finding", "level"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_facts_are_as_grave_as_they_are(finding: Finding, level: Level) -> None:
    assert finding.level is level


@pytest.mark.parametrize("finding", [case[1] for case in CASES], ids=[c[0] for c in CASES])
def test_what_is_found_is_said_in_good_french_and_what_is_wrong_with_its_remedy(
    finding: Finding,
) -> None:
    for text in (finding.title, finding.words, finding.fix):
        assert french_faults(text, INITIALS) == [], text
        for sentence in SENTENCE.split(text):
            assert len(re.findall(r"[\w’-]+", sentence)) <= MOST_WORDS, sentence
    assert finding.words.endswith(".")
    if finding in amiss([finding]):
        assert finding.fix.endswith("."), "somebody has to know what to do"


def test_every_check_has_a_name_of_its_own() -> None:
    titles = {finding.id: finding.title for _, finding, _ in CASES}
    assert len(set(titles.values())) == len(titles) >= 22


def test_the_gravest_decides_and_comes_first() -> None:
    found = [finding for _, finding, _ in CASES]
    assert level_of(found) is FAIL
    assert level_of([each for each in found if each.level is not FAIL]) is WARN
    assert level_of([each for each in found if each.level in (OK, SKIPPED)]) is OK
    assert level_of([]) is OK
    levels = [each.level for each in amiss(found)]
    assert levels == sorted(levels, key=[FAIL, WARN].index)
    assert set(levels) == {FAIL, WARN}


def test_a_fault_of_the_printer_is_told_in_the_words_of_the_printer_command() -> None:
    from kiosk.proof import health_words

    for each in Health:
        found = health(each)
        if found.level in (WARN, FAIL):
            assert found.advice == health_words(each, TCP)


def test_numbers_tell_the_series_and_how_many_are_left() -> None:
    assert "A2- (4 libres)" in given(A2_=95, A=10).words
    assert "A 10" in given(A=10).words
