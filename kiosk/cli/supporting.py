"""`borne support`: one file that lets somebody far away help."""

from pathlib import Path

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
    try_config,
)
from kiosk.data_folder import DataFolder


@click.command("support")
@click.argument(
    "target", metavar="[FICHIER_OU_DOSSIER]", required=False, type=NamedPath(path_type=Path)
)
@json_option
@data_option
@config_option
def support_command(
    target: Path | None, data: Path | None, config_file: Path | None, *, as_json: bool
) -> None:
    """Écrire un fichier .zip pour le support, par exemple sur une clé USB.

    Dedans\u00a0: versions, configuration, résultat de «\u00a0borne doctor\u00a0», journal, derniers
    événements. Ni secret, ni mot d’un visiteur, ni numéro de ticket. Sans FICHIER_OU_DOSSIER, dans
    le dossier courant.
    """
    from kiosk.support.key import Written, write_support

    target = target or Path.cwd()
    check_target(target, ".zip")
    folder = DataFolder(data_folder(data))
    done = write_support(try_config(config_file, data), folder, target)
    if not isinstance(done, Written):
        raise CouldNot(done)
    row = {"file": str(done.file), "bytes": done.size, "on_key": done.is_on_key}
    say(row, done.words, as_json=as_json)
