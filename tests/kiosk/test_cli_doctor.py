"""`borne doctor` as a technician and a script use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.doctor.sheet import Machine, sheet
from kiosk.domain.finding import Finding, Level
from kiosk.storage.database import FILE
from printer.operations import Cut, Line
from printer.profiles import Profile, load_profile, profile_names

CONFIG = """\
[[categories]]
id = "identite"
letter = "A"
label = { fr = "Identité" }

[printer]
url = "URL"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def config(tmp_path: Path, url: str = "virtual:") -> str:
    file = tmp_path / "borne.toml"
    file.write_text(CONFIG.replace("URL", url), encoding="utf-8")
    return str(file)


def doctor(data: Path, *words: str) -> Result:
    return CliRunner().invoke(borne, ["doctor", "--data", str(data), "--quick", *words])


def rows(result: Result) -> dict[str, dict[str, str]]:
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["id"]: row for row in found}


def test_one_object_a_check(tmp_path: Path, data: Path) -> None:
    found = rows(doctor(data, "--config", config(tmp_path), "--json"))
    assert len(found) >= 20
    for row in found.values():
        assert set(row) == {"id", "title", "level", "words", "fix"}
        assert row["level"] in set(Level)


def test_a_machine_with_nothing_broken_ends_with_0_and_warnings_are_told(
    tmp_path: Path, data: Path
) -> None:
    result = doctor(data, "--config", config(tmp_path))
    assert result.exit_code == 0, result.output
    assert "à voir." in result.stdout.splitlines()[-1]
    assert "[screen] bottom_mm" in result.stdout


def test_a_machine_with_something_broken_ends_with_1_and_every_check_is_told(
    tmp_path: Path, data: Path
) -> None:
    result = doctor(data, "--config", config(tmp_path, f"usb:{tmp_path}/lp9"), "--json")
    assert result.exit_code == 1
    assert rows(result)["printer"]["level"] == "FAIL"
    assert len(rows(result)) >= 20
    assert "1\u00a0panne" in result.stderr


def test_a_broken_base_is_a_failure_that_is_told(tmp_path: Path, data: Path) -> None:
    data.mkdir()
    (data / FILE).write_bytes(b"not a database" * 500)
    result = doctor(data, "--config", config(tmp_path), "--json")
    assert (result.exit_code, rows(result)["database"]["level"]) == (1, "FAIL")


def test_a_configuration_that_cannot_be_read_is_a_failure_that_is_told(
    tmp_path: Path, data: Path
) -> None:
    file = tmp_path / "borne.toml"
    file.write_text("catalogue = 3\n", encoding="utf-8")
    result = doctor(data, "--config", str(file), "--json")
    assert (result.exit_code, rows(result)["config"]["level"]) == (1, "FAIL")
    assert rows(result)["memory"]["level"] == "OK"


def test_nothing_is_printed_unless_asked_for(tmp_path: Path, data: Path) -> None:
    data.mkdir()
    doctor(data, "--config", config(tmp_path))
    assert list(data.glob("paper/*.bin")) == []
    assert doctor(data, "--config", config(tmp_path), "--print").exit_code == 0
    (paper,) = data.glob("paper/*.bin")
    assert "Contrôle de la borne".encode("cp1252") in paper.read_bytes()


def test_the_sheet_fits_any_paper_and_says_what_is_amiss_with_its_remedy() -> None:
    machine = Machine("Mairie d’Essai", "mardi 24 novembre 2026", "1.2.3", "borne-1", "192.0.2.9")
    findings = (
        Finding("room", "Place sur le disque", Level.OK, "12\u00a0Go libres."),
        Finding("clock", "Heure", Level.WARN, "Non vérifiée.", "Brancher le réseau."),
        Finding("printer", "Imprimante", Level.FAIL, "Muette.", "La rallumer."),
        Finding("power", "Alimentation", Level.SKIPPED, "Rien ne la mesure."),
    )
    for name in profile_names():
        profile = load_profile(name)
        assert isinstance(profile, Profile)
        ops = sheet(machine, findings, profile)
        lines = [op for op in ops if isinstance(op, Line)]
        assert all(len(op.text) * op.style.width <= profile.columns for op in lines), name
        said = " ".join(" ".join(op.text for op in lines).split())
        for words in ("1.2.3", "borne-1", "Panne\u00a0: Imprimante", "La rallumer.", "Heure"):
            assert words.replace("\u00a0", " ") in said.replace("\u00a0", " "), (name, words)
        assert said.index("Imprimante") < said.index("Heure"), "the gravest first"
        assert ops[-1] == Cut()
