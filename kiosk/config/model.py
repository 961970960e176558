"""The checked configuration, as the rest of the product sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from kiosk.domain.feedback import FOUR_FACES, Scale
from kiosk.domain.motifs import Catalogue
from kiosk.domain.opening import OpeningRules


@dataclass(frozen=True)
class Site:
    id: str
    name: str
    rules: OpeningRules
    """Holds the site's time zone too."""
    day_starts: time = time(3)
    """When the numbers begin again at 1."""
    follow_url: str | None = None
    """Where the QR code of a ticket leads, when the site has such a page."""


@dataclass(frozen=True)
class PrinterSettings:
    url: str = "virtual:"
    profile: str = "generic-80"
    layout: str = ""
    """A file beside the configuration; empty: the layout that is shipped."""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True)
class SyncSettings:
    """`url` None: nothing is sent anywhere. `every_s`: at least, when there is nothing to send.

    `keep_days`: what the server keeps in its backups stays here for so long.
    """

    url: str | None = None
    every_s: float = 15.0
    keep_days: int = 90


@dataclass(frozen=True)
class ScreenSettings:
    """`width_mm` None: what the screen says of itself, which many screens get wrong.

    `bottom_mm`: of the picture, above the floor. `distance_mm`: from an eye to the glass.
    """

    width_mm: float | None = None
    bottom_mm: float | None = None
    distance_mm: float | None = None
    theme: str = "light"
    idle_s: int = 30
    warning_s: int = 20
    motion: bool = True
    off_when_closed: bool = True
    cleaning_at: time | None = None
    """When the glass is wiped every day, in the site's own time."""


@dataclass(frozen=True)
class VoiceSettings:
    """`recordings` None: the synthetic voice alone. `jack`: the evdev device of the headset."""

    recordings: Path | None = None
    jack: str | None = None
    amplitude: float = 12.0
    """Of 100: what gives 65 dBA at most where a visitor stands. Each visit begins with it."""


@dataclass(frozen=True)
class KeypadSettings:
    """What the site's own keys mean, by meaning; the usual keys for the others."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SoundSettings:
    enabled: bool = True


@dataclass(frozen=True)
class ExitSettings:
    """What the exit asks besides a face."""

    scale: Scale = FOUR_FACES
    comment: bool = False
    """Whether the visitor may write a few words."""
    ticket_code: bool = False
    """Whether tickets carry a code that joins an opinion to a visit."""
    changed: Mapping[str, str] = field(default_factory=dict)
    """What the site changed since it was told, in each language; nothing to tell: empty."""


@dataclass(frozen=True)
class Config:
    source: Path
    site: Site
    languages: tuple[str, ...]
    """French first; then none, or at least two others."""
    catalogue: Catalogue
    lane: int | None = None
    """This kiosk's own lane of numbers; None when it is the only one of the site."""
    printer: PrinterSettings = PrinterSettings()
    sync: SyncSettings = SyncSettings()
    screen: ScreenSettings = ScreenSettings()
    voice: VoiceSettings = VoiceSettings()
    keypad: KeypadSettings = KeypadSettings()
    sound: SoundSettings = SoundSettings()
    exit: ExitSettings = ExitSettings()
