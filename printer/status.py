"""What a printer sends back, told apart by its fixed bits. Pure: bytes in, reports out.

`DLE EOT` answers are 0xx1xx10, the first of four ASB bytes 0xx1xx00, `GS r 1` answers
one of four values, and blocks begin with a header and end with NUL. What is none of these is noise,
and noise proves nothing.
"""

from dataclasses import dataclass

from printer.outcome import Health

BLOCK_HEADS = frozenset({0x37, 0x3D, 0x5F})
PROCESS_ID, CLEARED = 0x22, 0x25
PROCESS_ID_LENGTH = 7
LONGEST_BLOCK = 82
FULL_HEAD = b"\x10\x0f"
"""No ASB looks like that: the low bits of its second byte are never all set."""
PAPER_SENSOR = frozenset({0x00, 0x03, 0x0C, 0x0F})
"""Both bits of a sensor agree: near end, end."""


@dataclass(frozen=True, slots=True)
class RealTime:
    """The answer to one `DLE EOT`."""

    value: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Four bytes of automatic status back."""

    value: bytes


@dataclass(frozen=True, slots=True)
class InOrder:
    """The answer to `GS r 1`: everything sent before it has been dealt with."""

    value: int

    @property
    def has_paper(self) -> bool:
        return not self.value & 0x0C


@dataclass(frozen=True, slots=True)
class ProcessId:
    token: bytes


@dataclass(frozen=True, slots=True)
class Cleared:
    """The buffers are empty, and pending process ids are dropped."""


@dataclass(frozen=True, slots=True)
class Full:
    """Custom's answer to `DLE EOT 20`: paper, user, recoverable, unrecoverable."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Noise:
    value: bytes


Report = RealTime | Automatic | Full | InOrder | ProcessId | Cleared | Noise


def demultiplex(data: bytes) -> tuple[tuple[Report, ...], bytes]:
    """The reports in `data`, and the tail that needs more bytes to be understood."""
    reports: list[Report] = []
    at = 0
    while at < len(data):
        found = _report(data[at : at + LONGEST_BLOCK])
        if found is None:
            break
        report, length = found
        reports.append(report)
        at += length
    return tuple(reports), data[at:]


def _report(data: bytes) -> tuple[Report, int] | None:
    first = data[0]
    if first in BLOCK_HEADS:
        return _block(data)
    if first & 0x93 == 0x12:
        return RealTime(first), 1
    if first == FULL_HEAD[0] and data[1:2] in (b"", FULL_HEAD[1:]):
        return (Full(data[2:6]), 6) if len(data) >= 6 else None
    if first & 0x93 == 0x10:
        return _automatic(data)
    if first in PAPER_SENSOR:
        return InOrder(first), 1
    return Noise(data[:1]), 1


def _automatic(data: bytes) -> tuple[Report, int] | None:
    if any(byte & 0x90 for byte in data[1:4]):
        return Noise(data[:1]), 1
    return (Automatic(data[:4]), 4) if len(data) >= 4 else None


def _block(data: bytes) -> tuple[Report, int] | None:
    end = data.find(0)
    if end < 0:
        return (Noise(data[:1]), 1) if len(data) >= LONGEST_BLOCK else None
    block = data[: end + 1]
    if block[:2] == bytes([0x37, PROCESS_ID]) and len(block) == PROCESS_ID_LENGTH:
        return ProcessId(block[2:6]), len(block)
    if block[:2] == bytes([0x37, CLEARED]) and len(block) == 3:
        return Cleared(), len(block)
    return Noise(block), len(block)


@dataclass(frozen=True, slots=True)
class Questions:
    """The answers to `DLE EOT` 1, 2, 3 and 4."""

    printer: int
    offline: int
    error: int
    paper: int


def health_of(answers: Questions) -> Health:
    """The worst that the four answers say."""
    signs = (
        (answers.error & 0x20, Health.FAULT),
        (answers.offline & 0x04, Health.COVER),
        (answers.paper & 0x60 or answers.offline & 0x20, Health.PAPER_OUT),
        (answers.error & 0x08, Health.CUTTER),
        (answers.error & 0x04, Health.JAM),
        (answers.error & 0x40, Health.HOT),
        (answers.offline & 0x40, Health.FAULT),
        (answers.printer & 0x08, Health.BUSY),
        (answers.paper & 0x0C, Health.NEAR_END),
    )
    return next((health for bits, health in signs if bits), Health.READY)


def health_of_automatic(report: Automatic) -> Health:
    """The worst that an automatic status says. It cannot say why a printer is off line."""
    first, second, third, _fourth = report.value
    signs = (
        (second & 0x20, Health.FAULT),
        (first & 0x20, Health.COVER),
        (third & 0x0C, Health.PAPER_OUT),
        (second & 0x08, Health.CUTTER),
        (second & 0x04, Health.JAM),
        (second & 0x40, Health.HOT),
        (first & 0x08, Health.BUSY),
        (third & 0x03, Health.NEAR_END),
    )
    return next((health for bits, health in signs if bits), Health.READY)


def health_of_full(report: Full) -> Health:
    """The worst that a full status says; a bit that nobody explained is a fault."""
    paper, user, recoverable, unrecoverable = report.value
    signs = (
        (unrecoverable & ~0x01, Health.FAULT),
        (user & 0x03, Health.COVER),
        (paper & 0x01, Health.PAPER_OUT),
        (unrecoverable & 0x01, Health.CUTTER),
        (recoverable & 0x40, Health.JAM),
        (recoverable & 0x01, Health.HOT),
        (recoverable & ~0x41, Health.FAULT),
        (paper & 0x20, Health.TICKET_WAITING),
        (paper & 0x44, Health.NEAR_END),
    )
    return next((health for bits, health in signs if bits), Health.READY)
