"""What the exit asks of the workers; the composition root says who does it."""

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.feedback import Feedback
from kiosk.domain.satisfaction import Satisfaction
from ui.audio import SILENT, Audio
from ui.conduct.tasks import UpkeepTasks, utc_now


@dataclass(frozen=True, slots=True)
class ExitTasks:
    """`storage` runs them all; none of them may touch Qt."""

    storage: Executor
    prepare: Callable[[], str | None]
    """Opens what is needed; says in French why it cannot."""
    give_feedback: Callable[[Feedback], None]
    ask_help: Callable[[str, str], None]
    """Screen, language."""
    last_month: Callable[[], Satisfaction | None]
    """What this kiosk may tell of it."""
    now: Callable[[], float] = time.monotonic
    """Seconds, never backwards."""
    audio: Audio = SILENT
    wall: Callable[[], datetime] = utc_now
    """The time of day."""
    upkeep: UpkeepTasks | None = None
    """None: this window has no technician's menu."""
