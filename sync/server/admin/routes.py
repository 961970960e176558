"""All administration pages, in one list."""

from starlette.routing import Route

from sync.server.admin.audit_page import AuditPage
from sync.server.admin.guard import Guard
from sync.server.admin.home import Home
from sync.server.admin.login import Login
from sync.server.admin.office import Office


def routes(office: Office, guard: Guard) -> list[Route]:
    return [
        *Login(office, guard).routes(),
        *Home(office, guard).routes(),
        *AuditPage(office, guard).routes(),
    ]
