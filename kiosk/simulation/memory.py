"""How much memory the process takes that listens on a port of this machine (Linux)."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kiosk.simulation.tally import Memory

EVERY_S = 0.5
_LISTENS = "0A"
_PROC = Path("/proc")


def listener(port: int) -> int | None:
    """The process; None when it is elsewhere, or somebody else's."""
    inodes = {f"socket:[{inode}]" for inode in _inodes(port)}
    for process in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            if any(str(file.readlink()) in inodes for file in (process / "fd").iterdir()):
                return int(process.name)
    return None


def _inodes(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (_PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]


class Gauge:
    """Looks again and again until it is stopped."""

    def __init__(self, process: int | None) -> None:
        self._process = process
        self._before = self._most = self._now()

    async def watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(EVERY_S)

    def look(self) -> None:
        self._most = max(self._most, self._now())

    def read(self) -> Memory | None:
        self.look()
        return None if self._process is None else Memory(self._before, self._most)

    def _now(self) -> float:
        if self._process is None:
            return 0.0
        with suppress(OSError):
            status = (_PROC / str(self._process) / "status").read_text()
            if found := re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE):
                return int(found[1]) / 1024
        return 0.0
