"""Where the file for support goes: a USB key that somebody may pull out as soon as it is said."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Config
from kiosk.config.reader import Problems
from kiosk.data_folder import DataFolder
from kiosk.support.bundle import bundle, name_at
from sync.stick import write_whole

MOUNTS = Path("/proc/self/mounts")
_OF_KEYS = ("/media/", "/run/media/", "/mnt/")
_UNESCAPED = {"\\040": " ", "\\011": "\t", "\\134": "\\"}
PULL = "Vous pouvez retirer la clé."
NO_KEY = "Aucune clé USB n’est prête. En brancher une, puis recommencer."


@dataclass(frozen=True, slots=True)
class Written:
    file: Path
    size: int
    is_on_key: bool

    @property
    def words(self) -> str:
        said = f"{self.file.name} est écrit ({self.size // 1000 + 1}\u00a0ko)."
        return f"{said} {PULL}" if self.is_on_key else said


def write_support(config: Config | Problems, folder: DataFolder, target: Path) -> Written | str:
    """In `target`, a file or a folder. A string: why it could not be written."""
    file = target / name_at(datetime.now(UTC).astimezone()) if target.is_dir() else target
    made = bundle(config, folder)
    failed = write_whole(file, made)
    if failed is not None:
        return f"{file} ne peut pas être écrit\u00a0: {failed.reason}"
    return Written(file, len(made), is_on_key(file))


def write_on_key(config: Config, folder: DataFolder, plugged: Sequence[Path]) -> str:
    """On the first key that takes it, and what became of it in words."""
    key = next((each for each in plugged if os.access(each, os.W_OK)), None)
    if key is None:
        return NO_KEY
    done = write_support(config, folder, key)
    return done if isinstance(done, str) else replace(done, is_on_key=True).words


def keys(mounts: Path = MOUNTS) -> list[Path]:
    """Where keys are mounted, the newest first."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    places = [_unescaped(line.split(" ")[1]) for line in lines if line.startswith("/dev/")]
    return [Path(place) for place in reversed(places) if place.startswith(_OF_KEYS)]


def is_on_key(file: Path, mounts: Path = MOUNTS) -> bool:
    return any(file.absolute().is_relative_to(key) for key in keys(mounts))


def _unescaped(place: str) -> str:
    for escape, character in _UNESCAPED.items():
        place = place.replace(escape, character)
    return place
