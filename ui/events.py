"""What can happen at any of our screens, entrance or exit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    lang: str


@dataclass(frozen=True, slots=True)
class WentBack:
    pass


@dataclass(frozen=True, slots=True)
class HelpAsked:
    pass


@dataclass(frozen=True, slots=True)
class Ticked:
    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """The database cannot be used, or something unexpected happened."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The database that could not be used can be used."""


StripTouch = LanguageChosen | WentBack | HelpAsked
CommonEvent = StripTouch | Ticked | Broken | Mended
