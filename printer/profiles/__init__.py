"""What each family of printers can do, from the data files beside this one."""

import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
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

    @property
    def dots_per_mm(self) -> float:
        return self.dpi / MM_PER_INCH


@dataclass(frozen=True, slots=True)
class UnknownProfile:
    name: str

    def __str__(self) -> str:
        known = ", ".join(profile_names())
        return f"Le profil d’imprimante « {self.name} » n’existe pas. Profils connus : {known}."


def deaf(profile: Profile) -> Profile:
    """The same printer at the end of a link that brings nothing back."""
    return replace(profile, status=False, confirm=Confirm.NONE, clear=Clear.NONE)


def profile_names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def load_profile(name: str) -> Profile | UnknownProfile:
    if name not in profile_names():
        return UnknownProfile(name)
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return _profile(data)


def _profile(data: dict[str, Any]) -> Profile:
    return Profile(
        **data
        | {
            "codepage": CodePage(**data["codepage"]),
            "cut": CutStyle(data["cut"]),
            "confirm": Confirm(data["confirm"]),
            "clear": Clear(data.get("clear", Clear.NONE)),
        }
    )
