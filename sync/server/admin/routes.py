"""All administration pages, in one list."""

from starlette.routing import Route

from sync.server.admin.alerts_page import AlertsPage
from sync.server.admin.audit_page import AuditPage
from sync.server.admin.codes_page import CodesPage
from sync.server.admin.device_page import DevicePage
from sync.server.admin.devices_page import DevicesPage
from sync.server.admin.fleet_page import FleetPage
from sync.server.admin.guard import Guard
from sync.server.admin.home import Home
from sync.server.admin.login import Login
from sync.server.admin.moderation_page import ModerationPage
from sync.server.admin.office import Office
from sync.server.admin.people_page import PeoplePage
from sync.server.admin.person_page import PersonPage
from sync.server.admin.provider_page import ProviderPage
from sync.server.admin.quarantine_page import QuarantinePage
from sync.server.admin.roles import Action
from sync.server.admin.site_page import SitePage
from sync.server.admin.sites_page import SitesPage

_PAGES = (
    Login,
    Home,
    FleetPage,
    DevicePage,
    AlertsPage,
    SitesPage,
    SitePage,
    ModerationPage,
    DevicesPage,
    CodesPage,
    QuarantinePage,
    PeoplePage,
    PersonPage,
    AuditPage,
)


def routes(office: Office, guard: Guard) -> list[Route]:
    found = [route for page in _PAGES for route in page(office, guard).routes()]
    if office.provider is not None:
        found += ProviderPage(office, guard, office.provider).routes()
    return [*found, Route("/admin/{rest:path}", guard.page(Action.SEE_HOME, office.nowhere))]
