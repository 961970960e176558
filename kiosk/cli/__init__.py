"""The command line. Each command lives in its own module, read only when it is called."""

import importlib
import sys
import traceback
from typing import Any

import click

from kiosk import __version__
from kiosk.cli.common import CouldNot, unsaid
from kiosk.cli.french import COMMAND_METAVAR, say, speak_french
from kiosk.storage.failure import CannotWrite

_COMMANDS = {
    "demo": ("kiosk.cli.demo", "Montrer tout l’accueil sur cette machine, serveur compris."),
    "entrance": ("kiosk.cli.screens", "Ouvrir l’écran d’entrée, celui des tickets."),
    "exit": ("kiosk.cli.screens", "Ouvrir l’écran de sortie, celui des avis."),
    "ticket": ("kiosk.cli.visits", "Prendre des tickets sans écran, par le même chemin."),
    "rate": ("kiosk.cli.visits", "Donner un avis sans écran."),
    "printer": ("kiosk.cli.printing", "Interroger, essayer et simuler l’imprimante."),
    "sync": ("kiosk.cli.syncing", "Envoyer les événements au serveur, ou dire où on en est."),
    "enroll": ("kiosk.cli.enrolling", "Inscrire cette machine auprès d’un serveur."),
    "voice": ("kiosk.cli.voice", "Essayer la voix, et savoir quelles phrases enregistrer."),
    "doctor": ("kiosk.cli.doctoring", "Contrôler toute la machine, et dire quoi réparer."),
    "support": ("kiosk.cli.supporting", "Écrire ce qu’il faut au support, sans secret."),
    "server": ("kiosk.cli.serving", "Faire tourner le serveur, ou lire ce qu’il a reçu."),
    "simulate": ("kiosk.cli.simulating", "Jouer un parc de bornes contre un vrai serveur."),
    "pin": ("kiosk.cli.pin", "Donner ou retirer le code du technicien."),
    "db": ("kiosk.cli.databases", "Vérifier, copier et réparer la base de cette machine."),
    "config": ("kiosk.cli.configuring", "Vérifier ou montrer la configuration."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and one-line helps without importing them."""

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if not _was_said(error):
                raise
            unsaid(error).show()
            sys.exit(CouldNot.exit_code)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CannotWrite as error:
            raise CouldNot(str(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[name][0])
        command: click.Command = getattr(module, f"{name}_command")
        _name_commands(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


def _name_commands(command: click.Command) -> None:
    """In French, in each group of groups."""
    if isinstance(command, click.Group):
        command.subcommand_metavar = COMMAND_METAVAR
        for inner in command.commands.values():
            _name_commands(inner)


def _was_said(error: OSError) -> bool:
    """Whether it came of writing to standard output: a help, a version."""
    return traceback.extract_tb(error.__traceback__)[-1].name == click.echo.__name__


speak_french()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar=COMMAND_METAVAR,
)
@click.version_option(__version__, prog_name="borne")
def borne() -> None:
    """Borne : l’accueil d’un service public, du ticket à l’avis, avec ou sans réseau."""
