"""Try what can be heard, one thing at a time, each bounded in time. For a worker; no Qt."""

from collections.abc import Callable, Sequence
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryFile

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
LOOK_S = 0.1
LOOKS = round(LONGEST_S / LOOK_S)
_STOPPED = "{name} s’est arrêté avec la borne."
_TOO_LONG = f"{{name}} se fait entendre depuis {LONGEST_S:.0f} s\u00a0: arrêté."
SOUNDS = (Sound.TOUCH, Sound.TICKET)

IsStopping = Callable[[], bool]


def _never() -> bool:
    return False


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


def try_sound(config: Config, player: Sequence[str], is_stopping: IsStopping = _never) -> Trial:
    """The click and the chime. `player`: a program and its options; empty: there is none."""
    if not config.sound.enabled:
        return Trial("sound", Found.SOUND_OFF)
    if not player:
        return Trial("sound", Found.NO_PLAYER)
    for sound in SOUNDS:
        file = ASSETS / "sounds" / f"{sound}.wav"
        if problem := run(Call((*player, str(file))), is_stopping):
            return Trial("sound", Found.FAILED, problem)
    return Trial("sound", Found.PLAYED)


def try_voice(speaker: Speaker, words: Texts, is_stopping: IsStopping = _never) -> Trial:
    """The first sentence that a visitor hears in that language."""
    calls = speaker.calls((Sentence(words.lang, words.say("common.voice_mode")),), 1.0)
    if not calls:
        return Trial(words.lang, Found.NO_VOICE)
    for call in calls:
        if problem := run(call, is_stopping):
            return Trial(words.lang, Found.FAILED, problem)
    return Trial(words.lang, Found.SPOKEN)


def run(call: Call, is_stopping: IsStopping = _never) -> str:
    """What went wrong, to be told to a technician; empty: nothing. When the kiosk stops, so does
    the program, at once."""
    name = call.argv[0]
    if is_stopping():
        return _STOPPED.format(name=name)
    # Files, not pipes: nobody has to write and read while the program is watched.
    try:
        with TemporaryFile() as text, TemporaryFile() as complaints:
            text.write(call.input)
            text.seek(0)
            with Popen(call.argv, stdin=text, stdout=DEVNULL, stderr=complaints) as program:
                ended = _ended(program, is_stopping)
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
    except OSError as error:
        return f"{name} ne démarre pas\u00a0: {trouble(error)}"
    if not ended:
        return (_STOPPED if is_stopping() else _TOO_LONG).format(name=name)
    # espeak-ng succeeds where there is no sound card, and complains on the way.
    if program.returncode == 0 and not said:
        return ""
    last = said.splitlines()[-1] if said else f"code {program.returncode}"
    return f"{name} ne s’est pas fait entendre\u00a0: {last}"


def _ended(program: "Popen[bytes]", is_stopping: IsStopping) -> bool:
    """By itself, or else it is ended."""
    for _ in range(LOOKS):
        try:
            program.wait(LOOK_S)
        except TimeoutExpired:
            if is_stopping():
                break
        else:
            return True
    program.kill()
    return False
