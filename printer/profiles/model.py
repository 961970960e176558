"""What a printer can do, as the rest of the package sees it."""

from dataclasses import dataclass, replace
from enum import StrEnum

MM_PER_INCH = 25.4


class Confirm(StrEnum):
    """How a printer proves that a job is on paper."""

    PROCESS_ID = "process_id"
    GS_R = "gs_r"
    NONE = "none"


class CutStyle(StrEnum):
    FEED = "feed"
    """Feed to the blade, then cut."""
    NONE = "none"
    """A tear bar: feed until it can be torn."""


class Clear(StrEnum):
    """How a printer is made to forget what waits in its buffer."""

    DLE_DC4 = "dle_dc4"
    NONE = "none"


class Presenter(StrEnum):
    """What holds a ticket until it is taken."""

    GS_E = "gs_e"
    """Custom's: it shows the ticket when it is told to, after the cut."""
    NONE = "none"


class Memory(StrEnum):
    """Where a printer keeps a logo for good."""

    GRAPHICS = "graphics"
    """`GS ( L`, functions 67 and 69: by a key of two characters."""
    NONE = "none"


class QrStyle(StrEnum):
    NATIVE = "native"
    """`GS ( k`: the printer draws the code."""
    DRAWN = "drawn"
    """As a picture, twenty times the bytes."""


@dataclass(frozen=True, slots=True)
class CodePage:
    slot: int
    """The number for `ESC t`: it differs from one maker to another."""
    name: str
    """As Python calls it."""


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    untested: str
    """What nobody has seen yet on the real device."""
    paper_mm: int
    width_dots: int
    dpi: int
    columns: int
    codepage: CodePage
    speed_mm_s: float
    """A cautious printing speed: time limits are drawn from it."""
    feed_to_blade_mm: float
    cut: CutStyle
    status: bool
    """Answers `DLE EOT`; if so, silence means trouble."""
    confirm: Confirm
    max_band: int
    clear: Clear = Clear.NONE
    full_status: bool = False
    """Answers `DLE EOT 20`, as the kiosk printers of Custom do."""
    presenter: Presenter = Presenter.NONE
    memory: Memory = Memory.NONE
    qr: QrStyle = QrStyle.NATIVE

    @property
    def dots_per_mm(self) -> float:
        return self.dpi / MM_PER_INCH

    @property
    def cell_width(self) -> int:
        """Dots of one character of font A at size 1."""
        return self.width_dots // self.columns


def deaf(profile: Profile) -> Profile:
    """The same printer at the end of a link that brings nothing back."""
    return replace(profile, status=False, confirm=Confirm.NONE, clear=Clear.NONE, full_status=False)
