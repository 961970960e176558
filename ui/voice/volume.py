"""How loud the voice is: in steps around the loudness that the technician measured. Pure."""

from dataclasses import dataclass

STEPS_DB = (-6.0, 0.0, 6.0, 12.0, 18.0)
"""18 dB above the first loudness, with a step at 12 (EN 301 549, 8.2.1)."""
FIRST = STEPS_DB.index(0.0)
"""65 dBA at most, for each new visitor (EN 301 549, 5.1.3.13)."""


@dataclass(frozen=True, slots=True)
class Volume:
    step: int = FIRST

    @property
    def gain(self) -> float:
        """What an amplitude is multiplied by."""
        return float(10 ** (STEPS_DB[self.step] / 20))

    def moved(self, by: int) -> "Volume":
        return Volume(min(max(self.step + by, 0), len(STEPS_DB) - 1))
