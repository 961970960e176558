"""What happened at a kiosk, newest first, for the technician in front of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` of the event, and `what` it says in one word: an outcome, a health, a screen."""

    at: datetime
    """In the site's own zone."""
    kind: str
    what: str
    number: str = ""
    """Of the ticket, when it is about one."""
