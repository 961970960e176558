"""Ears for the tests: a voice that remembers, sounds that are counted, a plug to push and pull."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes import LANGUAGES
from ui.audio import Audio, NoPlug, Plug, Sound
from ui.speech import Sentence, Speech
from ui.voice.volume import Volume


@dataclass
class Ear:
    """A voice, sounds and a headset in one. `speaking` is what the test says."""

    voices: frozenset[str] = frozenset(LANGUAGES)
    speaking: bool = False
    heard: list[Sentence] = field(default_factory=list)
    """Since the last `stop`."""
    everything: list[Sentence] = field(default_factory=list)
    volumes: list[int] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)
    stops: int = 0
    plug: Callable[[bool], None] | None = None

    def audio(self) -> Audio:
        return Audio(self.voices, lambda: self, lambda: self, self._open_jack)

    def say(self, speech: Speech, volume: Volume) -> None:
        self.heard += speech
        self.everything += speech
        self.volumes.append(volume.step)

    def stop(self) -> None:
        self.stops += 1
        self.heard.clear()

    def close(self) -> None:
        self.stop()

    def play(self, sound: Sound) -> None:
        self.sounds.append(sound)

    @property
    def words(self) -> list[str]:
        return [each.text for each in self.heard]

    def _open_jack(self, plugged: Callable[[bool], None]) -> Plug:
        self.plug = plugged
        return NoPlug()
