"""`borne sync`: send what waits, or say what waits."""

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.carrying import export_command, import_command
from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_folder,
    data_option,
    json_option,
    machine_config,
    say,
)
from kiosk.cli.device_database import device_database
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
    from kiosk.standing import standing_words
    from kiosk.storage.sync_notes import SyncNotes

    with device_database(DataFolder(data_folder(data))) as database:
        outbox = _outbox(database, machine_config(config_file, data))
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
        lines.append(f"Depuis {_when(last):%d/%m/%Y %H:%M} : {standing_words(last)}")
    lines += [f"Événement {each.seq} mis de côté par le serveur : {each.reason}" for each in apart]
    say(row, "\n".join(lines), as_json=as_json)


@sync_command.command()
@click.option("--server", help="Adresse du serveur (par défaut : celle de la configuration).")
@json_option
@data_option
@config_option
def push(server: str | None, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Envoyer maintenant tout ce qui attend."""
    from kiosk.standing import standing_words
    from kiosk.storage.enrolment import Unreadable
    from kiosk.storage.outbox import DeviceOutbox
    from kiosk.storage.sync_notes import Standing, SyncNotes
    from kiosk.syncing import Reporter, line_to, note_of, system_time
    from sync.client.push import catch_up

    config = machine_config(config_file, data)
    if server is not None and not is_web_address(server):
        raise click.BadParameter(
            f"« {server} » n’est pas une adresse comme « https://borne.example ».",
            param_hint="--server",
        )
    folder = DataFolder(data_folder(data))
    with device_database(folder) as database:
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
            result = catch_up(outbox, send, Reporter(SyncNotes(database)))
        head, acked = outbox.position()
    note = note_of(result, system_time())
    if note is not None and note.standing is not Standing.REACHED:
        problem = standing_words(note, f"Le serveur {line.url}")
        raise CouldNot(f"{problem} Événements en attente : {head - acked} ; rien n’est perdu.")
    row = {"sent": acked - before, "acked": acked, "waiting": head - acked}
    say(row, f"Événements : {acked - before} envoyés, {head - acked} en attente.", as_json=as_json)


def _outbox(database: "Database", config: Config) -> "DeviceOutbox":
    from kiosk.storage.outbox import DeviceOutbox

    return DeviceOutbox(database, config.site.id)


def _fields(note: "Note") -> dict[str, str]:
    since = _when(note).isoformat(timespec="seconds")
    return {"result": note.standing.value, "detail": note.detail, "since": since}


def _when(note: "Note") -> datetime:
    """As the machine's own clock shows it."""
    return datetime.fromtimestamp(note.since / 1000, UTC).astimezone()


for _command in (export_command, import_command):
    sync_command.add_command(_command)
