"""The look that screens take at their machine: kept for the day, told when it is news."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import PrinterSettings
from kiosk.data_folder import DataFolder
from kiosk.doctor.rounds import Rounds
from kiosk.domain.finding import Finding, Level
from kiosk.reception import Reception
from kiosk.storage.checked_file import FILE, Checked, keep_checked, read_checked
from kiosk.upkeep import Upkeep
from tests.fakes import small_config

FINE = Finding("room", "Place sur le disque", Level.OK, "Assez.")
PAPER = Finding("paper", "Papier", Level.WARN, "Bientôt fini.", "Préparer un rouleau.")
COVER = Finding("printer", "Imprimante", Level.FAIL, "Capot ouvert.", "Le fermer.")


@pytest.fixture
def reception(tmp_path: Path) -> Iterator[Reception]:
    with Reception(small_config(), DataFolder(tmp_path)) as opened:
        assert opened.storage.submit(opened.prepare).result() is None
        yield opened


def keep(reception: Reception, *findings: Finding) -> None:
    reception.storage.submit(Rounds(reception).keep, findings).result()


def told(reception: Reception) -> list[dict[str, object]]:
    def read() -> list[dict[str, object]]:
        rows = reception.database().rows
        found = rows.execute("SELECT body FROM event WHERE kind = 'device.checked' ORDER BY seq")
        return [json.loads(body) for (body,) in found]

    return reception.storage.submit(read).result()


def test_the_first_look_of_a_day_is_an_event(reception: Reception) -> None:
    keep(reception, FINE, PAPER, COVER)
    assert told(reception) == [
        {
            "level": "FAIL",
            "findings": [{"id": "printer", "level": "FAIL"}, {"id": "paper", "level": "WARN"}],
        }
    ]


def test_the_same_result_again_is_no_news_and_another_is(reception: Reception) -> None:
    for findings in ((FINE, PAPER), (FINE, PAPER), (FINE,), (FINE, COVER), (FINE, COVER)):
        keep(reception, *findings)
    assert [each["level"] for each in told(reception)] == ["WARN", "OK", "FAIL"]


def test_the_same_result_on_another_day_is_an_event(reception: Reception, tmp_path: Path) -> None:
    keep(reception, FINE)
    kept = read_checked(tmp_path)
    assert kept is not None
    keep_checked(tmp_path, replace(kept, day="2026-01-01"))
    keep(reception, FINE)
    assert [each["level"] for each in told(reception)] == ["OK", "OK"]


def test_whoever_looked_today_looked_for_every_screen_and_restart(
    reception: Reception, tmp_path: Path
) -> None:
    keep(reception, COVER)
    assert Rounds(reception).of_the_day() == (COVER,)
    kept = read_checked(tmp_path)
    assert kept is not None
    for other in (replace(kept, day="2026-01-01"), replace(kept, version="0.0.9")):
        keep_checked(tmp_path, other)
        found = reception.trials.submit(Rounds(reception).of_the_day).result()
        assert "memory" in {each.id for each in found}


def test_what_was_found_is_on_the_technicians_page(reception: Reception) -> None:
    upkeep = Upkeep(reception, "entrance")
    assert reception.storage.submit(upkeep.report).result().checked is None
    keep(reception, COVER)
    assert reception.storage.submit(upkeep.report).result().checked == (COVER,)


@pytest.mark.parametrize("content", ["", "{}", '{"day": 1, "version": "", "findings": [{}]}'])
def test_what_cannot_be_read_of_the_last_look_is_looked_at_again(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / FILE).write_text(content)
    assert read_checked(tmp_path) is None


def test_what_is_kept_comes_back_whole(tmp_path: Path) -> None:
    checked = Checked("2026-11-24", "1.2.3", (FINE, PAPER, COVER))
    keep_checked(tmp_path, checked)
    assert read_checked(tmp_path) == checked


def test_a_base_that_takes_nothing_keeps_nobody_from_looking(tmp_path: Path) -> None:
    gone = PrinterSettings(url=f"usb:{tmp_path}/lp9")
    with Reception(replace(small_config(), printer=gone), DataFolder(tmp_path)) as unopened:
        found = unopened.trials.submit(Rounds(unopened, (1080, 1920)).now).result()
        unopened.storage.submit(Rounds(unopened).keep, found).result()
    levels = {each.id: each.level for each in found}
    assert levels["printer"] is Level.FAIL
    kept = read_checked(tmp_path)
    assert kept is not None
    assert kept.findings == found
