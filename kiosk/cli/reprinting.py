"""`borne printer reprint`: another paper of a ticket that somebody has in hand or lost."""

from contextlib import closing
from pathlib import Path

import click

from kiosk.cli.common import (
    CouldNot,
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
from kiosk.domain.tickets import ON_PAPER
from kiosk.reprint import NotReprinted, Reprinted, refusal_words, reprint, reprinted_words


def _require_something(_context: click.Context, _argument: click.Parameter, asked: str) -> str:
    if not asked.strip():
        raise click.BadParameter("le numéro est vide.")
    return asked


@click.command("reprint")
@click.argument("ticket", metavar="NUMÉRO", callback=_require_something)
@json_option
@printer_option
@data_option
@config_option
def reprint_command(
    ticket: str,
    printer_url: str | None,
    data: Path | None,
    config_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Imprimer à nouveau le ticket NUMÉRO (A042) du jour, ou celui de cet identifiant.

    Le papier dit DUPLICATA et garde le numéro. Code de sortie\u00a0: 0 quand il est parti, 1 quand
    il n’est pas sûr qu’il soit sur le papier, ou que le ticket n’est pas d’aujourd’hui.
    """
    config = machine_config(config_file, data, printer_url)
    done = _reprint(config, DataFolder(data_folder(data)), ticket)
    if not isinstance(done, Reprinted):
        raise CouldNot(refusal_words(done))
    words = reprinted_words(done)
    row = {
        "id": str(done.ticket.id),
        "number": done.ticket.number,
        "copy": done.copy,
        "print": done.end.state.value,
        "reason": done.end.reason,
        "advice": words,
    }
    on_paper = done.end.state in ON_PAPER
    if on_paper or as_json:
        say(row, words, as_json=as_json)
    if not on_paper:
        raise CouldNot(words)


def _reprint(config: Config, folder: DataFolder, ticket: str) -> Reprinted | NotReprinted:
    """Raises CouldNot."""
    from kiosk.printing import find_printer, open_spool
    from kiosk.storage.database import FILE, Unusable
    from kiosk.storage.failure import CannotWrite

    if not (folder.path / FILE).exists():
        raise CouldNot("Aucun ticket n’a encore été pris ici\u00a0: il n’y a rien à réimprimer.")
    press = find_printer(config, folder)
    if isinstance(press, Unusable):
        raise CouldNot(press.advice)
    journal = folder.open_journal()
    if isinstance(journal, Unusable):
        raise CouldNot(journal.advice)
    try:
        with closing(journal):
            spool = open_spool(config, folder, press, journal)
            with closing(spool.lock):
                return reprint(journal, spool, ticket)
    except CannotWrite as error:
        raise CouldNot(str(error)) from error
