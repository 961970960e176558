"""The walk through the self-test sheet, with somebody at the printer and with nobody."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.config import PrinterSettings
from kiosk.walk import Bench, technician_words, walk
from printer.outcome import Blocked, Confirmed, Doubt, Health, SentUnverified, Unknown
from printer.paper import Paper
from printer.press import Press
from printer.profiles import FOLDER
from printer.selftest import Check, Verdict
from tests.fakes import small_config
from tests.printer.benches import HandLink, HandTime, profile


@dataclass
class Somebody:
    """Sees everything right but `wrong`, and opens the cover when asked unless it is stuck."""

    paper: Paper
    wrong: frozenset[Check] = frozenset()
    letter: str | None = None
    stuck: bool = False
    asked: list[str] = field(default_factory=list)

    def sees(self, check: Check, question: str) -> bool | None:
        self.asked.append(question)
        return check not in self.wrong

    def reads(self, question: str, letters: Sequence[str]) -> str | None:
        self.asked.append(question)
        assert self.letter is None or self.letter in letters
        return self.letter

    def does(self, what: str) -> bool:
        self.asked.append(what)
        if not self.stuck:
            self.paper.cover_open = not self.paper.cover_open
        return True


def bench(folder: Path, name: str = "generic-80") -> tuple[Bench, Paper]:
    printer = profile(name)
    paper, time = Paper.of(printer), HandTime()
    press = Press(HandLink(paper, time), printer, time)
    config = replace(small_config(), printer=PrinterSettings(profile=name))
    return Bench(config, press, folder, technician_words()), paper


def failed(verdicts: list[Verdict]) -> dict[Check, str]:
    return {verdict.check: verdict.fix for verdict in verdicts if verdict.ok is False}


def test_a_printer_that_does_what_its_profile_says_needs_nothing(tmp_path: Path) -> None:
    at, paper = bench(tmp_path)
    outcome = at.print_sheet()
    verdicts = list(walk(at, Somebody(paper), outcome))

    assert outcome == Confirmed()
    assert [verdict.check for verdict in verdicts] == list(Check)
    assert all(verdict.ok for verdict in verdicts)


def test_each_no_names_what_to_write(tmp_path: Path) -> None:
    at, paper = bench(tmp_path)
    wrong = frozenset({Check.CODEPAGE, Check.WIDTH, Check.DRAWN, Check.QR, Check.CUT})
    verdicts = list(walk(at, Somebody(paper, wrong, letter="B"), Confirmed()))

    fixes = failed(verdicts)
    assert fixes.keys() == wrong
    assert "slot = 71" in fixes[Check.CODEPAGE]
    assert "columns" in fixes[Check.WIDTH]
    assert "max_band" in fixes[Check.DRAWN]
    assert 'qr = "drawn"' in fixes[Check.QR]
    assert "feed_to_blade_mm" in fixes[Check.CUT]


def test_a_cover_that_is_open_and_not_told_is_a_printer_without_status(tmp_path: Path) -> None:
    at, paper = bench(tmp_path)
    fixes = failed(list(walk(at, Somebody(paper, stuck=True), Confirmed())))
    assert "oneway-80" in fixes[Check.STATUS]


def test_a_cover_that_stays_open_is_told(tmp_path: Path) -> None:
    at, paper = bench(tmp_path)
    paper.cover_open = True
    fixes = failed(list(walk(at, Somebody(paper, stuck=True), Confirmed())))
    assert "capot est ouvert" in fixes[Check.STATUS]


def test_a_proof_that_never_came_is_a_promise_to_change(tmp_path: Path) -> None:
    at, paper = bench(tmp_path, "epson-tm-t20")
    fixes = failed(list(walk(at, Somebody(paper), Unknown(Doubt.TIMEOUT, 900))))
    assert 'confirm = "gs_r"' in fixes[Check.PRINTED]


def test_a_printer_that_proves_nothing_is_believed_by_eye(tmp_path: Path) -> None:
    at, paper = bench(tmp_path, "oneway-80")
    eye = Somebody(paper)
    verdicts = {verdict.check: verdict.ok for verdict in walk(at, eye, SentUnverified())}

    assert verdicts[Check.PRINTED] is True
    assert verdicts[Check.STATUS] is None
    assert "sortie" in eye.asked[0]


def test_a_printer_that_is_not_ready_prints_no_sheet(tmp_path: Path) -> None:
    at, paper = bench(tmp_path)
    paper.roll = False
    assert at.print_sheet() == Blocked(Health.PAPER_OUT)


def test_the_file_to_change_is_the_sites_own_when_it_has_one(tmp_path: Path) -> None:
    at, _ = bench(tmp_path)
    assert str(FOLDER / "generic-80.toml") in at.where()
    own = replace(at.config, printer=PrinterSettings(profile="mine.toml"))
    assert str(at.config.source.parent / "mine.toml") in replace(at, config=own).where()


# ── The command ─────────────────────────────────────────────────────────────────────────────────


def selftest(folder: Path, *words: str, typed: str = "") -> Result:
    config = folder / "borne.toml"
    config.write_text('catalogue = "mairie"\n', encoding="utf-8")
    places = ["--config", str(config), "--data", str(folder / "data")]
    return CliRunner().invoke(borne, ["printer", "selftest", *places, *words], input=typed)


def rows(found: Result) -> dict[str, bool | None]:
    return {row["check"]: row["ok"] for row in map(json.loads, found.stdout.splitlines())}


def test_a_script_hears_what_the_printer_proved_and_that_nobody_looked(tmp_path: Path) -> None:
    found = selftest(tmp_path, "--json")

    assert found.exit_code == 0
    assert rows(found) == {"printed": True} | dict.fromkeys([*Check][1:])


def test_a_script_can_say_what_was_seen(tmp_path: Path) -> None:
    good = selftest(tmp_path, "--json", "--yes")
    bad = selftest(tmp_path, "--json", "--no", "qr")

    assert good.exit_code == 0
    assert rows(good) == dict.fromkeys(Check, True) | {"status": None}
    assert bad.exit_code == 1
    assert [check for check, ok in rows(bad).items() if ok is False] == ["qr"]
    assert "generic-80.toml" in bad.stderr


def test_a_technician_is_asked_one_thing_after_another(tmp_path: Path) -> None:
    found = selftest(tmp_path, typed="n\nb\no\no\no\no\n\n")

    assert found.exit_code == 1
    assert "1. Les lettres sont-elles justes" in found.stdout
    assert "slot = 71" in found.stdout
    assert list((tmp_path / "data" / "paper").glob("*.bin"))
