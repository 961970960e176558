"""Memory, heat, power and disk, as Linux tells them in its own files."""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from kiosk.doctor.machine import DiskSpeed, MemoryFacts, RoomFacts
from kiosk.domain.system_errors import trouble
from kiosk.storage.ballast import FILE as BALLAST

SYS, PROC = Path("/sys"), Path("/proc")
WRITES, WRITE_BYTES, ENOUGH_S = 20, 4096, 3.0
PROBE = "doctor.probe"
_KILO = 1024


def memory(*, ours: bool, proc: Path = PROC) -> MemoryFacts:
    """`ours`: this process is the one of the screens."""
    available = _kilobytes(proc / "meminfo", "MemAvailable:")
    return MemoryFacts(available, _kilobytes(proc / "self/status", "VmRSS:") if ours else None)


def _kilobytes(file: Path, name: str) -> int | None:
    for line in text_of(file).splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * _KILO
    return None


def temperature(sys: Path = SYS) -> float | None:
    zones = sorted((sys / "class/thermal").glob("thermal_zone*/temp"))
    found = [int(said) / 1000 for zone in zones if (said := text_of(zone).strip()).isdigit()]
    return max(found, default=None)


def power(sys: Path = SYS) -> int | None:
    """A Raspberry Pi's own word."""
    said = text_of(sys / "devices/platform/soc/soc:firmware/get_throttled").strip()
    try:
        return int(said, 16)
    except ValueError:
        return None


def text_of(file: Path) -> str:
    """Empty when it is not there, or nobody may read it."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def disk_speed(folder: Path, writes: int = WRITES) -> DiskSpeed | str | None:
    """How long a small durable write takes where the data is."""
    if not folder.exists():
        return None
    probe = folder / PROBE
    try:
        with probe.open("wb", buffering=0) as file:
            took = _write(file.fileno(), writes)
    except OSError as error:
        return trouble(error).cause
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return DiskSpeed(median(took), max(took))


def _write(descriptor: int, writes: int) -> list[float]:
    took: list[float] = []
    while len(took) < writes and sum(took) < ENOUGH_S * 1000:
        began = time.perf_counter()
        os.write(descriptor, os.urandom(WRITE_BYTES))
        os.fsync(descriptor)
        took.append((time.perf_counter() - began) * 1000)
    return took


def room(folder: Path, *, ours: bool) -> RoomFacts | str | None:
    """`ours`: a screen runs here, and would hold room back."""
    if not folder.exists():
        return None
    try:
        held = (folder / BALLAST).exists() if ours else None
        return RoomFacts(shutil.disk_usage(folder).free, held)
    except OSError as error:
        return trouble(error).cause
