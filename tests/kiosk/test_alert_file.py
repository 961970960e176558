"""The file of alerts: what is wrong is told at its line, what is right is what the server does."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from kiosk.cli.alert_file import read_alerts
from kiosk.paths import ASSETS
from sync.server.alerting.rules import Kind, Rules
from sync.server.alerting.settings import AlertSettings, Recipient, Scope, Security
from tests.sync.post_office import mail_office, program

GOOD = """\
pages = "https://borne.ville.example/"
gather_s = 30
[rules]
silent_min = 20
[rules.opinions]
chance = 0.01
[mail]
host = "smtp.ville.example"
security = "tls"
from = "borne@ville.example"
user = "borne"
password_file = "password"
[[recipients]]
address = "it@ville.example"
lang = "en"
sites = ["mairie"]
kinds = ["silent"]
[[webhooks]]
url = "https://watch.ville.example/borne"
secret_file = "secret"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "password").write_text("trois petits chats\nno more\n")
    (tmp_path / "secret").write_text("a secret of some length")
    return tmp_path


def read(folder: Path, text: str) -> AlertSettings | str:
    file = folder / "alerts.toml"
    file.write_text(text)
    found = read_alerts(file)
    if isinstance(found, AlertSettings):
        return found
    return "\n".join(str(each).replace(f"{file}, ", "") for each in found)


def test_what_is_written_is_what_holds(folder: Path) -> None:
    found = read(folder, GOOD)
    assert isinstance(found, AlertSettings), found
    assert (found.rules.silent_min, found.rules.unsent) == (20, Rules().unsent)
    assert found.rules.opinions.chance == 0.01
    assert (found.pages, found.gather_s) == ("https://borne.ville.example", 30)
    assert found.mail is not None
    assert (found.mail.port, found.mail.security) == (465, Security.TLS)
    assert found.mail.password == "trois petits chats"
    scope = Scope(frozenset({"mairie"}), frozenset({Kind.SILENT}))
    assert found.recipients == (Recipient("it@ville.example", "en", scope),)
    assert found.webhooks[0].secret == b"a secret of some length"


def test_no_secret_is_printed_by_accident(folder: Path) -> None:
    found = read(folder, GOOD)
    assert "chats" not in repr(found)
    assert "some length" not in repr(found)


def test_the_example_says_the_defaults_and_can_be_used() -> None:
    assert read_alerts(ASSETS / "alerts" / "alerts.toml") == AlertSettings()


def test_the_example_with_all_its_parts_is_right_too(folder: Path) -> None:
    text = (ASSETS / "alerts" / "alerts.toml").read_text(encoding="utf-8")
    starts: tuple[str, ...] = (
        "# [[",
        "# [mail",
        "# host",
        "# port",
        "# from",
        "# user",
        "# address",
        "# kinds",
    )
    starts += ("# url", "# secret_file", "# sites", "# lang", "# pages")
    lines = [
        line.removeprefix("# ") if line.startswith(starts) else line for line in text.splitlines()
    ]
    whole = "\n".join(lines).replace("# password_file", "password_file")
    (folder / "mot-de-passe").write_text("secret")
    found = read(folder, whole)
    assert isinstance(found, AlertSettings), found
    assert len(found.targets()) == 3


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("silent_min = 20", "silent_min = 0", "ligne 4 : « silent_min » doit être un nombre"),
        ("silent_min = 20", "silence = 5", "ligne 4 : la clé « silence » n’existe pas ici"),
        ("chance = 0.01", "chance = 0.5", "ligne 6 : « chance » est au-dessous de 0.05"),
        ('host = "smtp.ville.example"\n', "", "ligne 7 : il manque « host »"),
        ('"tls"', '"ssl"', "ligne 9 : « security » est l’un de : starttls, tls, none"),
        ('"tls"', '"none"', "ligne 9 : un mot de passe ne part pas sans chiffrement"),
        ('from = "borne@', 'from = "borne', "ligne 10 : « borneville.example » n’est pas"),
        ('user = "borne"\n', "", "ligne 7 : « user » et « password_file » vont ensemble"),
        ('"password"', '"nothing"', "ligne 12 : le fichier "),
        ('lang = "en"', 'lang = "de"', "ligne 15 : « lang » est l’un de : fr, en"),
        ('["mairie"]', '["la mairie"]', "ligne 16 : « la mairie » n’est pas le nom court"),
        ('["silent"]', '["quiet"]', "ligne 17 : « quiet » n’est pas une alerte. Alertes : fork"),
        ("https://watch", "ftp://watch", "ligne 19 : « ftp://watch.ville.example/borne » n’est"),
        ('secret_file = "secret"\n', "", "ligne 18 : il manque « secret_file »"),
        ("[mail]\nhost", "[other]\nhost", "la clé « other » n’existe pas ici"),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_wrong_is_told_at_its_line(
    folder: Path, before: str, after: str, said: str
) -> None:
    assert before in GOOD
    found = read(folder, GOOD.replace(before, after))
    assert isinstance(found, str)
    assert said in found


def test_a_short_secret_and_an_address_given_twice_are_refused(folder: Path) -> None:
    (folder / "secret").write_text("short")
    twice = GOOD + '[[recipients]]\naddress = "it@ville.example"\n'
    found = read(folder, twice)
    assert isinstance(found, str)
    assert "ligne 20 : le secret a au moins 16 caractères" in found
    assert "ligne 21 : cette adresse est déjà donnée plus haut" in found


def test_recipients_need_a_mail_server(folder: Path) -> None:
    found = read(folder, '[[recipients]]\naddress = "it@ville.example"\n')
    assert isinstance(found, str)
    assert "pas de partie [mail]" in found


def run(file: Path, *more: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(borne, ["server", "alert-test", "--alerts", str(file), *more])
    return done.exit_code, done.stdout, done.stderr


def test_a_test_message_goes_to_each_and_the_command_says_what_happened(folder: Path) -> None:
    file = folder / "alerts.toml"
    with mail_office() as office, program() as hook:
        file.write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\nsecurity = "none"\n'
            'from = "borne@ville.example"\n[[recipients]]\naddress = "it@ville.example"\n'
            f'[[webhooks]]\nurl = "{hook.url}"\nsecret_file = "secret"\n'
        )
        status, out, _ = run(file)
        assert (status, out) == (
            0,
            f"mail:it@ville.example : envoyé\nhook:{hook.url} : envoyé\n",
        )
        assert office.subjects() == ["Borne\u00a0: message d’essai"]
        assert json.loads(hook.received[0].body)["event"] == "alert.test"
        hook.status = 500
        status, out, err = run(file, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["sent"] for row in rows] == [True, False]
    assert "répond 500" in rows[1]["why"]
    assert (status, "Tout n’est pas parti" in err) == (1, True)


def test_a_wrong_file_is_told_and_nothing_is_sent(folder: Path) -> None:
    file = folder / "alerts.toml"
    file.write_text("[rules]\nsilent_min = 0\n")
    status, out, err = run(file)
    assert (status, out) == (1, "")
    assert "ligne 2" in err
    file.write_text("")
    status, _, err = run(file)
    assert (status, "ne nomme personne" in err) == (1, True)
