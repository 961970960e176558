"""Which database the server's commands mean."""

from pathlib import Path

import click

from kiosk.cli.common import CouldNot, data_folder
from kiosk.domain.system_errors import trouble

db_option = click.option(
    "--db", help="Base : sqlite:///FICHIER (par défaut : serveur.db du dossier de données)."
)


def database_of(db: str | None, data: Path | None) -> Path:
    """Raises BadParameter and CouldNot."""
    from sync.server.storage import Unusable, database_path

    if db is None:
        return _made(data_folder(data)) / "serveur.db"
    path = database_path(db)
    if isinstance(path, Unusable):
        raise click.BadParameter(path.advice)
    return path


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CouldNot(
            f"Le dossier de données {folder} ne peut pas être fait : {trouble(error)}"
        ) from error
    return folder
