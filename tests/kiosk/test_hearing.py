"""What a site says of its voice, its keypad and its sounds, and `borne voice`."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from kiosk.cli.checks import checks_of
from kiosk.config import Config, KeypadSettings, SoundSettings, VoiceSettings
from kiosk.config.hearing import KEYS
from kiosk.config.reader import read_config
from tests.fakes import LANGUAGES
from ui.keys import Key


def read(folder: Path, text: str) -> Config | str:
    file = folder / "borne.toml"
    file.write_text(f'catalogue = "mairie"\n{text}', encoding="utf-8")
    found = read_config(file, checks_of(file))
    return found if isinstance(found, Config) else "\n".join(map(str, found))


def run(*words: str) -> Result:
    return CliRunner().invoke(borne, words)


def test_a_site_that_says_nothing_has_the_usual_keys_and_loudness(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert isinstance(config, Config)
    assert config.voice == VoiceSettings()
    assert config.keypad == KeypadSettings()
    assert config.sound == SoundSettings(enabled=True)


def test_what_a_site_says_is_read(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        '[voice]\nrecordings = "voix"\njack = "/dev/input/event5"\namplitude = 20\n'
        '[keypad]\nok = "F13 5"\n[sound]\nenabled = false\n',
    )
    assert isinstance(config, Config)
    assert config.voice == VoiceSettings(tmp_path / "voix", "/dev/input/event5", 20)
    assert config.keypad.keys == {"ok": ("F13", "5")}
    assert not config.sound.enabled


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[keypad]\nok = "Retrun"', "« Retrun »"),
        ('[keypad]\nvolume = "F1"', "« volume »"),
        ("[voice]\namplitude = 26", "« amplitude »"),
        ("[sound]\nenabled = 1", "« enabled »"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    said = read(tmp_path, text)
    assert isinstance(said, str)
    assert problem in said
    assert "ligne 3" in said


def test_every_meaning_of_a_key_can_be_configured() -> None:
    assert set(KEYS) == {key.value for key in Key}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_recorded_is_listed_with_its_file(lang: str) -> None:
    result = run("voice", "list", "--lang", lang, "--json")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len({row["file"] for row in rows}) == len(rows) > 50
    assert {row["lang"] for row in rows} == {lang}


def test_a_language_that_the_kiosk_does_not_speak_is_said() -> None:
    result = run("voice", "list", "--lang", "de")
    assert result.exit_code == 2
    assert "« de »" in result.output


def test_a_sentence_is_tried_on_the_voice_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    espeak, said = tmp_path / "espeak-ng", tmp_path / "said"
    espeak.write_text(f"#!{sys.executable}\nimport sys\nopen({str(said)!r}, 'w').write(input())\n")
    espeak.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run("voice", "say", "Bonjour").exit_code == 0
    assert said.read_text() == "Bonjour."


def test_a_machine_without_voice_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("voice", "say", "Bonjour")
    assert result.exit_code == 1
    assert "apt install espeak-ng" in result.output


def test_a_machine_without_loudspeaker_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    espeak = tmp_path / "espeak-ng"
    espeak.write_text("#!/bin/sh\necho 'cannot find card' >&2\n")
    espeak.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("voice", "say", "Bonjour")
    assert result.exit_code == 1
    assert "cannot find card" in result.output
