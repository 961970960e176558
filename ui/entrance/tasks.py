"""What the entrance asks of the rest of the product, and the workers that do it."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.tickets import Order, PaperEnd, PrintState, Refusal, Ticket
from ui.audio import SILENT, Audio
from ui.conduct.tasks import UpkeepTasks, utc_now

Hours = tuple[Open | Shut, Mapping[str, Refusal]]
"""Whether the site is open, and which motifs cannot be had."""


@dataclass(frozen=True, slots=True)
class EntranceTasks:
    """`printing` runs what prints, `storage` the others; none of them may touch Qt."""

    storage: Executor
    printing: Executor
    prepare: Callable[[], str | None]
    """Opens what is needed; says in French why it cannot."""
    hours: Callable[[], Hours]
    take_ticket: Callable[[Order], Ticket | Refusal]
    print_ticket: Callable[[Ticket, Outlook | None], PaperEnd]
    ask_help: Callable[[str, str], None]
    """Screen, language."""
    print_sheet: Callable[[str, str], PrintState]
    """Motif, language."""
    tell_burst: Callable[[str, tuple[UUID, ...]], None]
    """Motif, tickets."""
    outlooks: Callable[[], Outlooks | None]
    """Does not wait: for the GUI thread."""
    retract: Callable[[int], bool]
    """Takes back a ticket that nobody took, where the printer can."""
    now: Callable[[], float] = time.monotonic
    """Seconds, never backwards."""
    audio: Audio = SILENT
    wall: Callable[[], datetime] = utc_now
    """The time of day."""
    upkeep: UpkeepTasks | None = None
    """None: this window has no technician's menu."""
