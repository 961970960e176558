"""`borne sync export|import`: events and answers on a USB key, where there is no network."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    check_target,
    config_option,
    data_folder,
    data_option,
    json_option,
    say,
)
from kiosk.cli.device_database import device_database
from kiosk.cli.server_database import db_option, known_database_of
from kiosk.data_folder import DataFolder

if TYPE_CHECKING:
    from kiosk.parcels import Heard
    from kiosk.storage.enrolment import Enrolment
    from sync.server.parcels import NotTaken, Taken

REMOVE = "Vous pouvez retirer la clé."
_KEEP = "Laisser la clé en place, et recommencer : rien n’est perdu."


@click.command("export")
@click.argument("target", metavar="CLÉ", type=NamedPath(path_type=Path))
@json_option
@data_option
@config_option
def export_command(
    target: Path,
    data: Path | None,
    config_file: Path | None,  # noqa: ARG001
    *,
    as_json: bool,
) -> None:
    """Écrire ce qui attend sur une CLÉ : son dossier, ou un fichier .envoi.

    Seul le serveur de cette borne peut le lire. Là-bas : borne sync import CLÉ --db BASE. Puis, de
    retour ici : borne sync import CLÉ.
    """
    from kiosk.parcels import Exported, NoKey, TooLarge, export
    from kiosk.storage.outbox import DeviceOutbox
    from sync.parcel import PARCEL_END
    from sync.stick import NotWritten

    check_target(target, PARCEL_END)
    folder = DataFolder(data_folder(data))
    enrolment = _enrolment(folder)
    with device_database(folder) as database:
        done = export(DeviceOutbox(database, enrolment.site), enrolment, target)
    match done:
        case NoKey():
            raise CouldNot(
                "Le serveur n’a pas donné de quoi fermer l’envoi. Inscrire à nouveau la borne : "
                "borne enroll ADRESSE CODE."
            )
        case TooLarge(seq=seq):
            raise CouldNot(f"L’événement {seq} est trop gros pour voyager. Ceux d’avant y sont.")
        case NotWritten(reason=reason):
            raise CouldNot(f"La clé n’a pas pu être écrite : {reason} {_KEEP}")
        case Exported(left=left) if left > 0:
            raise CouldNot(
                f"Événements qui n’ont pas tenu : {left}. Donner un dossier, ou recommencer."
            )
        case Exported():
            row = {"files": [str(file) for file in done.files], "events": done.events}
            say(row, f"Événements sur la clé : {done.events}. {REMOVE}", as_json=as_json)
        case _:
            assert_never(done)


@click.command("import")
@click.argument("source", metavar="CLÉ", type=NamedPath(exists=True, path_type=Path))
@db_option
@json_option
@data_option
@config_option
def import_command(
    source: Path,
    db: str | None,
    data: Path | None,
    config_file: Path | None,  # noqa: ARG001
    *,
    as_json: bool,
) -> None:
    """Lire une CLÉ (dossier ou fichier) : sur la borne, ce que le serveur a répondu.

    Au serveur, avec --db : les événements des bornes ; la réponse est écrite sur la clé.
    """
    if db is not None:
        _take_parcels(source, db, data, as_json=as_json)
    else:
        _take_receipt(source, DataFolder(data_folder(data)), as_json=as_json)


def _take_receipt(source: Path, folder: DataFolder, *, as_json: bool) -> None:
    from kiosk.parcels import Heard, NoReceipt, take_receipt
    from kiosk.storage.outbox import DeviceOutbox
    from kiosk.storage.sync_notes import SyncNotes
    from kiosk.syncing import Reporter
    from sync.parcel import Spoiled
    from sync.stick import NotRead

    enrolment = _enrolment(folder)
    with device_database(folder) as database:
        outbox, notes = DeviceOutbox(database, enrolment.site), SyncNotes(database)
        done = take_receipt(outbox, enrolment, source)
        if isinstance(done, Heard) and done.result is not None:
            Reporter(notes)(done.result)
            notes.keep_quarantined(done.quarantined)
        head, acked = outbox.position()
    match done:
        case NoReceipt():
            raise CouldNot(
                "Cette clé ne porte pas de réponse pour cette borne. La passer d’abord au "
                "serveur : borne sync import CLÉ --db BASE."
            )
        case NotRead(reason=reason):
            raise CouldNot(f"La réponse ne peut pas être lue : {reason}")
        case Spoiled(reason=reason):
            raise CouldNot(f"Rien n’a changé ici : {reason}. Repasser la clé au serveur.")
        case Heard():
            row = {"result": _result(done), "acked": acked, "waiting": head - acked}
            words = f"{_words(done)} Événements en attente : {head - acked}. {REMOVE}"
            say(row, words, as_json=as_json)
        case _:
            assert_never(done)


def _result(heard: "Heard") -> str:
    return "nothing" if heard.result is None else type(heard.result).__name__.lower()


def _words(heard: "Heard") -> str:
    from sync.client.push import Forked, Rewound

    match heard.result:
        case None:
            return "La réponse est celle d’un journal d’avant : refaire un envoi."
        case Rewound(ack=ack):
            return f"Il manque au serveur ce qui suit l’événement {ack.seq} : refaire un envoi."
        case Forked():
            return (
                "Le serveur tient d’autres événements que cette borne : son disque a été copié ou "
                "restauré. Elle redira tout dans un nouveau journal : refaire un envoi."
            )
        case _:
            return "Réponse du serveur prise en compte."


def _take_parcels(source: Path, db: str, data: Path | None, *, as_json: bool) -> None:
    from sync.server.parcels import Import
    from sync.server.storage import Unusable
    from sync.stick import NotRead, NotWritten

    place = known_database_of(db, data)
    taking = Import(place)
    found = taking.take(source)
    if isinstance(found, NotRead):
        raise CouldNot(f"La clé ne peut pas être lue : {found.reason}")
    good, bad = _tell(found, as_json=as_json)
    folder = source if source.is_dir() else source.absolute().parent
    answered = taking.answer(folder)
    match answered:
        case Unusable(advice=advice):
            raise CouldNot(advice)
        case NotWritten(reason=reason):
            raise CouldNot(f"La réponse n’a pas pu être écrite sur la clé : {reason} {_KEEP}")
        case int():
            pass
        case _:
            assert_never(answered)
    if bad:
        others = " Les autres sont pris." if good else ""
        raise CouldNot(f"Fichiers refusés : {bad}.{others} {REMOVE}")
    if not good:
        raise CouldNot(f"Cette clé ne porte aucun envoi. {REMOVE}")
    if not as_json:
        click.echo(REMOVE)


def _tell(found: Iterable["Taken | NotTaken"], *, as_json: bool) -> tuple[int, int]:
    """How many were taken, and how many were not."""
    from sync.server.parcels import NotTaken

    good = bad = 0
    for each in found:
        if isinstance(each, NotTaken):
            bad += 1
            click.echo(f"{each.file.name} : {each.reason}", err=True)
            if as_json:
                say({"file": each.file.name, "refused": each.reason}, "", as_json=True)
            continue
        good += 1
        say(_row(each), _sentence(each), as_json=as_json)
    return good, bad


def _row(taken: "Taken") -> dict[str, object]:
    log, answer = taken.answers[-1]
    return {
        "file": taken.file.name,
        "device": str(taken.device),
        "site": taken.site,
        "log": str(log),
        "new": taken.new,
        "status": answer.status,
        "ack": answer.ack.seq,
        "quarantined": [
            {"seq": each.seq, "reason": each.reason}
            for _, told in taken.answers
            for each in told.quarantined
        ],
    }


def _sentence(taken: "Taken") -> str:
    _, answer = taken.answers[-1]
    words = f"{taken.file.name} : événements nouveaux : {taken.new}."
    apart = sum(len(told.quarantined) for _, told in taken.answers)
    if apart:
        words += f" Mis de côté : {apart}."
    match answer.status:
        case "ok":
            return words
        case "gap":
            return f"{words} Il manque ceux qui suivent l’événement {answer.ack.seq}."
        case "fork":
            return f"{words} La borne dit autre chose que ce qui est ici : son disque a une copie."
        case _:
            assert_never(answer.status)


def _enrolment(folder: DataFolder) -> "Enrolment":
    from kiosk.storage.enrolment import Unreadable, read_enrolment

    found = read_enrolment(folder.path)
    if isinstance(found, Unreadable):
        raise CouldNot(found.advice)
    if found is None:
        raise CouldNot("Cette borne n’est pas inscrite : borne enroll ADRESSE CODE.")
    return found
