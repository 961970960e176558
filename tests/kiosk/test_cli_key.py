"""`borne sync export|import`: a kiosk without a network, a key, a server that goes on serving."""

from pathlib import Path

import pytest

from tests.kiosk.test_cli import rows_of, run, server

REMOVE = "Vous pouvez retirer la clé."


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = tmp_path / "cle"
    made.mkdir()
    return made


def enrol(url: str, database: str, data: str) -> None:
    (given,) = rows_of(run("server", "code", "--db", database, "--site", "annexe", "--json"))
    rows_of(run("enroll", url, str(given["code"]), "--data", data, "--json"))


def test_events_go_by_key_to_a_server_that_runs_and_its_answer_comes_back(
    data: str, key: Path, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        enrol(url, database, data)
        run("ticket", "passeport", "--data", data)
        exported = run("sync", "export", str(key), "--data", data)
        assert (exported.exit_code, exported.stdout) == (
            0,
            f"Événements sur la clé\u00a0: 2. {REMOVE}\n",
        )
        (taken,) = rows_of(run("sync", "import", str(key), "--db", database, "--json"))
        assert (taken["new"], taken["ack"], taken["status"], taken["site"]) == (
            2,
            2,
            "ok",
            "annexe",
        )
        again = run("sync", "import", str(key), "--db", database)
        assert again.exit_code == 0
        assert again.stdout.endswith(f"{REMOVE}\n")
        heard = rows_of(run("sync", "import", str(key), "--data", data, "--json"))
        assert heard == [{"result": "pushed", "acked": 2, "waiting": 0}]
        (status,) = rows_of(run("sync", "status", "--data", data, "--json"))
        assert (status["waiting"], status["acked"]) == (0, 2)
        push = run("sync", "push", "--data", data, "--json")
        assert rows_of(push) == [{"sent": 0, "acked": 2, "waiting": 0}]
        found = rows_of(run("server", "events", "--db", database, "--json"))
    assert [event["seq"] for event in found] == [1, 2]


def test_a_file_that_is_refused_is_named_and_the_others_are_taken(
    data: str, key: Path, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        enrol(url, database, data)
    run("ticket", "passeport", "--data", data)
    run("sync", "export", str(key), "--data", data)
    (key / "borne-abimee.envoi").write_bytes(b"borne parcel 1\n" + b"x" * 500)

    done = run("sync", "import", str(key), "--db", database)

    assert done.exit_code == 1
    assert "borne-abimee.envoi\u00a0: l’envoi est" in done.stderr
    assert f"Fichiers refusés\u00a0: 1. Les autres sont pris. {REMOVE}" in done.stderr
    assert "événements nouveaux\u00a0: 2." in done.stdout
    found = rows_of(run("server", "events", "--db", database, "--json"))
    assert len(found) == 2


def test_a_kiosk_that_is_not_enrolled_is_told_what_to_do(data: str, key: Path) -> None:
    for command in ("export", "import"):
        done = run("sync", command, str(key), "--data", data)
        assert done.exit_code == 1
        assert "borne enroll" in done.stderr
    assert list(key.iterdir()) == []


def test_a_key_without_anything_for_us_says_so(data: str, key: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        enrol(url, database, data)
    at_kiosk = run("sync", "import", str(key), "--data", data)
    at_server = run("sync", "import", str(key), "--db", database)
    assert (at_kiosk.exit_code, at_server.exit_code) == (1, 1)
    assert "ne porte pas de réponse" in at_kiosk.stderr
    assert "ne porte aucun envoi" in at_server.stderr


def test_nothing_invites_to_pull_out_a_key_that_was_not_written(
    data: str, key: Path, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        enrol(url, database, data)
    (key / "x.envoi.part").mkdir()
    done = run("sync", "export", str(key / "x.envoi"), "--data", data)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "n’a pas pu être écrite" in done.stderr
    assert REMOVE not in done.stderr


@pytest.mark.parametrize("name", ["absente", "absente/x.envoi", "x.txt"])
def test_a_key_that_is_not_plugged_in_is_not_made_up(
    data: str, key: Path, tmp_path: Path, name: str
) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        enrol(url, database, data)
    done = run("sync", "export", str(key / name), "--data", data)
    assert (done.exit_code, done.stdout) == (1, "")
    assert str(key / name) in done.stderr
    assert REMOVE not in done.stderr
    assert list(key.iterdir()) == []
    assert run("sync", "export", str(key / "x.envoi"), "--data", data).exit_code == 0


def test_nothing_is_said_of_other_files_when_all_are_refused(
    data: str, key: Path, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        enrol(url, database, data)
    (key / "borne-abimee.envoi").write_bytes(b"borne parcel 1\n" + b"x" * 500)
    done = run("sync", "import", str(key), "--db", database)
    assert done.exit_code == 1
    assert f"Fichiers refusés\u00a0: 1. {REMOVE}" in done.stderr
