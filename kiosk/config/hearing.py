"""The parts of a configuration that say what is heard, and which keys a keypad has."""

from pathlib import Path

from kiosk.config.model import KeypadSettings, SoundSettings, VoiceSettings
from kiosk.config.table import Table

KEYS = (
    "next",
    "previous",
    "ok",
    "back",
    "repeat",
    "louder",
    "softer",
    "help",
    "curtain",
    "headset_in",
    "headset_out",
)
LOUDEST = 25.0
"""Eight times that, 18 dB more, is all that a loudspeaker is given."""


def read_voice(top: Table, beside: Path) -> VoiceSettings:
    table = top.table("voice")
    if table is None:
        return VoiceSettings()
    folder = table.text("recordings", "")
    recordings = beside.parent / folder if folder else None
    amplitude = table.number("amplitude", VoiceSettings.amplitude)
    if amplitude > LOUDEST:
        table.fault("amplitude", f"« amplitude » va de 1 à {LOUDEST:.0f} : la voix peut monter.")
    settings = VoiceSettings(recordings, table.text("jack", "") or None, amplitude)
    table.end()
    return settings


def read_keypad(top: Table) -> KeypadSettings:
    table = top.table("keypad")
    if table is None:
        return KeypadSettings()
    read = {key: tuple(table.text(key, "").split()) for key in KEYS}
    table.end()
    return KeypadSettings({key: names for key, names in read.items() if names})


def read_sound(top: Table) -> SoundSettings:
    table = top.table("sound")
    if table is None:
        return SoundSettings()
    settings = SoundSettings(table.flag("enabled", default=SoundSettings.enabled))
    table.end()
    return settings
