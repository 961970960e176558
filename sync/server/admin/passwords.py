"""Words that open an account: argon2id, never on the event loop, a few at a time."""

import asyncio
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 200
LEAST_DIFFERENT = 5
MOST_AT_ONCE = 2
MOST_WAITING = 32
_KNOWN = ("motdepasse", "password", "azerty", "qwerty", "administrat", "bienvenue")
_IN_ORDER = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""What OWASP asks for at least: 18 ms and 19 MiB."""


class BadPassword(StrEnum):
    SHORT = "short"
    LONG = "long"
    REPEATED = "repeated"
    IN_ORDER = "in_order"
    NAME = "name"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Right:
    """`rehashed`: to be stored instead, for it was made with older parameters."""

    rehashed: str | None = None


class Wrong:
    """Of a name that has no password too."""


class Busy:
    """Too many at once."""


def fault_of(password: str, name: str) -> BadPassword | None:
    plain = _plain(password).casefold()
    if len(plain) < LEAST:
        return BadPassword.SHORT
    if len(plain) > MOST:
        return BadPassword.LONG
    if len(set(plain)) < LEAST_DIFFERENT or (plain + plain).find(plain, 1) < len(plain):
        return BadPassword.REPEATED
    if any(plain in run or plain in run[::-1] for run in _IN_ORDER):
        return BadPassword.IN_ORDER
    if any(len(part) > 2 and part in plain for part in (name, name.partition("@")[0])):
        return BadPassword.NAME
    letters = "".join(sign for sign in plain if sign.isalpha())
    if any(len(letters) - len(word) < LEAST // 2 for word in _KNOWN if word in letters):
        return BadPassword.KNOWN
    return None


def hashed(password: str) -> str:
    return _hasher.hash(_plain(password))


def verified(stored: str | None, password: str) -> Right | Wrong:
    """As long for a name that is unknown (None) as for one that is known."""
    plain = _plain(password[: 4 * MOST])
    try:
        _hasher.verify(stored or _NOBODY, plain)
    except (VerificationError, InvalidHashError):
        return Wrong()
    if stored is None:
        return Wrong()
    return Right(_hasher.hash(plain) if _hasher.check_needs_rehash(stored) else None)


class PasswordDesk:
    """Belongs to the event loop."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(MOST_AT_ONCE)
        self._waiting = 0

    async def verify(self, stored: str | None, password: str) -> Right | Wrong | Busy:
        if self._waiting >= MOST_WAITING:
            return Busy()
        self._waiting += 1
        try:
            async with self._free:
                return await asyncio.to_thread(verified, stored, password)
        finally:
            self._waiting -= 1

    async def hash(self, password: str) -> str:
        async with self._free:
            return await asyncio.to_thread(hashed, password)


def _plain(password: str) -> str:
    """One keyboard writes é as one sign, another as two."""
    return unicodedata.normalize("NFKC", password)


_NOBODY = hashed("nobody has this one")
