"""Makes assets/sounds/ from nothing but arithmetic, so that they are ours.

python packaging/dev/sounds.py assets/sounds
"""

import array
import math
import sys
import wave
from pathlib import Path

RATE = 22_050
PEAK = 0.25
"""Of full scale: heard by whoever touches, not by the hall."""
Samples = list[float]


def tone(pitch_hz: float, seconds: float, decay_s: float) -> Samples:
    """A struck bar: its note, and a higher one that dies first."""
    out = []
    for n in range(round(seconds * RATE)):
        t = n / RATE
        attack = min(t / 0.002, 1.0)
        end = min((seconds - t) / 0.01, 1.0)
        note = math.sin(2 * math.pi * pitch_hz * t) * math.exp(-t / decay_s)
        knock = 0.4 * math.sin(2 * math.pi * pitch_hz * 3.93 * t) * math.exp(-t / (decay_s / 5))
        out.append((note + knock) * attack * end)
    return out


def mixed(*parts: tuple[float, Samples]) -> Samples:
    """Each part from its second on."""
    length = max(round(start * RATE) + len(samples) for start, samples in parts)
    out = [0.0] * length
    for start, samples in parts:
        for n, sample in enumerate(samples, round(start * RATE)):
            out[n] += sample
    return out


SOUNDS = {
    # A knuckle on wood.
    "touch": tone(820, 0.05, 0.008),
    # A fifth, upwards: something is ready.
    "ticket": mixed((0, tone(659.3, 0.17, 0.06)), (0.12, tone(987.8, 0.17, 0.07))),
    # One low note, twice: a question.
    "attention": mixed((0, tone(440, 0.13, 0.05)), (0.15, tone(440, 0.14, 0.05))),
}


def write(file: Path, samples: Samples) -> None:
    loudest = max(abs(sample) for sample in samples)
    whole = array.array("h", (round(s / loudest * PEAK * 32767) for s in samples))
    if sys.byteorder == "big":
        whole.byteswap()
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(whole.tobytes())


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, samples in SOUNDS.items():
        write(folder / f"{name}.wav", samples)
