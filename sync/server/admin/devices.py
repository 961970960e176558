"""What is done to the machines: let in by a code, shut out, put in the place of another."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sync.server import codes, keys
from sync.server.admin import audit
from sync.server.admin.audit import By, What
from sync.server.codes import Invitation
from sync.server.keys import Enrolled
from sync.server.rows import Rows, of_one


@dataclass(frozen=True, slots=True)
class Pending:
    """A code that nobody has used yet."""

    site: str
    name: str
    expires: int


def give_code(rows: Rows, by: By, invitation: Invitation) -> tuple[str, int]:
    """Part of a transaction: the code, and the moment (ms) of its end."""
    made = codes.make(rows, invitation, by.now)
    replaced = "" if invitation.replaces is None else f"→ {invitation.replaces}"
    audit.record(
        rows, by, What.CODE_MADE, about=invitation.name, site=invitation.site, detail=replaced
    )
    return made


def revoke(rows: Rows, by: By, device: UUID, site: str = "") -> bool:
    """Part of a transaction. False: no such device has access, at that site unless it is empty."""
    audit.begin(rows)
    heard = {
        each.site for each in devices(rows, site) if each.device == device and not each.revoked
    }
    if not heard:
        return False
    keys.revoke(rows, device, by.now)
    audit.record(rows, by, What.DEVICE_REVOKED, about=str(device), site=min(heard))
    return True


def devices(rows: Rows, site: str) -> Sequence[Enrolled]:
    """Every key that was ever let in, the newest first; of one site, or of all (empty)."""
    found = keys.devices(rows)
    return [each for each in reversed(found) if site in ("", each.site)]


def pending(rows: Rows, site: str, now: int) -> Sequence[Pending]:
    of_site, its = of_one(site)
    found = rows.execute(
        "SELECT site, name, expires FROM enrol_code "
        f"WHERE used_by IS NULL AND expires > ? {of_site} ORDER BY expires",
        [now, *its],
    )
    return [Pending(*row) for row in found.fetchall()]


def sites(rows: Rows) -> Sequence[str]:
    """Every one that a machine or somebody belongs to."""
    found = rows.execute(
        "SELECT site FROM device_key UNION SELECT site FROM stream "
        "UNION SELECT site FROM person WHERE site <> '' ORDER BY site"
    )
    return [site for (site,) in found.fetchall()]
