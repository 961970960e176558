"""`borne server user|audit|quarantine|replay`: the first administrator, and all that pages do."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from sync.client.push import push
from tests.sync.browser import Browser, text_of
from tests.sync.kit import Device, Server, url_of
from tests.sync.test_admin_pages import set_apart
from tests.sync.test_moderation import give

PASSWORD = "cheval batterie agrafe"


def run(server: Server, *words: str, typed: str = "") -> Result:
    command = ["server", *words, "--db", url_of(server.place)]
    return CliRunner().invoke(borne, command, input=typed)


def done(server: Server, *words: str, typed: str = "") -> list[dict[str, Any]]:
    result = run(server, *words, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def add(server: Server, name: str, role: str = "administrator", *more: str) -> dict[str, Any]:
    words = ("user", "add", name, "--role", role, "--password-stdin", *more)
    (row,) = done(server, *words, typed=f"{PASSWORD}\n")
    return row


def acts(server: Server) -> list[tuple[str, str, str]]:
    return [(row["who"], row["what"], row["about"]) for row in done(server, "audit")]


def test_the_first_administrator_is_made_on_the_command_line(server: Server) -> None:
    assert add(server, "Marie") == {
        "name": "marie",
        "role": "administrator",
        "site": None,
        "email": None,
        "has_password": True,
        "disabled": False,
    }
    browser = Browser(server)
    browser.sign_in("marie", PASSWORD)
    assert "Se déconnecter" in text_of(browser.get("/admin"))
    assert acts(server)[:2] == [
        ("commande", "person_added", "marie"),
        ("marie", "signed_in", "marie"),
    ]


def test_an_account_can_be_made_before_the_first_start(tmp_path: Path) -> None:
    db = f"sqlite:///{tmp_path / 'new.db'}"
    words = ["server", "user", "add", "marie", "--role", "administrator", "--password-stdin"]
    made = CliRunner().invoke(borne, [*words, "--db", db], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert PASSWORD not in made.output
    stored = (tmp_path / "new.db").read_bytes()
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in stored
    assert PASSWORD.encode() not in stored


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("court\n", "trop court"),
        ("", "trop court"),
        ("abcabcabcabc\n", "se répète"),
        ("123456789012\n", "suite"),
        ("marie la reine\n", "contient le nom"),
        ("Azerty123456!\n", "essaie d’abord"),
        ("x" * 300 + "\n", "trop long"),
    ],
    ids=["short", "none", "repeated", "in order", "name", "known", "long"],
)
def test_a_password_that_can_be_guessed_is_refused(server: Server, typed: str, said: str) -> None:
    words = ("user", "add", "marie", "--role", "agent", "--password-stdin")
    refused = run(server, *words, typed=typed)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert done(server, "user", "list") == []


def test_a_password_that_is_typed_is_asked_twice_and_never_shown(server: Server) -> None:
    add_marie = ("user", "add", "marie", "--role", "administrator")
    refused = run(server, *add_marie, typed=f"{PASSWORD}\nautre chose ici\n")
    assert refused.exit_code == 1
    assert "pas les mêmes" in refused.stderr
    made = run(server, *add_marie, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0
    assert PASSWORD not in made.output


def test_accounts_are_listed_changed_closed_and_opened_again(server: Server) -> None:
    add(server, "marie")
    add(server, "paul", "agent", "--site", "mairie")
    done(server, "user", "role", "paul", "site_manager", "--site", "mairie")
    done(server, "user", "password", "paul", "--password-stdin", typed="une autre phrase\n")
    done(server, "user", "oidc", "paul", "Paul@Ville.fr")
    (closed,) = done(server, "user", "disable", "paul")
    assert closed["disabled"]
    (opened,) = done(server, "user", "enable", "PAUL")
    assert opened == {
        "name": "paul",
        "role": "site_manager",
        "site": "mairie",
        "email": "paul@ville.fr",
        "has_password": True,
        "disabled": False,
    }
    assert [row["name"] for row in done(server, "user", "list")] == ["marie", "paul"]
    assert [what for _, what, about in acts(server) if about == "paul"] == [
        "person_added",
        "role_changed",
        "password_changed",
        "email_changed",
        "person_disabled",
        "person_enabled",
    ]


def test_somebody_is_admitted_by_address_without_a_password(server: Server) -> None:
    words = ("user", "add", "--oidc", "Jeanne@ville.fr", "--role", "auditor")
    (row,) = done(server, *words)
    assert (row["name"], row["email"], row["has_password"]) == (
        "jeanne@ville.fr",
        "jeanne@ville.fr",
        False,
    )
    refused = run(server, "user", "oidc", "jeanne@ville.fr")
    assert refused.exit_code == 1
    assert "il lui faut une adresse" in refused.stderr
    assert run(server, "user", "add", "--role", "agent").exit_code == 2
    assert run(server, "user", "add", "--oidc", "no address", "--role", "agent").exit_code == 1


@pytest.mark.parametrize(
    "words", [("disable", "marie"), ("role", "marie", "agent")], ids=["closed", "role"]
)
def test_nobody_takes_away_the_last_administrator(server: Server, words: tuple[str, ...]) -> None:
    add(server, "marie")
    done(server, "user", "add", "--oidc", "jeanne@ville.fr", "--role", "administrator")
    refused = run(server, "user", *words)
    assert refused.exit_code == 1
    assert "dernier administrateur" in refused.stderr
    add(server, "paul")
    assert run(server, "user", *words).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "disable", "nobody"), "Aucun compte"),
        (("user", "enable", "nobody"), "Aucun compte"),
        (("user", "role", "nobody", "agent"), "Aucun compte"),
    ],
)
def test_a_mistyped_name_is_told(server: Server, words: tuple[str, ...], said: str) -> None:
    refused = run(server, *words)
    assert refused.exit_code == 1
    assert said in refused.stderr


def test_all_that_a_command_does_is_in_the_audit(server: Server, device: Device) -> None:
    done(server, "code", "--site", "mairie", "--name", "hall")
    (begun,) = done(server, "backed-up", "--begin", "night")
    done(server, "backed-up", begun["backup"])
    done(server, "backups", "--forget", begun["backup"])
    give(device, "Trop long")
    push(device, server.send)
    id_ = str(device.events[-1].id)
    for word in ("accept", "reject"):
        assert run(server, word, id_).exit_code == 0
    done(server, "purge")
    assert {who for who, _, _ in acts(server)} == {"commande"}
    assert [what for _, what, _ in acts(server)] == [
        "code_made",
        "backup_declared",
        "backup_forgotten",
        "comment_accepted",
        "comment_rejected",
        "comments_purged",
    ]


def test_the_chain_is_followed_on_the_command_line(server: Server) -> None:
    add(server, "marie")
    (found,) = done(server, "audit", "--check")
    assert (found["whole"], found["entries"], len(found["hash"])) == (True, 1, 64)
    server.query(lambda rows: rows.execute("UPDATE audit SET who = 'nobody'"))
    broken = run(server, "audit", "--check", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout) == {"whole": False, "broken_at": 1}
    assert "rompue à l’acte 1" in broken.stderr


def test_what_was_kept_apart_is_listed_and_read_again(server: Server, device: Device) -> None:
    device.take_tickets(1)
    device.tell("device.started", "{}")
    push(device, server.send)
    set_apart(server, 1)
    first, second = done(server, "quarantine")
    assert (first["seq"], first["reason"], second["seq"]) == (1, "unknown field", 2)
    assert json.loads(first["body"])["number"] == "A001"
    words = ("replay", first["device"], first["log"], "--site", "mairie")
    assert done(server, *words, "1") == [{"stored": True, "seq": 1}]
    still = run(server, *words, "2")
    assert still.exit_code == 1
    assert "reste de côté" in still.stderr
    gone = run(server, *words, "1")
    assert gone.exit_code == 1
    assert "borne server quarantine" in gone.stderr
    assert server.seqs() == [1]


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--public-url", "borne.ville.fr"], 2, "n’est pas comprise"),
        (["--public-url", "https://ville.fr/borne"], 2, "sans chemin"),
        (["--oidc-issuer", "https://idp.example"], 2, "les trois ensemble"),
        (["--metrics-token-file", "missing"], 1, "ne peut pas être lu"),
        (["--metrics-token-file", "empty"], 1, "une seule ligne"),
        (
            [
                *("--oidc-issuer", "http://idp.example"),
                *("--oidc-client-id", "x", "--oidc-client-secret-file", "secret"),
            ],
            2,
            "il faut https",
        ),
    ],
    ids=["no scheme", "path", "alone", "missing", "empty", "plain"],
)
def test_what_would_be_unsafe_is_refused_before_the_start(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").write_text("")
    (tmp_path / "secret").write_text("s3cret\n")
    refused = CliRunner().invoke(
        borne, ["server", "--data", str(tmp_path), "--port", "0", *options]
    )
    assert refused.exit_code == status
    assert said in refused.stderr


def test_two_commands_cannot_take_the_last_administrators_away_together(server: Server) -> None:
    """Each looks, then acts: the one that comes second sees what the first did."""
    add(server, "marie")
    add(server, "paul")
    gate = threading.Barrier(2)

    def close(name: str) -> None:
        gate.wait()
        run(server, "user", "disable", name)

    both = [threading.Thread(target=close, args=(name,)) for name in ("marie", "paul")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(row["disabled"] for row in done(server, "user", "list")) == [False, True]
    assert done(server, "audit", "--check")[0]["whole"]
