"""What a service manager hears of a process, and that a hung screen falls silent."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.app import Ending
from kiosk.heart import ALIVE, READY, Heart, heart_of

PATIENCE_S = 30


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The listening end of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(PATIENCE_S)
        yield listening


def test_the_first_beat_says_ready_and_alive() -> None:
    heard: list[str] = []
    Heart(heard.append, 5.0, Hands()).beat()
    assert heard == [READY, ALIVE]


def test_it_says_alive_no_more_often_than_is_wanted() -> None:
    heard: list[str] = []
    clock = Hands()
    heart = Heart(heard.append, 5.0, clock)
    for _ in range(100):
        heart.beat()
        clock.now_s += 0.2
    assert heard == [READY, *[ALIVE] * 4]


def test_where_nobody_watches_ready_is_all_that_is_said() -> None:
    heard: list[str] = []
    clock = Hands()
    heart = Heart(heard.append, None, clock)
    for _ in range(3):
        heart.beat()
        clock.now_s += 3600
    assert heard == [READY]


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "notify"])
def test_without_a_socket_of_this_machine_nothing_beats(address: str) -> None:
    assert heart_of({"NOTIFY_SOCKET": address}) is None


def test_a_manager_that_is_gone_or_full_stops_nobody(
    tmp_path: Path, manager: socket.socket
) -> None:
    gone = heart_of({"NOTIFY_SOCKET": str(tmp_path / "gone"), "WATCHDOG_USEC": "1"})
    assert gone is not None
    gone.beat()
    # Far more than a socket holds that nobody reads.
    full = heart_of({"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "0"})
    assert full is not None
    for _ in range(5000):
        full.beat()


@pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets are Linux's")
def test_an_abstract_socket_is_reached_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        name = f"borne-test-{os.getpid()}"
        listening.bind("\0" + name)
        listening.settimeout(PATIENCE_S)
        heart = heart_of({"NOTIFY_SOCKET": "@" + name})
        assert heart is not None
        heart.beat()
        assert listening.recv(100) == READY.encode()


def test_a_screen_whose_loop_hangs_is_heard_no_more(qapp: QGuiApplication) -> None:
    heard: list[str] = []
    clock = Hands()
    ending = Ending(qapp, heart=Heart(heard.append, 0.0, clock))

    def hang() -> None:
        before = len(heard)
        until_s = time.monotonic() + 0.7
        while time.monotonic() < until_s:
            pass
        heard.append(f"silent: {len(heard) == before}")
        qapp.exit(0)

    QTimer.singleShot(700, qapp, hang)
    qapp.exec()
    assert ending.error is None
    assert heard[:2] == [READY, ALIVE]
    assert len(heard) > 3
    assert heard[-1] == "silent: True"


@pytest.mark.parametrize("screen", ["entrance", "exit"])
def test_a_screen_says_that_it_is_ready_and_goes_on_saying_that_it_is_alive(
    tmp_path: Path, manager: socket.socket, screen: str
) -> None:
    environment = {**os.environ, "NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "1000000"}
    command = [sys.executable, "-m", "kiosk", screen, "--data", str(tmp_path / "data")]
    process = subprocess.Popen(command, env=environment)
    try:
        heard = [manager.recv(100).decode() for _ in range(4)]
    finally:
        process.terminate()
        status = process.wait(PATIENCE_S)
    assert status == 0
    assert heard == [READY, ALIVE, ALIVE, ALIVE]


def test_a_server_says_that_it_is_ready_once_it_listens(
    tmp_path: Path, manager: socket.socket
) -> None:
    environment = {**os.environ, "NOTIFY_SOCKET": manager.getsockname()}
    command = [sys.executable, "-m", "kiosk", "server", "--port", "0", "--data", str(tmp_path)]
    process = subprocess.Popen(command, env=environment)
    try:
        heard = manager.recv(100).decode()
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
    assert heard == READY


def test_a_machine_may_say_once_where_its_configuration_and_its_data_are(tmp_path: Path) -> None:
    config, data = tmp_path / "borne.toml", tmp_path / "data"
    config.write_text('catalogue = "mairie"\n[site]\nid = "ici"\nname = "Ici"\n', "utf-8")
    environment = {**os.environ, "BORNE_CONFIG": str(config), "BORNE_DATA": str(data)}
    command = [sys.executable, "-m", "kiosk", "rate", "4"]
    subprocess.run(command, env=environment, check=True, timeout=PATIENCE_S)
    assert list(data.glob("*.db"))
