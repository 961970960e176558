"""The examples that a technician copies are true, and tell every key there is."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from kiosk.config import (
    ExitSettings,
    MessageSettings,
    PrinterSettings,
    ScreenSettings,
    Site,
    SoundSettings,
    SyncSettings,
    VoiceSettings,
)
from kiosk.config.hearing import KEYS
from kiosk.domain.feedback import SCALES
from kiosk.domain.opening import Open, Shut, state_at
from printer.layout_file import SHIPPED
from printer.profiles import profile_names
from tests.assets.shipped import EXAMPLE, NAMES, catalogue_file, read
from tests.fakes import TUESDAY_10H
from ui.theme import theme_names

TEXT = EXAMPLE.read_text(encoding="utf-8")
EVERY_KEY = re.sub(r"^# (?=[\w.]+ = )", "", TEXT, flags=re.MULTILINE)
"""The example with the keys that it leaves aside put back."""


def written(folder: Path, text: str) -> Path:
    file = folder / "borne.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_example_is_a_good_configuration() -> None:
    config = read(EXAMPLE)
    assert config.catalogue.find("passeport") is not None
    assert isinstance(state_at(TUESDAY_10H, config.site.rules), Open)
    christmas = TUESDAY_10H.replace(month=12, day=24)
    assert isinstance(state_at(christmas, config.site.rules), Shut)


def test_the_example_sends_nothing_off_the_machine_and_needs_no_printer() -> None:
    config = read(EXAMPLE)
    assert config.printer.url == PrinterSettings.url
    assert (config.sync.url or "").startswith("http://127.0.0.1:")


def test_the_keys_that_the_example_leaves_aside_are_good_too(tmp_path: Path) -> None:
    (tmp_path / "mon-ticket.toml").write_bytes(SHIPPED.read_bytes())
    config = read(written(tmp_path, EVERY_KEY))
    assert config.lane == 1
    assert config.site.follow_url
    assert config.printer.footer
    assert config.screen.width_mm
    assert config.exit.changed.keys() == set(config.languages)
    assert config.message.text.keys() == set(config.languages)


def test_the_example_tells_every_key_there_is() -> None:
    said = tomllib.loads(EVERY_KEY)
    tables = {
        "site": Site,
        "printer": PrinterSettings,
        "sync": SyncSettings,
        "screen": ScreenSettings,
        "voice": VoiceSettings,
        "sound": SoundSettings,
        "exit": ExitSettings,
        "message": MessageSettings,
    }
    for table, kind in tables.items():
        keys = {field.name for field in fields(kind)} - {"rules"}
        assert keys <= said[table].keys(), table
    assert said["keypad"].keys() == set(KEYS)
    assert {"catalogue", "languages", "lane", "opening", "closures"} <= said.keys()


def test_the_example_names_every_catalogue_printer_theme_and_scale_to_choose_from() -> None:
    for name in (*NAMES, *profile_names(), *theme_names(), *SCALES):
        assert re.search(rf"(?<![\w-]){name}(?![\w-])", TEXT), name


def test_the_examples_at_the_head_of_the_mairie_are_good_once_put_back(tmp_path: Path) -> None:
    text = catalogue_file("mairie").read_text(encoding="utf-8")
    config = read(written(tmp_path, re.sub(r"^#     (?=\S)", "", text, flags=re.MULTILINE)))
    example = config.catalogue.categories[0].general
    assert (example.id, example.daily_quota, example.zone) == ("france-titres", 20, "B")
    assert example.opening is not None
    assert config.site.name == "Mairie de Saint-Exemple"
    assert config.lane == 1
