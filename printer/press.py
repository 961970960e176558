"""One job on one printer, from closed link to closed link. Knows no journal and no lock."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from printer.link import Link
from printer.operations import Op, length_dots
from printer.outcome import Blocked, ConfirmedLate, Doubt, Health, Outcome, Unknown
from printer.profiles import Confirm, Profile
from printer.session import (
    ANSWER_S,
    RECOVERABLE,
    RESYNC_S,
    Clock,
    Session,
    Settled,
    health_of_failure,
)

OPEN_S = 2.0
HEALTH_S = 2.0
PATIENCE_S = 10.0
"""Before the first byte, for a head that is too hot. The visitor has the number already."""
LATE_S = 5.0
WORKED_OFF_S = 12.0
"""The rest of a ticket and 8 kB of nothing, on a slow printer and a slow line."""
"""How long a proof that missed its deadline is still listened for."""
MARGIN_S = 2.0
PAPER_TIMES = 3
SLOWEST_BYTES_S = 1920
"""A serial line at 19,200 baud. A drawn line is kilobytes."""


log = logging.getLogger(__name__)


def paper_mm(ops: tuple[Op, ...], profile: Profile) -> float:
    return length_dots(ops) / profile.dots_per_mm + profile.feed_to_blade_mm


def job_time_s(ops: tuple[Op, ...], profile: Profile, size: int = 0) -> float:
    """How long a job of that many bytes may take: from its paper and its way there."""
    return (
        MARGIN_S
        + PAPER_TIMES * paper_mm(ops, profile) / profile.speed_mm_s
        + size / SLOWEST_BYTES_S
    )


@dataclass(frozen=True, slots=True)
class Press:
    link: Link
    profile: Profile
    now: Clock = time.monotonic

    def health(self) -> Health:
        opened = self._open()
        if isinstance(opened, Health):
            return opened
        try:
            return opened.health(self.now() + HEALTH_S)
        finally:
            self.link.close()

    def print(
        self,
        ops: tuple[Op, ...],
        token: bytes,
        before: Callable[[int, Health], None] = lambda _size, _health: None,
        doubted: Callable[[Unknown], None] = lambda _outcome: None,
    ) -> Outcome:
        """`before` hears the size of the job and the health of a ready printer, and returns before
        the first byte leaves. `doubted` hears a doubt at once; the printer is then listened to for
        a little longer, and its buffer emptied."""
        from printer.encode import encode  # Slow to import: at work, not at start.

        job = encode(ops, self.profile, token)
        opened = self._open()
        if isinstance(opened, Health):
            return Blocked(opened)
        try:
            health = opened.health_when_cool(self.now() + HEALTH_S, PATIENCE_S)
            if health is Health.MUTE:
                opened, health = self._woken(opened)
            if health in RECOVERABLE:
                health = opened.recovered(self.now() + HEALTH_S)
                if health is Health.HOT:
                    # The error stood before it: nobody has waited for the head yet.
                    health = opened.health_when_cool(self.now() + HEALTH_S, PATIENCE_S)
            if not health.can_print:
                return Blocked(health)
            before(len(job), health)
            limit_s = job_time_s(ops, self.profile, len(job))
            outcome = opened.submit(job, token, self.now() + limit_s)
            if not isinstance(outcome, Unknown):
                return outcome
            doubted(outcome)
            late_s = LATE_S if outcome.reason is Doubt.TIMEOUT else 0.0
            settled = opened.settle(token, self.now() + late_s)
            return ConfirmedLate() if settled.late else replace(outcome, purged=settled.purged)
        finally:
            self.link.close()

    @property
    def needs_quiet(self) -> bool:
        """Whether what an earlier job left could prove the next one."""
        return self.profile.confirm is Confirm.GS_R

    def settle(self, token: bytes) -> Settled | None:
        """What an earlier job in doubt left: its late proof, or a buffer to empty. None: absent."""
        opened = self._open()
        if isinstance(opened, Health):
            return None
        try:
            patience_s = WORKED_OFF_S if self.needs_quiet else ANSWER_S
            return opened.settle(token, self.now() + patience_s)
        finally:
            self.link.close()

    def retract(self) -> bool:
        """Take back the ticket that waits in the presenter; whether there was one."""
        opened = self._open()
        if isinstance(opened, Health):
            return False
        try:
            return opened.retract(self.now() + HEALTH_S)
        finally:
            self.link.close()

    def _woken(self, mute: Session) -> tuple[Session, Health]:
        """On a new link, and after the end of half an order, a printer may answer again."""
        self.link.close()
        opened = self._open()
        if isinstance(opened, Health):
            return mute, opened
        return opened, opened.resynchronised(self.now() + RESYNC_S + HEALTH_S)

    def _open(self) -> Session | Health:
        if failure := self.link.open(self.now() + OPEN_S):
            return health_of_failure(failure)
        return Session(self.link, self.profile, self.now)


def warm_up() -> None:
    """Import what printing needs, so that the first ticket does not wait for it."""
    import printer.encode  # noqa: F401
    from printer.fonts import can_shape

    if not can_shape():
        log.warning("libfribidi0 manque : rien n’est imprimé en arabe (apt install libfribidi0)")
