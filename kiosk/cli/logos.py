"""`borne printer logo`: put a logo in the printer's own memory, once, at the installation."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_option,
    data_folder,
    data_option,
    json_option,
    machine_config,
    printer_option,
    say,
)
from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.proof import print_apart, told
from kiosk.storage.logo_file import MOST_WRITES, LogoFile
from printer.outcome import Confirmed, ConfirmedLate, SentUnverified

if TYPE_CHECKING:
    from printer.logo import Logo
    from printer.press import Press


@click.command()
@click.argument("file", metavar="[IMAGE]", required=False, type=NamedPath(path_type=Path))
@click.option("--again", is_flag=True, help="L’écrire même s’il y est déjà (imprimante changée).")
@click.option("--remove", is_flag=True, help="Ne plus l’imprimer sur les tickets.")
@json_option
@printer_option
@data_option
@config_option
def logo(  # noqa: PLR0913 - one parameter per option
    file: Path | None,
    printer_url: str | None,
    data: Path | None,
    config_file: Path | None,
    *,
    again: bool,
    remove: bool,
    as_json: bool,
) -> None:
    """Écrire le logo d’IMAGE dans la mémoire de l’imprimante, pour tous les tickets.

    À l’installation seulement\u00a0: cette mémoire s’use, et trois écritures par jour suffisent. Un
    ticket ne porte alors que dix octets pour le logo. Relancer la borne ensuite.
    """
    if (file is None) != remove:
        raise click.UsageError("Donner une IMAGE, ou --remove.")
    config = machine_config(config_file, data, printer_url)
    folder = data_folder(data)
    kept = LogoFile(folder)
    if file is None:
        kept.forget()
        say({"logo": None}, "Les prochains tickets sont sans logo.", as_json=as_json)
        return
    press = _press(config, folder)
    found = _read(file, press)
    row = {"logo": found.digest, "key": found.key.decode(), "rows": found.picture.rows}
    if kept.read().lies_in(config.printer.url) and kept.read().digest == found.digest and not again:
        say({**row, "written": False}, "Ce logo est déjà dans l’imprimante.", as_json=as_json)
        return
    _write(found, press, kept, config.printer.url)
    kept.keep(config.printer.url, found.digest, found.key.decode(), found.picture.rows)
    words = "Le logo est dans l’imprimante. Relancer la borne pour le voir sur les tickets."
    say({**row, "written": True}, words, as_json=as_json)


def _press(config: Config, folder: Path) -> "Press":
    """Raises CouldNot."""
    from kiosk.printing import find_printer
    from kiosk.storage.database import Unusable

    press = find_printer(config, DataFolder(folder))
    if isinstance(press, Unusable):
        raise CouldNot(press.advice)
    return press


def _read(file: Path, press: "Press") -> "Logo":
    """Raises CouldNot."""
    from printer.logo import BadLogo, read_logo

    found = read_logo(file, press.profile)
    if isinstance(found, BadLogo):
        raise CouldNot(found.advice)
    return found


def _write(found: "Logo", press: "Press", kept: LogoFile, url: str) -> None:
    """Raises CouldNot, CannotWrite."""
    from kiosk.storage.database import unusable_folder
    from kiosk.walk import technician_words
    from printer.operations import Cut, Keep, Kept, Line, Space

    if not kept.may_write():
        raise CouldNot(
            f"La mémoire de l’imprimante a été écrite {MOST_WRITES} fois en un jour\u00a0: elle "
            "s’use. Recommencer demain."
        )
    old = kept.read().key.encode()
    keep = Keep(found.key, found.picture, b"" if old == found.key else old)
    shown = Line(technician_words().say("selftest.logo"))
    ops = (keep, Kept(found.key, found.picture.rows), Space(20), shown, Space(20), Cut())
    try:
        outcome = print_apart(press, kept.folder, ops, before=kept.count_write)
    except OSError as error:
        raise CouldNot(unusable_folder(kept.folder, error)) from error
    if not isinstance(outcome, Confirmed | ConfirmedLate | SentUnverified):
        raise CouldNot(told(outcome, url).words)
