"""Put the server together: its addresses, its headers, and what it says when it cannot."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.domain.opening import OpeningRules
from sync.server import openapi
from sync.server.admin.guard import Guard
from sync.server.admin.office import Office
from sync.server.admin.pages import AdminPages
from sync.server.admin.provider import Provider, ProviderSettings
from sync.server.admin.routes import routes as admin_routes
from sync.server.alerting.settings import AlertSettings
from sync.server.apply import Pace
from sync.server.decode import Refusal
from sync.server.downlink import Downlink
from sync.server.enrolling import Enrolling
from sync.server.hosts import LOOPBACK_NAME, is_served
from sync.server.metrics import Meter, MeteredStore, Metrics, MetricsPage
from sync.server.page import MotifLabels, Pages
from sync.server.publishing import Check, check_nothing
from sync.server.retention import Retention
from sync.server.routes import Endpoints, refuse, system_time
from sync.server.rows import Away
from sync.server.sites import ReadSite, Sites, read_nothing
from sync.server.storage import Store
from sync.server.tide import Tide

ASSETS = Path(__file__).parents[2] / "assets"
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}

ADMIN_HEADERS: Mapping[str, str] = {
    **HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    # With "no-referrer" browsers no longer say which page a form comes from.
    "Referrer-Policy": "same-origin",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """`motif_labels`: the names that the page gives to motifs, when the catalogue is at hand.

    `check`: the rules for what is published; this package knows no configuration.

    `refresh_s`: an open page is renewed at least this often; what grows old is seen to, and a
    page that is gone is noticed. `names`: see `hosts.py`. `is_open`: devices need no enrolment.
    `public_url`: where browsers reach it, when that is not where it listens. `metrics_token`:
    whoever shows it reads the counts from another machine. `oidc`: an identity provider.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    pace: Pace = field(default_factory=Pace)
    motif_labels: MotifLabels = field(default_factory=dict)
    names: frozenset[str] = frozenset({LOOPBACK_NAME})
    refresh_s: float = 15.0
    retention: Retention = field(default_factory=Retention)
    is_open: bool = False
    alerts: AlertSettings = field(default_factory=AlertSettings)
    hours: Mapping[str, OpeningRules] = field(default_factory=dict)
    """Of the sites whose opening is known here."""
    check: Check = check_nothing
    read_site: ReadSite = read_nothing
    """What a published configuration says of its site."""
    now: Callable[[], int] = system_time
    public_url: str | None = None
    metrics_token: str | None = field(default=None, repr=False)
    oidc: ProviderSettings | None = None


def create_app(store: Store, settings: Settings, tide: Tide) -> Starlette:
    """The application on an open store. Ending the tide ends the live streams."""
    metrics = Metrics(settings.now)
    store = MeteredStore(store, metrics)
    pages = Pages(ASSETS / "i18n", settings.zone, settings.motif_labels)
    words = AdminPages(ASSETS / "admin", settings.zone, settings.motif_labels)
    provider = None if settings.oidc is None else Provider(settings.oidc)
    office = Office(
        store,
        words,
        tide,
        settings.now,
        settings.public_url,
        provider,
        check=settings.check,
        sites=Sites(settings.read_site),
    )
    guard = Guard(office)
    to = Endpoints(
        store,
        pages,
        tide,
        settings.pace,
        settings.refresh_s,
        settings.is_open,
        settings.now,
        guard.watch,
    )
    enrolling = Enrolling(store, settings.now)
    downlink = Downlink(store)
    return Starlette(
        routes=[
            Route("/", to.live),
            Route("/v1/sync", to.sync, methods=["POST"]),
            Route("/v1/enrol", enrolling.enrol, methods=["POST"]),
            Route("/v1/time", enrolling.time),
            Route("/v1/config/{rev}", downlink.config),
            Route("/v1/blob/{sha256}", downlink.blob),
            Route("/v1/stream", to.stream),
            Route("/healthz", to.health),
            Route("/metrics", MetricsPage(store, metrics, settings.metrics_token).show),
            Route("/v1/openapi.json", openapi.show),
            *admin_routes(office, guard),
            Mount("/web", StaticFiles(directory=ASSETS / "web")),
            Mount("/faces", StaticFiles(directory=ASSETS / "faces")),
            Mount("/fonts", StaticFiles(directory=ASSETS / "fonts")),
        ],
        middleware=[
            Middleware(Meter, metrics=metrics),
            Middleware(_Headers),
            Middleware(_Door, names=settings.names),
        ],
        exception_handlers={sqlite3.OperationalError: _database_away, Away: _database_away},
    )


async def _database_away(_request: Request, error: Exception) -> Response:
    """Full disk, locked file: it passes, and the devices keep their events meanwhile."""
    log.error("the database does not answer: %s", error)
    sentence = "La base de données du serveur ne répond pas. Vérifier le disque et PostgreSQL.\n"
    return PlainTextResponse(sentence, 503, {"Retry-After": "30"})


class _Headers:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_admin = scope["path"].startswith("/admin")
                headers.update(ADMIN_HEADERS if is_admin else HEADERS)
                if not scope["path"].startswith(("/web/", "/fonts/")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _Door:
    """Turns away what a page of elsewhere makes a browser send."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None if scope["type"] != "http" else self._refusal(Request(scope))
        answer = self._app if refusal is None else refuse(refusal)
        await answer(scope, receive, send)

    def _refusal(self, request: Request) -> Refusal | None:
        host = request.headers.get("Host")
        if not is_served(host, self._names):
            log.warning("asked for under the name %r: see borne server --name", host)
            return Refusal(421, "this server is not served under that name (borne server --name)")
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return Refusal(403, "not from a page of another site")
        return None
