"""What the commands share: options, the ways to fail, one JSON object per line."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kiosk.config import Config
from kiosk.config.reader import read_config
from kiosk.paths import default_config, default_data

Command = Callable[..., Any]


class CouldNot(click.ClickException):
    """The world did not let us: a plain sentence, exit status 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file or sys.stderr)


def config_option(command: Command) -> Command:
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path),
        help="Configuration (par défaut : celle de la machine, sinon la mairie fournie).",
    )(command)


def data_option(command: Command) -> Command:
    return click.option(
        "--data",
        "data",
        type=click.Path(path_type=Path),
        help="Dossier des données de la borne (par défaut : celui de l’utilisateur).",
    )(command)


def printer_option(command: Command) -> Command:
    return click.option(
        "--printer",
        "printer_url",
        help="Imprimante : virtual:, tcp://HÔTE:9100, usb:/dev/usb/lp0, serial:/dev/ttyUSB0.",
    )(command)


def json_option(command: Command) -> Command:
    return click.option(
        "--json", "as_json", is_flag=True, help="Un objet JSON par ligne, et rien d’autre."
    )(command)


def load_config(file: Path | None, printer_url: str | None = None) -> Config:
    """The checked configuration. Raises CouldNot with one line per problem."""
    from kiosk.cli.checks import checks_of

    path = file or default_config()
    found = read_config(path, checks_of(path))
    if not isinstance(found, Config):
        raise CouldNot("\n".join(str(problem) for problem in found))
    if printer_url is None:
        return found
    return replace(found, printer=replace(found.printer, url=printer_url))


def require_language(config: Config, lang: str) -> None:
    """Raises BadParameter, which names the languages of this kiosk."""
    if lang not in config.languages:
        known = ", ".join(config.languages)
        raise click.BadParameter(f"« {lang} » n’est pas proposée ici : {known}.")


def data_folder(data: Path | None) -> Path:
    return data or default_data()


def say(row: Mapping[str, object], words: str, *, as_json: bool) -> None:
    """The answer of a command: its JSON, or its words."""
    click.echo(json.dumps(row, ensure_ascii=False) if as_json else words)
