"""What a visitor may ask of the screen, to see, hear or reach it. Forgotten when the visit ends."""

from enum import StrEnum


class Aid(StrEnum):
    TEXT = "text"
    """Larger words."""
    CONTRAST = "contrast"
    VOICE = "voice"
    REACH = "reach"
    """Everything in the band that a seated arm reaches."""
    KEYS = "keys"
    """Keys move a ring from button to button. Not on the strip: the first key asks for it."""


Access = frozenset[Aid]

NO_AID: Access = frozenset()
SLOW = frozenset({Aid.TEXT, Aid.VOICE, Aid.REACH, Aid.KEYS})
"""Whoever uses one of these is given twice the time."""
GUIDED = frozenset({Aid.VOICE, Aid.KEYS})
"""Whoever uses one of these is told, or shown, where on the screen they are."""


def patience(access: Access) -> int:
    """What every time limit is multiplied by."""
    return 2 if access & SLOW else 1
