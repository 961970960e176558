"""`borne server audit|quarantine|replay`: what was done, and what could not be read."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kiosk.cli.common import CouldNot, data_option, json_option, say
from kiosk.cli.server_database import db_option, known_database_of

if TYPE_CHECKING:
    from sync.server.quarantine import Apart

MOST = 2**31
"""Of what a command lists: all."""


@click.command("audit")
@click.option("--check", is_flag=True, help="Vérifier la chaîne au lieu de dire les actes.")
@db_option
@json_option
@data_option
def audit_command(db: str | None, data: Path | None, *, check: bool, as_json: bool) -> None:
    """Dire les actes d’administration, du premier au dernier, ou vérifier leur chaîne.

    Noter ailleurs l’empreinte du dernier acte : elle prouve plus tard que rien n’a été réécrit.
    """
    from sync.server.admin import audit
    from sync.server.beside import beside
    from sync.server.place import Unusable

    place = known_database_of(db, data)
    if check:
        _check(beside(place, audit.check), as_json=as_json)
        return
    found = beside(place, lambda rows: audit.newest(rows, "", None, MOST))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for entry in reversed(found):
        row = {
            "seq": entry.seq,
            "time": _moment(entry.t),
            "who": entry.who,
            "what": entry.what,
            "site": entry.site or None,
            "about": entry.about,
            "detail": entry.detail,
        }
        told = (entry.who, entry.what, entry.about, entry.site, entry.detail)
        words = " ".join(filter(None, (str(entry.seq), _moment(entry.t), *told)))
        say(row, words, as_json=as_json)


def _check(found: object, *, as_json: bool) -> None:
    from sync.server.admin.audit import Broken, Whole
    from sync.server.place import Unusable

    match found:
        case Unusable():
            raise CouldNot(found.advice)
        case Whole():
            row = {"whole": True, "entries": found.entries, "hash": found.hash}
            words = f"La chaîne est entière : {found.entries} actes, empreinte {found.hash}"
            say(row, words, as_json=as_json)
        case Broken():
            if as_json:
                click.echo(json.dumps({"whole": False, "broken_at": found.seq}))
            raise CouldNot(
                f"La chaîne est rompue à l’acte {found.seq} : la base a été modifiée hors de ce "
                "programme. Comparer avec une copie (borne server restore)."
            )


@click.command("quarantine")
@db_option
@json_option
@data_option
def quarantine_command(db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Dire les événements mis de côté, avec la raison et ce qu’il faut donner à replay."""
    from sync.server.beside import beside
    from sync.server.place import Unusable
    from sync.server.quarantine import newest

    found = beside(known_database_of(db, data), lambda rows: newest(rows, "", 0, MOST))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for apart in reversed(found):
        spot = apart.spot
        words = f"{spot.device} {spot.log} {spot.seq} {spot.site} {apart.event.kind} : "
        say(_row(apart), words + apart.reason, as_json=as_json)


@click.command("replay")
@click.argument("device", type=click.UUID, metavar="MACHINE")
@click.argument("log", type=click.UUID, metavar="JOURNAL")
@click.argument("seq", type=click.IntRange(1), metavar="NUMÉRO")
@click.option("--site", required=True, help="Site de l’événement.")
@db_option
@json_option
@data_option
def replay_command(  # noqa: PLR0913 - one parameter per option
    device: UUID,
    log: UUID,
    seq: int,
    site: str,
    db: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Relire un événement mis de côté : s’il est compris maintenant, il compte."""
    from sync.server.admin.audit import COMMAND, By
    from sync.server.beside import beside
    from sync.server.place import Unusable
    from sync.server.quarantine import NotThere, Spot, StillApart, Stored, read_again

    spot, by = Spot(site, device, log, seq), By(COMMAND, time.time_ns() // 1_000_000)
    found = beside(known_database_of(db, data), lambda rows: read_again(rows, by, spot))
    match found:
        case Unusable():
            raise CouldNot(found.advice)
        case NotThere():
            raise CouldNot("Aucun événement de ce nom n’est de côté : borne server quarantine.")
        case StillApart():
            raise CouldNot(f"L’événement reste de côté : {found.reason}")
        case Stored():
            say({"stored": True, "seq": seq}, "L’événement est lu et compte.", as_json=as_json)


def _row(apart: "Apart") -> dict[str, object]:
    event, spot = apart.event, apart.spot
    return {
        "site": spot.site,
        "device": str(spot.device),
        "log": str(spot.log),
        "seq": spot.seq,
        "id": str(event.id),
        "kind": event.kind,
        "v": event.v,
        "reason": apart.reason,
        "received": _moment(apart.received),
        "body": None if apart.is_erased else event.body,
    }


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


AUDITING = (audit_command, quarantine_command, replay_command)
