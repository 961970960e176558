"""One machine: all that is known of it, its alerts, what it told last."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import fleet
from sync.server.admin import machines
from sync.server.admin.fleet_page import looking
from sync.server.admin.guard import Guard
from sync.server.admin.machines import Looking, Machine
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.alerting import journal
from sync.server.alerting.journal import Kept
from sync.server.alerting.words import moment
from sync.server.checked import SelfCheck, last_check
from sync.server.fleet import DeviceFacts
from sync.server.rows import Rows

SHOWN_EVENTS = 30
SHOWN_ALERTS = 20
LONGEST_BODY = 200
_OF_THE_MACHINE = ("device.", "config.", "clock.", "log.")
"""Kinds whose bodies say nothing of people."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event; `body` empty where it may say something of a person."""

    seq: int
    kind: str
    clock: str
    received: int
    body: str


@dataclass(frozen=True, slots=True)
class DevicePage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        path = "/admin/device/{device:uuid}"
        return [Route(path, self.guard.page(Action.SEE_DEVICES, self.show))]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        device = request.path_params["device"]
        found, alerts = await self.office.store.run(partial(_known, device=device))
        seen = [each for each in found if visitor.sees(each.site)]
        wanted = request.query_params.get("site", "")
        facts = next((each for each in seen if each.site == wanted), next(iter(seen), None))
        if facts is None:
            return self.office.refusal(request, 404, "no_device", visitor)
        events, check = await self.office.store.run(partial(_of_it, facts=facts))
        of_it = [each for each in alerts if each.key.site == facts.site]
        standing = [each for each in of_it if each.ended is None]
        (machine,) = machines.machines([facts], standing)
        look = looking(self.office, request)
        return self.office.page(
            request,
            "device.html",
            visitor,
            name=machines.name_of(facts, look),
            device=facts,
            level=machine.level.word,
            state=machines.state(machine, look),
            facts=[*_said(machine, look), *_checked(check, look)],
            standing=standing,
            ended=[each for each in of_it if each.ended is not None],
            told=partial(machines.told, look=look),
            level_of=lambda alert: machines.level_of(alert.key.kind).word,
            events=events,
            elsewhere=[each.site for each in seen if each.site != facts.site],
            is_still="still" in request.query_params,
        )


def _said(machine: Machine, look: Looking) -> list[tuple[str, str]]:
    """Each fact: the key of its name, and what it is."""
    facts = machine.facts

    def at(ms: int | None) -> str:
        return "–" if ms is None else moment(ms, look.zone, look.lang)

    seen = machines.seen(facts, look)
    found = [
        ("device.site", facts.site),
        ("device.enrolled", at(facts.enrolled)),
        ("fleet.seen", seen if facts.last_seen is None else f"{seen} ({at(facts.last_seen)})"),
        ("device.received", str(facts.received)),
        ("fleet.unsent", "–" if facts.pending is None else str(facts.pending)),
        ("fleet.printer", machines.printer(facts, look)),
        ("fleet.clock", machines.clock(facts, look)),
        ("device.disk", machines.disk(facts, look)),
        ("fleet.version", "–" if facts.version is None else facts.version.what),
        ("device.config", machines.revision(facts, look)),
        ("device.started", at(None if facts.version is None else facts.version.at)),
        ("fleet.incidents", machines.incidents(facts, look)),
        ("device.id", str(facts.device)),
    ]
    return [(key, words) for key, words in found if words]


def _checked(check: SelfCheck | None, look: Looking) -> list[tuple[str, str]]:
    """What it found wrong with itself; an id of a newer program is shown as it is."""
    if check is None:
        return []
    names = [
        look.texts.say(f"check.{id_}") if f"check.{id_}" in look.texts.entries else id_
        for id_, _level in check.amiss
    ]
    words = ", ".join(names) if names else look.texts.say("check.well")
    return [("device.checked", f"{words} ({moment(check.at, look.zone, look.lang)})")]


def _of_it(rows: Rows, *, facts: DeviceFacts) -> tuple[Sequence[Told], SelfCheck | None]:
    return _events(rows, facts=facts), last_check(rows, (facts.site, facts.device))


def _known(rows: Rows, *, device: UUID) -> tuple[list[DeviceFacts], list[Kept]]:
    return fleet.facts(rows, device), journal.of_device(rows, device, SHOWN_ALERTS)


def _events(rows: Rows, *, facts: DeviceFacts) -> Sequence[Told]:
    """Of the log that it speaks in now, the newest first."""
    place = [facts.site, facts.device.bytes]
    log = rows.execute(
        "SELECT log FROM stream WHERE site = ? AND device = ? ORDER BY last_seen DESC LIMIT 1",
        place,
    ).fetchone()
    if log is None:
        return ()
    found = rows.execute(
        "SELECT seq, kind, clock, received, body FROM event "
        "WHERE site = ? AND device = ? AND log = ? ORDER BY seq DESC LIMIT ?",
        [*place, log[0], SHOWN_EVENTS],
    )
    return [
        Told(seq, kind, clock, received, _shown(kind, body))
        for seq, kind, clock, received, body in found.fetchall()
    ]


def _shown(kind: str, body: str) -> str:
    if not kind.startswith(_OF_THE_MACHINE):
        return ""
    return body if len(body) <= LONGEST_BODY else f"{body[:LONGEST_BODY]}…"
