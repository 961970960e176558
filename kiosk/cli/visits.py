"""`borne ticket` and `borne rate`: a visit without a screen, through the same path."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_folder,
    data_option,
    json_option,
    machine_config,
    printer_option,
    require_language,
    say,
)
from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.domain.feedback import Feedback
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import (
    MotifClosed,
    Order,
    PrintState,
    QuotaReached,
    Refusal,
    Ticket,
    UnknownMotif,
)

if TYPE_CHECKING:
    from kiosk.desk import Desk


@click.command("ticket")
@click.argument("motif")
@click.option("--lang", default="fr", show_default=True, help="Langue du visiteur.")
@click.option("--priority", is_flag=True, help="Accueil prioritaire.")
@click.option("--repeat", is_flag=True, help="Le visiteur revient pour la même demande.")
@click.option("--paperless", is_flag=True, help="Sans ticket papier (« ABANDONED »).")
@click.option("--count", type=click.IntRange(min=1), default=1, help="Nombre de tickets.")
@json_option
@printer_option
@data_option
@config_option
def ticket_command(  # noqa: PLR0913 - one parameter per option
    motif: str,
    lang: str,
    count: int,
    printer_url: str | None,
    data: Path | None,
    config_file: Path | None,
    *,
    priority: bool,
    repeat: bool,
    paperless: bool,
    as_json: bool,
) -> None:
    """Prendre un ticket pour MOTIF (un motif ou une catégorie) et attendre son impression."""
    config = machine_config(config_file, data, printer_url)
    _check_motif(config, motif)
    require_language(config, lang)
    orders = [
        Order(uuid7(), motif, lang, priority, repeat=repeat, paperless=paperless)
        for _ in range(count)
    ]
    for ticket, printed, advice in _take(config, DataFolder(data_folder(data)), orders):
        say(_row(ticket, printed), f"{ticket.number} ({printed})", as_json=as_json)
        if advice is not None:
            click.echo(f"Le numéro {ticket.number} est donné. {advice}", err=True)


def _row(ticket: Ticket, printed: PrintState) -> dict[str, object]:
    return {
        "id": str(ticket.id),
        "number": ticket.number,
        "motif": ticket.motif,
        "lang": ticket.lang,
        "issued_at": ticket.issued_at.isoformat(),
        "print": printed,
        "lane": ticket.lane,
    }


@click.command("rate")
@click.argument("value", metavar="NOTE", type=int)
@click.option("--lang", default="fr", show_default=True, help="Langue du visiteur.")
@json_option
@data_option
@config_option
def rate_command(
    value: int, lang: str, data: Path | None, config_file: Path | None, *, as_json: bool
) -> None:
    """Donner un avis, de 1 (le plus mauvais) à 4 (le meilleur), ou 3, ou 5, selon l’échelle."""
    config = machine_config(config_file, data)
    require_language(config, lang)
    scale = config.exit.scale
    most = len(scale.faces)
    if value not in scale:
        raise click.BadParameter(f"{value} n’est pas entre 1 et {most}, sur l’échelle {scale.id}.")
    given = Feedback(uuid7(), scale.id, value, lang)
    with _desk(config, DataFolder(data_folder(data))) as desk:
        desk.give_feedback(given)
    row = {"id": str(given.id), "scale": given.scale, "value": given.value, "lang": given.lang}
    say(row, f"Avis {value} sur {most} enregistré.", as_json=as_json)


def _take(
    config: Config, folder: DataFolder, orders: Sequence[Order]
) -> Iterator[tuple[Ticket, PrintState, str | None]]:
    """Each ticket, what became of its paper, and what to do when that went wrong."""
    from kiosk.printing import find_printer, open_spool
    from kiosk.storage.database import Unusable
    from kiosk.storage.print_jobs import PrintJournal

    press = find_printer(config, folder)
    if isinstance(press, Unusable):
        raise CouldNot(press.advice)
    with _desk(config, folder) as desk:
        journal = PrintJournal(desk.database, desk.clock)
        spool = open_spool(config, folder, press, journal)
        with closing(spool.lock):
            for order in orders:
                found = desk.take_ticket(order)
                if not isinstance(found, Ticket):
                    raise CouldNot(_sentence(found, config))
                printed = spool.print_job(found.job)
                advice = _paper_advice(printed, *journal.last_words(found.job), config.printer.url)
                yield found, printed, advice


def _paper_advice(printed: PrintState, reason: str, accepted: int, url: str) -> str | None:
    """What `borne printer test` would say; None when nothing is to be done."""
    from kiosk.proof import told
    from printer.outcome import Blocked, Doubt, Health, NotSent, Unknown

    why = (
        Health(reason) if reason in set(Health) else Doubt(reason) if reason in set(Doubt) else None
    )
    match printed:
        case PrintState.BLOCKED if isinstance(why, Health):
            return told(Blocked(why), url).words
        case PrintState.NOT_SENT if why is not None:
            return told(NotSent(why), url).words
        case PrintState.UNKNOWN if why is not None:
            return told(Unknown(why, accepted), url).words
        case PrintState.BLOCKED | PrintState.NOT_SENT | PrintState.UNKNOWN | PrintState.EXPIRED:
            return "Son papier n’est pas imprimé. Essayer l’imprimante : borne printer test."
        case PrintState.ABANDONED:
            return "Il est sans papier, comme demandé (ABANDONED)."
        case _:
            return None


@contextmanager
def _desk(config: Config, folder: DataFolder) -> Iterator["Desk"]:
    from kiosk.storage.database import Unusable

    desk = folder.open_desk(config)
    if isinstance(desk, Unusable):
        raise CouldNot(desk.advice)
    with closing(desk.database):
        yield desk


def _check_motif(config: Config, motif: str) -> None:
    if config.catalogue.find(motif) is None:
        known = ", ".join(known.id for known in config.catalogue.motifs())
        raise click.BadParameter(f"le motif « {motif} » n’existe pas. Motifs : {known}.")


def _sentence(refusal: Refusal, config: Config) -> str:
    match refusal:
        case MotifClosed(reopens=reopens):
            if reopens is None:
                return "Ce motif est fermé, sans réouverture connue. Voir [opening], [[closures]]."
            local = reopens.astimezone(config.site.rules.zone)
            return f"Ce motif est fermé jusqu’au {local:%d/%m/%Y à %H h %M}."
        case QuotaReached(quota=quota):
            return f"Les {quota} tickets de la journée sont pris pour ce motif."
        case UnknownMotif(motif=motif):
            return f"Le motif « {motif} » n’existe pas."
        case _:
            assert_never(refusal)
