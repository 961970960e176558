"""`borne server publish|published|withdraw`, and what `borne config show` says of it."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.cli.publishing import problems_of
from tests.kiosk.test_published import keep

GOOD = """\
catalogue = "mairie"
[site]
id = "essai"
name = "Mairie publiée"
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(borne, [str(word) for word in words])


def rows(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def db(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'server.db'}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "site"
    made.mkdir()
    (made / "borne.toml").write_text(GOOD, encoding="utf-8")
    return made


def test_a_folder_and_its_configuration_are_the_same_to_publish(db: str, folder: Path) -> None:
    (first,) = rows(run("server", "publish", folder, "--site", "essai", "--db", db, "--json"))
    file = folder / "borne.toml"
    (second,) = rows(run("server", "publish", file, "--site", "essai", "--db", db, "--json"))
    assert (first["rev"], second["rev"]) == (1, 2)
    assert first["files"] == second["files"] == ["borne.toml"]


def test_what_is_wrong_is_told_with_file_and_line_and_is_not_published(
    db: str, folder: Path
) -> None:
    file = folder / "borne.toml"
    file.write_text(GOOD + '[opening]\nmonday = ["12:00-09:00"]\n', encoding="utf-8")
    refused = run("server", "publish", folder, "--site", "essai", "--db", db)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"{file}, ligne 6 : ")
    assert rows(run("server", "published", "--db", db, "--json")) == []


def test_a_fault_of_a_file_that_is_named_is_told_there(db: str, folder: Path) -> None:
    (folder / "borne.toml").write_text('catalogue = "motifs.toml"\n', encoding="utf-8")
    (folder / "motifs.toml").write_text('[[categories]]\nid = "x"\n', encoding="utf-8")
    refused = run("server", "publish", folder, "--site", "essai", "--db", db)
    assert refused.exit_code == 1
    assert f"{folder / 'motifs.toml'}, ligne 1 : il manque « letter »." in refused.stderr


def test_what_belongs_to_one_machine_is_not_published_to_a_site(db: str, folder: Path) -> None:
    (folder / "borne.toml").write_text(f"lane = 2\n{GOOD}", encoding="utf-8")
    refused = run("server", "publish", folder, "--site", "essai", "--db", db)
    assert refused.exit_code == 1
    assert "ligne 1" in refused.stderr
    assert "--device" in refused.stderr


def test_nothing_is_published_to_a_machine_that_is_not_there(db: str, folder: Path) -> None:
    machine = uuid4()
    refused = run("server", "publish", folder, "--site", "essai", "--device", machine, "--db", db)
    assert refused.exit_code == 1
    assert str(machine) in refused.stderr


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_file_that_is_not_there_is_told(db: str, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    refused = run("server", "publish", tmp_path / name, "--site", "essai", "--db", db)
    assert refused.exit_code == 1
    assert "n’existe pas" in refused.stderr


def test_a_site_that_no_machine_can_have_is_a_wrong_word(db: str, folder: Path) -> None:
    assert run("server", "publish", folder, "--site", "un site", "--db", db).exit_code == 2


def test_what_is_published_can_be_seen_and_taken_back(db: str, folder: Path) -> None:
    run("server", "publish", folder, "--site", "essai", "--db", db)
    (row,) = rows(run("server", "published", "--db", db, "--json"))
    assert (row["site"], row["device"], row["rev"]) == ("essai", None, 1)
    assert row["files"] == ["borne.toml"]
    (taken,) = rows(run("server", "withdraw", "--site", "essai", "--db", db, "--json"))
    assert (taken["rev"], taken["files"]) == (2, [])
    again = run("server", "withdraw", "--site", "essai", "--db", db)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "plus rien" in run("server", "published", "--db", db).stdout
    told = rows(run("server", "audit", "--db", db, "--json"))
    assert [(row["who"], row["what"], row["detail"]) for row in told] == [
        ("commande", "config_published", "1"),
        ("commande", "config_withdrawn", "2"),
    ]


def test_show_says_which_file_gives_what(tmp_path: Path) -> None:
    own, data = tmp_path / "own.toml", tmp_path / "data"
    own.write_text('lane = 2\n[site]\nname = "Annexe"\n', encoding="utf-8")
    keep(data, 3, {"borne.toml": GOOD.encode()})
    (row,) = rows(run("config", "show", "--config", own, "--data", data, "--json"))
    published = next((data / "published").rglob("borne.toml"))
    assert row["revision"] == 3
    assert row["files"] == {
        str(own): ["site.name", "lane"],
        str(published): ["catalogue", "site.id"],
    }
    said = run("config", "show", "--config", own, "--data", data).stdout
    assert "révision 3" in said
    assert "Publié : catalogue, site.id" in said


def test_commands_of_a_machine_go_by_what_was_published(tmp_path: Path) -> None:
    own, data = tmp_path / "own.toml", tmp_path / "data"
    own.write_text("lane = 2\n", encoding="utf-8")
    keep(data, 1, {"borne.toml": GOOD.encode()})
    (row,) = rows(run("ticket", "passeport", "--config", own, "--data", data, "--json"))
    assert (row["motif"], row["lane"]) == ("passeport", 2)


def test_the_help_says_what_a_machine_goes_back_to_and_who_takes_what_is_published() -> None:
    withdrawn = " ".join(run("server", "withdraw", "--help").stdout.split())
    published = " ".join(run("server", "publish", "--help").stdout.split())
    assert "elle revient à ce qui est publié pour son site" in withdrawn
    assert "passe alors avant" not in withdrawn
    assert "passe alors avant" in published
    assert "« borne sync push » ne la prend pas" in published


def test_one_fault_is_told_once(tmp_path: Path) -> None:
    wrong = tmp_path / "borne.toml"
    wrong.write_text("[site\n")
    (problem,) = problems_of(wrong, "essai", whole_site=True)
    assert problem.line == 1
