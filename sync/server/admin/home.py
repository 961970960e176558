"""The first page: what needs attention, and where to look."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin.guard import Guard
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Home:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [Route("/admin", self.guard.page(Action.SEE_HOME, self.show))]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return self.office.page(request, "home.html", visitor)
