"""The visitor's opinion: a face, then optionally if it is settled, and why. Never a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

GREEN_FROM = 8.0
"""Of 10: where the State's own figures turn green."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`faces` are the ids of the drawings from worst to best; value 1 is the first.

    `labels` name their words, `question` what is asked; `wording` counts the changes of both,
    for answers to different words are not one series.
    """

    id: str
    faces: tuple[str, ...]
    labels: tuple[str, ...]
    question: str = "question"
    wording: int = 1

    def __contains__(self, value: int) -> bool:
        return 1 <= value <= len(self.faces)

    def is_happy(self, value: int) -> bool:
        """Satisfied: the two best of four or five, the best of three."""
        return 2 * value > len(self.faces) + 1

    def score_10(self, value: int) -> float:
        """From 0 for the worst to 10 for the best, in equal steps: 0, 5, 10 with three faces."""
        return 10 * (value - 1) / (len(self.faces) - 1)


def is_green(score_10: float) -> bool:
    return score_10 >= GREEN_FROM


_FOUR = ("very_bad", "bad", "good", "very_good")
_FIVE = ("very_bad", "bad", "medium", "good", "very_good")
FOUR_FACES = Scale("faces-4", _FOUR, _FOUR)
FIVE_FACES = Scale("faces-5", _FIVE, _FIVE)
JDMA = Scale(
    "jdma-3",
    ("bad", "medium", "good"),
    ("jdma_bad", "jdma_medium", "jdma_good"),
    "jdma_question",
)
"""The State's « Je donne mon avis », in its own words, to be compared with it."""
SCALES: Mapping[str, Scale] = {scale.id: scale for scale in (FOUR_FACES, JDMA, FIVE_FACES)}


class Resolution(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Reason(StrEnum):
    WAIT = "wait"
    WELCOME = "welcome"
    CLARITY = "clarity"
    SOLUTION = "solution"
    PLACE = "place"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Feedback:
    """`id` is random and tied to nothing. The last answer given under an id counts."""

    id: UUID
    scale: str
    value: int
    lang: str
    resolution: Resolution | None = None
    reasons: tuple[Reason, ...] = ()
    comment: str | None = None
    """As typed; what is kept of it is masked first."""
    ticket_code: str | None = None
    """From the paper of a visit that chose to be joined to it."""
    wording: int = 1
    """Of the scale's words."""
