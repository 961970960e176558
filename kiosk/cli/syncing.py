"""`borne sync`: send what waits, or say what waits."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
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
from kiosk.domain.addresses import is_web_address

if TYPE_CHECKING:
    from kiosk.storage.database import Database
    from kiosk.storage.outbox import DeviceOutbox
    from kiosk.storage.sync_notes import Note


@click.group("sync")
def sync_command() -> None:
    """Envoyer les événements au serveur, ou dire où on en est."""


@sync_command.command()
@json_option
@data_option
@config_option
def status(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Dire combien d’événements attendent, et ce que le serveur a répondu."""
    from kiosk.storage.sync_notes import SyncNotes

    with _database(DataFolder(data_folder(data))) as database:
        outbox = _outbox(database, load_config(config_file))
        device, log = outbox.identity()
        head, acked = outbox.position()
        notes = SyncNotes(database)
        last, apart = notes.last(), notes.quarantined()
    row = {
        "device": str(device),
        "log": str(log),
        "head": head,
        "acked": acked,
        "waiting": head - acked,
        "last": None if last is None else _fields(last),
        "quarantined": [asdict(each) for each in apart],
    }
    lines = [f"Événements : {head} écrits, {head - acked} en attente d’envoi. Borne {device}."]
    if last is not None:
        lines.append(f"Depuis {_when(last):%d/%m/%Y %H:%M} : {_sentence(last)}")
    lines += [f"Événement {each.seq} mis de côté par le serveur : {each.reason}" for each in apart]
    say(row, "\n".join(lines), as_json=as_json)


@sync_command.command()
@click.option("--server", help="Adresse du serveur (par défaut : celle de la configuration).")
@json_option
@data_option
@config_option
def push(server: str | None, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Envoyer maintenant tout ce qui attend."""
    from kiosk.storage.enrolment import Unreadable
    from kiosk.storage.outbox import DeviceOutbox
    from kiosk.storage.sync_notes import Standing, SyncNotes
    from kiosk.syncing import Reporter, line_to, note_of, system_time
    from sync.client.push import push_all

    config = load_config(config_file)
    if server is not None and not is_web_address(server):
        raise click.BadParameter(
            f"« {server} » n’est pas une adresse comme « https://borne.example ».",
            param_hint="--server",
        )
    folder = DataFolder(data_folder(data))
    with _database(folder) as database:
        line = line_to(config, folder, database, server)
        if isinstance(line, Unreadable):
            raise CouldNot(line.advice)
        if line is None:
            raise CouldNot(
                "Aucun serveur n’est réglé. Inscrire la borne (borne enroll), écrire « url » "
                "dans [sync], ou donner --server."
            )
        outbox = DeviceOutbox(database, line.site)
        before = outbox.position()[1]
        with closing(line.sender) as send:
            result = push_all(outbox, send, Reporter(SyncNotes(database)))
        head, acked = outbox.position()
    note = note_of(result, system_time())
    if note is not None and note.standing is not Standing.REACHED:
        problem = _sentence(note, f"Le serveur {line.url}")
        raise CouldNot(f"{problem} Événements en attente : {head - acked} ; rien n’est perdu.")
    row = {"sent": acked - before, "acked": acked, "waiting": head - acked}
    say(row, f"Événements : {acked - before} envoyés, {head - acked} en attente.", as_json=as_json)


@contextmanager
def _database(folder: DataFolder) -> Iterator["Database"]:
    """That of this machine's kiosk. Raises CouldNot."""
    from kiosk.storage.database import Unusable

    database = folder.open_database()
    if isinstance(database, Unusable):
        raise CouldNot(database.advice)
    with closing(database):
        yield database


def _outbox(database: "Database", config: Config) -> "DeviceOutbox":
    from kiosk.storage.outbox import DeviceOutbox

    return DeviceOutbox(database, config.site.id)


def _fields(note: "Note") -> dict[str, str]:
    since = _when(note).isoformat(timespec="seconds")
    return {"result": note.standing.value, "detail": note.detail, "since": since}


def _when(note: "Note") -> datetime:
    """As the machine's own clock shows it."""
    return datetime.fromtimestamp(note.since / 1000, UTC).astimezone()


def _sentence(note: "Note", server: str = "Le serveur") -> str:
    from kiosk.storage.sync_notes import Standing

    match note.standing:
        case Standing.REACHED:
            return f"{server} répond."
        case Standing.UNREACHABLE:
            return f"{server} {note.detail}"
        case Standing.BUSY:
            return f"{server} est occupé et demande d’attendre {note.detail} s."
        case Standing.REFUSED:
            return f"{server} {_refusal(note.detail)}"
        case Standing.REWOUND:
            return f"{server} est revenu en arrière, à l’événement {note.detail}. Recommencer."
        case Standing.FORKED:
            return (
                f"{server} tient d’autres événements que cette borne (jusqu’à {note.detail}) : "
                "son disque a été copié ou restauré. Elle redit tout dans un nouveau journal, rien "
                "n’est perdu. Vérifier qu’aucune autre machine n’a le même disque."
            )
        case _:
            assert_never(note.standing)


def _refusal(detail: str) -> str:
    """`413 : why`; a server of ours always says why."""
    status, _, reason = detail.partition(" : ")
    if status == "401" and reason:
        return "ne connaît pas cette borne. L’inscrire : borne enroll ADRESSE CODE."
    if reason:
        return f"refuse l’envoi ({detail})."
    return (
        f"a répondu {status} sans dire pourquoi. Vérifier que c’est l’adresse d’un serveur Borne."
    )
