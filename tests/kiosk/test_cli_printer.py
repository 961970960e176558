"""`borne printer`: how the printer is, what became of a test ticket, what bytes look like."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from kiosk.cli import borne
from kiosk.domain.tickets import PrintState
from kiosk.printing import LOCK_FILE
from kiosk.proof import health_words, told
from kiosk.storage.lock import FolderLock
from printer.encode import encode
from printer.layout import lay_out
from printer.outcome import Blocked, Confirmed, Doubt, Health, NotSent, SentUnverified, Unknown
from printer.picture import BITE, TooLong, render
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile
from tests.printer.test_links import (
    honest,
    leaves_in_the_middle,
    printer_on_the_network,
    reads_and_says_nothing,
)

CONFIG = """\
[[categories]]
id = "identite"
letter = "A"
label = { fr = "Identité" }

[printer]
profile = "PROFILE"
"""


class Kiosk:
    """A configuration and a data folder, and the commands typed there."""

    def __init__(self, folder: Path, profile: str = "generic-80") -> None:
        self.data = folder / "data"
        self.config = folder / "borne.toml"
        self.config.write_text(CONFIG.replace("PROFILE", profile), encoding="utf-8")

    def printer(self, command: str, *more: str) -> Result:
        places = ["--config", str(self.config), "--data", str(self.data)]
        return CliRunner().invoke(borne, ["printer", command, *places, *more])

    def ask(self, command: str, url: str) -> tuple[int, dict[str, Any]]:
        found = self.printer(command, "--json", "--printer", url)
        (line,) = found.stdout.splitlines()
        return found.exit_code, json.loads(line)


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path)


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nothing listens, kept so that nothing will."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"tcp://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def job(tmp_path: Path) -> Path:
    file = tmp_path / "job.bin"
    file.write_bytes(encode(lay_out(IDENTITY_CARD, profile(), TEXTS), profile(), TOKEN))
    return file


def test_a_virtual_printer_is_ready(kiosk: Kiosk) -> None:
    code, row = kiosk.ask("status", "virtual:")
    assert (code, row["health"], row["can_print"]) == (0, "READY", True)
    assert (row["printer"], row["profile"]) == ("virtual:", "generic-80")
    said = kiosk.printer("status")
    assert (said.exit_code, said.stdout) == (0, "L’imprimante est prête.\n")


def test_a_printer_that_is_not_there_is_absent_in_json_and_in_words(
    kiosk: Kiosk, nobody: str
) -> None:
    assert kiosk.ask("status", nobody)[0] == 1
    assert kiosk.ask("status", nobody)[1]["health"] == "ABSENT"
    said = kiosk.printer("status", "--printer", nobody)
    assert (said.exit_code, said.stdout) == (1, "")
    assert "introuvable" in said.stderr


def test_silence_is_mute_never_ready(kiosk: Kiosk) -> None:
    with printer_on_the_network(reads_and_says_nothing) as port:
        code, row = kiosk.ask("status", f"tcp://127.0.0.1:{port}")
    assert (code, row["health"], row["can_print"]) == (1, "MUTE", False)


def test_whoever_finds_a_silent_printer_of_the_network_is_told_to_wait_before_anything_else(
    kiosk: Kiosk,
) -> None:
    with printer_on_the_network(reads_and_says_nothing) as port:
        said = kiosk.printer("status", "--printer", f"tcp://127.0.0.1:{port}").stderr
    assert "Une autre machine l’utilise peut-être" in said
    assert said.index("attendre une minute") < said.index("éteindre")


@pytest.mark.parametrize(
    "outcome",
    [Blocked(Health.MUTE), NotSent(Health.MUTE), Unknown(Health.MUTE, 12)],
    ids=lambda outcome: type(outcome).__name__,
)
def test_only_a_printer_of_the_network_may_be_at_work_for_another_machine(
    outcome: Blocked | NotSent | Unknown,
) -> None:
    assert "attendre une minute" in told(outcome, "tcp://192.0.2.7:9100").words
    assert "autre machine" not in told(outcome, "usb:/dev/usb/lp0").words


def test_a_model_that_never_answers_is_unverifiable_and_may_print(tmp_path: Path) -> None:
    code, row = Kiosk(tmp_path, "oneway-80").ask("status", "virtual:")
    assert (code, row["health"]) == (0, "UNVERIFIABLE")


def test_nobody_speaks_to_the_printer_while_the_kiosk_prints(kiosk: Kiosk, nobody: str) -> None:
    kiosk.data.mkdir()
    lock = FolderLock(kiosk.data / LOCK_FILE)
    with lock.hold(0):
        assert kiosk.ask("status", nobody)[1]["health"] == "BUSY"
    lock.close()
    assert kiosk.ask("status", nobody)[1]["health"] == "ABSENT"


def test_a_test_ticket_is_confirmed_and_its_bytes_are_kept(kiosk: Kiosk) -> None:
    code, row = kiosk.ask("test", "virtual:")
    assert (code, row["print"], row["reason"]) == (0, "CONFIRMED", "")
    (kept,) = (kiosk.data / "paper").glob("*.bin")
    assert b"E000" in kept.read_bytes()


def test_a_test_ticket_crosses_the_network(tmp_path: Path) -> None:
    with printer_on_the_network(honest) as port:
        code, row = Kiosk(tmp_path, "epson-tm-t20").ask("test", f"tcp://127.0.0.1:{port}")
    assert (code, row["print"]) == (0, "CONFIRMED")


def test_a_test_on_a_model_without_proof_asks_to_look_at_the_paper(tmp_path: Path) -> None:
    code, row = Kiosk(tmp_path, "oneway-80").ask("test", "virtual:")
    assert (code, row["print"]) == (0, "SENT_UNVERIFIED")
    assert "vérifier" in row["advice"]


def test_a_test_without_a_printer_prints_nothing_and_says_so(kiosk: Kiosk, nobody: str) -> None:
    code, row = kiosk.ask("test", nobody)
    assert (code, row["print"], row["reason"]) == (1, "BLOCKED", "ABSENT")
    said = kiosk.printer("test", "--printer", nobody)
    assert said.stderr.startswith("Rien n’a été imprimé. ")


def test_a_printer_that_leaves_in_the_middle_leaves_a_doubt(kiosk: Kiosk) -> None:
    with printer_on_the_network(leaves_in_the_middle) as port:
        code, row = kiosk.ask("test", f"tcp://127.0.0.1:{port}")
    assert (code, row["print"], row["reason"]) == (1, "UNKNOWN", "LINK_LOST")


def test_a_virtual_printer_without_a_folder_is_said_and_prints(kiosk: Kiosk) -> None:
    code, row = kiosk.ask("test", "virtual:/dev/null/paper")
    assert (code, row["print"]) == (0, "CONFIRMED")


@pytest.mark.parametrize("command", ["status", "test"])
def test_an_address_that_means_nothing_is_refused_with_examples(kiosk: Kiosk, command: str) -> None:
    said = kiosk.printer(command, "--printer", "ipp://host")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "tcp://192.0.2.10:9100" in said.stderr


def test_a_data_folder_that_is_a_file_is_said_in_one_sentence(kiosk: Kiosk) -> None:
    kiosk.data.write_text("")
    said = kiosk.printer("status")
    assert (said.exit_code, said.stderr.count("\n")) == (1, 1)
    assert str(kiosk.data) in said.stderr


@pytest.mark.parametrize("health", Health)
def test_every_health_has_its_own_sentence_with_what_to_do(health: Health) -> None:
    others = {health_words(other) for other in Health if other is not health}
    assert health_words(health) not in others


@pytest.mark.parametrize(
    ("outcome", "state", "reason", "words"),
    [
        (Confirmed(), PrintState.CONFIRMED, "", "confirmé"),
        (SentUnverified(), PrintState.SENT_UNVERIFIED, "", "vérifier"),
        (Blocked(Health.PAPER_OUT), PrintState.BLOCKED, "PAPER_OUT", "Mettre un rouleau"),
        (NotSent(Doubt.LINK_LOST), PrintState.NOT_SENT, "LINK_LOST", "Vérifier le câble"),
        (Unknown(Doubt.TIMEOUT, 120), PrintState.UNKNOWN, "TIMEOUT", "120 octets"),
        (Unknown(Health.COVER, 9), PrintState.UNKNOWN, "COVER", "capot"),
    ],
)
def test_every_end_of_a_ticket_is_told_with_what_to_do(
    outcome: Confirmed | SentUnverified | Blocked | NotSent | Unknown,
    state: PrintState,
    reason: str,
    words: str,
) -> None:
    ended = told(outcome)
    assert (ended.state, ended.reason) == (state, reason)
    assert words in ended.words


def drawn(*arguments: object) -> Result:
    return CliRunner().invoke(borne, ["printer", "render", *map(str, arguments)])


def test_the_bytes_of_a_job_become_a_picture(job: Path, tmp_path: Path) -> None:
    out = tmp_path / "ticket.png"
    found = drawn(job, out)
    assert (found.exit_code, found.stdout) == (0, f"Le papier est dessiné dans {out}.\n")
    with Image.open(out) as picture:
        assert picture.width > profile().width_dots


def test_the_picture_is_as_wide_as_the_paper_of_the_profile(job: Path, tmp_path: Path) -> None:
    wide, narrow = tmp_path / "wide.png", tmp_path / "narrow.png"
    drawn(job, wide)
    assert drawn(job, narrow, "--profile", "generic-58").exit_code == 0
    with Image.open(wide) as first, Image.open(narrow) as second:
        assert second.width < first.width


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("absent.bin", "out.png", "absent.bin\u00a0: il n’existe pas"),
        (".", "out.png", "c’est un dossier"),
        ("empty.bin", "out.png", "le fichier est vide"),
        ("huge.bin", "out.png", "trop gros"),
        ("/dev/null", "out.png", "pas un fichier ordinaire"),
        ("job.bin", "absent/out.png", "out.png\u00a0: il n’existe pas, ou son dossier"),
        ("job.bin", "folder.png", "folder.png\u00a0: c’est un dossier"),
        ("job.bin", "out.jpg", "image PNG"),
        ("roll.bin", "out.png", "plus de dix mètres"),
        ("cuts.bin", "out.png", "plus de dix mètres"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    job: Path, tmp_path: Path, source: str, target: str, words: str
) -> None:
    (tmp_path / "empty.bin").touch()
    (tmp_path / "huge.bin").write_bytes(b"A" * (1024 * 1024 + 1))
    (tmp_path / "roll.bin").write_bytes(b"A\n" + b"\x1bd\xff" * 1000)
    (tmp_path / "cuts.bin").write_bytes(b"A\n\x1dV\x00" * 10_000)
    (tmp_path / "folder.png").mkdir()
    found = drawn(job.parent / source, tmp_path / target)
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (1, "", 1)
    assert words in found.stderr


@pytest.mark.parametrize("size", [b"\0\0\5\0", b"\5\0\0\0"])
def test_a_picture_without_a_dot_puts_nothing_on_paper(tmp_path: Path, size: bytes) -> None:
    file = tmp_path / "empty.bin"
    file.write_bytes(b"A\n\x1dv0\0" + size + b"B\n")
    assert drawn(file, tmp_path / "out.png").exit_code == 0


def test_a_paper_without_end_is_read_no_further_than_ten_metres() -> None:
    """What is fed after that is never looked at, not even to see that it is wrong."""
    order, read = b"\x1bJ\xff", 0

    class Roll(bytes):
        def __getitem__(self, at: Any) -> Any:
            nonlocal read
            taken = super().__getitem__(at)
            read += len(taken)
            return taken

    with pytest.raises(TooLong):
        render(Roll(order * 200_000), profile())
    assert read < len(order) * 1000 + BITE


@pytest.mark.parametrize("page", ["16", "0", "19"])
def test_bytes_that_are_no_letters_leave_a_blank(tmp_path: Path, page: str) -> None:
    file = tmp_path / "noise.bin"
    file.write_bytes(b"\x1b@\x1bt" + bytes([int(page)]) + bytes(range(0x7F, 0x100)) + b"\n")
    assert drawn(file, tmp_path / "out.png").exit_code == 0


def qr_order(body: bytes) -> bytes:
    return b"\x1d(k" + (len(body) + 1).to_bytes(2, "little") + b"1" + body


@pytest.mark.parametrize(
    "order", [b"C", b"C\0", b"E", b"P", b"P0" + b"a" * 3000], ids=lambda order: str(order[:3])
)
def test_a_qr_order_that_no_printer_obeys_disturbs_nothing(tmp_path: Path, order: bytes) -> None:
    file = tmp_path / "qr.bin"
    file.write_bytes(b"\x1b@" + qr_order(b"P0A042") + qr_order(order) + qr_order(b"Q0") + b"A\n")
    assert drawn(file, tmp_path / "out.png").exit_code == 0


def test_an_unknown_profile_is_refused_with_the_known_ones(job: Path, tmp_path: Path) -> None:
    found = drawn(job, tmp_path / "out.png", "--profile", "imaginaire")
    assert found.exit_code == 2
    assert "generic-80" in found.stderr
