"""`borne server backup|restore|backed-up|backups`: copies of the server's database."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from kiosk.cli.common import CouldNot, NamedPath, data_option, json_option, say
from kiosk.cli.server_database import database_of, db_option, known_database_of

if TYPE_CHECKING:
    from sync.server.marks import Backup
    from sync.server.rows import Rows

_FILE = NamedPath(path_type=Path, dir_okay=False)
_KEPT = 30


def _keep_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--keep-days",
            type=click.IntRange(min=1),
            help="Oublier les copies de plus de tant de jours (par défaut\u00a0: aucune).",
        ),
        click.option(
            "--keep",
            type=click.IntRange(min=1),
            default=_KEPT,
            show_default=True,
            help="Nombre de copies qui peuvent encore être remises. Les bornes gardent ce que la "
            "plus ancienne n’a pas.",
        ),
    ):
        command = option(command)
    return command


@click.command("backup")
@click.argument("file", type=_FILE, metavar="FICHIER")
@_keep_options
@db_option
@json_option
@data_option
def backup_command(
    file: Path,
    keep: int,
    keep_days: int | None,
    db: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Copier la base du serveur dans FICHIER, même pendant qu’il tourne, et vérifier la copie."""
    from sync.server.backup import back_up
    from sync.server.marks import Keep

    fault = back_up(known_database_of(db, data), file, Keep(keep, keep_days))
    if fault is not None:
        raise CouldNot(fault.advice)
    say({"backup": str(file)}, f"Copie faite et vérifiée : {file}", as_json=as_json)


@click.command("restore")
@click.argument("file", type=_FILE, metavar="FICHIER")
@db_option
@json_option
@data_option
def restore_command(file: Path, db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Remettre la copie FICHIER à la place de la base ; l’ancienne base est gardée à côté."""
    from sync.server.backup import restore
    from sync.server.place import Unusable

    kept = restore(database_of(db, data), file)
    if isinstance(kept, Unusable):
        raise CouldNot(kept.advice)
    words = "Base remise." if kept is None else f"Base remise. L’ancienne est gardée : {kept}."
    row = {"restored": str(file), "kept": None if kept is None else str(kept)}
    say(row, f"{words} Les machines renvoient ce qui manque.", as_json=as_json)


@click.command("backed-up")
@click.argument("backup", type=click.UUID, metavar="[COPIE]", required=False)
@click.option("--begin", "name", metavar="NOM", help="Inscrire une copie, avant de la faire.")
@_keep_options
@db_option
@json_option
@data_option
def backed_up_command(  # noqa: PLR0913 - one parameter per option
    backup: UUID | None,
    name: str | None,
    keep: int,
    keep_days: int | None,
    db: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Déclarer une copie faite par d’autres moyens (pg_dump, archive).

    Avant elle\u00a0: --begin NOM, qui répond l’identifiant de la COPIE. Une fois qu’elle est
    entière\u00a0: cet identifiant.
    """
    from sync.server import marks
    from sync.server.admin.audit import COMMAND, By, What, record

    if (backup is None) == (name is None):
        raise click.UsageError("Donner --begin NOM avant la copie, puis l’identifiant après elle.")
    with _writing(db, data) as rows:
        if name is not None:
            begun = marks.begin(rows, name, _now())
            say({"backup": str(begun)}, str(begun), as_json=as_json)
            return
        assert backup is not None
        if not marks.finish(rows, backup, marks.Keep(keep, keep_days), _now()):
            raise CouldNot(_unknown(backup))
        record(rows, By(COMMAND, _now()), What.BACKUP_DECLARED, about=str(backup))
    say({"backup": str(backup)}, f"Copie déclarée\u00a0: {backup}", as_json=as_json)


@click.command("backups")
@click.option(
    "--forget",
    "forgotten",
    type=click.UUID,
    metavar="COPIE",
    help="Ne plus compter cette copie\u00a0: elle est effacée, ou ne sera jamais remise.",
)
@db_option
@json_option
@data_option
def backups_command(
    forgotten: UUID | None, db: str | None, data: Path | None, *, as_json: bool
) -> None:
    """Dire les copies de la base qui peuvent être remises, la plus récente d’abord.

    Les bornes gardent tous les événements que l’une d’elles n’a pas.
    """
    from sync.server import marks
    from sync.server.admin.audit import COMMAND, By, What, record

    with _writing(db, data) as rows:
        if forgotten is not None and not marks.forget(rows, forgotten):
            raise CouldNot(_unknown(forgotten))
        if forgotten is not None:
            record(rows, By(COMMAND, _now()), What.BACKUP_FORGOTTEN, about=str(forgotten))
        found = marks.known(rows)
    for backup in found:
        row = {
            "backup": str(backup.id),
            "name": backup.name,
            "taken": _iso(backup.taken),
            "done": None if backup.done is None else _iso(backup.done),
        }
        say(row, _line(backup), as_json=as_json)


@contextmanager
def _writing(db: str | None, data: Path | None) -> "Iterator[Rows]":
    """Raises CouldNot."""
    from sync.server.rows import Away
    from sync.server.storage import cause, writing

    place = known_database_of(db, data)
    try:
        with writing(place) as rows:
            yield rows
    except (sqlite3.Error, Away) as error:
        raise CouldNot(
            f"La base {place} ne peut pas être lue ou écrite\u00a0: {cause(error)}. Démarrer une "
            "fois le serveur de cette version."
        ) from error


def _unknown(backup: UUID) -> str:
    return f"La copie {backup} n’est pas inscrite. Voir\u00a0: borne server backups."


def _line(backup: "Backup") -> str:
    state = "" if backup.done is not None else " (pas déclarée entière)"
    moment = datetime.fromtimestamp(backup.taken / 1000).astimezone()
    return f"{moment:%d/%m/%Y %H:%M} {backup.id} {backup.name}{state}"


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="seconds")


def _now() -> int:
    return time.time_ns() // 1_000_000
