"""The first page: what needs somebody, and where to see to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import moderation, quarantine
from sync.server.admin import audit
from sync.server.admin.guard import Guard
from sync.server.admin.moderation_page import MOST, WITHIN_MS
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.alerting import journal
from sync.server.rows import Rows


@dataclass(frozen=True, slots=True)
class Need:
    """`word`: the key of the sentence that counts `n`; `path`: where it is seen to."""

    word: str
    n: int
    path: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [Route("/admin", self.guard.page(Action.SEE_HOME, self.show))]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        look = partial(needs, visitor=visitor, now=self.office.now())
        return self.office.page(
            request, "home.html", visitor, needs=await self.office.store.run(look)
        )


def needs(rows: Rows, visitor: Visitor, now: int) -> Sequence[Need]:
    """What this visitor may see to, the gravest first; only what there is."""
    found = [need for need in _needs(rows, visitor, now) if need.n]
    return sorted(found, key=lambda need: not need.is_grave)


def _needs(rows: Rows, visitor: Visitor, now: int) -> Iterator[Need]:
    site, since = visitor.site, now - WITHIN_MS
    if visitor.may(Action.SEE_AUDIT) and isinstance(audit.check(rows), audit.Broken):
        yield Need("home.broken", 1, "/admin/audit", is_grave=True)
    if visitor.may(Action.SEE_DEVICES):
        alerts = journal.to_acknowledge(rows, site)
        yield Need("home.alerts", alerts, "/admin/alerts", is_grave=True)
    if visitor.may(Action.SEE_QUARANTINE):
        yield Need("home.apart", quarantine.count(rows, site), "/admin/quarantine")
    if visitor.may(Action.MODERATE):
        comments = moderation.comments_to_decide(rows, site, since, MOST)
        yield Need("home.comments", len(comments), "/admin/moderation")
        bursts = moderation.bursts_to_decide(rows, site, since, MOST)
        yield Need("home.bursts", len(bursts), "/admin/moderation#bursts")
