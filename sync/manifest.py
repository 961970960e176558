"""What a server published to a site or to one device: the names of files, and their hashes.

The server signs the very bytes (`signature.manifest_text`); a device keeps them as they came.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sync.wire import LAST_REVISION, Malformed

CONFIG_FILE = "borne.toml"
"""The configuration among the files; a manifest without files takes back what was published."""
MOST_FILES = 500
MOST_BYTES = 1024 * 1024
"""Of one file."""
MOST_TOTAL = 16 * 1024 * 1024

_PART = r"[^\W_][\w .\u2019'+-]{0,99}"
_NAME = re.compile(rf"{_PART}(/{_PART}){{0,3}}")
"""Down only, and nothing hidden: a name cannot lead out of its folder."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`device` None: for every device of the site. `made`: ms since 1970, by the server."""

    site: str
    device: UUID | None
    rev: int
    made: int
    files: Mapping[str, PublishedFile]


def is_file_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not any(
        part.endswith((".", " ")) for part in name.split("/")
    )


def is_sha256(text: str) -> bool:
    return _SHA256.fullmatch(text) is not None


def encode_manifest(manifest: Manifest) -> bytes:
    message = {
        "site": manifest.site,
        "device": None if manifest.device is None else str(manifest.device),
        "rev": manifest.rev,
        "made": manifest.made,
        "files": {
            name: {"sha256": file.sha256, "size": file.size}
            for name, file in sorted(manifest.files.items())
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def decode_manifest(data: bytes) -> Manifest | Malformed:
    """Fields that this version does not know are ignored."""
    try:
        return _manifest(json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return Malformed(f"{type(error).__name__}: {error}"[:200])


def _manifest(fields: dict[str, Any]) -> Manifest:
    site, device, rev, made = (fields[name] for name in ("site", "device", "rev", "made"))
    if not (isinstance(site, str) and type(rev) is int and type(made) is int):
        raise TypeError("site, rev, made")
    if not 1 <= rev <= LAST_REVISION:
        raise ValueError("not a revision")
    files = {name: _file(name, file) for name, file in fields["files"].items()}
    if len(files) > MOST_FILES or sum(file.size for file in files.values()) > MOST_TOTAL:
        raise ValueError("too much")
    if files and CONFIG_FILE not in files:
        raise ValueError("no configuration among the files")
    return Manifest(site, None if device is None else UUID(device), rev, made, files)


def _file(name: str, fields: dict[str, Any]) -> PublishedFile:
    sha256, size = fields["sha256"], fields["size"]
    if not (is_file_name(name) and isinstance(sha256, str) and is_sha256(sha256)):
        raise ValueError("not a file")
    if not (type(size) is int and 0 <= size <= MOST_BYTES):
        raise ValueError("not a size")
    return PublishedFile(sha256, size)
