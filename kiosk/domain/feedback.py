"""The visitor's opinion: a face, then optionally if it is settled, and why. Never a person."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scale:
    """`faces` are the ids of the faces from worst to best; value 1 is the first."""

    id: str
    faces: tuple[str, ...]

    def __contains__(self, value: int) -> bool:
        return 1 <= value <= len(self.faces)

    def is_happy(self, value: int) -> bool:
        return 2 * value > len(self.faces) + 1


FOUR_FACES = Scale("faces-4", ("very_bad", "bad", "good", "very_good"))


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
