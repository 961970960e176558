"""`borne server backup|restore`: copies of the server's database."""

from pathlib import Path

import click

from kiosk.cli.common import CouldNot, NamedPath, data_option, json_option, say
from kiosk.cli.server_database import database_of, db_option, known_database_of

_FILE = NamedPath(path_type=Path, dir_okay=False)


@click.command("backup")
@click.argument("file", type=_FILE, metavar="FICHIER")
@db_option
@json_option
@data_option
def backup_command(file: Path, db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Copier la base du serveur dans FICHIER, même pendant qu’il tourne, et vérifier la copie."""
    from sync.server.backup import back_up

    fault = back_up(known_database_of(db, data), file)
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
    words = "Base remise." if kept is None else f"Base remise. L’ancienne est gardée : {kept}"
    row = {"restored": str(file), "kept": None if kept is None else str(kept)}
    say(row, f"{words} Les machines renvoient ce qui manque.", as_json=as_json)
