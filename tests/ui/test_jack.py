"""A headset as the kernel tells it: events of an evdev device, played here through a pipe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.voice.jack import EV_SW, EVENT, SW_HEADPHONE_INSERT, Jack

SW_LID, EV_SYN = 0x00, 0x00


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(0, 0, kind, code, value)


@pytest.fixture
def device(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Its file, and the end into which the kernel would write."""
    file = tmp_path / "event5"
    os.mkfifo(file)
    reader = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(file, os.O_WRONLY)
    os.close(reader)
    yield file, writer
    os.close(writer)


def test_a_plug_is_heard_to_go_in_and_to_come_out(device: tuple[Path, int], qtbot: QtBot) -> None:
    file, kernel = device
    heard: list[bool] = []
    jack = Jack(str(file), heard.append)
    os.write(kernel, event(EV_SW, SW_HEADPHONE_INSERT, 1) + event(EV_SYN, 0, 0))
    qtbot.waitUntil(lambda: heard == [True])
    os.write(kernel, event(EV_SW, SW_LID, 1) + event(EV_SW, SW_HEADPHONE_INSERT, 0))
    qtbot.waitUntil(lambda: heard == [True, False])
    jack.close()


def test_an_event_that_comes_in_two_halves_is_one(device: tuple[Path, int], qtbot: QtBot) -> None:
    file, kernel = device
    heard: list[bool] = []
    jack = Jack(str(file), heard.append)
    whole = event(EV_SW, SW_HEADPHONE_INSERT, 1)
    os.write(kernel, event(EV_SW, SW_HEADPHONE_INSERT, 0) + whole[:7])
    qtbot.waitUntil(lambda: heard == [False])
    os.write(kernel, whole[7:])
    qtbot.waitUntil(lambda: heard == [False, True])
    jack.close()


def test_a_device_that_is_not_there_is_said_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    jack = Jack(str(tmp_path / "none"), lambda _: None)
    assert "la prise casque" in caplog.text
    jack.close()
    jack.close()
