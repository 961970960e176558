"""What an emulated printer is made of, and how it is at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from printer.head import CODE_PAGES
from printer.profiles import Presenter, Profile

BUFFER = 4096
CUTTER_S = 0.25


@dataclass(frozen=True, slots=True)
class Identity:
    """What `GS I` answers."""

    model: int = 0x20
    maker: str = "BORNE"
    name: str = "EMULATOR"
    firmware: str = "1.00"
    serial: str = "0000000001"


@dataclass(frozen=True, slots=True)
class Traits:
    """What does not change while the printer lives."""

    width_dots: int = 576
    dots_per_mm: float = 8.0
    speed_mm_s: float = 150.0
    blade_mm: float = 15.0
    cutter_s: float = CUTTER_S
    buffer: int = BUFFER
    presenter: bool = False
    deaf_in_order: bool = False
    """In the middle of an order it takes a real-time question for data, as cheap models do."""
    code_pages: Mapping[int, str] = field(default_factory=lambda: CODE_PAGES)
    identity: Identity = Identity()

    @classmethod
    def of(cls, profile: Profile) -> "Traits":
        return cls(
            width_dots=profile.width_dots,
            dots_per_mm=profile.dots_per_mm,
            speed_mm_s=profile.speed_mm_s,
            blade_mm=profile.feed_to_blade_mm,
            presenter=profile.presenter is not Presenter.NONE,
            code_pages={**CODE_PAGES, profile.codepage.slot: profile.codepage.name},
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """What a hand, wear or bad luck did to the printer."""

    powered: bool = True
    roll_mm: float | None = None
    """What is left of the roll; None when nobody counts, 0 without paper."""
    near_end: bool = False
    cover: bool = False
    blade_stuck: bool = False
    """The next cut fails; the error stays until it is cleared."""
    cutter_error: bool = False
    jam: bool = False
    """Paper is stuck."""
    jam_error: bool = False
    """It was freed; the error stays until it is cleared."""
    hot: bool = False
    fault: bool = False
    """What only the maker repairs."""
    mute: bool = False
    """It takes bytes and prints, and says nothing."""
    hung: bool = False
    """It takes nothing, prints nothing and says nothing."""
    garbage: bool = False
    """Each byte that it says is another one."""
    star: bool = False
    """It answers in another maker's protocol."""
    short: int | None = None
    """The most bytes that it takes at a time."""
    ticket_out: bool = False
    """A ticket waits in the presenter."""

    @property
    def paper_out(self) -> bool:
        return self.roll_mm is not None and self.roll_mm <= 0

    @property
    def in_error(self) -> bool:
        return self.cutter_error or self.jammed or self.hot or self.fault

    @property
    def jammed(self) -> bool:
        return self.jam or self.jam_error

    @property
    def offline(self) -> bool:
        return self.paper_out or self.cover or self.in_error

    @property
    def prints(self) -> bool:
        return self.powered and not self.hung and not self.offline
