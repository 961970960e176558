"""Codes that let one machine in: shown once, with the square that its camera can read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server import codes
from sync.server.admin import devices
from sync.server.admin.addresses import is_here, split
from sync.server.admin.devices import Pending
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.ids import id_of
from sync.server.admin.office import Office
from sync.server.admin.roles import Action
from sync.server.admin.square import square_of
from sync.server.admin.visitor import Visitor
from sync.server.codes import Invitation
from sync.server.keys import Enrolled
from sync.server.rows import Rows

PATH = "/admin/codes"
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class _Known:
    pending: Sequence[Pending]
    devices: Sequence[Enrolled]
    sites: Sequence[str]


@dataclass(frozen=True, slots=True)
class CodesPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.guard.page(Action.MANAGE_DEVICES, self.show)),
            Route(PATH, self.guard.form(Action.MANAGE_DEVICES, self.give), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        """A kiosk that shows the way here says its site, the list of machines one to replace."""
        asked = request.query_params
        site = asked.get("site", "")
        form = Form({"site": [site]}) if codes.is_site(site) else None
        return await self._page(request, visitor, asked.get("replaces", ""), form=form)

    async def give(self, request: Request, visitor: Visitor, form: Form) -> Response:
        replaces = form.one("replaces")
        known = await self._known(visitor)
        invitation = _invitation(form, visitor, known.devices)
        if invitation is None:
            fault = self.office.say(request, "codes.bad")
            return await self._page(request, visitor, replaces, 422, form=form, fault=fault)

        def given(rows: Rows) -> tuple[str, int]:
            with rows.atomic():
                by = visitor.by(self.office.now())
                return devices.give_code(rows, by, invitation)

        code, expires = await self.office.store.run(given)
        url = self.office.own_url(request)
        told = json.dumps({"url": url, "code": code}, separators=(",", ":"))
        return self.office.page(
            request,
            "code.html",
            visitor,
            code=code,
            url=url,
            is_here_only=is_here(split(url).hostname or ""),
            expires=expires,
            invitation=invitation,
            square=square_of(told),
        )

    async def _page(
        self,
        request: Request,
        visitor: Visitor,
        replaces: str,
        status: int = 200,
        *,
        form: Form | None = None,
        fault: str | None = None,
    ) -> Response:
        known = await self._known(visitor)
        old = [each for each in known.devices if str(each.device) == replaces]
        typed = form or Form(
            {"site": [each.site for each in old], "name": [old[0].name] if old else []}
        )
        return self.office.page(
            request,
            "codes.html",
            visitor,
            status,
            known_=known,
            site=visitor.site or typed.one("site"),
            name=typed.one("name"),
            replaces=replaces,
            fault=fault,
            wrong=fault and "site",
            longest=LONGEST_NAME,
        )

    async def _known(self, visitor: Visitor) -> _Known:
        return await self.office.store.run(
            partial(_looked_up, site=visitor.site, now=self.office.now())
        )


def _invitation(form: Form, visitor: Visitor, known: Sequence[Enrolled]) -> Invitation | None:
    """None: something in it is wrong, or not theirs."""
    site, name = form.one("site").strip(), form.one("name").strip()
    if not codes.is_site(site) or not visitor.sees(site):
        return None
    if len(name) > LONGEST_NAME or not all(sign.isprintable() for sign in name):
        return None
    if not (asked := form.one("replaces")):
        return Invitation(site, name)
    old: UUID | None = id_of(asked)
    if old is None or old not in {each.device for each in known}:
        return None
    return Invitation(site, name, old)


def _looked_up(rows: Rows, *, site: str, now: int) -> _Known:
    heard = [each for each in devices.devices(rows, site) if each.revoked is None]
    sites = [site] if site else devices.sites(rows)
    return _Known(devices.pending(rows, site, now), heard, sites)
