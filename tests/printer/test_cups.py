"""A queue of CUPS, and what is plugged in, on programs and folders of our own."""

import sys
import time
from pathlib import Path

import pytest

from printer.layout import lay_out
from printer.link import Absent, BadUrl, Virtual, open_link
from printer.link.cups import CupsLink
from printer.link.detect import Found, detect, identity
from printer.outcome import Blocked, Doubt, Health, Outcome, SentUnverified, Unknown
from printer.press import Press
from printer.profiles import Clear, Confirm, deaf
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

ONE_WAY = profile("oneway-80")


def program(folder: Path, python: str) -> str:
    """A program that does what `python` says, in the place of `lp`."""
    file = folder / "lp"
    file.write_text(f"#!{sys.executable}\nimport sys, time\n{python}\n")
    file.chmod(0o700)
    return str(file)


def printed_through(lp: str) -> Outcome:
    press = Press(CupsLink("tickets", lp), ONE_WAY)
    return press.print(lay_out(IDENTITY_CARD, ONE_WAY, TEXTS), TOKEN)


def test_a_queue_takes_the_whole_job_raw_and_nothing_is_proved(tmp_path: Path) -> None:
    out = tmp_path / "job"
    lp = program(
        tmp_path,
        "assert sys.argv[1:] == ['-d', 'tickets', '-o', 'raw', '-s', '--', '-']\n"
        f"open({str(out)!r}, 'wb').write(sys.stdin.buffer.read())",
    )

    assert printed_through(lp) == SentUnverified()
    assert b"A042" in out.read_bytes()


def test_a_queue_that_refuses_leaves_a_doubt(tmp_path: Path) -> None:
    outcome = printed_through(program(tmp_path, "sys.exit('lp: unknown destination')"))

    assert isinstance(outcome, Unknown)
    assert outcome.reason is Doubt.LINK_LOST


def test_a_program_that_hangs_is_ended_by_the_deadline(tmp_path: Path) -> None:
    link = CupsLink("tickets", program(tmp_path, "time.sleep(60)"))
    assert link.open(0) is None
    link.write_some(b"x", 0)
    began = time.monotonic()

    assert link.drain(began + 0.2) is False
    assert time.monotonic() - began < 30


def test_without_cups_the_printer_is_absent(tmp_path: Path) -> None:
    assert isinstance(CupsLink("tickets", str(tmp_path / "no-lp")).open(0), Absent)
    assert printed_through(str(tmp_path / "no-lp")) == Blocked(Health.ABSENT)


@pytest.mark.parametrize("url", ["cups:", "cups:-o", "cups:a b", "cups:a/b"])
def test_the_name_of_a_queue_is_never_an_option_of_lp(url: str, tmp_path: Path) -> None:
    assert isinstance(open_link(url, Virtual(tmp_path, ONE_WAY)), BadUrl)


def plug(root: Path, serial: str) -> None:
    (root / "dev/usb").mkdir(parents=True)
    (root / "dev/usb/lp0").touch()
    device = root / "sys/devices/usb1/1-1"
    interface = device / "1-1:1.0"
    interface.mkdir(parents=True)
    (device / "idVendor").write_text("04b8\n")
    (device / "idProduct").write_text("0e15\n")
    (device / "serial").write_text(serial)
    (interface / "ieee1284_id").write_text("MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;\n")
    (root / "sys/class/usbmisc/lp0").mkdir(parents=True)
    (root / "sys/class/usbmisc/lp0/device").symlink_to(interface)


def test_a_usb_printer_is_found_with_its_name_and_a_rule_for_this_very_one(tmp_path: Path) -> None:
    plug(tmp_path, "J2K4\n")

    (found,) = detect(tmp_path, lpstat="no-such-program")

    assert (found.url, found.name) == ("usb:/dev/usb/lp0", "EPSON TM-T20II")
    assert found.rule is not None
    assert 'ATTRS{idVendor}=="04b8", ATTRS{idProduct}=="0e15", ATTRS{serial}=="J2K4"' in found.rule
    assert 'SYMLINK+="borne-printer"' in found.rule


def test_a_device_cannot_write_a_rule_of_its_own(tmp_path: Path) -> None:
    plug(tmp_path, 'x", RUN+="/bin/evil')

    (found,) = detect(tmp_path, lpstat="no-such-program")

    assert found.rule is not None
    assert "RUN" not in found.rule


def test_serial_lines_and_queues_are_found_too(tmp_path: Path) -> None:
    (tmp_path / "dev/serial/by-id").mkdir(parents=True)
    (tmp_path / "dev/serial/by-id/usb-FTDI_cable-if00").touch()
    lpstat = program(tmp_path, "print('tickets')")

    assert detect(tmp_path, lpstat) == (
        Found("serial:/dev/serial/by-id/usb-FTDI_cable-if00?baud=19200", "usb-FTDI_cable-if00"),
        Found("cups:tickets", "tickets"),
    )


def test_nothing_plugged_in_is_nothing_found(tmp_path: Path) -> None:
    assert detect(tmp_path, lpstat="no-such-program") == ()


@pytest.mark.parametrize("text", ["", "nonsense", "MFG", ";;:;"])
def test_an_identity_that_says_nothing_is_no_name(text: str) -> None:
    assert identity(text) == ""


def test_through_a_queue_no_profile_promises_a_proof() -> None:
    heard = deaf(profile("epson-tm-t20"))

    assert (heard.status, heard.confirm, heard.clear) == (False, Confirm.NONE, Clear.NONE)
