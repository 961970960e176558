"""`borne server code|devices|revoke`: which machines may speak to a server."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kiosk.cli.common import CouldNot, data_option, json_option, say, tell
from kiosk.cli.hubs import upstream_line
from kiosk.cli.server_database import database_of, db_option, known_database_of

if TYPE_CHECKING:
    from sync.server.checked import SelfCheck


def site_named(site: str | None) -> str:
    """None: all sites, which is the empty one. Raises BadParameter."""
    from sync.server.codes import is_site

    if site is not None and not is_site(site):
        raise click.BadParameter(
            f"« {site} » n’est pas un site : lettres, chiffres, point et tirets, 64 au plus.",
            param_hint="--site",
        )
    return site or ""


def require_site(_context: click.Context, _option: click.Parameter, site: str) -> str:
    return site_named(site)


@click.command("code")
@db_option
@click.option(
    "--site",
    required=True,
    help="Site de la machine, comme dans sa configuration.",
)
@click.option("--name", default="", help="Nom de la machine pour ceux qui la suivent.")
@click.option(
    "--hub",
    "is_hub",
    is_flag=True,
    help="Pour le serveur du site, qui transmet ce que ses bornes envoient.",
)
@click.option(
    "--replaces",
    type=click.UUID,
    metavar="MACHINE",
    help="Machine qu’elle remplace : son accès est retiré.",
)
@json_option
@data_option
def code_command(  # noqa: PLR0913 - one parameter per option
    db: str | None,
    site: str,
    name: str,
    replaces: UUID | None,
    data: Path | None,
    *,
    is_hub: bool,
    as_json: bool,
) -> None:
    """Donner un code d’inscription : une machine, une fois, pendant 15 minutes."""
    from sync.server.admin.audit import COMMAND, By
    from sync.server.admin.devices import give_code
    from sync.server.beside import beside
    from sync.server.codes import Invitation
    from sync.server.keys import Role
    from sync.server.storage import Unusable

    role = Role.HUB if is_hub else Role.DEVICE
    invitation = Invitation(site_named(site), name, replaces, role)
    by = By(COMMAND, _now())
    made = beside(database_of(db, data), lambda rows: give_code(rows, by, invitation))
    if isinstance(made, Unusable):
        raise CouldNot(made.advice)
    code, expires = made
    until = datetime.fromtimestamp(expires / 1000, UTC)
    words = f"Code : {code}, jusqu’à {until.astimezone():%H:%M}.\n" + (
        f"Sur le serveur du site : borne server join ADRESSE {code}"
        if is_hub
        else f"Sur la machine : borne enroll ADRESSE {code}"
    )
    row = {"code": code, "expires": until.isoformat(timespec="seconds"), "site": site}
    say(row, words, as_json=as_json)


@click.command("devices")
@db_option
@json_option
@data_option
def devices_command(db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Dire les machines inscrites, une par ligne."""
    from sync.server.beside import beside
    from sync.server.checked import last_checks
    from sync.server.keys import Role, devices
    from sync.server.storage import Unusable

    place = known_database_of(db, data)
    asked = beside(place, lambda rows: (devices(rows), last_checks(rows)))
    if isinstance(asked, Unusable):
        raise CouldNot(asked.advice)
    found, checks = asked
    for each in found:
        check = checks.get((each.site, each.device))
        row = {
            "device": str(each.device),
            "site": each.site,
            "name": each.name,
            "role": each.role.value,
            "key": each.key,
            "enrolled": _moment(each.enrolled),
            "revoked": None if each.revoked is None else _moment(each.revoked),
            "checked": None if check is None else _check_row(check),
        }
        standing = "inscrite" if each.revoked is None else "accès retiré"
        what = "serveur de site, " if each.role is Role.HUB else ""
        told = "" if check is None else _check_words(check)
        parts = (str(each.device), each.site, each.name, f"({what}{standing})", told)
        words = " ".join(filter(None, parts))
        say(row, words, as_json=as_json)
    if not as_json and (line := upstream_line(place)):
        tell(line)


@click.command("revoke")
@click.argument("device", type=click.UUID, metavar="MACHINE")
@db_option
@json_option
@data_option
def revoke_command(device: UUID, db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Retirer l’accès d’une MACHINE volée ou mise au rebut : plus rien d’elle n’est accepté."""
    from sync.server.admin.audit import COMMAND, By
    from sync.server.admin.devices import revoke
    from sync.server.beside import beside
    from sync.server.storage import Unusable

    by = By(COMMAND, _now())
    taken = beside(known_database_of(db, data), lambda rows: revoke(rows, by, device))
    if isinstance(taken, Unusable):
        raise CouldNot(taken.advice)
    if not taken:
        raise CouldNot(f"Aucune machine inscrite {device}. Les voir : borne server devices.")
    say({"device": str(device), "revoked": True}, "Accès retiré.", as_json=as_json)


def _check_row(check: "SelfCheck") -> dict[str, object]:
    amiss = [{"id": id_, "level": level} for id_, level in check.amiss]
    return {"level": check.level, "at": _moment(check.at), "findings": amiss}


def _check_words(check: "SelfCheck") -> str:
    amiss = ", ".join(id_ for id_, _ in check.amiss) or "tout va bien"
    return f"contrôle du {_moment(check.at)[:10]}\u00a0: {amiss}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


FLEET = (code_command, devices_command, revoke_command)
