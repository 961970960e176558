"""What can be heard at a window: a voice and sounds. Shapes only; `ui/voice` makes them real."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ui.speech import Speech
    from ui.voice.volume import Volume


class Voice(Protocol):
    """Never waits: what is to be said is said meanwhile."""

    @property
    def speaking(self) -> bool: ...

    def say(self, speech: "Speech", volume: "Volume") -> None:
        """After what is being said already."""

    def stop(self) -> None:
        """At once; what was still to be said is forgotten."""

    def close(self) -> None: ...


class Sound(StrEnum):
    """Each is a file of `assets/sounds`."""

    TOUCH = "touch"
    TICKET = "ticket"
    ATTENTION = "attention"


class Sounds(Protocol):
    def play(self, sound: Sound) -> None:
        """Without waiting; none while another is heard."""

    def close(self) -> None: ...


class Silence:
    """No voice, no sound."""

    speaking = False

    def say(self, speech: "Speech", volume: "Volume") -> None:
        pass

    def stop(self) -> None:
        pass

    def play(self, sound: Sound) -> None:
        pass

    def close(self) -> None:
        pass


class Plug(Protocol):
    """Hears a headset go in and come out, until closed."""

    def close(self) -> None: ...


class NoPlug:
    def close(self) -> None:
        pass


def no_jack(_plugged: Callable[[bool], None]) -> Plug:
    return NoPlug()


@dataclass(frozen=True, slots=True)
class Audio:
    """`voices`: the languages that can be spoken. Opened once the first frame is seen."""

    voices: frozenset[str] = frozenset()
    open_voice: Callable[[], Voice] = Silence
    open_sounds: Callable[[], Sounds] = Silence
    open_jack: Callable[[Callable[[bool], None]], Plug] = no_jack


SILENT = Audio()
