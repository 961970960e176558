"""The command line as scripts use it: JSON lines, problems in words, three exit statuses."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import cast
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result

from kiosk import __version__
from kiosk.cli import _COMMANDS, borne
from kiosk.data_folder import DataFolder
from kiosk.storage import events
from kiosk.storage.database import FILE, Database
from tests.fakes import LANGUAGES, HandClock

START_S = 30


def run(*words: str) -> Result:
    return CliRunner().invoke(borne, words)


def rows_of(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


@contextmanager
def server(database: Path, *options: str) -> Iterator[str]:
    """The real server in its own process, as it is started on a machine; its address."""
    command = [sys.executable, "-m", "kiosk", "server", "--port", "0", "--json", *options]
    process = subprocess.Popen(
        [*command, "--db", f"sqlite:///{database}"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        assert process.wait(START_S) == 0
        process.stdout.close()


def test_a_ticket_answers_what_the_contract_says(data: str) -> None:
    (row,) = rows_of(run("ticket", "passeport", "--lang", "en", "--data", data, "--json"))
    assert set(row) == {"id", "number", "motif", "lang", "issued_at", "print", "lane"}
    assert row["number"] == "A001"
    assert (row["motif"], row["lang"], row["lane"]) == ("passeport", "en", None)
    assert row["print"] == "CONFIRMED"


def test_a_ticket_without_paper_sends_nothing_to_the_printer(data: str) -> None:
    words = ("--priority", "--repeat", "--paperless")
    result = run("ticket", "passeport", *words, "--data", data, "--json")
    (row,) = rows_of(result)
    assert (row["number"], row["print"]) == ("A001", "ABANDONED")
    assert "sans papier, comme demandé" in result.stderr
    assert not list(Path(data).glob("paper/*"))


def test_several_tickets_are_one_object_a_line(data: str) -> None:
    rows = rows_of(run("ticket", "retrait", "--count", "3", "--data", data, "--json"))
    assert [row["number"] for row in rows] == ["R001", "R002", "R003"]


def test_a_lane_marks_its_numbers(data: str, tmp_path: Path) -> None:
    config = tmp_path / "borne.toml"
    config.write_text('catalogue = "mairie"\nlane = 2\n')
    (row,) = rows_of(run("ticket", "passeport", "--config", str(config), "--data", data, "--json"))
    assert (row["number"], row["lane"]) == ("A2-01", 2)


def test_a_printer_that_is_not_there_costs_no_number(data: str) -> None:
    (row,) = rows_of(
        run("ticket", "passeport", "--printer", "tcp://127.0.0.1:9", "--data", data, "--json")
    )
    assert (row["number"], row["print"]) == ("A001", "BLOCKED")


def test_a_printer_that_no_link_leads_to_is_wrong_usage(data: str) -> None:
    for command in (("ticket", "passeport"), ("entrance",), ("printer", "status")):
        result = run(*command, "--printer", "ftp://x", "--data", data)
        assert result.exit_code == 2, command
        assert "tcp://192.0.2.10:9100" in result.stderr
    assert not Path(data).exists()


def test_a_paper_that_is_missing_is_told_with_what_to_do_and_the_number_stands(
    data: str, tmp_path: Path
) -> None:
    config = tmp_path / "borne.toml"
    config.write_text('catalogue = "mairie"\n')
    command = ["ticket", "passeport", "--config", str(config), "--data", data, "--json"]
    result = run(*command, "--count", "2", "--printer", "tcp://127.0.0.1:9")
    assert [row["print"] for row in rows_of(result)] == ["BLOCKED", "BLOCKED"]
    told = result.stderr.splitlines()
    assert [line[:26] for line in told] == [
        "Le numéro A001 est donné. ",
        "Le numéro A002 est donné. ",
    ]
    advice = run("printer", "test", "--data", data, "--printer", "tcp://127.0.0.1:9").stderr
    assert told[0].endswith(advice.strip())
    assert run(*command).stderr == ""


def test_an_unknown_motif_is_wrong_usage_and_names_the_known_ones(data: str) -> None:
    result = run("ticket", "fusee", "--data", data)
    assert result.exit_code == 2
    assert "« fusee » n’existe pas" in result.stderr
    assert "passeport" in result.stderr


@pytest.mark.parametrize(
    "command", [("ticket", "passeport"), ("rate", "4"), ("demo", "--headless")]
)
@pytest.mark.parametrize("lang", ["tlh", "zz_é!"])
def test_a_language_that_is_not_offered_is_wrong_usage(
    data: str, command: tuple[str, ...], lang: str
) -> None:
    result = run(*command, "--lang", lang, "--data", data)
    assert result.exit_code == 2
    assert "fr, en, es" in result.stderr


@pytest.mark.parametrize("value", range(1, 5))
def test_an_opinion_is_stored(data: str, value: int) -> None:
    (row,) = rows_of(run("rate", str(value), "--data", data, "--json"))
    assert (row["scale"], row["value"], row["lang"]) == ("faces-4", value, "fr")
    (status,) = rows_of(run("sync", "status", "--data", data, "--json"))
    assert status["waiting"] == 1


@pytest.mark.parametrize(("scale", "most"), [("jdma-3", 3), ("faces-5", 5)])
def test_an_opinion_is_on_the_scale_of_the_configuration(
    data: str, tmp_path: Path, scale: str, most: int
) -> None:
    file = tmp_path / "borne.toml"
    file.write_text(f'catalogue = "mairie"\n[exit]\nscale = "{scale}"\n', encoding="utf-8")
    options = ("--config", str(file), "--data", data)
    (row,) = rows_of(run("rate", str(most), "--json", *options))
    assert (row["scale"], row["value"]) == (scale, most)
    beyond = run("rate", str(most + 1), *options)
    assert beyond.exit_code == 2
    assert f"entre 1 et {most}" in beyond.stderr


@pytest.mark.parametrize("value", ["0", "5", "bien"])
def test_an_opinion_off_the_scale_is_wrong_usage(data: str, value: str) -> None:
    assert run("rate", value, "--data", data).exit_code == 2


def test_a_damaged_database_is_said_and_kept(tmp_path: Path) -> None:
    damaged = b"nothing like a database" * 100
    (tmp_path / FILE).write_bytes(damaged)
    result = run("ticket", "passeport", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "abîmée" in result.stderr
    assert (tmp_path / FILE).read_bytes() == damaged


def test_a_data_folder_that_cannot_be_made_is_said() -> None:
    for command in (["ticket", "passeport"], ["rate", "3"], ["sync", "status"], ["server"]):
        result = run(*command, "--data", "/dev/null/nowhere")
        assert result.exit_code == 1, command
        assert "/dev/null/nowhere" in result.stderr
        assert "Traceback" not in result.stderr


def test_each_trouble_of_a_data_folder_has_its_own_advice(tmp_path: Path) -> None:
    (tmp_path / "locked" / "borne.lock").mkdir(parents=True)
    (tmp_path / "file").touch()
    told = [
        run("ticket", "passeport", "--data", data).stderr
        for data in ("/proc/nope", str(tmp_path / "locked"), str(tmp_path / "file"))
    ]
    assert "/proc/nope, il n’existe pas" in told[0]
    assert "borne.lock, c’est un dossier, il faut un fichier" in told[1]
    assert "file, un fichier porte déjà ce nom" in told[2]


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("300.1.1.1", "n’existe pas ici"),
        ("", "n’existe pas ici"),
        ("a" * 300, "n’existe pas ici"),
        ("192.0.2.1", "n’est pas à cette machine"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_told_as_the_address(
    data: str, host: str, words: str
) -> None:
    result = run("server", "--host", host, "--port", "0", "--data", data)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "--host" in result.stderr
    assert "--port" not in result.stderr


def test_a_port_that_is_taken_is_told_as_the_port(data: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("server", "--port", port, "--data", data)
    assert result.exit_code == 1
    assert "un autre programme occupe ce port" in result.stderr


def test_a_configuration_with_faults_stops_every_command_with_its_lines(tmp_path: Path) -> None:
    bad = tmp_path / "borne.toml"
    bad.write_text('catalogue = "mairie"\nlane = 12\n[printer]\nprofile = "fax"\n')
    for command in (["ticket", "passeport"], ["config", "show"], ["server"]):
        result = run(*command, "--config", str(bad), "--data", str(tmp_path / "data"))
        assert result.exit_code == 1
        assert re.search(r"ligne 2 .*\n.*ligne 4 ", result.stderr), result.stderr


def test_a_folder_of_pictures_that_is_a_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = run("demo", "--headless", "--out", str(file))
    assert result.exit_code == 1
    assert result.stderr == (
        f"La démonstration s’est arrêtée : {file}, un fichier porte déjà ce nom. "
        "Vérifier le chemin, ou en donner un autre.\n"
    )


def test_nothing_to_send_to_is_said(data: str) -> None:
    result = run("sync", "push", "--data", data)
    assert result.exit_code == 1
    assert "[sync]" in result.stderr


def test_what_is_pushed_can_be_read_at_the_server(data: str, tmp_path: Path) -> None:
    run("ticket", "passeport", "--data", data)
    run("rate", "4", "--data", data)
    database = tmp_path / "serveur.db"
    with server(database, "--open") as url:
        push = ["sync", "push", "--server", url, "--data", data, "--json"]
        assert rows_of(run(*push)) == [{"sent": 3, "acked": 3, "waiting": 0}]
        assert rows_of(run(*push)) == [{"sent": 0, "acked": 3, "waiting": 0}]
        found = rows_of(run("server", "events", "--db", f"sqlite:///{database}", "--json"))
    assert [event["kind"] for event in found] == [
        "ticket.issued",
        "ticket.printed",
        "feedback.given",
    ]
    assert [event["seq"] for event in found] == [1, 2, 3]


def test_a_machine_is_let_in_once_by_its_code_and_speaks_for_the_site_of_the_code(
    data: str, tmp_path: Path
) -> None:
    run("ticket", "passeport", "--data", data)
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    with server(tmp_path / "serveur.db") as url:
        push = ["sync", "push", "--server", url, "--data", data, "--json"]
        turned_away = run(*push)
        assert turned_away.exit_code == 1
        assert "borne enroll" in turned_away.stderr
        (given,) = rows_of(run("server", "code", "--db", database, "--site", "annexe", "--json"))
        (row,) = rows_of(run("enroll", url, str(given["code"]), "--data", data, "--json"))
        assert (row["site"], row["server"]) == ("annexe", url)
        again = run("enroll", url, str(given["code"]), "--data", f"{data}-2")
        assert again.exit_code == 1
        assert "ne sert qu’une fois" in again.stderr
        assert rows_of(run(*push)) == [{"sent": 2, "acked": 2, "waiting": 0}]
        found = rows_of(run("server", "events", "--db", database, "--json"))
        assert {event["site"] for event in found} == {"annexe"}
        run("ticket", "passeport", "--data", data)
        assert run("server", "revoke", str(row["device"]), "--db", database).exit_code == 0
        assert run(*push).exit_code == 1
    (device,) = rows_of(run("server", "devices", "--db", database, "--json"))
    assert (device["device"], device["site"]) == (row["device"], "annexe")
    assert device["revoked"]


def test_the_key_of_a_machine_can_be_read_by_its_account_only(data: str, tmp_path: Path) -> None:
    database = tmp_path / "serveur.db"
    with server(database) as url:
        code = rows_of(
            run("server", "code", "--db", f"sqlite:///{database}", "--site", "annexe", "--json")
        )[0]["code"]
        assert run("enroll", url, str(code).lower().replace("-", ""), "--data", data).exit_code == 0
    assert (Path(data) / "enrolment.json").stat().st_mode & 0o777 == 0o600


def test_a_code_for_a_site_that_cannot_be_is_refused(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'serveur.db'}"
    result = run("server", "code", "--db", database, "--site", "../x", "--json")
    assert result.exit_code == 2
    assert "--site" in result.stderr


def test_a_server_answers_under_the_names_that_it_is_given(tmp_path: Path) -> None:
    asked = []
    with server(tmp_path / "serveur.db", "--name", "accueil.example") as url:
        for name in ("accueil.example", "elsewhere.example"):
            request = Request(f"{url}/healthz", headers={"Host": name})
            try:
                with urlopen(request, timeout=START_S) as answer:
                    asked.append(answer.status)
            except HTTPError as error:
                asked.append(error.code)
                error.close()
    assert asked == [200, 421]


def test_a_server_that_is_away_loses_nothing(data: str) -> None:
    run("rate", "2", "--data", data)
    result = run("sync", "push", "--server", "http://127.0.0.1:9", "--data", data)
    assert result.exit_code == 1
    assert "Événements en attente : 1 ;" in result.stderr


@contextmanager
def stranger(status: int) -> Iterator[str]:
    """A web server that is none of ours, and answers everything alike; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", "/login")
            self.end_headers()
            self.wfile.write(b"<html>Please log in</html>")

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server, ThreadPoolExecutor(1) as serving:
        serving.submit(server.serve_forever)
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "a répondu 200, mais pas comme un serveur Borne. Vérifier l’adresse"),
        (302, "a répondu 302 : ce n’est pas un serveur Borne. Vérifier l’adresse"),
        (401, "a répondu 401 sans dire pourquoi. Vérifier que c’est l’adresse d’un serveur"),
        (500, "a répondu 500 : il est en panne. Voir son journal."),
    ],
)
def test_a_server_that_answers_otherwise_is_not_called_silent(
    data: str, status: int, words: str
) -> None:
    run("rate", "2", "--data", data)
    with stranger(status) as url:
        result = run("sync", "push", "--server", url, "--data", data)
    assert result.exit_code == 1
    assert f"Le serveur {url} {words}" in result.stderr
    assert "ne répond pas" not in result.stderr


def test_a_server_that_is_away_is_told_without_the_words_of_a_program(data: str) -> None:
    run("rate", "2", "--data", data)
    result = run("sync", "push", "--server", "http://127.0.0.1:9", "--data", data)
    assert result.stderr == (
        "Le serveur http://127.0.0.1:9 ne répond pas : rien n’écoute à cette adresse. "
        "Vérifier qu’il tourne, et le port. Événements en attente : 1 ; rien n’est perdu.\n"
    )


@pytest.mark.parametrize("address", ["garbage", "ftp://x", "http://", "http://a b", ""])
def test_an_address_that_is_no_servers_is_wrong_usage(data: str, address: str) -> None:
    result = run("sync", "push", "--server", address, "--data", data)
    assert result.exit_code == 2
    assert "https://borne.example" in result.stderr


def test_the_status_says_what_the_server_answered_last(data: str, tmp_path: Path) -> None:
    run("rate", "2", "--data", data)
    status = ["sync", "status", "--data", data]
    assert rows_of(run(*status, "--json"))[0]["last"] is None
    run("sync", "push", "--server", "http://127.0.0.1:9", "--data", data)
    (row,) = rows_of(run(*status, "--json"))
    assert isinstance(row["last"], dict)
    assert row["last"]["result"] == "unreachable"
    assert "ne répond pas" in run(*status).stdout

    with server(tmp_path / "serveur.db", "--open") as url:
        run("sync", "push", "--server", url, "--data", data)

    (row,) = rows_of(run(*status, "--json"))
    assert isinstance(row["last"], dict)
    assert (row["last"]["result"], row["quarantined"]) == ("reached", [])
    assert "Le serveur répond." in run(*status).stdout


def test_the_status_names_what_the_server_keeps_apart(data: str, tmp_path: Path) -> None:
    folder = DataFolder(Path(data))
    database = folder.open_database()
    assert isinstance(database, Database)
    with closing(database), database.write() as rows:
        events.append(rows, "ticket.issued", {"day": "?"}, HandClock().now(), 1)

    with server(tmp_path / "serveur.db", "--open") as url:
        run("sync", "push", "--server", url, "--data", data)

    (row,) = rows_of(run("sync", "status", "--data", data, "--json"))
    (apart,) = cast("list[dict[str, object]]", row["quarantined"])
    assert apart["seq"] == 1
    assert "$.day" in str(apart["reason"])
    words = run("sync", "status", "--data", data).stdout
    assert "Événement 1 mis de côté par le serveur" in words


def test_the_shipped_configuration_is_shown(data: str) -> None:
    (row,) = rows_of(run("config", "show", "--data", data, "--json"))
    assert row["languages"] == list(LANGUAGES)
    assert row["data"] == data
    assert {"id": "passeport", "letter": "A"}.items() <= next(
        motif for motif in _motifs(row) if motif["id"] == "passeport"
    ).items()


def _motifs(row: dict[str, object]) -> list[dict[str, object]]:
    motifs = row["motifs"]
    assert isinstance(motifs, list)
    return motifs


def test_the_version_is_said_without_loading_qt_or_the_database() -> None:
    code = (
        "import sys\n"
        "from kiosk.cli import borne\n"
        "borne(['--version'], standalone_mode=False)\n"
        "heavy = {'PySide6', 'sqlite_utils', 'escpos', 'PIL', 'requests', 'starlette'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert __version__ in answer.stdout


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_says_what_its_options_are_for(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    options = re.findall(r"^  (-.+?)(?:\s{2,}|$)(.*)", result.stdout, re.MULTILINE)
    assert options
    assert "--help" in result.stdout
