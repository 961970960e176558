"""What is wrong with a printer is on its device's row of the live page until it is mended."""

from collections.abc import Mapping, Sequence

import pytest

from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from sync.client.push import push
from tests.fakes import LANGUAGES
from tests.sync.kit import Device, Server
from tests.sync.test_page import page, text

TEXTS = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in LANGUAGES}
SENTENCES: Mapping[str, str] = {
    "MUTE": "entrance.trouble_mute",
    "HELD": "entrance.trouble_busy",
    "ABSENT": "entrance.trouble_absent",
    "CUTTER": "entrance.trouble_stuck",
    "JAM": "entrance.trouble_stuck",
    "FAULT": "entrance.trouble_fault",
    "COVER": "entrance.trouble_cover",
    "HOT": "entrance.trouble_hot",
    "OF_A_NEWER_KIOSK": "live.printer_other",
}
PAPER: Mapping[str, str] = {
    "paper_out": "entrance.trouble_paper_out",
    "paper_near_end": "live.printer_near_end",
}
ALL = frozenset({*SENTENCES.values(), *PAPER.values()})


def say(device: Device, health: str) -> None:
    device.tell("device.health", {"what": "printer", "health": health})


def say_paper(device: Device, what: str) -> None:
    device.tell("device.health", {"what": what, "fed_mm": 80, "tickets": 3})


def shown(server: Server, lang: str = "fr") -> set[str]:
    """The keys of the sentences that the page has on printers."""
    words = text(page(server, f"lang={lang}"))
    return {key for key in ALL if TEXTS[lang].say(key) in words}


def after(server: Server, device: Device, healths: Sequence[str]) -> set[str]:
    for health in healths:
        (say_paper if health.startswith("paper_") else say)(device, health)
    push(device, server.send)
    return shown(server)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_trouble_is_told_in_each_language(server: Server, device: Device, lang: str) -> None:
    for health, key in SENTENCES.items():
        say(device, health)
        push(device, server.send)
        assert shown(server, lang) == {key}, health
    say(device, "READY")
    for what, key in PAPER.items():
        say_paper(device, what)
        push(device, server.send)
        assert shown(server, lang) == {key}, what


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["MUTE", "READY"], set()),
        (["MUTE", "READY", "JAM"], {"entrance.trouble_stuck"}),
        (["UNVERIFIABLE"], set()),
        (["paper_near_end", "paper_out"], {"entrance.trouble_paper_out"}),
        (["paper_out", "paper_changed"], set()),
        (["paper_out", "MUTE"], {"entrance.trouble_paper_out", "entrance.trouble_mute"}),
        (["paper_out", "MUTE", "READY"], {"entrance.trouble_paper_out"}),
        (["MUTE", "paper_out", "paper_changed"], {"entrance.trouble_mute"}),
    ],
    # Sorted: each worker names a test as the others do.
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else " ".join(value),
)
def test_what_was_mended_is_told_no_longer(
    server: Server, device: Device, said: Sequence[str], expected: set[str]
) -> None:
    assert after(server, device, said) == expected


def test_other_news_of_the_device_hides_no_trouble(server: Server, device: Device) -> None:
    say(device, "MUTE")
    for _ in range(30):
        device.tell("device.health", {"what": "disk_short", "free_mb": 3})
    device.take_tickets(1)
    push(device, server.send)
    assert shown(server) == {"entrance.trouble_mute"}


def test_a_trouble_is_on_the_row_of_its_own_device(server: Server, device: Device) -> None:
    other = Device()
    for each, health in ((device, "JAM"), (other, "READY")):
        say(each, health)
        push(each, server.send)
    html = page(server)
    row = html.split(f'id="d-{device.device}"')[1].split("</li>")[0]
    assert TEXTS["fr"].say("entrance.trouble_stuck") in row
    other_row = html.split(f'id="d-{other.device}"')[1].split("</li>")[0]
    assert TEXTS["fr"].say("entrance.trouble_stuck") not in other_row


@pytest.mark.parametrize("health", ["", 7, ["MUTE"], "x" * 65])
def test_a_health_that_cannot_be_read_is_kept_apart(
    server: Server, device: Device, health: object
) -> None:
    device.tell("device.health", {"what": "printer", "health": health})
    push(device, server.send)
    assert "1 mis de côté" in page(server)
    assert shown(server) == set()


def test_a_printer_of_which_nothing_is_said_has_no_trouble(server: Server, device: Device) -> None:
    device.tell("device.health", {"what": "printer"})
    push(device, server.send)
    assert shown(server) == set()
