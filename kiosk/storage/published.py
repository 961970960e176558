"""What a server published, on the disk: two sides, of which the newest that is whole holds.

A side is whole once its manifest is there, which comes last, in one rename. So whatever is cut, the
old or the new one is there; and when a disk spoils the new one, the old one holds again. Newer is
what was put here later: another server than before counts its revisions anew.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Publication
from kiosk.storage.lock import FolderLock, LockTimeout
from kiosk.storage.private_file import write_private
from sync.manifest import CONFIG_FILE, Manifest, PublishedFile, decode_manifest
from sync.wire import Malformed

FOLDER, SIDES = "published", ("a", "b")
MANIFEST, FILES, LOCK = "manifest.json", "files", "lock"

Mark = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A manifest with its signature, as they came. `turn` counts what was put here."""

    side: Path
    turn: int
    text: bytes
    signature: bytes
    manifest: Manifest


def read_publication(data: Path) -> Publication | None:
    """What holds; None: nothing was ever published to this machine."""
    held = held_in(data)
    if held is None:
        return None
    file = held.side / FILES / CONFIG_FILE if held.manifest.files else None
    return Publication(held.manifest.rev, hashlib.sha256(held.text).hexdigest(), file)


def mark_of(data: Path) -> Mark:
    """Changes with what is published, and costs next to nothing to look at."""
    return tuple(_mark(data / FOLDER / side / MANIFEST) for side in SIDES)


class Side:
    """The side that does not hold, being filled. Raises OSError, as do all of its methods."""

    def __init__(self, data: Path) -> None:
        self._root = data / FOLDER
        held = held_in(data)
        name = None if held is None else held.side.name
        self._turn = 1 if held is None else held.turn + 1
        self._side = self._root / next(side for side in SIDES if side != name)
        (self._side / FILES).mkdir(parents=True, exist_ok=True)
        # First of all: from here on it is not whole.
        (self._side / MANIFEST).unlink(missing_ok=True)
        _flush(self._side)

    @property
    def files(self) -> Path:
        return self._side / FILES

    def clear(self, manifest: Manifest) -> None:
        """Of what the new one does not name."""
        wanted = {self.files / name for name in manifest.files}
        # What is in a folder comes before it.
        for path in sorted(self.files.rglob("*"), reverse=True):
            if path.is_file() and path not in wanted:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def has(self, name: str, file: PublishedFile) -> bool:
        if _is(self.files / name, file):
            return True
        held = (path for side in SIDES for path in (self._root / side / FILES).rglob("*"))
        same = next((path for path in held if _is(path, file)), None)
        if same is not None:
            self.put(name, same.read_bytes())
        return same is not None

    def put(self, name: str, content: bytes) -> None:
        write_private(self.files / name, content)

    def hold(self, text: bytes, signature: bytes) -> None:
        """From now on this side is what holds."""
        for folder, _, _ in os.walk(self._side):
            _flush(Path(folder))
        fields = {
            "turn": self._turn,
            "manifest": text.decode(),
            "sig": b64encode(signature).decode(),
        }
        write_private(self._side / MANIFEST, json.dumps(fields, ensure_ascii=False).encode())


@contextmanager
def filling(data: Path) -> Iterator[Side | None]:
    """None: another process of this machine is at it. Raises OSError."""
    root = data / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(root / LOCK)
    with ExitStack() as held:
        held.callback(lock.close)
        try:
            held.enter_context(lock.hold(0.0))
        except LockTimeout:
            yield None
            return
        yield Side(data)


def held_in(data: Path) -> Held | None:
    """The newest that is whole."""
    sides = (_read(data / FOLDER / side) for side in SIDES)
    newest_first = sorted(filter(None, sides), key=lambda held: held.turn, reverse=True)
    return next(filter(_is_whole, newest_first), None)


def _read(side: Path) -> Held | None:
    try:
        fields = json.loads((side / MANIFEST).read_bytes())
        turn, text = int(fields["turn"]), str(fields["manifest"]).encode()
        signature = b64decode(fields["sig"], validate=True)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    manifest = decode_manifest(text)
    return None if isinstance(manifest, Malformed) else Held(side, turn, text, signature, manifest)


def _is_whole(held: Held) -> bool:
    return all(_is(held.side / FILES / name, file) for name, file in held.manifest.files.items())


def _is(path: Path, file: PublishedFile) -> bool:
    try:
        if not path.is_file() or path.stat().st_size != file.size:
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    except OSError:
        return False


def _mark(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
