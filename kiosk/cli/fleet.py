"""`borne server code|devices|revoke`: which machines may speak to a server."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kiosk.cli.common import CouldNot, data_option, json_option, say
from kiosk.cli.server_database import database_of, db_option, known_database_of

if TYPE_CHECKING:
    from sync.server.checked import SelfCheck

_SITE = re.compile(r"[\w.-]{1,64}", re.ASCII)
"""As `sync/server/decode.py` takes it."""


@click.command("code")
@db_option
@click.option("--site", required=True, help="Site de la machine, comme dans sa configuration.")
@click.option("--name", default="", help="Nom de la machine pour ceux qui la suivent.")
@click.option(
    "--replaces",
    type=click.UUID,
    metavar="MACHINE",
    help="Machine qu’elle remplace : son accès est retiré.",
)
@json_option
@data_option
def code_command(
    db: str | None,
    site: str,
    name: str,
    replaces: UUID | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Donner un code d’inscription : une machine, une fois, pendant 15 minutes."""
    from sync.server.beside import beside
    from sync.server.codes import Invitation, make
    from sync.server.storage import Unusable

    if not _SITE.fullmatch(site):
        raise click.BadParameter(
            f"« {site} » n’est pas un site : lettres, chiffres, point et tirets, 64 au plus.",
            param_hint="--site",
        )
    invitation = Invitation(site, name, replaces)
    made = beside(database_of(db, data), lambda rows: make(rows, invitation, _now()))
    if isinstance(made, Unusable):
        raise CouldNot(made.advice)
    code, expires = made
    until = datetime.fromtimestamp(expires / 1000, UTC)
    words = (
        f"Code : {code}, jusqu’à {until.astimezone():%H:%M}.\n"
        f"Sur la machine : borne enroll ADRESSE {code}"
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
    from sync.server.keys import devices
    from sync.server.storage import Unusable

    asked = beside(known_database_of(db, data), lambda rows: (devices(rows), last_checks(rows)))
    if isinstance(asked, Unusable):
        raise CouldNot(asked.advice)
    found, checks = asked
    for each in found:
        check = checks.get((each.site, each.device))
        row = {
            "device": str(each.device),
            "site": each.site,
            "name": each.name,
            "key": each.key,
            "enrolled": _moment(each.enrolled),
            "revoked": None if each.revoked is None else _moment(each.revoked),
            "checked": None if check is None else _check_row(check),
        }
        standing = "inscrite" if each.revoked is None else "accès retiré"
        told = "" if check is None else _check_words(check)
        parts = (str(each.device), each.site, each.name, f"({standing})", told)
        words = " ".join(filter(None, parts))
        say(row, words, as_json=as_json)


@click.command("revoke")
@click.argument("device", type=click.UUID, metavar="MACHINE")
@db_option
@json_option
@data_option
def revoke_command(device: UUID, db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Retirer l’accès d’une MACHINE volée ou mise au rebut : plus rien d’elle n’est accepté."""
    from sync.server.beside import beside
    from sync.server.keys import revoke
    from sync.server.storage import Unusable

    taken = beside(known_database_of(db, data), lambda rows: revoke(rows, device, _now()))
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
