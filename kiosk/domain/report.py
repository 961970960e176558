"""How a kiosk is, for the technician in front of it."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.clock import ClockState
from kiosk.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """`unsent` None: the database cannot be read. `server` None: nothing is sent anywhere."""

    version: str
    unsent: int | None
    server: str | None
    clock: ClockState
    time: datetime
    """In the site's own zone."""
    free_bytes: int | None
    """On the disk of the data folder; None when it cannot be told."""
    is_short: bool = False
    """So little of it that what was held back is given up."""
    lost: int | None = None
    """Events, when this start had to mend the database."""
    checked: tuple[Finding, ...] | None = None
    """What the last look at the machine found; None: nobody looked yet."""
