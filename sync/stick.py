"""Files on a key that somebody may pull out: whole under their name, or not there."""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.system_errors import trouble

# A link or a pipe on a key leads to files of this machine, or nowhere. Windows knows neither flag.
_NO_LINK, _NO_WAIT = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
PART = ".part"
"""Until it is whole."""


@dataclass(frozen=True, slots=True)
class NotWritten:
    """`reason`: two French sentences, to go on after « … : »."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotRead:
    reason: str


def write_whole(target: Path, content: bytes) -> NotWritten | None:
    """On the key itself when this returns None, its name too: it may be pulled out."""
    part = target.with_name(target.name + PART)
    try:
        # Whoever had the key before may have left something of another kind under that name.
        part.unlink(missing_ok=True)
        fresh = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, 0o666)
        with os.fdopen(fresh, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _settle(target.absolute().parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return NotWritten(str(trouble(error)))
    return None


def remove(files: Iterable[Path]) -> None:
    """What could not be removed does no harm: it is taken once."""
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def read_bounded(file: Path, most: int) -> bytes | NotRead:
    try:
        descriptor = os.open(file, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY)
        with os.fdopen(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return NotRead("Ce n’est pas un fichier.")
            content = opened.read(most + 1)
    except OSError as error:
        return NotRead(str(trouble(error)))
    return content if len(content) <= most else NotRead("Il est trop gros pour être de nous.")


def named(place: Path, ending: str) -> list[Path] | NotRead:
    """The whole files of a folder with that ending, by name; or `place` itself, a file."""
    try:
        if not place.is_dir():
            place.stat()
            return [place]
        found = [file for file in place.iterdir() if file.name.endswith(ending)]
    except OSError as error:
        return NotRead(str(trouble(error)))
    return sorted(file for file in found if not file.name.startswith("."))


def _settle(folder: Path) -> None:
    """The name on the disk as well."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        # Folders cannot be opened on Windows.
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems of keys do not know how to flush a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
        os.sync()
    finally:
        os.close(descriptor)
