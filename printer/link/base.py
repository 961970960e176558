"""The way to a printer, whatever it is made of. Each call ends by its deadline.

Deadlines are moments of `time.monotonic()`, in seconds.
"""

from dataclasses import dataclass
from typing import Protocol

from printer.outcome import Health


@dataclass(frozen=True, slots=True)
class Absent:
    """There is nothing there, or we may not open it."""

    detail: str


@dataclass(frozen=True, slots=True)
class Held:
    """Another process has the printer."""

    detail: str


@dataclass(frozen=True, slots=True)
class Lost:
    """It was there and is gone."""

    detail: str


LinkFailure = Absent | Held | Lost


class Link(Protocol):
    """Can be opened again after it was closed."""

    def open(self, deadline: float) -> LinkFailure | None: ...

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        """How many bytes were accepted, never "delivered"; 0 when none were by the deadline."""
        ...

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        """What has come, as soon as something has; nothing when the deadline passed first."""
        ...

    def drain(self, deadline: float) -> bool | LinkFailure:
        """Wait until what was accepted has left this machine. False: the deadline passed first."""
        ...

    def hint(self) -> Health | None:
        """The trouble that the cable itself tells, beside the bytes. None says nothing, not OK."""
        ...

    def close(self) -> None:
        """What was accepted and has not left is thrown away, so that it cannot print later."""
        ...
