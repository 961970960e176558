"""`borne printer reprint`, typed beside a kiosk that took tickets."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne

CONFIG = """\
[[categories]]
id = "identite"
letter = "A"
label = { fr = "Identité" }

[[categories.motifs]]
id = "passeport"
label = { fr = "Passeport" }

[printer]
profile = "PROFILE"
"""


class Kiosk:
    def __init__(self, folder: Path, profile: str = "generic-80") -> None:
        self.data = folder / "data"
        self.config = folder / "borne.toml"
        self.config.write_text(CONFIG.replace("PROFILE", profile), encoding="utf-8")

    def type(self, *words: str) -> Result:
        places = ["--config", str(self.config), "--data", str(self.data)]
        return CliRunner().invoke(borne, [*words, *places])

    def take(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.type("ticket", "passeport", "--json").stdout)
        return found


@pytest.mark.parametrize("by", ["number", "id"])
def test_a_ticket_of_today_comes_out_again(by: str, tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    taken = kiosk.take()

    found = kiosk.type("printer", "reprint", taken[by], "--json")

    assert found.exit_code == 0, found.stderr
    row = json.loads(found.stdout)
    assert (row["id"], row["number"], row["copy"]) == (taken["id"], "A001", 1)
    assert (row["print"], row["reason"]) == ("CONFIRMED", "")
    papers = sorted((kiosk.data / "paper").glob("*.bin"))
    assert len(papers) == 2
    assert b"DUPLICATA 1" in papers[-1].read_bytes()


def test_it_is_said_in_words(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, "oneway-80")
    taken = kiosk.take()
    assert taken["print"] == "SENT_UNVERIFIED"

    found = kiosk.type("printer", "reprint", "a001")

    assert found.stdout.startswith("Le ticket A001 est envoyé (DUPLICATA 1).")
    assert "était sorti" not in found.stdout


@pytest.mark.parametrize("times", [1, 2])
def test_a_ticket_whose_paper_was_proved_comes_out_again_and_says_so(
    times: int, tmp_path: Path
) -> None:
    kiosk = Kiosk(tmp_path)
    assert kiosk.take()["print"] == "CONFIRMED"

    for _ in range(times):
        found = kiosk.type("printer", "reprint", "a001")

    assert found.exit_code == 0
    assert found.stdout == (
        f"Le ticket A001 est réimprimé (DUPLICATA {times}). "
        "Le papier d’avant était sorti\u00a0: l’imprimante l’avait confirmé.\n"
    )


@pytest.mark.parametrize("nothing", ["", "  "])
def test_no_number_at_all_is_a_wrong_use(nothing: str, tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    kiosk.take()

    found = kiosk.type("printer", "reprint", nothing)

    assert (found.exit_code, found.stdout) == (2, "")
    assert "le numéro est vide" in found.stderr


def test_an_unknown_ticket_is_refused_in_a_sentence(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    kiosk.take()

    found = kiosk.type("printer", "reprint", "B001", "--json")

    assert (found.exit_code, found.stdout) == (1, "")
    assert "«\u00a0B001\u00a0» n’existe pas sur cette borne" in found.stderr


def test_where_no_ticket_was_taken_there_is_nothing_to_print(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)

    found = kiosk.type("printer", "reprint", "A001")

    assert found.exit_code == 1
    assert "rien à réimprimer" in found.stderr
    assert not kiosk.data.exists(), "a question makes no database"


def test_a_printer_that_is_not_there_is_told_and_nothing_is_called_printed(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    kiosk.take()

    found = kiosk.type("printer", "reprint", "A001", "--json", "--printer", "usb:/dev/null/lp0")

    assert found.exit_code == 1
    row = json.loads(found.stdout)
    assert (row["print"], row["reason"]) == ("BLOCKED", "ABSENT")
    assert "n’est pas réimprimé" in found.stderr
