"""What can happen at any of our screens, entrance or exit."""

from dataclasses import dataclass

from ui.access import Access, Aid


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    lang: str


@dataclass(frozen=True, slots=True)
class LanguagesAsked:
    """To see which there are; once more: to see them no longer."""


@dataclass(frozen=True, slots=True)
class AidTouched:
    aid: Aid


@dataclass(frozen=True, slots=True)
class WentBack:
    pass


@dataclass(frozen=True, slots=True)
class HelpAsked:
    pass


@dataclass(frozen=True, slots=True)
class KeyUsed:
    """Somebody is there, and uses keys. `aids`: what that asks for."""

    aids: Access


@dataclass(frozen=True, slots=True)
class Stayed:
    """The visitor said to be still there."""


@dataclass(frozen=True, slots=True)
class Left:
    """Whoever was there has gone, as can be told from the headset."""


@dataclass(frozen=True, slots=True)
class Ticked:
    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """The database cannot be used, or something unexpected happened."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The database that could not be used can be used."""


StripTouch = LanguageChosen | LanguagesAsked | AidTouched | WentBack | HelpAsked | KeyUsed
CommonEvent = StripTouch | Stayed | Left | Ticked | Broken | Mended
