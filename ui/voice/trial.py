"""Try what can be heard, one thing at a time, each bounded in time. For a worker; no Qt."""

import subprocess
from collections.abc import Sequence

from kiosk.config import Config
from kiosk.domain.system_errors import trouble
from kiosk.domain.texts import Texts
from kiosk.domain.trial import Found, Trial
from kiosk.paths import ASSETS
from ui.audio import Sound
from ui.speech import Sentence
from ui.voice.jack import is_plugged
from ui.voice.programs import Call, Speaker

LONGEST_S = 60.0
SOUNDS = (Sound.TOUCH, Sound.TICKET)


def try_headset(config: Config) -> Trial:
    device = config.voice.jack
    if not device:
        return Trial("headset", Found.NO_JACK)
    match is_plugged(device):
        case None:
            return Trial("headset", Found.JACK_UNREADABLE, device)
        case True:
            return Trial("headset", Found.PLUGGED)
        case False:
            return Trial("headset", Found.UNPLUGGED)


def try_sound(config: Config, player: Sequence[str]) -> Trial:
    """The click and the chime. `player`: a program and its options; empty: there is none."""
    if not config.sound.enabled:
        return Trial("sound", Found.SOUND_OFF)
    if not player:
        return Trial("sound", Found.NO_PLAYER)
    for sound in SOUNDS:
        file = ASSETS / "sounds" / f"{sound}.wav"
        if problem := run(Call((*player, str(file)))):
            return Trial("sound", Found.FAILED, problem)
    return Trial("sound", Found.PLAYED)


def try_voice(speaker: Speaker, words: Texts) -> Trial:
    """The first sentence that a visitor hears in that language."""
    calls = speaker.calls((Sentence(words.lang, words.say("common.voice_mode")),), 1.0)
    if not calls:
        return Trial(words.lang, Found.NO_VOICE)
    for call in calls:
        if problem := run(call):
            return Trial(words.lang, Found.FAILED, problem)
    return Trial(words.lang, Found.SPOKEN)


def run(call: Call) -> str:
    """What went wrong, to be told to a technician; empty: nothing."""
    program = call.argv[0]
    try:
        done = subprocess.run(
            call.argv, input=call.input, capture_output=True, timeout=LONGEST_S, check=False
        )
    except OSError as error:
        return f"{program} ne démarre pas : {trouble(error)}"
    except subprocess.TimeoutExpired:
        return f"{program} se fait entendre depuis {LONGEST_S:.0f} s : arrêté."
    # espeak-ng succeeds where there is no sound card, and complains on the way.
    problem = done.stderr.decode(errors="replace").strip()
    if done.returncode == 0 and not problem:
        return ""
    last = problem.splitlines()[-1] if problem else f"code {done.returncode}"
    return f"{program} ne s’est pas fait entendre : {last}"
