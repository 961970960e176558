"""`borne doctor`: is this machine fit to receive, and what to do where it is not."""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import __version__
from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_folder,
    data_option,
    json_option,
    printer_option,
    say,
    try_config,
)
from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.domain.finding import Finding, Level, level_of

if TYPE_CHECKING:
    from printer.outcome import Outcome

NOWHERE = ("192.0.2.1", 9)
"""Of no network (RFC 5737): no packet leaves for it, and the system says which way it would."""


@click.command("doctor")
@click.option("--quick", is_flag=True, help="Sans interroger le serveur, et avec moins d’essais.")
@click.option("--print", "prints", is_flag=True, help="Imprimer aussi le résultat sur un ticket.")
@json_option
@printer_option
@data_option
@config_option
def doctor_command(
    printer_url: str | None,
    data: Path | None,
    config_file: Path | None,
    *,
    quick: bool,
    prints: bool,
    as_json: bool,
) -> None:
    """Contrôler toute la machine, et dire quoi faire là où cela ne va pas.

    Rien n’est changé, et rien n’est imprimé sans --print. Les écrans peuvent rester ouverts. Code
    de sortie\u00a0: 0 quand tout va bien ou presque, 1 quand quelque chose est en panne.
    """
    from kiosk.doctor.checks import Patient, checks_of
    from kiosk.doctor.run import run
    from kiosk.doctor.told import line_of, summary

    config = try_config(config_file, data, printer_url)
    folder = DataFolder(data_folder(data))
    findings = run(checks_of(Patient(config, folder), quick=quick))
    for each in findings:
        say(_row(each), line_of(each), as_json=as_json)
    if prints:
        _print(config, folder, findings)
    if level_of(findings) is Level.FAIL:
        raise CouldNot(summary(findings))
    if not as_json:
        say({}, summary(findings), as_json=False)


def _row(finding: Finding) -> dict[str, object]:
    return {
        "id": finding.id,
        "title": finding.title,
        "level": finding.level.value,
        "words": finding.words,
        "fix": finding.fix,
    }


def _print(config: object, folder: DataFolder, findings: Sequence[Finding]) -> None:
    """Raises CouldNot."""
    from kiosk.proof import told
    from kiosk.storage.database import unusable_folder
    from printer.outcome import Blocked, NotSent

    if not isinstance(config, Config):
        raise CouldNot("Rien n’est imprimé\u00a0: la configuration ne se lit pas.")
    try:
        outcome = _printed(config, folder, findings)
    except OSError as error:
        raise CouldNot(unusable_folder(folder.path, error)) from error
    if isinstance(outcome, Blocked | NotSent):
        raise CouldNot(told(outcome, config.printer.url).words)


def _printed(config: Config, folder: DataFolder, findings: Sequence[Finding]) -> "Outcome":
    """Raises CouldNot and OSError."""
    from kiosk.doctor.sheet import Machine, sheet
    from kiosk.domain.dates import say_moment
    from kiosk.domain.texts import load_texts
    from kiosk.paths import ASSETS
    from kiosk.printing import find_printer
    from kiosk.proof import print_apart
    from kiosk.storage.database import Unusable

    press = find_printer(config, folder)
    if isinstance(press, Unusable):
        raise CouldNot(press.advice)
    french = load_texts(ASSETS / "i18n" / "fr.toml")
    moment = say_moment(french, datetime.now(UTC).astimezone(config.site.rules.zone))
    machine = Machine(config.site.name, moment, __version__, socket.gethostname(), _address())
    return print_apart(press, folder.path, sheet(machine, findings, press.profile))


def _address() -> str:
    """Of this machine on its network."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(NOWHERE)
            found: str = asked.getsockname()[0]
    except OSError:
        return "sans réseau"
    return found
