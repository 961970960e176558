"""The sites: how many machines each has, and what is published to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import published_rows, publishing
from sync.server.admin import devices
from sync.server.admin.guard import Guard
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.published_rows import Target
from sync.server.rows import Rows

PATH = "/admin/sites"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """`rev` 0: nothing is published. `upto_date`: machines that run on what is meant for them."""

    site: str
    rev: int
    made: int | None
    machines: int
    upto_date: int
    refused: int


@dataclass(frozen=True, slots=True)
class SitesPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [Route(PATH, self.guard.page(Action.SEE_DEVICES, self.show))]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        rows = await self.office.store.run(partial(_known, visitor=visitor))
        return self.office.page(request, "sites.html", visitor, rows=rows)


def _known(rows: Rows, *, visitor: Visitor) -> Sequence[SiteRow]:
    standings = publishing.standings(rows)
    found = []
    for site in devices.sites(rows):
        if not visitor.sees(site):
            continue
        manifest = published_rows.holding(rows, Target(site))
        holds = manifest is not None and bool(manifest.files)
        its = [each for each in standings if each.site == site]
        found.append(
            SiteRow(
                site,
                manifest.rev if manifest is not None and holds else 0,
                manifest.made if manifest is not None and holds else None,
                len(its),
                sum(each.published == each.applied for each in its),
                sum(each.refused > each.applied for each in its),
            )
        )
    return found
