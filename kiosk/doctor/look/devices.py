"""What is plugged in, as the system lists it and as the printer answers."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.doctor.devices import Input, Mixer, Pointing, PrinterFacts, SoundFacts, VoiceFacts
from kiosk.doctor.look.machine import PROC, SYS, text_of
from kiosk.doctor.look.store import look
from kiosk.domain.clock import Instant
from kiosk.domain.roll import Forecast, forecast, full_mm
from printer.outcome import Health

TURN_S = 5.0
MIXER_S = 3.0
_WORD_BITS = 64
_DIRECT = 1
"""INPUT_PROP_DIRECT: what is touched is what is seen."""
_ABS_X, _ABS_MT_X, _REL_X = 0, 0x35, 0
_BTN_LEFT, _BTN_TOUCH, _BTN_PEN, _BTN_FINGER = 0x110, 0x14A, 0x140, 0x145
_KEY_ENTER = 28
_VOLUME = re.compile(r"\[(\d{1,3})%\]")


def printer(config: Config, folder: DataFolder) -> PrinterFacts:
    from kiosk.printing import find_printer
    from kiosk.proof import alone
    from kiosk.storage.database import Unusable

    settings = config.printer
    found = find_printer(config, folder)
    if isinstance(found, Unusable):
        return PrinterFacts(settings.url, settings.profile, None, found.advice)
    if not folder.path.exists():
        # Nobody prints from a folder that is not there, and a look makes none.
        return PrinterFacts(settings.url, settings.profile, found.health())
    health = alone(folder.path, TURN_S, found.health, lambda: Health.BUSY)
    return PrinterFacts(settings.url, settings.profile, health)


def paper(config: Config, folder: Path, now: Instant) -> Forecast | None:
    from kiosk.printing import profile_of
    from printer.profiles import NoProfile

    seen, profile = look(folder), profile_of(config)
    if seen is None or seen.roll is None or isinstance(profile, NoProfile):
        return None
    return forecast(seen.roll, full_mm(profile.paper_mm), now.wall)


def inputs(sys: Path = SYS) -> tuple[Input, ...] | None:
    folder = sys / "class/input"
    if not folder.is_dir():
        return None
    return tuple(_inputs(folder))


def _inputs(folder: Path) -> Iterator[Input]:
    for event in sorted(folder.glob("event*/device")):
        name = text_of(event / "name").strip()
        if name:
            yield Input(name, _kind(event))


def _kind(device: Path) -> Pointing:
    """As libinput and udev tell them apart."""
    keys, absolute = (bits(text_of(device / "capabilities" / of)) for of in ("key", "abs"))
    relative, traits = (
        bits(text_of(device / "capabilities/rel")),
        bits(text_of(device / "properties")),
    )
    points = bool(absolute & {_ABS_X, _ABS_MT_X})
    held = keys & {_BTN_PEN, _BTN_FINGER}
    if points and (_DIRECT in traits or (_BTN_TOUCH in keys and not held)):
        return Pointing.TOUCH
    if _BTN_LEFT in keys and (_REL_X in relative or points):
        return Pointing.MOUSE
    return Pointing.KEYS if _KEY_ENTER in keys else Pointing.OTHER


def bits(text: str) -> frozenset[int]:
    """Of a bitmap in sysfs: hexadecimal words, the highest first."""
    words = text.split()
    found = 0
    for word in words:
        found = found << _WORD_BITS | int(word, 16)
    return frozenset(bit for bit in range(found.bit_length()) if found >> bit & 1)


def sound(config: Config, proc: Path = PROC) -> SoundFacts:
    from ui.voice.found import find_speaker, player_of

    player = player_of(find_speaker(config).programs)
    return SoundFacts(player[0] if player else "", _cards(proc / "asound/cards"), _mixer())


def _cards(file: Path) -> tuple[str, ...] | None:
    """` 0 [PCH ]: HDA-Intel - HDA Intel PCH`, then a line of details."""
    if not file.exists():
        return None
    lines = text_of(file).splitlines()
    return tuple(line.split("]:", 1)[1].strip() for line in lines if "]:" in line)


def _mixer() -> Mixer:
    try:
        done = subprocess.run(
            ["amixer", "sget", "Master"], capture_output=True, timeout=MIXER_S, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return Mixer()
    return mixer(done.stdout.decode(errors="replace"))


def mixer(said: str) -> Mixer:
    """What `amixer` prints: `Front Left: Playback 48 [55%] [-18.75dB] [on]`."""
    volumes = [int(percent) for percent in _VOLUME.findall(said)]
    return Mixer(max(volumes, default=None), "[off]" in said and "[on]" not in said)


def voices(config: Config) -> VoiceFacts:
    from ui.voice.found import can_speak, find_speaker

    able = can_speak(find_speaker(config), frozenset(config.languages))
    return VoiceFacts(
        tuple(lang for lang in config.languages if lang in able),
        tuple(lang for lang in config.languages if lang not in able),
    )
