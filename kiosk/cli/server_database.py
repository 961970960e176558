"""Which database the server's commands mean."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import CouldNot, data_folder
from kiosk.domain.system_errors import trouble

db_option = click.option(
    "--db",
    help="Base : sqlite:///FICHIER ou postgresql://HÔTE/BASE "
    "(par défaut : serveur.db du dossier de données).",
)


if TYPE_CHECKING:
    from sync.server.place import Place


def database_of(db: str | None, data: Path | None) -> "Place":
    """Raises BadParameter and CouldNot."""
    from sync.server.place import Unusable, place_of

    if db is None:
        return _made(data_folder(data)) / "serveur.db"
    place = place_of(db)
    if isinstance(place, Unusable):
        raise click.BadParameter(place.advice)
    return place


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CouldNot(
            f"Le dossier de données {folder} ne peut pas être fait : {trouble(error)}"
        ) from error
    return folder
