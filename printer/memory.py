"""What the virtual printer keeps for good, in files of its folder: one for each key."""

from collections.abc import Mapping
from pathlib import Path

SUFFIX = ".nv"

Memory = Mapping[bytes, bytes]
"""By key: width and height in dots, two bytes each, then the dots."""


def load_memory(folder: Path) -> dict[bytes, bytes]:
    """Files that are not ours are left alone. Raises OSError."""
    found: dict[bytes, bytes] = {}
    for file in folder.glob(f"*{SUFFIX}"):
        try:
            key = bytes.fromhex(file.stem)
        except ValueError:
            continue
        found[key] = file.read_bytes()
    return found


def save_memory(folder: Path, memory: Memory) -> None:
    """Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, picture in memory.items():
        (folder / f"{key.hex()}{SUFFIX}").write_bytes(picture)
    for key in load_memory(folder).keys() - memory.keys():
        (folder / f"{key.hex()}{SUFFIX}").unlink(missing_ok=True)
