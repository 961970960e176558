"""What could not be read: why, what it says, and another try with the rules of today."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import quarantine
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.ids import id_of, number_of
from sync.server.admin.office import Office, seen
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.quarantine import Apart, NotThere, Spot, StillApart, Stored
from sync.server.rows import Rows

PATH = "/admin/quarantine"
SHOWN = 25
LONGEST_BODY = 4000
"""Signs of a body that a page shows; the command line has it whole."""


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.guard.page(Action.SEE_QUARANTINE, self.show)),
            Route(PATH, self.guard.form(Action.REPLAY, self.replay), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return await self._page(request, visitor)

    async def replay(self, request: Request, visitor: Visitor, form: Form) -> Response:
        spot = _spot(form)
        if spot is None or not visitor.sees(spot.site):
            return self.office.refusal(request, 404, "gone", visitor)

        def again(rows: Rows) -> Stored | StillApart | NotThere:
            with rows.atomic():
                return quarantine.read_again(rows, visitor.by(self.office.now()), spot)

        found = await self.office.store.run(again)
        match found:
            case Stored():
                self.office.tide.rise()
                return seen(PATH, "event_stored")
            case StillApart():
                fault = self.office.say(request, "quarantine.still", reason=found.reason)
                return await self._page(request, visitor, 409, fault)
            case NotThere():
                return self.office.refusal(request, 404, "gone", visitor)

    async def _page(
        self, request: Request, visitor: Visitor, status: int = 200, fault: str | None = None
    ) -> Response:
        skip = min(number_of(request.query_params.get("skip", "")) or 0, 1_000_000)
        total, found = await self.office.store.run(
            partial(_looked_up, site=visitor.site, skip=skip)
        )
        return self.office.page(
            request,
            "quarantine.html",
            visitor,
            status,
            fault=fault,
            apart=found[:SHOWN],
            total=total,
            newer=max(0, skip - SHOWN) if skip else None,
            older=skip + SHOWN if len(found) > SHOWN else None,
            longest=LONGEST_BODY,
        )


def _spot(form: Form) -> Spot | None:
    device, log, seq = id_of(form.one("device")), id_of(form.one("log")), number_of(form.one("seq"))
    if device is None or log is None or seq is None:
        return None
    return Spot(form.one("site"), device, log, seq)


def _looked_up(rows: Rows, *, site: str, skip: int) -> tuple[int, list[Apart]]:
    return quarantine.count(rows, site), list(quarantine.newest(rows, site, skip, SHOWN + 1))
