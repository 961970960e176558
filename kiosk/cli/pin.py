"""`borne pin`: the code that lets a technician into a kiosk. There is none before it is set."""

import sys
import warnings
from getpass import GetPassWarning
from pathlib import Path

import click

from kiosk.cli.common import CouldNot, config_option, data_folder, data_option, json_option, say
from kiosk.domain.pin import LEAST_DIGITS, MOST_DIGITS, BadPin, fault_of
from kiosk.storage.pin_file import PinFile

_FAULTS = {
    BadPin.NOT_DIGITS: "Le code est fait de chiffres seulement.",
    BadPin.LENGTH: f"Le code a de {LEAST_DIGITS} à {MOST_DIGITS} chiffres.",
    BadPin.EASY: "Ce code se devine\u00a0: ni un seul chiffre répété, ni une suite.",
}


@click.group("pin")
def pin_command() -> None:
    """Donner, retirer le code du technicien, ou dire s’il y en a un."""


@pin_command.command("set")
@click.option("--stdin", "from_stdin", is_flag=True, help="Lire le code sur l’entrée standard.")
@json_option
@data_option
@config_option
def set_(data: Path | None, config_file: Path | None, *, from_stdin: bool, as_json: bool) -> None:  # noqa: ARG001
    """Donner le code : il est demandé deux fois et n’est gardé nulle part en clair."""
    pin = sys.stdin.readline().strip() if from_stdin else _asked_twice()
    if fault := fault_of(pin):
        raise CouldNot(_FAULTS[fault])
    PinFile(data_folder(data)).set(pin)
    say({"set": True}, "Le code du technicien est enregistré.", as_json=as_json)


@pin_command.command()
@json_option
@data_option
@config_option
def remove(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Retirer le code : personne n’entre plus dans le menu du technicien."""
    PinFile(data_folder(data)).remove()
    say({"set": False}, "Il n’y a plus de code du technicien.", as_json=as_json)


@pin_command.command()
@json_option
@data_option
@config_option
def status(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Dire s’il y a un code, sans le dire lui-même."""
    is_set = PinFile(data_folder(data)).is_set
    words = "Un code du technicien est donné." if is_set else "Aucun code\u00a0: « borne pin set »."
    say({"set": is_set}, words, as_json=as_json)


def _asked_twice() -> str:
    with warnings.catch_warnings():
        # Where nothing is typed unseen, nothing is asked.
        warnings.simplefilter("error", GetPassWarning)
        try:
            first: str = click.prompt("Code du technicien", hide_input=True)
            second: str = click.prompt("Encore une fois", hide_input=True)
        except GetPassWarning as error:
            raise CouldNot(
                "Il n’y a pas de clavier ici. Taper le code dans un terminal, ou avec --stdin."
            ) from error
    if first != second:
        raise CouldNot("Les deux codes ne sont pas les mêmes. Recommencer.")
    return first.strip()
