"""What the commands share: options, the ways to fail, one JSON object per line."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.config import Config
from kiosk.config.reader import Problems, read_config
from kiosk.domain.system_errors import trouble
from kiosk.paths import default_config, default_data

if TYPE_CHECKING:
    from kiosk.cli.sources import Sources

MOST_PROBLEMS = 20
Command = Callable[..., Any]


class NamedPath(click.Path):
    """A path that says something: an empty one would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("le nom est vide.", param, ctx)
        return super().convert(value, param, ctx)


class CouldNot(click.ClickException):
    """The world did not let us: a plain sentence, exit status 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file or sys.stderr)


def check_target(target: Path, ending: str) -> None:
    """A folder, or a file with this ending in a folder: a key that is not plugged in is neither.

    Raises CouldNot.
    """
    if target.is_dir() or (target.suffix.lower() == ending and target.absolute().parent.is_dir()):
        return
    raise CouldNot(
        f"{target} n’est pas un dossier, ni un fichier {ending} dans un dossier qui existe. "
        "Rien n’est écrit. Brancher la clé, puis donner son dossier."
    )


def config_option(command: Command) -> Command:
    return click.option(
        "--config",
        "config_file",
        envvar="BORNE_CONFIG",
        type=NamedPath(path_type=Path),
        help="Configuration (par défaut : celle de la machine, sinon la mairie fournie).",
    )(command)


def data_option(command: Command) -> Command:
    return click.option(
        "--data",
        "data",
        envvar="BORNE_DATA",
        type=NamedPath(path_type=Path),
        help="Dossier des données de la borne (par défaut : celui de l’utilisateur).",
    )(command)


def printer_option(command: Command) -> Command:
    return click.option(
        "--printer",
        "printer_url",
        callback=_require_printer_url,
        help="Imprimante : virtual:, tcp://HÔTE:9100, usb:/dev/usb/lp0, serial:/dev/ttyUSB0.",
    )(command)


def _require_printer_url(
    _context: click.Context, _option: click.Parameter, url: str | None
) -> str | None:
    from kiosk.cli.checks import printer_url

    if url is not None and (fault := printer_url(url)):
        raise click.BadParameter(fault)
    return url


def json_option(command: Command) -> Command:
    """Of each command that answers: it does nothing where its answer could not be read."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        callback=_require_output,
        help="Un objet JSON par ligne, et rien d’autre.",
    )(command)


def _require_output(_context: click.Context, _option: click.Parameter, as_json: bool) -> bool:
    # What Python makes of a descriptor that was closed before it began.
    if sys.stdout is None:
        raise CouldNot(
            "La sortie standard est fermée : personne ne lirait la réponse, et rien n’est fait. "
            "La rediriger vers un fichier, ou vers /dev/null."
        )
    return as_json


def load_config(file: Path | None) -> Config:
    """The checked configuration of one file. Raises CouldNot with one line per problem."""
    from kiosk.cli.checks import checks_of

    path = file or default_config()
    return _sound(read_config(path, checks_of(path)))


def machine_config(
    file: Path | None, data: Path | None = None, printer_url: str | None = None
) -> Config:
    """What this machine runs on, the published included. Raises CouldNot as above."""
    return _sound(try_config(file, data, printer_url))


def try_config(
    file: Path | None, data: Path | None = None, printer_url: str | None = None
) -> Config | Problems:
    """The same, or all that is wrong with it."""
    from kiosk.cli.sources import Sources

    return Sources(file, data_folder(data), printer_url).load()


def config_of(sources: "Sources") -> Config:
    """Raises CouldNot with one line per problem."""
    return _sound(sources.load())


def _sound(found: Config | Problems) -> Config:
    if not isinstance(found, Config):
        raise CouldNot("\n".join(told(found)))
    return found


def told(problems: Problems) -> Iterator[str]:
    """Not more than anybody reads."""
    yield from map(str, problems[:MOST_PROBLEMS])
    more = len(problems) - MOST_PROBLEMS
    if more > 0:
        yield f"… et {more} autre{'s' if more > 1 else ''}, à voir quand celles-ci sont corrigées."


def require_language(config: Config, lang: str) -> None:
    """Raises BadParameter, which names the languages of this kiosk."""
    if lang not in config.languages:
        known = ", ".join(config.languages)
        raise click.BadParameter(f"« {lang} » n’est pas proposée ici : {known}.")


def data_folder(data: Path | None) -> Path:
    return data or default_data()


def say(row: Mapping[str, object], words: str, *, as_json: bool) -> None:
    """The answer of a command: its JSON, or its words. Raises CouldNot."""
    try:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else words)
    except OSError as error:
        raise unsaid(error, "" if "\n" in words else f" Elle disait : {words}") from error


def tell(words: str) -> None:
    """A line on the way. Raises CouldNot."""
    try:
        click.echo(words)
    except OSError as error:
        raise unsaid(error) from error


def unsaid(error: OSError, lost: str = "") -> CouldNot:
    """What to raise when standard output takes nothing. Raises `error` when nobody reads it."""
    if error.errno == errno.EPIPE:
        raise error
    _forget_output()
    return CouldNot(f"La réponse ne peut pas être écrite : {trouble(error)}{lost}")


def _forget_output() -> None:
    """What waits to be written would fail again when the process ends, and change its status."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
