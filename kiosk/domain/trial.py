"""What comes of a trial of the sound, a voice or the headset, for the technician who listens."""

from dataclasses import dataclass
from enum import StrEnum


class Found(StrEnum):
    PLAYED = "played"
    """The program ended well: whether it was heard, only an ear can tell."""
    SOUND_OFF = "sound_off"
    NO_PLAYER = "no_player"
    SPOKEN = "spoken"
    NO_VOICE = "no_voice"
    FAILED = "failed"
    PLUGGED = "plugged"
    UNPLUGGED = "unplugged"
    NO_JACK = "no_jack"
    """None is configured."""
    JACK_UNREADABLE = "jack_unreadable"


@dataclass(frozen=True, slots=True)
class Trial:
    """`about`: `headset`, `sound`, or a language. `detail`: what a program said, or a path."""

    about: str
    found: Found
    detail: str = ""
