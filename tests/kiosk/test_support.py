"""The file for support helps, and nobody who came here, nor any secret, is in it."""

import json
import os
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from kiosk.data_folder import DataFolder
from kiosk.domain.feedback import Feedback, Reason, Resolution
from kiosk.domain.identifiers import opinion_code, uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.reception import Reception
from kiosk.storage.enrolment import Enrolment, keep_enrolment
from kiosk.storage.pin_file import FILE as PIN_FILE
from kiosk.storage.pin_file import PinFile
from kiosk.support import key
from kiosk.support.bundle import MANIFEST
from kiosk.support.key import NO_KEY, PULL, keys, write_on_key
from kiosk.support.scrub import OUT, scrubbed, without_secrets
from tests.fakes import small_config

PIN = "730418"
PRIVATE, FLEET = bytes(range(100, 132)), bytes(range(32))
COMMENT = "Madame Zébulon du troisième étage"
CONFIG = """\
# Le mot de passe du coffre est Sésame-1234.
[[categories]]
id = "identite"
letter = "A"
label = { fr = "Identité" }
[sync]
url = "https://agent:MotDePasse99@accueil.example/borne?token=JetonSecret77"
"""
SECRETS = (
    "Sésame-1234",
    "MotDePasse99",
    "JetonSecret77",
    COMMENT,
    "Zébulon",
    PIN,
    PRIVATE.hex(),
    b64encode(PRIVATE).decode(),
    b64encode(FLEET).decode(),
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A data folder with a PIN, an enrolment, visitors, and what one of them wrote."""
    folder = tmp_path / "data"
    with Reception(small_config(), DataFolder(folder)) as reception:
        run = reception.storage.submit
        assert run(reception.prepare).result() is None
        PinFile(folder).set(PIN)
        for _ in range(3):
            taken = run(reception.take_ticket, Order(uuid7(), "passeport", "fr")).result()
            assert isinstance(taken, Ticket)
            reception.printing.submit(reception.print_ticket, taken).result()
            code = opinion_code(taken.id)
        given = Feedback(
            uuid7(), "faces-4", 1, "fr", Resolution.NO, (Reason.WAIT,), COMMENT, ticket_code=code
        )
        run(reception.give_feedback, given).result()
        run(reception.tell_technician, "entrance", "pin_right").result()
    keep_enrolment(folder, Enrolment("https://accueil.example", "essai", PRIVATE, FLEET))
    (tmp_path / "borne.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def inside(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def written(office: Path) -> tuple[Path, dict[str, str]]:
    out = office.parent / "out"
    out.mkdir()
    words = ["support", str(out), "--data", str(office), "--config", f"{office.parent}/borne.toml"]
    result = CliRunner().invoke(borne, [*words, "--json"])
    assert result.exit_code == 0, result.output
    file = Path(json.loads(result.stdout)["file"])
    return file, inside(file)


def of_visitors(office: Path) -> list[str]:
    """Ids, numbers and codes, as the database has them."""
    with Reception(small_config(), DataFolder(office)) as reception:
        run = reception.storage.submit
        run(reception.prepare).result()

        def read() -> list[str]:
            rows = reception.database().rows
            ids = [bytes(id_) for (id_,) in rows.execute("SELECT id FROM ticket")]
            opinions = [bytes(id_) for (id_,) in rows.execute("SELECT id FROM feedback")]
            numbers = [number for (number,) in rows.execute("SELECT number FROM ticket")]
            codes = [code for (code,) in rows.execute("SELECT ticket_code FROM feedback")]
            hexes = [id_.hex() for id_ in (*ids, *opinions)]
            dashed = [f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}" for h in hexes]
            return [*hexes, *dashed, *numbers, *codes]

        return run(read).result()


def test_no_secret_no_word_and_no_number_of_a_visitor_is_inside(office: Path) -> None:
    pin = json.loads((office / PIN_FILE).read_text())
    seeded = [*SECRETS, pin["hash"], pin["salt"], *of_visitors(office)]
    stored = b"".join(each.read_bytes() for each in office.iterdir() if each.is_file())
    for text in (COMMENT, pin["hash"], b64encode(PRIVATE).decode()):
        assert text.encode() in stored, "it is there to be found"

    file, parts = written(office)

    whole = file.read_bytes() + "\n".join(parts.values()).encode()
    assert [text for text in seeded if text.encode() in whole] == []
    assert PRIVATE not in whole


def test_the_journal_of_the_system_is_inside_without_what_it_must_not_say(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [*SECRETS, *of_visitors(office)]
    said = office.parent / "said.txt"
    said.write_text("\n".join(f"borne-entrance: {text} printed" for text in known))
    programs = office.parent / "bin"
    programs.mkdir()
    (programs / "journalctl").write_text(f"#!/bin/sh\nexec cat {said}\n")
    (programs / "journalctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

    _, parts = written(office)

    unsecret = {COMMENT, "Zébulon", "Sésame-1234", "MotDePasse99", "JetonSecret77", PIN}
    assert parts["journal.txt"].count("printed") == len(known)
    assert [text for text in known if text in parts["journal.txt"] and text not in unsecret] == []


def test_times_of_visits_are_rounded_to_the_hour_and_others_are_not(office: Path) -> None:
    _, parts = written(office)
    events = [json.loads(line) for line in parts["evenements.json"].splitlines()]
    kinds = {event["kind"] for event in events}
    assert {"ticket.issued", "ticket.printed", "feedback.amended", "technician.acted"} <= kinds
    for event in events:
        if event["kind"].startswith(("ticket.", "feedback.")):
            assert event["time"].endswith(":00:00Z")
        assert not {"ticket", "number", "comment", "ticket_code", "motif", "id"} & event.keys()
    (acted,) = (event for event in events if event["kind"] == "technician.acted")
    assert acted["action"] == "pin_right"


def test_what_helps_is_inside_and_the_list_says_so(office: Path) -> None:
    _, parts = written(office)
    for name in parts.keys() - {MANIFEST}:
        assert name in parts[MANIFEST]
    assert json.loads(parts["versions.json"])["packages"]["sqlite-utils"]
    shape = json.loads(parts["base.json"])
    assert shape["settings"]["journal_mode"] == "wal"
    assert shape["rows"]["ticket"] == 3
    assert "CREATE TABLE ticket" in shape["schema"]["ticket"]
    assert shape["steps"][0] == "m001_first_ticket"
    assert json.loads(parts["envoi.json"])["site"] == "essai"
    assert "Base de données" in parts["controle.txt"]
    configuration = json.loads(parts["configuration.json"])[0]["content"]
    assert configuration["sync"]["url"] == "https://accueil.example/borne"
    assert configuration["categories"][0]["letter"] == "A"


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 900], ids=["none", "empty", "broken"])
def test_a_machine_in_ruins_gives_its_file_too(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "data"
    if content is not None:
        folder.mkdir()
        (folder / "borne.db").write_bytes(content)
    (tmp_path / "borne.toml").write_text("[site\n")
    out = tmp_path / "x.zip"
    words = ["support", str(out), "--data", str(folder), "--config", f"{tmp_path}/borne.toml"]
    assert CliRunner().invoke(borne, words).exit_code == 0
    assert "controle.txt" in inside(out)
    assert folder.exists() is (content is not None)


def test_a_place_that_takes_nothing_is_told(office: Path) -> None:
    (office / "x.zip.part").mkdir()
    result = CliRunner().invoke(borne, ["support", str(office / "x.zip"), "--data", str(office)])
    assert result.exit_code == 1
    assert "ne peut pas être écrit" in result.stderr


@pytest.mark.parametrize("name", ["cle", "cle/x.zip", "borne.db/x.zip", "x.txt"])
def test_a_key_that_is_not_there_is_not_made_up(office: Path, name: str) -> None:
    before = sorted(office.iterdir())
    result = CliRunner().invoke(borne, ["support", str(office / name), "--data", str(office)])
    assert result.exit_code == 1
    assert str(office / name) in result.stderr
    assert sorted(office.iterdir()) == before


# ── The key ─────────────────────────────────────────────────────────────────────────────────────


def test_keys_are_found_where_systems_mount_them(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n"
        "/dev/sdb1 /media/borne/USB\\040KEY vfat rw 0 0\n"
        "tmpfs /mnt/ram tmpfs rw 0 0\n/dev/sdc1 /run/media/borne/B vfat rw 0 0\n"
    )
    assert keys(mounts) == [Path("/run/media/borne/B"), Path("/media/borne/USB KEY")]
    assert keys(tmp_path / "none") == []
    assert key.is_on_key(Path("/media/borne/USB KEY/x.zip"), mounts)
    assert not key.is_on_key(tmp_path / "x.zip", mounts)


def test_on_a_key_it_is_said_when_the_key_may_be_pulled_out(office: Path) -> None:
    folder, plugged = DataFolder(office), office.parent / "key"
    assert write_on_key(small_config(), folder, []) == NO_KEY
    assert write_on_key(small_config(), folder, [plugged]) == NO_KEY
    plugged.mkdir()
    assert write_on_key(small_config(), folder, [plugged]).endswith(PULL)
    (file,) = plugged.iterdir()
    assert MANIFEST in inside(file)


# ── What is taken out ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ticket 01936b2e-8f00-7000-8000-0123456789ab printed", "printed"),
        ("key 00112233445566778899aabbccddeeff00112233", "key"),
        ("url https://bob:pw@host/x?token=abc end", "host/x"),
        ("print job 4217 has no journal", "has no journal"),
        ("number A042 and A2-07", "number"),
        ("code ABCDE-23456", "code"),
        ("BCDFGHJKLNPRSTVX scanned", "scanned"),
        ("from jean.dupont@mairie.example", "from"),
    ],
)
def test_what_names_somebody_or_opens_something_is_taken_out(text: str, kept: str) -> None:
    found = scrubbed(text)
    assert OUT in found
    assert kept in found
    for word in ("01936b2e", "00112233", "bob", "abc", "4217", "A042", "A2-07", "ABCDE", "BCDFG"):
        assert word not in found
    assert "dupont" not in found


def test_a_known_secret_goes_whatever_it_looks_like() -> None:
    assert scrubbed("le chat dort", ["chat"]) == f"le {OUT} dort"


def test_a_configuration_keeps_what_is_no_secret() -> None:
    found = without_secrets(
        {
            "printer": {"url": "serial:/dev/ttyUSB0?baud=19200", "profile": "custom-k80"},
            "api_key": "x",
            "proxy_password": ["a", "b"],
            "exit": {"ticket_code": True},
        }
    )
    assert found == {
        "printer": {"url": "serial:/dev/ttyUSB0?baud=19200", "profile": "custom-k80"},
        "api_key": OUT,
        "proxy_password": [OUT, OUT],
        "exit": {"ticket_code": True},
    }
