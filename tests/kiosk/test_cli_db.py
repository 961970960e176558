"""`borne db` as a technician and a script use it."""

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils
from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.storage.database import FILE
from tests.kiosk.visits import Visits, opened, visited
from tests.typography import french_faults


def run(*words: str) -> Result:
    return CliRunner().invoke(borne, ["db", *words])


def row_of(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.stdout)
    return found


@pytest.fixture
def data(tmp_path: Path) -> str:
    visited(tmp_path / "data", 20)
    return str(tmp_path / "data")


def harmed(data: str, statement: str) -> None:
    with closing(sqlite_utils.Database(Path(data) / FILE)) as rows:
        rows.execute(statement)


def test_a_sound_database_ends_with_0_and_its_count(data: str) -> None:
    result = run("check", "--deep", "--data", data, "--json")
    assert result.exit_code == 0
    row = row_of(result)
    assert (row["good"], row["faults"]) == (True, [])
    assert "est bonne" in run("check", "--data", data).stdout


def test_an_unsound_one_ends_with_1_and_says_what_to_do(data: str) -> None:
    harmed(data, "DELETE FROM event WHERE seq = 2")
    result = run("check", "--data", data, "--json")
    assert result.exit_code == 1
    assert row_of(result)["good"] is False
    assert "borne db salvage" in result.stderr


@pytest.mark.parametrize("command", ["check", "rebuild", "salvage"])
def test_a_folder_without_a_database_is_said_and_stays_empty(tmp_path: Path, command: str) -> None:
    result = run(command, "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "Il n’y a pas de base" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_made_once_and_goes_back(tmp_path: Path, data: str) -> None:
    copy = str(tmp_path / "copy.db")
    assert run("backup", copy, "--data", data).exit_code == 0
    assert run("backup", copy, "--data", data).exit_code == 1
    row = row_of(run("restore", copy, "--data", data, "--json"))
    assert (row["skip"], row["left_out"]) == (0, 0)
    assert Path(str(row["replaced"])).exists()
    assert run("check", "--data", data).exit_code == 0


def test_numbers_of_the_papers_can_be_told(tmp_path: Path, data: str) -> None:
    copy = str(tmp_path / "copy.db")
    run("backup", copy, "--data", data)
    known = ("--last-number", "a700", "--last-number", "R800", "--skip", "0")
    assert run("restore", copy, "--data", data, *known).exit_code == 0
    with closing(opened(Path(data))) as database:
        visits = Visits(database)
        assert [visits.take(choice).number for choice in (0, 1)] == ["A701", "R801"]


@pytest.mark.parametrize("number", ["", "042", "A", "passeport"])
def test_what_is_no_number_is_a_wrong_use(tmp_path: Path, data: str, number: str) -> None:
    copy = str(tmp_path / "copy.db")
    run("backup", copy, "--data", data)
    assert run("restore", copy, "--data", data, "--last-number", number).exit_code == 2


def test_nothing_goes_back_while_a_screen_is_open(tmp_path: Path, data: str) -> None:
    copy = str(tmp_path / "copy.db")
    run("backup", copy, "--data", data)
    with closing(opened(Path(data))):
        for words in (("restore", copy), ("salvage",)):
            result = run(*words, "--data", data)
            assert result.exit_code == 1
            assert "Les arrêter d’abord" in result.stderr


def test_a_copy_that_is_not_there_is_said(tmp_path: Path, data: str) -> None:
    result = run("restore", str(tmp_path / "absent.db"), "--data", data)
    assert result.exit_code == 1
    assert "n’existe pas" in result.stderr


def test_tables_are_made_anew(data: str) -> None:
    harmed(data, "DELETE FROM counter")
    result = run("rebuild", "--data", data, "--json")
    changed = row_of(result)["changed"]
    assert isinstance(changed, dict)
    assert list(changed) == ["counter"]
    assert run("check", "--data", data).exit_code == 0
    assert row_of(run("rebuild", "--data", data, "--json"))["changed"] == {}


def test_a_salvage_says_what_is_kept_and_where_the_rest_lies(data: str) -> None:
    harmed(data, "UPDATE event SET t = t + 1 WHERE seq = 2")
    result = run("salvage", "--data", data, "--json")
    row = row_of(result)
    assert (row["lost"], row["same_device"]) == (1, True)
    assert Path(str(row["damaged"])).exists()
    assert run("salvage", "--data", data).exit_code == 0


def test_what_is_said_is_set_like_french(tmp_path: Path, data: str) -> None:
    copy = str(tmp_path / "copy.db")
    said = [run("backup", copy, "--data", data).stdout, run("check", "--data", data).stdout]
    said.append(run("restore", copy, "--data", data).stdout)
    harmed(data, "DELETE FROM counter")
    said.append(run("check", "--data", data).stderr)
    said.append(run("rebuild", "--data", data).stdout)
    harmed(data, "DELETE FROM event WHERE seq = 2")
    said.append(run("check", "--data", data).stderr)
    said.append(run("salvage", "--data", data).stdout)
    for words in said:
        assert words
        assert not french_faults(re.sub(r"/\S+", "…", words).strip()), words
