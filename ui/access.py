"""What a visitor may ask of the screen, to see, hear or reach it. Forgotten when the visit ends."""

from enum import StrEnum


class Aid(StrEnum):
    TEXT = "text"
    """Larger words."""
    CONTRAST = "contrast"
    VOICE = "voice"
    REACH = "reach"
    """Everything in the band that a seated arm reaches."""


Access = frozenset[Aid]

NO_AID: Access = frozenset()
SLOW = frozenset({Aid.TEXT, Aid.VOICE, Aid.REACH})
"""Whoever uses one of these is given twice the time."""


def patience(access: Access) -> int:
    """What every time limit is multiplied by."""
    return 2 if access & SLOW else 1
