"""Fetch what a server published, and believe only what its fleet key signed for this device."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never
from uuid import UUID

from sync.client.push import Busy, Refused, Unreachable
from sync.manifest import MOST_BYTES, Manifest, PublishedFile, decode_manifest
from sync.signature import manifest_text
from sync.wire import Malformed

MOST_MANIFEST = 512 * 1024

Got = bytes | Busy | Refused | Unreachable
Get = Callable[[str, int], Got]
"""A path of the server, and the most bytes that may come."""


class Shelf(Protocol):
    """Where the files of a publication are put, before it holds."""

    def has(self, name: str, file: PublishedFile) -> bool:
        """Whether a file with that hash is here already, and now stands under that name."""
        ...

    def put(self, name: str, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may publish to whom. `held`: the revision that holds here, 0 for none."""

    fleet_key: bytes
    site: str
    device: UUID
    held: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """A manifest that is signed, for us and newer; `text`: as it was signed."""

    manifest: Manifest
    text: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Untrue:
    """Our server signed it, and it is not to be taken; `reason` is a French sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing that our server signed came: it could not hand it over, or somebody else answered (a
    captive portal). The next exchange tries again."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Every file is on the shelf."""


def announced(get: Get, trust: Trust, rev: int) -> Announced | Untrue | Later:
    got = get(f"/v1/config/{rev}", MOST_MANIFEST)
    match got:
        case bytes():
            return _believed(got, trust, rev)
        case Busy() | Refused() | Unreachable():
            return Later()
        case _:
            assert_never(got)


def fetch(get: Get, manifest: Manifest, shelf: Shelf) -> Fetched | Later:
    """Only what is not here yet."""
    for name, file in manifest.files.items():
        if shelf.has(name, file):
            continue
        got = get(f"/v1/blob/{file.sha256}", MOST_BYTES)
        if not isinstance(got, bytes) or not _is(got, file):
            return Later()
        shelf.put(name, got)
    return Fetched()


def is_signed(fleet_key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether that server published this manifest."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(fleet_key).verify(signature, manifest_text(text))
    except InvalidSignature:
        return False
    return True


def _is(content: bytes, file: PublishedFile) -> bool:
    return len(content) == file.size and hashlib.sha256(content).hexdigest() == file.sha256


def _believed(answer: bytes, trust: Trust, rev: int) -> Announced | Untrue | Later:
    try:
        fields = json.loads(answer)
        text, signature = str(fields["manifest"]).encode(), b64decode(fields["sig"], validate=True)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Later()
    if not is_signed(trust.fleet_key, text, signature):
        return Later()
    manifest = decode_manifest(text)
    if isinstance(manifest, Malformed):
        return Untrue(f"La publication ne peut pas être lue ({manifest.reason}).")
    return _ours(Announced(manifest, text, signature), trust, rev)


def _ours(found: Announced, trust: Trust, rev: int) -> Announced | Untrue:
    manifest = found.manifest
    if manifest.site != trust.site:
        return Untrue(f"Elle est pour le site {manifest.site}, et non {trust.site}.")
    if manifest.device not in (None, trust.device):
        return Untrue(f"Elle est pour une autre machine, {manifest.device}.")
    if manifest.rev <= trust.held:
        return Untrue(f"C’est la révision {manifest.rev}, et la {trust.held} est déjà là.")
    if manifest.rev != rev:
        return Untrue(f"C’est la révision {manifest.rev}, et la {rev} était annoncée.")
    return found
