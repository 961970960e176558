"""`borne server join|upstream`: a server of a site that forwards to the server of the town."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from kiosk.cli.common import CouldNot, NamedPath, data_option, json_option, say
from kiosk.cli.server_database import database_of, db_option, known_database_of
from kiosk.domain.addresses import is_web_address

if TYPE_CHECKING:
    from sync.hub.forwarder import Forwarder
    from sync.server.place import Place
    from sync.server.upstream import Upstream

_NOT_JOINED = (
    "Ce serveur n’est inscrit auprès d’aucun serveur central : borne server join ADRESSE CODE."
)


@click.command("join")
@click.argument("url", metavar="ADRESSE")
@click.argument("code", metavar="CODE")
@click.option(
    "--ca",
    type=NamedPath(exists=True, dir_okay=False, path_type=Path),
    help="Certificats de l’autorité du site (PEM), à la place de ceux du système.",
)
@db_option
@json_option
@data_option
def join_command(
    url: str, code: str, ca: Path | None, db: str | None, data: Path | None, *, as_json: bool
) -> None:
    """Inscrire ce serveur auprès du serveur central ADRESSE, avec le CODE qu’il a donné.

    Le code est fait là-bas par « borne server code --hub ». La clé est faite ici, dans la base, et
    n’en sort pas. Ensuite : borne server --upstream.
    """
    from sync.client.enrol import NotAdmitted
    from sync.hub.membership import Centre, join
    from sync.server.place import Unusable

    if not is_web_address(url):
        raise click.BadParameter(
            f"« {url} » n’est pas une adresse comme « https://borne.example ».",
            param_hint="ADRESSE",
        )
    joined = join(database_of(db, data), Centre(url, ca), code, time.time_ns() // 1_000_000)
    if isinstance(joined, Unusable):
        raise CouldNot(joined.advice)
    if isinstance(joined, NotAdmitted):
        raise CouldNot(f"Le serveur {url} {joined.reason} Rien n’a changé ici.")
    row = {"hub": str(joined.hub), "site": joined.site, "upstream": url}
    words = (
        f"Serveur inscrit à {url} pour le site {joined.site}. "
        "Le démarrer, ou le redémarrer : borne server --upstream"
    )
    say(row, words, as_json=as_json)


@click.command("upstream")
@db_option
@json_option
@data_option
def upstream_command(db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Dire où en est l’envoi au serveur central."""
    found = _upstream(known_database_of(db, data))
    if found is None:
        raise CouldNot(_NOT_JOINED)
    row = {
        "upstream": found.url,
        "site": found.site,
        "standing": found.standing.value,
        "detail": found.detail,
        "since": _moment(found.since),
        "heard": None if found.heard is None else _moment(found.heard),
        "unsent": found.unsent,
        "stopped": found.stopped,
    }
    say(row, line_of(found), as_json=as_json)


def upstream_line(place: "Place") -> str | None:
    """One line for a list; None where nothing is forwarded."""
    found = _upstream(place)
    return None if found is None else line_of(found)


def line_of(found: "Upstream") -> str:
    words = f"Serveur central {found.url} {_standing(found)} Événements à envoyer : {found.unsent}."
    if found.stopped:
        words += f" Journaux arrêtés : {found.stopped}, voir le journal du serveur."
    return words


def _standing(found: "Upstream") -> str:
    from sync.server.upstream import Standing

    since = datetime.fromtimestamp(found.since / 1000, UTC).astimezone()
    match found.standing:
        case Standing.NEW:
            return "pas encore appelé : borne server --upstream."
        case Standing.REACHED:
            return f"joint (depuis {since:%d/%m/%Y %H:%M})."
        case Standing.BUSY:
            return f"occupé : il demande d’attendre {found.detail} s."
        case Standing.UNREACHABLE:
            return f"{found.detail} Depuis {since:%d/%m/%Y %H:%M}."
        case Standing.REFUSED:
            return "ne connaît plus ce serveur. L’inscrire : borne server join ADRESSE CODE."
        case _:
            assert_never(found.standing)


def forwarder_of(place: "Place") -> "Forwarder":
    """Raises CouldNot when this server joined no centre."""
    from kiosk.cli.publishing import check_published
    from sync.hub.forwarder import Forwarder

    if _upstream(place) is None:
        raise CouldNot(_NOT_JOINED)
    return Forwarder(check_published)


def _upstream(place: "Place") -> "Upstream | None":
    from sync.server.beside import beside
    from sync.server.place import Unusable
    from sync.server.upstream import upstream

    found = beside(place, upstream)
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    return found


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


HUB = (join_command, upstream_command)
