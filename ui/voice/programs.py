"""What is spoken or played, as calls of programs that can be cut short. Starts none."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.voice.recordings import Recordings, scaled

if TYPE_CHECKING:
    from ui.speech import Speech

FULL = 100
"""The amplitude at which espeak-ng and a recording are as loud as they were made."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Paths of what was found on this machine; empty: not there."""

    espeak: str = ""
    aplay: str = ""
    pw_play: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A program, its arguments, and what it reads."""

    argv: tuple[str, ...]
    input: bytes = b""


@dataclass(frozen=True, slots=True)
class Speaker:
    """`amplitude`: of 100, what the technician measured as 65 dBA at most."""

    programs: Programs
    recordings: Recordings
    amplitude: float

    def calls(self, speech: "Speech", gain: float) -> tuple[Call, ...]:
        """Recordings where there are some; what lies between them in one breath."""
        made: list[Call] = []
        run: list[str] = []
        lang = ""
        for sentence in speech:
            recorded = self._recorded(sentence.lang, sentence.text, gain)
            if run and (recorded is not None or sentence.lang != lang):
                made += self._spoken(lang, run, gain)
                run = []
            if recorded is not None:
                made.append(recorded)
            else:
                run.append(sentence.text)
                lang = sentence.lang
        return (*made, *(self._spoken(lang, run, gain) if run else ()))

    def _spoken(self, lang: str, texts: list[str], gain: float) -> tuple[Call, ...]:
        if not self.programs.espeak:
            return ()
        loud = max(round(self.amplitude * gain), 1)
        # Its voices have the names of their languages.
        argv = (self.programs.espeak, "-v", lang, "-a", str(loud), "-b", "1", "--stdin")
        # A line that ends without a stop runs into the next.
        text = "\n".join(text if text[-1] in ".?!…؟" else f"{text}." for text in texts)
        return (Call(argv, text.encode()),)

    def _recorded(self, lang: str, text: str, gain: float) -> Call | None:
        file = self.recordings.file(lang, text)
        if file is None:
            return None
        share = self.amplitude / FULL * gain
        if self.programs.aplay:
            return Call((self.programs.aplay, "-q", "-"), scaled(file, share))
        if self.programs.pw_play:
            return Call((self.programs.pw_play, f"--volume={share:.3f}", str(file)))
        return None
