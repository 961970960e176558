"""What a form gives somebody to do, and where: never more than its sender may give; and which of
its fields is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.server import codes
from sync.server.admin import devices
from sync.server.admin.forms import Form
from sync.server.admin.office import Office
from sync.server.admin.people import NotDone
from sync.server.admin.roles import Role
from sync.server.admin.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Given:
    role: Role
    site: str
    """Empty: all."""


def scope_of(form: Form, visitor: Visitor) -> Given | None:
    role, site = form.one("role"), form.one("site").strip()
    if role not in {each.value for each in Role}:
        return None
    if (site and not codes.is_site(site)) or visitor.site not in ("", site):
        return None
    return Given(Role(role), site)


def field_of(bad: str | None) -> str | None:
    """The field that the key of a fault is about."""
    match bad:
        case None | NotDone.UNKNOWN | NotDone.LAST_ADMINISTRATOR:
            return None
        case "scope":
            return "site"
        case NotDone.BAD_EMAIL | NotDone.EMAIL_NEEDED:
            return "email"
        case _ if bad.startswith("password_"):
            return "password"
        case _ if bad.startswith("old_"):
            return "old"
        case _:
            return "name"


async def sites_of(office: Office, visitor: Visitor) -> Sequence[str]:
    """Those that the visitor may name."""
    return [visitor.site] if visitor.site else await office.store.run(devices.sites)
