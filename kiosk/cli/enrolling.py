"""`borne enroll`: let this machine speak to a server, by a code that an administrator gives."""

from pathlib import Path

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_option,
    data_folder,
    data_option,
    json_option,
    say,
)
from kiosk.data_folder import DataFolder
from kiosk.domain.addresses import is_web_address


@click.command("enroll")
@click.argument("url", metavar="ADRESSE")
@click.argument("code", metavar="CODE")
@click.option(
    "--ca",
    type=NamedPath(exists=True, dir_okay=False, path_type=Path),
    help="Certificats de l’autorité du site (PEM), à la place de ceux du système.",
)
@json_option
@data_option
@config_option
def enroll_command(
    url: str,
    code: str,
    ca: Path | None,
    data: Path | None,
    config_file: Path | None,  # noqa: ARG001
    *,
    as_json: bool,
) -> None:
    """Inscrire cette machine auprès du serveur ADRESSE, avec le CODE qu’il a donné.

    Le code sert une fois, pendant 15 minutes (« borne server code »). La clé de la machine est
    faite ici et n’en sort pas.
    """
    from kiosk.enrolling import Enrolled, enrol_here, outcome_words

    if not is_web_address(url):
        raise click.BadParameter(
            f"« {url} » n’est pas une adresse comme « https://borne.example ».",
            param_hint="ADRESSE",
        )
    done = enrol_here(DataFolder(data_folder(data)), url, code, ca)
    words = outcome_words(done, url)
    if not isinstance(done, Enrolled):
        raise CouldNot(words)
    row = {"device": str(done.device), "site": done.enrolment.site, "server": url}
    say(row, words, as_json=as_json)
