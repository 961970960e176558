"""What the technician's menu asks of the rest of the product, and the workers that do it."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.admission import Admission, Door
    from kiosk.domain.finding import Finding
    from kiosk.domain.journal import Entry
    from kiosk.domain.pin import PinAnswer
    from kiosk.domain.report import Report
    from kiosk.domain.trial import Trial


class Departure(StrEnum):
    RESTART = "restart"
    """The service manager starts the process again."""
    STOP = "stop"
    """It does not."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What can be listened to. Each runs in `worker`, for as long as it sounds."""

    worker: Executor
    headset: "Callable[[], Trial]"
    sound: "Callable[[], Trial]"
    voices: "Mapping[str, Callable[[], Trial]]"
    """By language."""

    def trials(self) -> "Mapping[str, Callable[[], Trial]]":
        return {"headset": self.headset, "sound": self.sound, **self.voices}


@dataclass(frozen=True, slots=True)
class Checkup:
    """The look at the whole machine. `of_the_day`, `now` and `support` run in `worker`."""

    worker: Executor
    of_the_day: "Callable[[], tuple[Finding, ...]]"
    """What was found today already, else what is found now."""
    now: "Callable[[], tuple[Finding, ...]]"
    keep: "Callable[[tuple[Finding, ...]], None]"
    """In the storage: tell whoever asks later, and the server."""
    support: Callable[[], str]
    """Write what support needs on a USB key, and say what became of it."""


@dataclass(frozen=True, slots=True)
class UpkeepTasks:
    """`printing` runs what is with the printer, `storage` all the others; none may touch Qt."""

    printing: Executor
    has_pin: Callable[[], bool]
    try_pin: "Callable[[str], PinAnswer]"
    report: "Callable[[], Report]"
    tell: Callable[[str], None]
    """Keeps what was done, for whoever asks later. Never the PIN."""
    printer: Callable[[], str]
    """How the printer is, in a sentence."""
    print_proof: Callable[[], str]
    """Print a test, and say what became of it."""
    journal: "Callable[[], tuple[Entry, ...]]"
    doubtful: Callable[[], str | None]
    """The number of a ticket of which nobody knows a whole paper. With the printer."""
    reprint: Callable[[str], str]
    """Another paper of that number, and what became of it. With the printer."""
    door: "Callable[[], Door | None]"
    """The server that gives codes."""
    enrol: "Callable[[str], Admission]"
    """Be let in by that code. With what is listened to: it takes as long."""
    hearing: Hearing
    checkup: Checkup
    leave: Callable[[Departure], None]
    """In the GUI thread: end the process."""
