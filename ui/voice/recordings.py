"""Sentences that a site had recorded: they take precedence over the synthetic voice.

DIR/LANG/NAME.wav, 16 bits. NAME is made of the sentence: its first words without accents, then
eight figures of its SHA-256, so that a sentence that changes is no longer played.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

WORDS = 5
FIGURES = 8
SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True)
class Recordings:
    """`folder` None: there are none."""

    folder: Path | None = None

    def file(self, lang: str, text: str) -> Path | None:
        if self.folder is None:
            return None
        file = self.folder / lang / file_name(text)
        return file if file.is_file() else None

    def languages(self) -> frozenset[str]:
        if self.folder is None or not self.folder.is_dir():
            return frozenset()
        return frozenset(each.name for each in self.folder.iterdir() if any(each.glob("*.wav")))


def file_name(text: str) -> str:
    """« Prenez votre ticket » → `prenez-votre-ticket-….wav`."""
    import hashlib  # They cost 4 ms, which the first frame would wait for.
    import re
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:WORDS]
    figures = hashlib.sha256(text.encode()).hexdigest()[:FIGURES]
    return "-".join((*words, figures)) + ".wav"


def scaled(file: Path, share: float) -> bytes:
    """The recording with each sample multiplied by `share`, as aplay has no volume of its own."""
    import io
    import wave

    with wave.open(str(file), "rb") as source:
        parameters, frames = source.getparams(), source.readframes(source.getnframes())
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setparams(parameters)
        target.writeframes(
            _scaled(frames, share) if parameters.sampwidth == SAMPLE_BYTES else frames
        )
    return out.getvalue()


def _scaled(frames: bytes, share: float) -> bytes:
    import array

    samples = array.array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    loud = array.array("h", (max(-32768, min(32767, int(each * share))) for each in samples))
    if sys.byteorder == "big":
        loud.byteswap()
    return loud.tobytes()
