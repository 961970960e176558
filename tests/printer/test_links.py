"""The links against what stands at the other end: sockets, terminals, files."""

import os
import socket
import struct
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from printer.layout import lay_out
from printer.link import Absent, BadUrl, Held, Link, Lost, Virtual, open_link
from printer.link.serial import Flow, Line, SerialLink
from printer.link.tcp import TcpLink
from printer.link.usblp import UsbLink, hint_of, line_status
from printer.link.virtual import VirtualLink
from printer.link.windows import WindowsLink
from printer.outcome import Blocked, Confirmed, Doubt, Health, NotSent, SentUnverified, Unknown
from printer.paper import Paper
from printer.press import Press
from tests.printer.benches import IDENTITY_CARD, TEXTS, TOKEN, profile

EPSON = profile("epson-tm-t20")
ONE_WAY = profile("oneway-80")
OPS = lay_out(IDENTITY_CARD, EPSON, TEXTS)
Behaviour = Callable[[socket.socket, threading.Event], None]


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def honest(connection: socket.socket, _over: threading.Event) -> None:
    paper = Paper.of(EPSON)
    while data := connection.recv(4096):
        connection.sendall(paper.feed(data))


def never_reads(_connection: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def reads_and_says_nothing(connection: socket.socket, _over: threading.Event) -> None:
    while connection.recv(4096):
        pass


def leaves_in_the_middle(connection: socket.socket, _over: threading.Event) -> None:
    paper = Paper.of(EPSON)
    while b"\x1b@" not in (data := connection.recv(4096)):
        connection.sendall(paper.feed(data))


def hangs_up(connection: socket.socket, _over: threading.Event) -> None:
    """Without reading: the kernel had taken the bytes, and throws them away."""
    connection.recv(1, socket.MSG_PEEK)


def resets(connection: socket.socket, _over: threading.Event) -> None:
    connection.recv(1, socket.MSG_PEEK)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def printer_on_the_network(behave: Behaviour, family: int = socket.AF_INET) -> Iterator[int]:
    over = threading.Event()
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
    listener.listen()
    listener.settimeout(10)

    def serve() -> None:
        try:
            connection, _peer = listener.accept()
            with connection:
                behave(connection, over)
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.close()
        thread.join(timeout=10)


def test_a_ticket_crosses_the_network_and_comes_back_confirmed() -> None:
    with printer_on_the_network(honest) as port:
        assert Press(TcpLink("127.0.0.1", port), EPSON).print(OPS, TOKEN) == Confirmed()


def test_a_printer_may_have_an_ipv6_address() -> None:
    with printer_on_the_network(honest, socket.AF_INET6) as port:
        assert Press(TcpLink("::1", port), EPSON).health() is Health.READY


@pytest.mark.parametrize("behave", [never_reads, reads_and_says_nothing])
def test_a_silent_printer_is_mute_within_half_a_second(behave: Behaviour) -> None:
    with printer_on_the_network(behave) as port:
        began = time.monotonic()
        assert Press(TcpLink("127.0.0.1", port), EPSON).print(OPS, TOKEN) == Blocked(Health.MUTE)
        assert time.monotonic() - began < 2


def test_a_printer_that_leaves_in_the_middle_leaves_a_doubt() -> None:
    with printer_on_the_network(leaves_in_the_middle) as port:
        outcome = Press(TcpLink("127.0.0.1", port), EPSON).print(OPS, TOKEN)

    assert isinstance(outcome, Unknown)
    assert outcome.reason is Doubt.LINK_LOST


@pytest.mark.parametrize("behave", [hangs_up, resets])
def test_a_silent_printer_that_threw_the_ticket_away_leaves_a_doubt(behave: Behaviour) -> None:
    with printer_on_the_network(behave) as port:
        outcome = Press(TcpLink("127.0.0.1", port), ONE_WAY).print(OPS, TOKEN)

    assert isinstance(outcome, Unknown)
    assert outcome.reason is Doubt.LINK_LOST


def test_a_silent_printer_that_took_everything_was_sent_the_ticket() -> None:
    with printer_on_the_network(reads_and_says_nothing) as port:
        outcome = Press(TcpLink("127.0.0.1", port), ONE_WAY).print(OPS, TOKEN)

    assert outcome == SentUnverified()


def test_a_printer_that_never_reads_holds_nobody_for_ever() -> None:
    with printer_on_the_network(never_reads) as port:
        link = TcpLink("127.0.0.1", port)
        assert link.open(soon()) is None
        deadline, accepted = soon(0.3), 1
        while accepted:
            count = link.write_some(b"x" * 4000, deadline)
            assert isinstance(count, int)
            accepted = count
        assert link.drain(soon(0.1)) is False
        link.close()
        assert time.monotonic() < deadline + 1


def test_a_closed_port_is_an_absent_printer() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        assert isinstance(TcpLink("127.0.0.1", port).open(soon()), Absent)


@pytest.mark.parametrize("host", ["a" * 64, "\u00e9" * 64, "a..b"])
def test_a_name_that_no_machine_can_have_is_an_absent_printer(host: str) -> None:
    assert isinstance(TcpLink(host, 9100).open(soon()), Absent)


def test_an_address_of_a_family_that_this_machine_lacks_is_an_absent_printer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacking = (9999, socket.SOCK_STREAM, 0, "", ("::1", 9100, 0, 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: [lacking])
    assert isinstance(TcpLink("::1", 9100).open(soon()), Absent)


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """The printer's end of a line, and the name of ours."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    name = os.ttyname(theirs)
    yield ours, name
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("flow", list(Flow))
def test_bytes_cross_a_serial_line_both_ways(terminal: tuple[int, str], flow: Flow) -> None:
    end, name = terminal
    link = SerialLink(Line(name, 19200, flow))
    assert link.open(soon()) is None

    assert link.write_some(b"\x10\x04\x01", soon()) == 3
    assert os.read(end, 10) == b"\x10\x04\x01"
    assert link.drain(soon()) is True
    os.write(end, b"\x12")
    assert link.read_some(soon()) == b"\x12"
    assert link.read_some(soon(0.01)) == b""
    link.close()


def test_a_serial_printer_that_takes_nothing_holds_nobody_for_ever(
    terminal: tuple[int, str],
) -> None:
    _end, name = terminal
    link = SerialLink(Line(name))
    assert link.open(soon()) is None
    deadline, accepted = soon(0.2), 1
    while accepted:
        count = link.write_some(b"x" * 1000, deadline)
        assert isinstance(count, int)
        accepted = count
    assert isinstance(link.drain(soon(0.1)), bool)
    link.close()
    assert time.monotonic() < deadline + 2


def test_a_serial_line_is_ours_alone(terminal: tuple[int, str]) -> None:
    first, second = SerialLink(Line(terminal[1])), SerialLink(Line(terminal[1]))
    assert first.open(soon()) is None

    assert isinstance(second.open(soon()), Held)
    first.close()


def test_a_missing_serial_line_is_an_absent_printer(tmp_path: Path) -> None:
    assert isinstance(SerialLink(Line(str(tmp_path / "ttyUSB9"))).open(soon()), Absent)


def test_a_serial_printer_that_is_unplugged_is_lost() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    link = SerialLink(Line(os.ttyname(theirs)))
    assert link.open(soon()) is None
    os.close(ours)

    assert isinstance(link.write_some(b"x", soon()), Lost)
    link.close()
    os.close(theirs)
    assert isinstance(link.open(soon()), Absent)


def test_a_serial_printer_that_is_unplugged_before_the_first_byte_has_printed_nothing() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    press = Press(SerialLink(Line(os.ttyname(theirs))), profile("oneway-80"))

    assert press.print(OPS, TOKEN, lambda _size, _health: os.close(ours)) == NotSent(Health.ABSENT)
    os.close(theirs)


@pytest.mark.parametrize("baud", [10**20, 2**32])
def test_a_speed_that_no_line_has_is_an_absent_printer(
    terminal: tuple[int, str], baud: int
) -> None:
    assert isinstance(SerialLink(Line(terminal[1], baud)).open(soon()), Absent)


def test_a_usb_printer_is_a_device_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "lp0"
    file.write_bytes(b"kept")

    assert isinstance(UsbLink(file).open(soon()), Absent)
    assert file.read_bytes() == b"kept"


def test_an_unplugged_usb_printer_leaves_no_file_behind(tmp_path: Path) -> None:
    node = tmp_path / "lp0"

    assert isinstance(UsbLink(node).open(soon()), Absent)
    assert not node.exists()


def test_a_usb_device_is_written_read_and_lost(terminal: tuple[int, str]) -> None:
    end, name = terminal
    link = UsbLink(Path(name))
    assert link.open(soon()) is None

    assert link.write_some(b"x" * 64, soon()) == 63
    assert link.drain(soon()) is True
    assert os.read(end, 100) == b"x" * 63
    os.write(end, b"\x12")
    assert link.read_some(soon()) == b"\x12"
    assert link.read_some(soon(0.01)) == b""
    link.close()


def test_a_usb_device_that_is_unplugged_is_lost() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    link = UsbLink(Path(os.ttyname(theirs)))
    assert link.open(soon()) is None
    os.close(ours)

    assert isinstance(link.write_some(b"x", soon()), Lost)
    link.close()
    os.close(theirs)


def test_the_virtual_printer_keeps_the_bytes_of_the_last_hundred_tickets(tmp_path: Path) -> None:
    told: list[bytes] = []
    link = VirtualLink(tmp_path / "paper", EPSON, on_ticket=told.append)
    press = Press(link, EPSON)
    for _ in range(101):
        assert press.print(OPS, TOKEN) == Confirmed()

    kept = sorted((tmp_path / "paper").iterdir())
    assert len(kept) == 100
    assert len(told) == 101
    assert kept[-1].read_bytes() == told[-1]
    assert told[-1].startswith(b"\x1b@")
    assert told[-1].endswith(b"\x1dVB\x12")
    assert len(set(told)) == 1


def test_a_virtual_printer_that_cannot_keep_its_tickets_prints_them_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[bytes] = []
    (tmp_path / "file").write_text("")
    link = VirtualLink(tmp_path / "file" / "paper", EPSON, on_ticket=told.append)

    assert Press(link, EPSON).print(OPS, TOKEN) == Confirmed()
    assert len(told) == 1
    assert "paper" in caplog.text


def test_the_virtual_printer_draws_when_it_is_given_a_folder(tmp_path: Path) -> None:
    link = open_link(f"virtual:{tmp_path}/out", virtual(tmp_path / "unused"))
    assert isinstance(link, VirtualLink)
    Press(link, EPSON).print(OPS, TOKEN)

    assert sorted(file.suffix for file in (tmp_path / "out").iterdir()) == [".bin", ".png"]


def test_the_paper_of_the_virtual_printer_can_be_taken_away(tmp_path: Path) -> None:
    link = VirtualLink(tmp_path, EPSON)
    link.paper.roll = False

    assert Press(link, EPSON).print(OPS, TOKEN) == Blocked(Health.PAPER_OUT)


def test_a_ticket_torn_by_hand_is_a_ticket(tmp_path: Path) -> None:
    told: list[bytes] = []
    printer = profile("oneway-58")
    press = Press(VirtualLink(tmp_path, printer, on_ticket=told.append), printer)
    press.print(lay_out(IDENTITY_CARD, printer, TEXTS), TOKEN)

    assert len(told) == 1


def virtual(folder: Path) -> Virtual:
    return Virtual(folder, EPSON)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("virtual:", VirtualLink),
        ("virtual:/tmp/x", VirtualLink),
        ("tcp://192.0.2.10:9100", TcpLink),
        ("tcp://192.0.2.10", TcpLink),
        ("tcp://[::1]:9100", TcpLink),
        ("usb:/dev/usb/lp0", UsbLink),
        ("win:EPSON TM-T20 Receipt", WindowsLink),
        ("win:%5C%5Cserveur%5Ctickets", WindowsLink),
        ("serial:/dev/ttyUSB0?baud=19200&flow=xonxoff", SerialLink),
    ],
)
def test_an_address_names_a_link(url: str, kind: type[Link], tmp_path: Path) -> None:
    assert isinstance(open_link(url, virtual(tmp_path)), kind)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "papier",
        "tcp:",
        "tcp://host:port",
        "tcp://host:99999",
        "usb:",
        "usb:lp0",
        "serial:",
        "serial:/dev/ttyS0?baud=vite",
        "serial:/dev/ttyS0?flow=aucun",
        "serial:/dev/ttyS0?bits=7",
        "cups:",
        "http://example.org",
    ],
)
def test_a_bad_address_is_one_plain_french_sentence(url: str, tmp_path: Path) -> None:
    found = open_link(url, virtual(tmp_path))

    assert isinstance(found, BadUrl)
    assert str(found).startswith(f"Adresse d’imprimante « {url} »\u00a0: ")
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (0x18, None),
        (0x38, Health.PAPER_OUT),
        (0x10, Health.FAULT),
        (0x08, Health.BUSY),
        (None, None),
    ],
)
def test_the_cable_of_a_usb_printer_tells_a_trouble_and_never_that_all_is_well(
    status: int | None, hint: Health | None
) -> None:
    assert hint_of(status) is hint


def test_what_is_no_usb_printer_has_no_such_status() -> None:
    ours, theirs = os.openpty()
    try:
        assert line_status(theirs) is None
    finally:
        os.close(ours)
        os.close(theirs)
