"""`borne sync`: send what waits, or say what waits."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_folder,
    data_option,
    json_option,
    load_config,
    say,
)
from kiosk.config import Config
from kiosk.data_folder import DataFolder

if TYPE_CHECKING:
    from kiosk.storage.outbox import DeviceOutbox
    from sync.client.push import PushResult


@click.group("sync")
def sync_command() -> None:
    """Envoyer les événements au serveur, ou dire où on en est."""


@sync_command.command()
@json_option
@data_option
@config_option
def status(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Dire combien d’événements attendent."""
    with _outbox(load_config(config_file), data) as outbox:
        device, log = outbox.identity()
        head, acked = outbox.position()
    row = {
        "device": str(device),
        "log": str(log),
        "head": head,
        "acked": acked,
        "waiting": head - acked,
    }
    words = f"Événements : {head} écrits, {head - acked} en attente d’envoi. Borne {device}."
    say(row, words, as_json=as_json)


@sync_command.command()
@click.option("--server", help="Adresse du serveur (par défaut : celle de la configuration).")
@json_option
@data_option
@config_option
def push(server: str | None, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Envoyer maintenant tout ce qui attend."""
    from sync.client.http import HttpSender
    from sync.client.push import push_all

    config = load_config(config_file)
    url = server or config.sync.url
    if url is None:
        raise CouldNot("Aucun serveur n’est réglé. Écrire « url » dans [sync], ou donner --server.")
    with _outbox(config, data) as outbox:
        before = outbox.position()[1]
        problem = _problem(push_all(outbox, HttpSender(url)), url)
        head, acked = outbox.position()
    if problem is not None:
        raise CouldNot(f"{problem} Événements en attente : {head - acked} ; rien n’est perdu.")
    row = {"sent": acked - before, "acked": acked, "waiting": head - acked}
    say(row, f"Événements : {acked - before} envoyés, {head - acked} en attente.", as_json=as_json)


@contextmanager
def _outbox(config: Config, data: Path | None) -> Iterator["DeviceOutbox"]:
    """The log of this machine's kiosk. Raises CouldNot."""
    from kiosk.storage.database import Unusable
    from kiosk.storage.outbox import DeviceOutbox

    database = DataFolder(data_folder(data)).open_database()
    if isinstance(database, Unusable):
        raise CouldNot(database.advice)
    with closing(database):
        yield DeviceOutbox(database, config.site.id)


def _problem(result: "PushResult", url: str) -> str | None:
    """What stood in the way, in a sentence; None when nothing did."""
    from sync.client.push import (
        Busy,
        Forked,
        Pushed,
        Refused,
        Rewound,
        Unreachable,
        UpToDate,
    )

    match result:
        case UpToDate() | Pushed():
            return None
        case Unreachable(reason=reason):
            return f"Le serveur {url} ne répond pas ({reason}). Vérifier le réseau et l’adresse."
        case Busy(wait_s=wait_s):
            return f"Le serveur est occupé et demande d’attendre {wait_s:.0f} s."
        case Refused(status=status, reason=reason):
            return f"Le serveur refuse l’envoi ({status} : {reason})."
        case Rewound(ack=ack):
            return f"Le serveur est revenu en arrière, à l’événement {ack.seq}. Recommencer."
        case Forked(ack=ack):
            return (
                f"Le serveur tient d’autres événements que cette borne (jusqu’à {ack.seq}) : "
                "son disque a été copié ou restauré. Prévenir le support."
            )
        case _:
            assert_never(result)
