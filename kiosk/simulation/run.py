"""A whole run: let the fleet in, let it live, look into the database."""

import asyncio
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.simulation.enrolment import Enrolled, NotEnrolled, enrol_all, identities
from kiosk.simulation.fleet import Fleet, Plan
from kiosk.simulation.machine import STEP_MS
from kiosk.simulation.memory import Gauge, listener
from kiosk.simulation.proof import Proof, proof_of
from kiosk.simulation.tally import Course
from kiosk.simulation.web import Place
from sync.server.place import Place as Database
from sync.server.storage import reading

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FILES_BESIDE = 200
"""That this process has open, besides a connection of each kiosk."""


@dataclass(frozen=True, slots=True)
class Report:
    """`refusals`: what the server would not take, if anything."""

    course: Course
    proof: Proof
    refusals: Sequence[str]

    @property
    def is_whole(self) -> bool:
        return self.proof.is_whole and not self.refusals

    def fields(self) -> Mapping[str, object]:
        refused = {"refusals": list(self.refusals)} if self.refusals else {}
        return {**self.course.fields(), **self.proof.fields(), **refused}


@dataclass(frozen=True, slots=True)
class Target:
    """`site`: how the names of the simulated sites begin. `patience_s`: what is not acknowledged
    by then is missing."""

    server: Place
    database: Database
    site: str
    patience_s: float


def simulate(
    plan: Plan, target: Target, on_begin: Callable[[], object] = lambda: None
) -> Report | NotEnrolled:
    """`on_begin`: called when all are let in. Raises sqlite3.Error and Away."""
    _allow_files(plan.devices + FILES_BESIDE)
    return asyncio.run(_simulate(plan, target, on_begin))


async def _simulate(
    plan: Plan, target: Target, on_begin: Callable[[], object]
) -> Report | NotEnrolled:
    now = time.time_ns() // 1_000_000
    day = datetime.now(UTC).date().isoformat()
    told = identities(plan.devices, target.site, now - plan.events * STEP_MS, day)
    enrolled = await enrol_all(target.server, target.database, told)
    if isinstance(enrolled, NotEnrolled):
        return enrolled
    on_begin()
    return await _lived(plan, target, enrolled)


async def _lived(plan: Plan, target: Target, enrolled: Sequence[Enrolled]) -> Report:
    fleet = Fleet(plan)
    kiosks = [fleet.kiosk(each, target.server) for each in enrolled]
    local = target.server.host in LOOPBACK
    gauge = Gauge(listener(target.server.port) if local else None)
    begun = time.monotonic()
    watching = asyncio.create_task(gauge.watch())
    living = [asyncio.create_task(fleet.live(kiosk)) for kiosk in kiosks]
    done, late = await asyncio.wait(
        living, timeout=target.patience_s, return_when=asyncio.FIRST_EXCEPTION
    )
    for task in (watching, *late):
        task.cancel()
    await asyncio.gather(watching, *late, return_exceptions=True)
    for task in done:
        task.result()
    seconds = time.monotonic() - begun
    with reading(target.database) as rows:
        proof = proof_of(rows, [kiosk.machine.end() for kiosk in kiosks])
    attempts = [kiosk.requests / max(kiosk.heard, 1) for kiosk in kiosks]
    course = Course(seconds, proof.stored, attempts, fleet.tally, gauge.read())
    return Report(course, proof, sorted({kiosk.refusal for kiosk in kiosks} - {""}))


def _allow_files(count: int) -> None:
    """As far as this account may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY not in (soft, hard):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(count, hard)), hard))
