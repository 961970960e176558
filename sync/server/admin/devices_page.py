"""Which machines may speak, how each is put in the place of another, and how it is shut out."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin import devices
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.ids import id_of
from sync.server.admin.office import Office, seen
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.keys import Enrolled
from sync.server.rows import Rows

PATH, REVOKE = "/admin/devices", "/admin/devices/revoke"


@dataclass(frozen=True, slots=True)
class DevicesPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        manage = Action.MANAGE_DEVICES
        return [
            Route(PATH, self.guard.page(Action.SEE_DEVICES, self.show)),
            Route(REVOKE, self.guard.page(manage, self.ask)),
            Route(REVOKE, self.guard.form(manage, self.revoke), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        found, last = await self.office.store.run(partial(_known, site=visitor.site))
        return self.office.page(request, "devices.html", visitor, devices=found, last_seen=last)

    async def ask(self, request: Request, visitor: Visitor) -> Response:
        """What is lost by a slip of the finger is asked twice, without a script."""
        device = id_of(request.query_params.get("device", ""))
        found, _ = await self.office.store.run(partial(_known, site=visitor.site))
        known = [each for each in found if each.device == device and each.revoked is None]
        if not known:
            return self.office.refusal(request, 404, "gone", visitor)
        return self.office.page(request, "revoke.html", visitor, device=known[0])

    async def revoke(self, request: Request, visitor: Visitor, form: Form) -> Response:
        device = id_of(form.one("device"))

        def revoked(rows: Rows) -> bool:
            with rows.atomic():
                by = visitor.by(self.office.now())
                return device is not None and devices.revoke(rows, by, device, visitor.site)

        if not await self.office.store.run(revoked):
            return self.office.refusal(request, 404, "gone", visitor)
        return seen(PATH, "device_revoked")


def _known(rows: Rows, *, site: str) -> tuple[list[Enrolled], dict[UUID, int]]:
    """Every key, and when each device was last heard."""
    found = rows.execute("SELECT device, max(last_seen) FROM stream GROUP BY device")
    last = {UUID(bytes=bytes(device)): int(seen_) for device, seen_ in found.fetchall()}
    return list(devices.devices(rows, site)), last
