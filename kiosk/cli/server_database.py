"""Which database the server's commands mean."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import CouldNot, data_folder
from kiosk.domain.system_errors import trouble

db_option = click.option(
    "--db",
    envvar="BORNE_DB",
    help="Base : sqlite:///FICHIER ou postgresql://HÔTE/BASE "
    "(par défaut : serveur.db du dossier de données).",
)


if TYPE_CHECKING:
    from sync.server.place import Place

FILE = "serveur.db"


def database_of(db: str | None, data: Path | None) -> "Place":
    """One that may be made. Raises BadParameter and CouldNot."""
    return _made(data_folder(data)) / FILE if db is None else _place_of(db)


def known_database_of(db: str | None, data: Path | None) -> "Place":
    """One that is there: a mistyped name makes no file. Raises BadParameter and CouldNot."""
    place = data_folder(data) / FILE if db is None else _place_of(db)
    if isinstance(place, Path) and not place.exists():
        raise CouldNot(
            f"La base {place} n’existe pas. Vérifier l’adresse\u00a0: elle est créée par "
            "«\u00a0borne server\u00a0»."
        )
    return place


def _place_of(db: str) -> "Place":
    from sync.server.place import Unusable, place_of

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
