"""The technician's PIN as a salted scrypt hash in the data folder, with the failures so far."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kiosk.domain.pin import Locked, NoPin, PinAnswer, Right, Wrong, remaining_s, wait_after
from kiosk.domain.system_errors import trouble
from kiosk.storage.failure import CannotWrite
from kiosk.storage.lock import FolderLock, LockTimeout
from kiosk.storage.private_file import write_private

FILE = "pin.json"
LOCK_FILE = "pin.lock"
TURN_S = 10.0
SALT_BYTES = 16
COST, BLOCK, LANES = 2**14, 8, 1
"""scrypt's n, r and p: 16 MiB and some 50 ms for each attempt."""


@dataclass(frozen=True, slots=True)
class _Kept:
    salt: str
    hash: str
    failures: int = 0
    failed_at: float = 0.0
    """Seconds since 1970, of the last failure."""


@dataclass(frozen=True, slots=True)
class PinFile:
    """Of one data folder; every kiosk process on it shares the PIN and the failures."""

    folder: Path
    now: Callable[[], float] = time.time

    @property
    def is_set(self) -> bool:
        return self._read() is not None

    def set(self, pin: str) -> None:
        """Failures are forgotten. Raises CannotWrite."""
        salt = os.urandom(SALT_BYTES)
        self._write(_Kept(salt.hex(), _hash(pin, salt)))

    def remove(self) -> None:
        try:
            (self.folder / FILE).unlink(missing_ok=True)
        except OSError as error:
            raise CannotWrite(_advice(self.folder, error)) from error

    def try_pin(self, pin: str) -> PinAnswer:
        """One attempt at a time, whichever screen it comes from, or two would count as one.

        Raises CannotWrite: an attempt that cannot be counted is not answered.
        """
        if not self.is_set:
            return NoPin()
        try:
            with closing(FolderLock(self.folder / LOCK_FILE)) as lock, lock.hold(TURN_S):
                return self._try_alone(pin)
        except LockTimeout as error:
            raise CannotWrite("Un autre écran vérifie un code depuis longtemps.") from error
        except OSError as error:
            raise CannotWrite(_advice(self.folder, error)) from error

    def _try_alone(self, pin: str) -> PinAnswer:
        kept = self._read()
        if kept is None:
            return NoPin()
        moment = self.now()
        if moment < kept.failed_at:
            # A clock that was set back: the wait begins anew, or it would last until then.
            kept = replace(kept, failed_at=moment)
            self._write(kept)
        if wait_s := remaining_s(kept.failures, moment - kept.failed_at):
            return Locked(wait_s)
        # Counted before it is judged: pulling the plug gives no attempt for free.
        failed = replace(kept, failures=kept.failures + 1, failed_at=moment)
        self._write(failed)
        if hmac.compare_digest(_hash(pin, bytes.fromhex(kept.salt)), kept.hash):
            self._write(replace(kept, failures=0, failed_at=0.0))
            return Right()
        return Wrong(wait_after(failed.failures))

    def _read(self) -> _Kept | None:
        try:
            text = (self.folder / FILE).read_text(encoding="utf-8")
            return _Kept(**json.loads(text))
        except (OSError, ValueError, TypeError):
            # Lost or damaged: nobody comes in until it is set again.
            return None

    def _write(self, kept: _Kept) -> None:
        try:
            write_private(self.folder / FILE, json.dumps(asdict(kept)).encode())
        except OSError as error:
            raise CannotWrite(_advice(self.folder, error)) from error


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=BLOCK, p=LANES).hex()


def _advice(folder: Path, error: OSError) -> str:
    return (
        f"Le code du technicien ne peut pas être écrit dans {folder} "
        f"({trouble(error).cause}). Vérifier le droit d’écrire dans ce dossier."
    )
