"""Put another database in the place of the present one, which is kept beside under a dated name.

Whatever instant the power goes at, the next start finishes what was begun. For whoever is alone in
the folder: SQLite would write an old journal into a new file.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

_READY = ".ready"
_SIDES = ("-wal", "-shm")


def stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")


def put_in_place(fresh: Path, file: Path, why: str) -> Path:
    """`fresh`: a whole database in the same folder, closed. Returns where the old one lies."""
    sync_file(fresh)
    kept = file.with_name(f"{file.stem}-{why}-{stamp()}{file.suffix}")
    fresh.replace(kept.with_name(kept.name + _READY))
    sync_folder(file.parent)
    finish(file)
    return kept


def finish(file: Path) -> None:
    """What was begun before the power went."""
    for ready in sorted(file.parent.glob(f"{file.stem}-*{file.suffix}{_READY}")):
        kept = ready.with_name(ready.name.removesuffix(_READY))
        for side in ("", *_SIDES[:1]):
            _keep(file.with_name(file.name + side), kept.with_name(kept.name + side))
        sync_folder(file.parent)
        for side in _SIDES:
            file.with_name(file.name + side).unlink(missing_ok=True)
        sync_folder(file.parent)
        ready.replace(file)
        sync_folder(file.parent)


def discard(file: Path) -> None:
    """A database, with what SQLite lays beside it."""
    for side in ("", *_SIDES, "-journal"):
        file.with_name(file.name + side).unlink(missing_ok=True)


def sync_file(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep(source: Path, target: Path) -> None:
    if target.exists() or not source.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
        sync_file(target)
