"""What was done, by whom, and whether the chain of it is whole."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin import audit
from sync.server.admin.guard import Guard
from sync.server.admin.ids import number_of
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.rows import Rows

SHOWN = 50


@dataclass(frozen=True, slots=True)
class AuditPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [Route("/admin/audit", self.guard.page(Action.SEE_AUDIT, self.show))]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        before = number_of(request.query_params.get("before", ""))
        entries, chain = await self.office.store.run(
            partial(_looked_up, site=visitor.site, before=before)
        )
        older = entries[SHOWN - 1].seq if len(entries) > SHOWN else None
        return self.office.page(
            request,
            "audit.html",
            visitor,
            entries=entries[:SHOWN],
            chain=chain,
            broken_at=chain.seq if isinstance(chain, audit.Broken) else None,
            older=older,
            is_first=before is None,
        )


def _looked_up(
    rows: Rows, *, site: str, before: int | None
) -> tuple[list[audit.Entry], audit.Whole | audit.Broken]:
    return list(audit.newest(rows, site, before, SHOWN + 1)), audit.check(rows)
