"""All administration pages, in one list."""

from starlette.routing import Route

from sync.server.admin.alerts_page import AlertsPage
from sync.server.admin.audit_page import AuditPage
from sync.server.admin.device_page import DevicePage
from sync.server.admin.fleet_page import FleetPage
from sync.server.admin.guard import Guard
from sync.server.admin.home import Home
from sync.server.admin.login import Login
from sync.server.admin.office import Office


def routes(office: Office, guard: Guard) -> list[Route]:
    return [
        *Login(office, guard).routes(),
        *Home(office, guard).routes(),
        *FleetPage(office, guard).routes(),
        *DevicePage(office, guard).routes(),
        *AlertsPage(office, guard).routes(),
        *AuditPage(office, guard).routes(),
    ]
