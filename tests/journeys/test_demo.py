"""What a stranger gets from `make run` on a machine without a display."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

SCREENS = (
    "entrance-attract",
    "entrance-category",
    "entrance-motif",
    "entrance-confirmation",
    "entrance-closed",
    "entrance-refused",
    "entrance-out_of_order",
    "exit-faces",
    "exit-resolution",
    "exit-reasons",
    "exit-thanks",
)
LONGEST_S = 240
FEW_COLOURS = 20
"""A screen that shows something has more."""


@pytest.fixture(scope="module", params=["fr", pytest.param("es", marks=pytest.mark.campaign)])
def visit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("visit") / request.param
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--lang", request.param]
    answer = subprocess.run(
        [*command, "--out", str(out), "--data", str(out / "data")],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    return out


def test_there_is_a_picture_of_each_screen(visit: Path) -> None:
    for name in SCREENS:
        with Image.open(visit / f"{name}.png") as picture:
            assert picture.size == (1080, 1920)
            colours = picture.convert("RGB").getcolors(1 << 20)
            assert colours is None or len(colours) > FEW_COLOURS, name
    assert {file.stem for file in visit.glob("*.png")} == {*SCREENS, "paper", "ticket"}


def test_the_ticket_can_be_read_by_a_telephone(visit: Path) -> None:
    with Image.open(visit / "ticket.png") as picture:
        on_white = Image.new("RGB", picture.size, "white")
        on_white.paste(picture, mask=picture.getchannel("A"))
    (code,) = zxingcpp.read_barcodes(on_white)
    assert "A001" in code.text


def test_the_server_received_the_whole_visit(visit: Path) -> None:
    told = json.loads((visit / "visit.json").read_text(encoding="utf-8"))
    events = told["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    bodies: dict[str, dict[str, object]] = {event["kind"]: event["body"] for event in events}
    issued, printed = bodies["ticket.issued"], bodies["ticket.printed"]
    assert (issued["number"], issued["lang"]) == ("A001", visit.name)
    assert (printed["ticket"], printed["outcome"]) == (issued["ticket"], "CONFIRMED")
    given, amended = bodies["feedback.given"], bodies["feedback.amended"]
    assert (given["value"], given["lang"]) == (4, visit.name)
    assert amended["feedback"] == given["feedback"]
    assert (amended["resolution"], amended["reasons"]) == ("yes", ["welcome", "clarity"])


def test_the_kiosk_of_the_demonstration_keeps_its_tickets_in_the_data_folder(visit: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "sync", "status", "--json"]
    answer = subprocess.run(
        [*command, "--data", str(visit / "data")], capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout)["head"] > 0


def test_the_log_of_a_good_visit_says_which_trouble_was_played(visit: Path) -> None:
    lines = (visit / "visit.log").read_text(encoding="utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if "ce qui suit est joué" in line)
    end = next(number for number, line in enumerate(lines) if "fin de la panne jouée" in line)
    troubles = [number for number, line in enumerate(lines) if line.startswith("ERROR")]
    assert troubles
    assert all(begin < number < end for number in troubles)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_demonstration_that_is_asked_to_stop_stops(tmp_path: Path, asked: signal.Signals) -> None:
    command = [sys.executable, "-u", "-m", "kiosk", "demo", "--headless", "--out", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Entrée")
        process.send_signal(asked)
        _said, problem = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 1
    assert problem == "La démonstration s’est arrêtée : elle en a reçu l’ordre.\n"
    assert not (tmp_path / "visit.json").exists()
