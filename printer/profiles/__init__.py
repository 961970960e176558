"""What each family of printers can do, from the data files beside this one or a site's own."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kiosk.config.toml_file import Problem
from printer.profiles.model import (
    MM_PER_INCH,
    Clear,
    CodePage,
    Confirm,
    CutStyle,
    Memory,
    Presenter,
    Profile,
    QrStyle,
    deaf,
)
from printer.profiles.reader import read_profile

FOLDER = Path(__file__).parent
SUFFIX = ".toml"

__all__ = [
    "MM_PER_INCH",
    "BadProfile",
    "Clear",
    "CodePage",
    "Confirm",
    "CutStyle",
    "Memory",
    "NoProfile",
    "Presenter",
    "Profile",
    "QrStyle",
    "UnknownProfile",
    "deaf",
    "load_profile",
    "profile_names",
]


@dataclass(frozen=True, slots=True)
class UnknownProfile:
    name: str

    def __str__(self) -> str:
        known = ", ".join(profile_names())
        return (
            f"Le profil d’imprimante « {self.name} » n’existe pas. Écrire le nom d’un fichier "
            f"« .toml » posé à côté de la configuration, ou un profil fourni : {known}."
        )


@dataclass(frozen=True, slots=True)
class BadProfile:
    """A file that cannot be used, with all that is wrong in it."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


NoProfile = UnknownProfile | BadProfile


@cache
def profile_names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob(f"*{SUFFIX}"))


def load_profile(name: str, beside: Path | None = None) -> Profile | NoProfile:
    """A shipped profile by its name, or the file of that name in the folder `beside`."""
    if name in profile_names():
        found = read_profile(FOLDER / f"{name}{SUFFIX}")
    elif beside is not None and name.endswith(SUFFIX):
        found = read_profile(beside / name)
    else:
        return UnknownProfile(name)
    return found if isinstance(found, Profile) else BadProfile(found)
