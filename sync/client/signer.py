"""Sign the requests of one device."""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from uuid import UUID

from sync.signature import COUNT, DEVICE, KEY, SIGNATURE, key_id, request_text

BOOT_BITS = 40
"""34 years of ms in one boot, 8 million boots."""

MOST_AHEAD = 1 << 52
"""4,096 starts: what is said to be further was said by somebody on the way, for no device would be
heard after the greatest count."""

Monotonic = Callable[[], int]


def uptime_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Signer:
    """`boot` counts the starts of the machine: with the time since, the count of a request grows
    without a clock that is right and without a write to the disk."""

    def __init__(
        self, private: bytes, device: UUID, boot: int, monotonic: Monotonic = uptime_ms
    ) -> None:
        # 50 ms to import: no screen waits for it.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self._key = key_id(self._private.public_key().public_bytes_raw())
        self._device = device
        self._start = boot << BOOT_BITS
        self._monotonic = monotonic
        self._last = 0

    def headers(self, path: str, body: bytes, method: str = "POST") -> Mapping[str, str]:
        self._last = max(self._last + 1, self._start + self._monotonic())
        text = request_text(path, self._device, self._last, body, method)
        return {
            DEVICE: str(self._device),
            KEY: self._key,
            COUNT: str(self._last),
            SIGNATURE: b64encode(self._private.sign(text)).decode(),
        }

    def go_on_after(self, count: int) -> None:
        """The server heard this count: a restored disk forgot it, a copied one never knew it."""
        if self._last < count < self._start + MOST_AHEAD:
            self._last = count
