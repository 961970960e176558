"""`borne printer logo`: written once, counted before it is, and on every ticket after."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from kiosk.cli import borne
from kiosk.storage.logo_file import DAY_S, FILE, MOST_WRITES, LogoFile

CONFIG = 'catalogue = "mairie"\n\n[printer]\nprofile = "PROFILE"\n'


class Kiosk:
    def __init__(self, folder: Path, profile: str = "epson-tm-t20") -> None:
        self.folder, self.data = folder, folder / "data"
        self.config = folder / "borne.toml"
        self.config.write_text(CONFIG.replace("PROFILE", profile), encoding="utf-8")

    def run(self, *words: object) -> Result:
        places = ["--config", self.config, "--data", self.data]
        return CliRunner().invoke(borne, [str(word) for word in (*words, *places)])

    def logo(self, side: int, *more: str) -> Result:
        file = self.folder / f"{side}.png"
        with Image.new("L", (side, side), 0) as image:
            image.save(file)
        return self.run("printer", "logo", file, "--json", *more)

    def last_ticket(self) -> bytes:
        assert self.run("ticket", "passeport", "--json").exit_code == 0
        return max((self.data / "paper").glob("*.bin")).read_bytes()


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path)


def told(found: Result) -> dict[str, object]:
    assert found.exit_code == 0, found.output
    row = json.loads(found.stdout)
    assert isinstance(row, dict)
    return row


def test_tickets_name_the_logo_that_was_written(kiosk: Kiosk) -> None:
    before = kiosk.last_ticket()
    row = told(kiosk.logo(40))
    after = kiosk.last_ticket()

    key = str(row["key"]).encode()
    assert row["written"] is True
    assert b"\x1d(L" not in before
    assert b"\x1d(L\x06\x000E" + key in after
    assert len(after) < len(before) + 20


def test_the_same_logo_is_written_once_unless_the_printer_is_another(kiosk: Kiosk) -> None:
    assert told(kiosk.logo(40))["written"] is True
    assert told(kiosk.logo(40))["written"] is False
    assert told(kiosk.logo(40, "--again"))["written"] is True


def test_the_memory_is_spared(kiosk: Kiosk) -> None:
    for side in range(40, 40 + MOST_WRITES):
        told(kiosk.logo(side))
    refused = kiosk.logo(99)

    assert refused.exit_code == 1
    assert "Recommencer demain" in refused.stderr


def test_a_logo_is_no_longer_printed_when_it_is_removed(kiosk: Kiosk) -> None:
    told(kiosk.logo(40))
    told(kiosk.run("printer", "logo", "--remove", "--json"))

    assert b"\x1d(L" not in kiosk.last_ticket()
    assert len(LogoFile(kiosk.data).read().writes) == 1


def test_a_model_without_memory_keeps_tickets_without_orders_for_it(kiosk: Kiosk) -> None:
    told(kiosk.logo(40))
    other = Kiosk(kiosk.folder, "generic-80")

    assert b"\x1d(L" not in other.last_ticket()
    assert other.logo(40).exit_code == 1


def test_a_printer_that_is_not_there_costs_no_write(kiosk: Kiosk) -> None:
    found = kiosk.logo(40, "--printer", "usb:/dev/usb/lp999")

    assert found.exit_code == 1
    assert LogoFile(kiosk.data).read().writes == ()


def test_writes_are_counted_for_a_day_and_a_clock_set_back_gives_none_for_free(
    tmp_path: Path,
) -> None:
    moment = [1_000_000.0]
    file = LogoFile(tmp_path, lambda: moment[0])
    for _ in range(MOST_WRITES):
        file.count_write()
    assert not file.may_write()
    moment[0] -= DAY_S
    assert not file.may_write()
    moment[0] += 2 * DAY_S + 1
    assert file.may_write()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"printer": 1}', "null"])
def test_a_file_that_cannot_be_read_is_no_logo(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert not LogoFile(tmp_path).read().lies_in("virtual:")
