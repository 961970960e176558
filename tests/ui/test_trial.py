"""What a technician is told of the sound, the voices and the headset, with real programs."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import SoundSettings, VoiceSettings
from kiosk.data_folder import DataFolder
from kiosk.domain.trial import Found, Trial
from kiosk.reception import Reception
from tests.fakes import small_config
from tests.ui.kit import TEXTS
from ui.voice import trial as trial_module
from ui.voice.jack import EVIOCGSW, SW_HEADPHONE_INSERT, is_plugged
from ui.voice.programs import Call, Programs, Speaker
from ui.voice.recordings import Recordings
from ui.voice.trial import run, try_headset, try_sound, try_voice


def program(folder: Path, script: str) -> str:
    file = folder / "program"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def speaker(espeak: str) -> Speaker:
    return Speaker(Programs(espeak), Recordings(None), 50)


def test_the_click_and_the_chime_are_both_played(tmp_path: Path) -> None:
    player = program(tmp_path, f'echo "$2" >> {tmp_path}/heard')
    assert try_sound(small_config(), (player, "-q")) == Trial("sound", Found.PLAYED)
    played = [Path(line) for line in (tmp_path / "heard").read_text().splitlines()]
    assert [file.name for file in played] == ["touch.wav", "ticket.wav"]
    assert all(file.is_file() for file in played)


def test_what_the_player_complains_of_is_told(tmp_path: Path) -> None:
    player = program(tmp_path, "echo 'no sound card' >&2; exit 1")
    tried = try_sound(small_config(), (player,))
    assert tried.found is Found.FAILED
    assert "no sound card" in tried.detail


def test_a_machine_without_a_player_and_one_that_is_to_be_quiet_are_told_apart(
    tmp_path: Path,
) -> None:
    assert try_sound(small_config(), ()).found is Found.NO_PLAYER
    quiet = replace(small_config(), sound=SoundSettings(enabled=False))
    assert try_sound(quiet, (program(tmp_path, ""),)).found is Found.SOUND_OFF


def test_a_voice_says_what_a_visitor_hears_first(tmp_path: Path) -> None:
    voice = program(tmp_path, f"cat > {tmp_path}/said")
    assert try_voice(speaker(voice), TEXTS["es"]) == Trial("es", Found.SPOKEN)
    assert TEXTS["es"].say("common.voice_mode") in (tmp_path / "said").read_text()


def test_a_language_without_a_voice_and_a_voice_that_fails_are_told(tmp_path: Path) -> None:
    assert try_voice(speaker(""), TEXTS["uk"]) == Trial("uk", Found.NO_VOICE)
    failing = try_voice(speaker(program(tmp_path, "exit 3")), TEXTS["uk"])
    assert failing.found is Found.FAILED
    assert "code 3" in failing.detail


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "ne démarre pas" in run(Call((str(tmp_path / "gone"),)))


def sounds_for_ever(folder: Path) -> tuple[str, Path]:
    """A program, and the pipe on which it says that it began."""
    began = folder / "began"
    os.mkfifo(began)
    return program(folder, f"echo > {began}; exec sleep 600"), began


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_what_sounds_ends_when_the_kiosk_stops(tmp_path: Path) -> None:
    voice, began = sounds_for_ever(tmp_path)
    reception = Reception(small_config(), DataFolder(tmp_path))
    trial = reception.trials.submit(
        try_voice, speaker(voice), TEXTS["es"], is_stopping=reception.is_stopping
    )
    waiting = reception.trials.submit(
        try_sound, small_config(), (voice,), is_stopping=reception.is_stopping
    )
    began.read_text()
    reception.stop()
    for stopped in (trial.result(), waiting.result()):
        assert stopped.found is Found.FAILED
        assert "s’est arrêté avec la borne" in stopped.detail


def test_what_sounds_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_module, "LOOKS", 1)
    assert "depuis 60 s" in run(Call((program(tmp_path, "exec sleep 600"),)))


def test_a_long_text_is_read_to_its_end_by_a_slow_voice(tmp_path: Path) -> None:
    text = b"a" * 300_000
    slow = program(tmp_path, f"sleep 0.3; cat > {tmp_path}/said")
    assert run(Call((slow,), text)) == ""
    assert (tmp_path / "said").read_bytes() == text


@pytest.mark.parametrize("is_in", [True, False])
def test_the_headset_is_seen_as_it_is_now(tmp_path: Path, is_in: bool) -> None:
    device = tmp_path / "event3"
    device.touch()

    def switches(_descriptor: int, request: int, answer: bytearray) -> None:
        assert request == EVIOCGSW
        answer[0] = int(is_in) << SW_HEADPHONE_INSERT

    assert is_plugged(str(device), switches) is is_in


def test_a_device_that_is_no_jack_cannot_say(tmp_path: Path) -> None:
    device = tmp_path / "event3"
    device.touch()

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOTTY, "not a device")

    assert is_plugged(str(device), refuse) is None
    assert is_plugged(str(device)) is None
    assert is_plugged(str(tmp_path / "gone")) is None


def test_the_headset_is_looked_for_where_the_configuration_says(tmp_path: Path) -> None:
    assert try_headset(small_config()) == Trial("headset", Found.NO_JACK)
    gone = str(tmp_path / "gone")
    config = replace(small_config(), voice=VoiceSettings(jack=gone))
    assert try_headset(config) == Trial("headset", Found.JACK_UNREADABLE, gone)
