"""The programs that speak: what they are called with, cut short, and when there are none."""

import array
import json
import shutil
import subprocess
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk.config import SoundSettings, VoiceSettings
from kiosk.paths import ASSETS
from tests.fakes import LANGUAGES, small_config
from tests.ui.kit import TEXTS
from tests.ui.listening import Ear
from ui.audio import Silence, Sound
from ui.speech import Sentence
from ui.voice.found import can_speak, find_audio, find_speaker
from ui.voice.logged import LoggedVoice
from ui.voice.played import PlayedSounds
from ui.voice.program_voice import ProgramVoice
from ui.voice.programs import Programs, Speaker
from ui.voice.recordings import Recordings, file_name, scaled
from ui.voice.sentences import recordable
from ui.voice.volume import STEPS_DB, Volume

NO_RECORDINGS = Recordings()
BONJOUR, TICKET = Sentence("fr", "Bonjour"), Sentence("fr", "Prenez votre ticket")
HELLO = Sentence("en", "Hello")


def program(folder: Path, body: str) -> str:
    """A program of ours in place of espeak-ng."""
    file = folder / "espeak-ng"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return str(file)


def record(folder: Path, sentence: Sentence, samples: list[int]) -> Path:
    file = folder / sentence.lang / file_name(sentence.text)
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(22_050)
        out.writeframes(array.array("h", samples).tobytes())
    return file


def speaker(espeak: str = "espeak-ng", recordings: Recordings = NO_RECORDINGS) -> Speaker:
    return Speaker(Programs(espeak, "aplay"), recordings, 12)


# ── What they are called with ───────────────────────────────────────────────────────────────────


def test_what_is_said_in_one_language_is_said_in_one_breath() -> None:
    (call,) = speaker().calls((BONJOUR, TICKET), 1)
    assert call.argv[:3] == ("espeak-ng", "-v", "fr")
    assert call.input.decode() == "Bonjour.\nPrenez votre ticket."


def test_each_language_is_spoken_by_its_own_voice() -> None:
    calls = speaker().calls((BONJOUR, HELLO, TICKET), 1)
    assert [call.argv[2] for call in calls] == ["fr", "en", "fr"]


def test_the_amplitude_follows_the_volume() -> None:
    loud = [
        int(speaker().calls((BONJOUR,), Volume(step).gain)[0].argv[4])
        for step in range(len(STEPS_DB))
    ]
    assert loud == [6, 12, 24, 48, 95]


def test_a_recording_takes_precedence_and_what_is_around_it_is_spoken(tmp_path: Path) -> None:
    file = record(tmp_path, TICKET, [1000, -1000])
    calls = speaker(recordings=Recordings(tmp_path)).calls((BONJOUR, TICKET, BONJOUR), 1)
    assert [call.argv[0] for call in calls] == ["espeak-ng", "aplay", "espeak-ng"]
    assert calls[1].input == scaled(file, 0.12)


def test_a_recording_is_played_by_what_there_is(tmp_path: Path) -> None:
    file = record(tmp_path, TICKET, [1])
    programs = Programs(pw_play="pw-play")
    (call,) = Speaker(programs, Recordings(tmp_path), 12).calls((TICKET,), 2)
    assert call.argv == ("pw-play", "--volume=0.240", str(file))
    assert Speaker(Programs(), Recordings(tmp_path), 12).calls((TICKET,), 1) == ()


def test_a_recording_is_made_softer_sample_by_sample(tmp_path: Path) -> None:
    file = record(tmp_path, TICKET, [1000, -1000, 32767])
    quiet = tmp_path / "quiet.wav"
    quiet.write_bytes(scaled(file, 0.5))
    with wave.open(str(quiet), "rb") as heard:
        assert list(array.array("h", heard.readframes(9))) == [500, -500, 16383]


def test_a_sentence_that_changes_has_another_file() -> None:
    name = file_name("Prenez votre ticket")
    assert name.startswith("prenez-votre-ticket-")
    assert name != file_name("Prenez votre ticket.")
    assert file_name("خذوا تذكرتكم").endswith(".wav")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_recorded_has_names_that_differ(lang: str) -> None:
    sentences = recordable(TEXTS[lang], small_config())
    assert TEXTS[lang].say("common.voice_mode") in sentences
    assert len({file_name(text) for text in sentences}) == len(sentences)
    assert not any("{" in text for text in sentences)


# ── Speaking ────────────────────────────────────────────────────────────────────────────────────


def test_sentences_are_spoken_one_after_the_other(tmp_path: Path, qtbot: QtBot) -> None:
    said = tmp_path / "said"
    voice = ProgramVoice(speaker(program(tmp_path, f'cat >> "{said}"; echo >> "{said}"')))
    voice.say((BONJOUR, HELLO), Volume())
    voice.say((TICKET,), Volume())
    assert voice.speaking
    qtbot.waitUntil(lambda: not voice.speaking)
    assert said.read_text().split("\n")[:3] == ["Bonjour.", "Hello.", "Prenez votre ticket."]


def test_it_is_silent_at_once_when_told_to_stop(tmp_path: Path, qtbot: QtBot) -> None:
    said = tmp_path / "said"
    slow = program(tmp_path, f'read line; echo "$line" >> "{said}"; exec sleep 60')
    voice = ProgramVoice(speaker(slow))
    voice.say((BONJOUR, HELLO), Volume())
    qtbot.waitUntil(said.exists)
    voice.stop()
    assert not voice.speaking
    voice.say((TICKET,), Volume())
    qtbot.waitUntil(lambda: "ticket" in said.read_text())
    voice.close()
    assert "Hello" not in said.read_text()


@pytest.mark.parametrize("espeak", ["no-such-program", "false"])
def test_a_voice_that_cannot_speak_says_so_once_and_holds_nobody_up(
    qapp: QGuiApplication,  # noqa: ARG001 - QProcess needs it
    espeak: str,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    voice = ProgramVoice(speaker(espeak))
    for _ in range(2):
        voice.say((BONJOUR,), Volume())
        qtbot.waitUntil(lambda: not voice.speaking)
    assert sum("la voix ne peut pas parler" in each.message for each in caplog.records) == 1


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed here")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_espeak_speaks_every_language(lang: str, tmp_path: Path) -> None:
    sentence = Sentence(lang, TEXTS[lang].say("common.voice_mode"))
    (call,) = speaker(shutil.which("espeak-ng") or "").calls((sentence,), 1)
    heard = tmp_path / "heard.wav"
    subprocess.run([*call.argv, "-w", str(heard)], input=call.input, check=True, timeout=30)
    assert heard.stat().st_size > 22_050, "more than half a second"


# ── What there is ───────────────────────────────────────────────────────────────────────────────


def test_without_any_program_there_is_no_voice_and_no_sound(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    caplog.set_level("INFO")
    audio = find_audio(small_config())
    assert audio.voices == frozenset()
    assert isinstance(audio.open_sounds(), Silence)
    assert "espeak-ng" in caplog.text


def test_espeak_on_the_path_speaks_every_language_and_aplay_plays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, "true")
    shutil.copy(tmp_path / "espeak-ng", tmp_path / "aplay")
    monkeypatch.setenv("PATH", str(tmp_path))
    audio = find_audio(small_config())
    assert audio.voices == set(LANGUAGES)
    assert isinstance(audio.open_sounds(), PlayedSounds)
    mute = replace(small_config(), sound=SoundSettings(enabled=False))
    assert isinstance(find_audio(mute).open_sounds(), Silence)


def test_recordings_alone_are_a_voice_for_their_languages(tmp_path: Path) -> None:
    record(tmp_path, TICKET, [1])
    speaker, languages = Speaker(Programs(aplay="aplay"), Recordings(tmp_path), 12), {"fr", "it"}
    assert can_speak(speaker, frozenset(languages)) == {"fr"}
    assert can_speak(replace(speaker, programs=Programs()), frozenset(languages)) == set()
    spoken = replace(speaker, programs=Programs(espeak="espeak-ng"))
    assert can_speak(spoken, frozenset(languages)) == languages


def test_a_speech_log_needs_no_loudspeaker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    log = tmp_path / "said.jsonl"
    audio = find_audio(small_config(), log)
    assert audio.voices == set(LANGUAGES)
    audio.open_voice().say((BONJOUR, HELLO), Volume(3))
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(row["lang"], row["text"], row["volume"]) for row in rows] == [
        ("fr", "Bonjour", 4),
        ("en", "Hello", 4),
    ]


def test_a_logged_voice_speaks_too(tmp_path: Path) -> None:
    ear = Ear()
    voice = LoggedVoice(ear, tmp_path / "said.jsonl")
    voice.say((BONJOUR,), Volume())
    assert ear.heard == [BONJOUR]
    voice.stop()
    assert ear.stops == 1


def test_settings_of_the_site_reach_the_voice(tmp_path: Path) -> None:
    config = replace(small_config(), voice=VoiceSettings(tmp_path, None, 20))
    assert find_speaker(config).recordings.folder == tmp_path
    assert find_speaker(config).amplitude == 20


# ── Sounds ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_is_short_and_quiet(sound: Sound) -> None:
    with wave.open(str(ASSETS / "sounds" / f"{sound}.wav"), "rb") as file:
        seconds = file.getnframes() / file.getframerate()
        samples = array.array("h", file.readframes(file.getnframes()))
    assert seconds < 0.3
    assert 1000 < max(map(abs, samples)) < 32767 / 3


def test_a_sound_is_played_from_its_file(tmp_path: Path, qtbot: QtBot) -> None:
    played = tmp_path / "played"
    player = program(tmp_path, f'echo "$@" > "{played}"')
    sounds = PlayedSounds((player, "-q"), ASSETS / "sounds")
    sounds.play(Sound.TICKET)
    qtbot.waitUntil(lambda: played.exists() and played.read_text() != "")
    assert played.read_text().split() == ["-q", str(ASSETS / "sounds" / "ticket.wav")]
    sounds.close()
    assert not sounds.playing
