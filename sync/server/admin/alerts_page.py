"""The alerts: those that stand, those that are over, and that somebody has seen one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.server.admin import audit, machines
from sync.server.admin.audit import What
from sync.server.admin.fleet_page import looking
from sync.server.admin.forms import Form
from sync.server.admin.guard import Guard
from sync.server.admin.ids import id_of, number_of
from sync.server.admin.machines import Looking
from sync.server.admin.office import Office, seen
from sync.server.admin.roles import Action
from sync.server.admin.visitor import Visitor
from sync.server.alerting import journal, post
from sync.server.alerting.journal import LONGEST_COMMENT, Kept
from sync.server.alerting.rules import HAPPENED, Key, Kind
from sync.server.alerting.watch import device_names
from sync.server.alerting.words import Names, device_name, texts_of
from sync.server.codes import is_site
from sync.server.rows import Rows

SHOWN, SHOWN_STANDING = 50, 100
PATH, ACKNOWLEDGE = "/admin/alerts", "/admin/alerts/acknowledge"


@dataclass(frozen=True, slots=True)
class Line:
    """An alert in words. `device_path` empty: it is about the whole site."""

    alert: Kept
    kind: str
    level: str
    said: str
    device: str
    device_path: str
    since: str
    ask: str


@dataclass(frozen=True, slots=True)
class _Found:
    standing: Sequence[Kept]
    ended: Sequence[Kept]
    names: Names
    failing: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AlertsPage:
    office: Office
    guard: Guard

    def routes(self) -> list[Route]:
        acknowledge = Action.ACKNOWLEDGE
        return [
            Route(PATH, self.guard.page(Action.SEE_DEVICES, self.show)),
            Route(ACKNOWLEDGE, self.guard.page(acknowledge, self.ask)),
            Route(ACKNOWLEDGE, self.guard.form(acknowledge, self.acknowledge), methods=["POST"]),
        ]

    async def show(self, request: Request, visitor: Visitor) -> Response:
        page = max(number_of(request.query_params.get("page", "")) or 1, 1)
        found = await self.office.store.run(partial(_found, site=visitor.site, page=page))
        look = looking(self.office, request)
        return self.office.page(
            request,
            "alerts.html",
            visitor,
            standing=[_line(each, found.names, look) for each in found.standing[:SHOWN_STANDING]],
            standing_n=len(found.standing),
            ended=[_line(each, found.names, look) for each in found.ended[:SHOWN]],
            page=page,
            is_last=len(found.ended) <= SHOWN,
            failing=found.failing if visitor.site == "" else (),
            is_still="still" in request.query_params,
        )

    async def ask(self, request: Request, visitor: Visitor) -> Response:
        alert, names = await self._alert(request.query_params, visitor)
        if alert is None:
            return self.office.refusal(request, 404, "no_alert", visitor)
        return self.office.page(
            request,
            "acknowledge.html",
            visitor,
            line=_line(alert, names, looking(self.office, request)),
            longest=LONGEST_COMMENT,
            stays=alert.key.kind not in HAPPENED,
        )

    async def acknowledge(self, request: Request, visitor: Visitor, form: Form) -> Response:
        fields = {name: form.one(name) for name in ("site", "device", "kind", "began")}
        alert, _ = await self._alert(fields, visitor)
        if alert is None:
            return self.office.refusal(request, 404, "no_alert", visitor)
        write = partial(_write, alert=alert, visitor=visitor, now=self.office.now())
        done = await self.office.store.run(partial(write, comment=form.one("comment").strip()))
        return seen(PATH, "alert_acknowledged" if done else "alert_was_acknowledged")

    async def _alert(self, fields: Any, visitor: Visitor) -> tuple[Kept | None, Names]:
        key = _key(fields.get("site", ""), fields.get("device", ""), fields.get("kind", ""))
        began = number_of(fields.get("began", ""))
        if key is None or began is None or not visitor.sees(key.site):
            return None, {}
        return await self.office.store.run(partial(_one, key=key, began=began))


def _line(alert: Kept, names: Names, look: Looking) -> Line:
    device = alert.key.device
    place = {
        "site": alert.key.site,
        "device": "" if device is None else str(device),
        "kind": alert.key.kind.value,
        "began": str(alert.began),
    }
    site = urlencode({"site": alert.key.site})
    return Line(
        alert,
        texts_of(look.lang).say(f"kind.{alert.key.kind}"),
        machines.level_of(alert.key.kind).word,
        machines.told(alert, look),
        device_name(alert, names, look.lang),
        "" if device is None else f"/admin/device/{device}?{site}",
        machines.ago(alert.began, look),
        f"{ACKNOWLEDGE}?{urlencode(place)}",
    )


def _found(rows: Rows, *, site: str, page: int) -> _Found:
    order = list(Kind)
    standing = [each for each in journal.standing(rows) if site in ("", each.key.site)]
    standing.sort(key=lambda each: (each.acknowledged is not None, order.index(each.key.kind)))
    ended = journal.ended(rows, SHOWN + 1, (page - 1) * SHOWN, site)
    shown = (*standing[:SHOWN_STANDING], *ended)
    devices = {each.key.device for each in shown if each.key.device is not None}
    return _Found(standing, ended, device_names(rows, list(devices)), post.failing(rows))


def _one(rows: Rows, *, key: Key, began: int) -> tuple[Kept | None, Names]:
    names = {} if key.device is None else device_names(rows, [key.device])
    return journal.find(rows, key, began), names


def _write(rows: Rows, *, alert: Kept, visitor: Visitor, now: int, comment: str) -> bool:
    with rows.atomic():
        done = journal.acknowledge(rows, alert.key, alert.began, visitor.person.name, comment, now)
        if done:
            audit.record(
                rows,
                visitor.by(now),
                What.ALERT_ACKNOWLEDGED,
                about="" if alert.key.device is None else str(alert.key.device),
                site=alert.key.site,
                detail=alert.key.kind.value,
            )
    return done


def _key(site: str, device: str, kind: str) -> Key | None:
    id_ = id_of(device)
    if kind not in list(Kind) or (device and id_ is None) or not (site == "" or is_site(site)):
        return None
    return Key(site, id_, Kind(kind))
