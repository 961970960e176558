"""What this machine and its configuration let be heard. Done at start: it only looks at files."""

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kiosk.config import Config
from kiosk.paths import ASSETS
from ui.audio import Audio, Plug, Silence, Sounds, Voice, no_jack
from ui.voice.programs import Programs, Speaker
from ui.voice.recordings import Recordings

log = logging.getLogger(__name__)


def find_audio(config: Config, speech_log: Path | None = None) -> Audio:
    """With a `speech_log`, every language of the site is spoken, if only into that file."""
    speaker, languages = find_speaker(config), frozenset(config.languages)
    voices = languages if speech_log else can_speak(speaker, languages)
    folder = speaker.recordings.folder
    if folder is not None and not folder.is_dir():
        log.warning("le dossier des enregistrements %s n’existe pas", folder)
    if not voices:
        log.info("pas de voix : ni espeak-ng ni enregistrements ([voice] recordings) ici")
    player = player_of(speaker.programs) if config.sound.enabled else ()
    return Audio(
        voices,
        partial(_open_voice, speaker, speech_log),
        partial(_open_sounds, player) if player else Silence,
        partial(_open_jack, config.voice.jack) if config.voice.jack else no_jack,
    )


def find_speaker(config: Config) -> Speaker:
    names = ("espeak-ng", "aplay", "pw-play")
    programs = Programs(*(_path_of(name) for name in names))
    return Speaker(programs, Recordings(config.voice.recordings), config.voice.amplitude)


def _path_of(program: str) -> str:
    # shutil.which would have the first frame wait for the libraries of every archive format.
    found = (str(Path(folder, program)) for folder in os.get_exec_path())
    return next((file for file in found if os.access(file, os.X_OK)), "")


def can_speak(speaker: Speaker, languages: frozenset[str]) -> frozenset[str]:
    """A language that has some recordings only says no more than these."""
    recorded = speaker.recordings.languages() if player_of(speaker.programs) else frozenset()
    return languages if speaker.programs.espeak else recorded


def player_of(programs: Programs) -> tuple[str, ...]:
    """The program that plays a file, with its options; empty: none is here."""
    if programs.aplay:
        return (programs.aplay, "-q")
    return (programs.pw_play,) if programs.pw_play else ()


def _open_voice(speaker: Speaker, speech_log: Path | None) -> Voice:
    from ui.voice.logged import LoggedVoice  # Read after the first frame.
    from ui.voice.program_voice import ProgramVoice

    voice = ProgramVoice(speaker)
    return voice if speech_log is None else LoggedVoice(voice, speech_log)


def _open_jack(device: str, plugged: Callable[[bool], None]) -> Plug:
    from ui.voice.jack import Jack

    return Jack(device, plugged)


def _open_sounds(player: tuple[str, ...]) -> Sounds:
    from ui.voice.played import PlayedSounds

    return PlayedSounds(player, ASSETS / "sounds")
