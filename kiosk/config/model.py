"""The checked configuration, as the rest of the product sees it."""

from dataclasses import dataclass
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
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True)
class SyncSettings:
    """`url` None: nothing is sent anywhere."""

    url: str | None = None
    every_s: float = 60.0


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
    """Whether anything on the screen may move."""


@dataclass(frozen=True)
class ExitSettings:
    """What the exit asks besides a face."""

    scale: Scale = FOUR_FACES
    comment: bool = False
    """Whether the visitor may write a few words."""
    ticket_code: bool = False
    """Whether tickets carry a code that joins an opinion to a visit."""


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
    exit: ExitSettings = ExitSettings()
