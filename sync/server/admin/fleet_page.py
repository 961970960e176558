"""All machines, a row each: those that need somebody first."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import fleet
from sync.server.admin.guard import Guard
from sync.server.admin.ids import number_of
from sync.server.admin.machines import Level, Looking, Machine, machines, row, tally
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.alerting import journal
from sync.server.alerting.journal import Kept
from sync.server.fleet import DeviceFacts
from sync.server.rows import Rows

SHOWN = 50
PATH = "/admin/fleet"
_LEVELS = {level.word: level for level in Level}


@dataclass(frozen=True, slots=True)
class FleetPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [Route(PATH, self.guard.page(Action.SEE_DEVICES, self.show))]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        devices, alerts = await self.office.store.run(_known)
        devices = [each for each in devices if visitor.sees(each.site)]
        sites = sorted({each.site for each in devices})
        site = request.query_params.get("site", "")
        of_site = machines([each for each in devices if site in ("", each.site)], alerts)
        level = _LEVELS.get(request.query_params.get("state", ""))
        wanted = [each for each in of_site if level in (None, each.level)]
        page = Paging.of(request.query_params.get("page", ""), len(wanted))
        look = looking(self.office, request)
        return self.office.page(
            request,
            "fleet.html",
            visitor,
            rows=[row(each, look) for each in page.part(wanted)],
            sites=sites,
            site=site,
            state="" if level is None else level.word,
            tally=tally(of_site),
            all=len(of_site),
            paging=page,
            is_still="still" in request.query_params,
        )


@dataclass(frozen=True, slots=True)
class Paging:
    """`number` from 1."""

    number: int
    pages: int

    @classmethod
    def of(cls, asked: str, n: int) -> "Paging":
        pages = max(-(-n // SHOWN), 1)
        return cls(min(max(number_of(asked) or 1, 1), pages), pages)

    def part(self, found: Sequence[Machine]) -> Sequence[Machine]:
        return found[(self.number - 1) * SHOWN : self.number * SHOWN]


def looking(office: Office, request: Request) -> Looking:
    texts = office.pages.texts(office.language(request))
    return Looking(texts, office.pages.zone, office.now())


def _known(rows: Rows) -> tuple[list[DeviceFacts], list[Kept]]:
    return fleet.facts(rows), journal.standing(rows)
