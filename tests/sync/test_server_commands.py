"""`borne server COMMAND`: what was typed counts, or is refused; a mistyped name makes no file."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne

ID = str(uuid4())
READERS = (
    ["events"],
    ["devices"],
    ["fleet"],
    ["alerts"],
    ["revoke", ID],
    ["comments"],
    ["bursts"],
    ["purge"],
    ["accept", ID],
    ["reject", ID],
    ["keep", ID],
    ["void", ID],
    ["audit"],
    ["quarantine"],
    ["replay", ID, ID, "1", "--site", "mairie"],
    ["backup", "copy.db"],
    ["published"],
    ["withdraw", "--site", "mairie"],
)


def run(*words: object) -> Result:
    return CliRunner().invoke(borne, ["server", *map(str, words)])


@pytest.fixture
def made(tmp_path: Path) -> str:
    """The address of a database that is there."""
    db = f"sqlite:///{tmp_path / 'server.db'}"
    assert run("code", "--db", db, "--site", "mairie").exit_code == 0
    return db


@pytest.mark.parametrize(
    "command", [*READERS, ["code", "--site", "mairie"], ["restore", "x"]], ids=lambda each: each[0]
)
def test_options_before_a_command_are_refused_with_the_place_for_them(
    made: str, tmp_path: Path, command: list[str]
) -> None:
    refused = run("--db", made, *command, "--data", tmp_path / "data")
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert f"(borne server {command[0]} --db …)" in refused.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--keep-comments", "1"],
        ["--open"],
        ["--json"],
        ["--name", "accueil"],
        ["--port", "8021"],
        ["--every", "15"],
    ],
    ids=lambda each: each[0],
)
def test_even_an_option_that_says_what_is_so_anyway_is_refused(
    made: str, options: list[str]
) -> None:
    refused = run(*options, "purge", "--db", made)
    assert refused.exit_code == 2
    assert options[0] in refused.stderr
    assert run("purge", "--db", made).exit_code == 0


@pytest.mark.parametrize("command", READERS, ids=lambda each: each[0])
def test_a_mistyped_name_is_told_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run(*command, "--db", f"sqlite:///{tmp_path / 'typo.db'}")
    assert refused.exit_code == 1
    assert "typo.db n’existe pas" in refused.stderr
    refused = run(*command, "--data", tmp_path / "nowhere")
    assert refused.exit_code == 1
    assert "serveur.db n’existe pas" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_code_may_come_before_the_first_start_of_a_server(made: str) -> None:
    found = run("devices", "--db", made, "--json")
    assert (found.exit_code, found.stdout) == (0, "")


def test_a_copy_may_be_put_back_where_no_database_is(made: str, tmp_path: Path) -> None:
    copy, db = tmp_path / "copy.db", f"sqlite:///{tmp_path / 'new.db'}"
    assert run("backup", copy, "--db", made).exit_code == 0
    put_back = run("restore", copy, "--db", db, "--json")
    assert json.loads(put_back.stdout) == {"restored": str(copy), "kept": None}
    assert run("devices", "--db", db).exit_code == 0
