import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import borne
from printer.link.serial import Line, SerialLink
from printer.outcome import Health
from printer.press import Press
from tests.printer.benches import profile


@contextmanager
def emulated(*options: str) -> Iterator[dict[str, object]]:
    """What the command says of where it is."""
    command = [sys.executable, "-m", "kiosk", "printer", "emulate", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
    assert process.returncode == 0


def test_the_kiosk_prints_on_an_emulated_printer_and_a_control_port_shows_the_paper(
    tmp_path: Path,
) -> None:
    control = tmp_path / "control"
    profile_options = ["--profile", "epson-tm-t20"]
    with emulated("--tcp", "0", "--control", str(control), *profile_options) as row:
        at = ["--printer", str(row["printer"])]
        ran = CliRunner().invoke(
            borne,
            ["printer", "test", "--json", "--data", str(tmp_path), *at],
        )
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(control))
            line.sendall(b'{"do": "papers"}\n')
            papers = json.loads(line.makefile().readline())["papers"]

    assert json.loads(ran.output)["print"] == "CONFIRMED"
    assert [ticket["number"] for ticket in papers[0]["tickets"]] == ["E000"]
    assert papers[0]["tickets"][0]["complete"]
    assert not control.exists()


def test_an_emulated_serial_line_answers_a_real_serial_link() -> None:
    with emulated("--pty") as row:
        device = str(row["printer"]).removeprefix("serial:")
        link = SerialLink(Line(device))

        assert Press(link, profile("epson-tm-t20")).health() is Health.READY


def test_one_way_in_is_needed_and_only_one() -> None:
    for options in ([], ["--tcp", "0", "--pty"]):
        ran = CliRunner().invoke(borne, ["printer", "emulate", *options])
        assert ran.exit_code == 2
