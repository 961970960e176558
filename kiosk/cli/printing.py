"""`borne printer`: ask the printer how it is, try it, and draw what it was sent."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_option,
    data_folder,
    data_option,
    json_option,
    load_config,
    printer_option,
    say,
)
from kiosk.cli.emulating import emulate
from kiosk.cli.logos import logo
from kiosk.cli.papers import preview, profiles
from kiosk.cli.proving import selftest
from kiosk.cli.reprinting import reprint_command
from kiosk.config import Config, PrinterSettings
from kiosk.data_folder import DataFolder
from kiosk.domain.system_errors import trouble
from kiosk.domain.tickets import ON_PAPER
from kiosk.proof import alone, health_words, print_proof, roll_words, told
from printer.outcome import Health

if TYPE_CHECKING:
    from kiosk.storage.print_jobs import PrintJournal
    from printer.press import Press

MOST_BYTES = 1024 * 1024
T = TypeVar("T")


@click.group("printer")
def printer_command() -> None:
    """Interroger, essayer et simuler l’imprimante."""


for command in (emulate, profiles, preview, selftest, logo, reprint_command):
    printer_command.add_command(command)


@printer_command.command()
@json_option
@printer_option
@data_option
@config_option
def status(
    printer_url: str | None, data: Path | None, config_file: Path | None, *, as_json: bool
) -> None:
    """Dire comment va l’imprimante, sans rien imprimer.

    Code de sortie\u00a0: 0 quand elle peut imprimer, 1 quand elle ne le peut pas. Avec --json,
    l’objet est écrit dans les deux cas. Si la borne imprime à ce moment-là, la réponse est BUSY.
    """
    from kiosk.clock import SystemClock
    from kiosk.printing import paper_left

    config = load_config(config_file, printer_url)
    press, folder = _find_press(config, data)
    health = _alone(folder, 0, press.health, lambda: Health.BUSY)
    left = _with_journal(
        folder, lambda journal: paper_left(press, journal, SystemClock().now().wall)
    )
    words = f"{health_words(health, config.printer.url)} {roll_words(left)}".strip()
    row = {"health": health.value, "can_print": health.can_print, **_printer_row(config)}
    row["roll"] = None if left is None else {"tickets": left.tickets, "days": left.days}
    _answer({**row, "advice": words}, words, done=health.can_print, as_json=as_json)


@printer_command.command()
@json_option
@printer_option
@data_option
@config_option
def test(
    printer_url: str | None, data: Path | None, config_file: Path | None, *, as_json: bool
) -> None:
    """Imprimer un ticket d’essai et dire ce qu’il est devenu.

    Le ticket E000 n’est à personne et ne compte pas dans les numéros. Code de sortie\u00a0: 0 quand
    il est parti, 1 quand il n’est pas sûr qu’il soit sur le papier.
    """
    config = load_config(config_file, printer_url)
    press, folder = _find_press(config, data)
    outcome = _usable(folder, lambda: print_proof(config, press, folder))
    ended = told(outcome, config.printer.url)
    row = {"print": ended.state.value, "reason": ended.reason, **_printer_row(config)}
    on_paper = ended.state in ON_PAPER
    _answer({**row, "advice": ended.words}, ended.words, done=on_paper, as_json=as_json)


@printer_command.command()
@json_option
@data_option
def roll(data: Path | None, *, as_json: bool) -> None:
    """Dire qu’un rouleau neuf vient d’être mis\u00a0: le compte du papier repart de zéro.

    Inutile quand l’imprimante a signalé la fin du papier\u00a0: le changement est alors vu.
    """
    done = _with_journal(data_folder(data), _change_roll)
    if done is None:
        raise CouldNot("Aucun ticket n’a encore été pris ici\u00a0: il n’y a rien à compter.")
    say({"roll": "changed"}, "Le rouleau est noté comme neuf.", as_json=as_json)


def _change_roll(journal: "PrintJournal") -> bool:
    journal.change_roll()
    return True


def _with_journal(folder: Path, work: "Callable[[PrintJournal], T]") -> T | None:
    """None where there is no database yet: a question does not make one. Raises CouldNot."""
    from kiosk.storage.database import FILE, Unusable
    from kiosk.storage.failure import CannotWrite

    if not (folder / FILE).exists():
        return None
    journal = DataFolder(folder).open_journal()
    if isinstance(journal, Unusable):
        raise CouldNot(journal.advice)
    try:
        return work(journal)
    except CannotWrite as error:
        raise CouldNot(str(error)) from error
    finally:
        journal.close()


@printer_command.command()
@json_option
def detect(*, as_json: bool) -> None:
    """Chercher les imprimantes branchées, et dire l’adresse à écrire dans la configuration.

    Rien n’est imprimé ni demandé aux appareils. Une ligne série n’est pas forcément une
    imprimante.
    """
    from printer.link.detect import STABLE
    from printer.link.detect import detect as look

    found = look()
    for one in found:
        words = f'{one.name}\n  url = "{one.url}"'
        if one.rule is not None:
            words += f'\n  règle udev, pour écrire url = "usb:{STABLE}"\u00a0:\n  {one.rule}'
        say({"url": one.url, "name": one.name, "udev": one.rule}, words, as_json=as_json)
    if not found:
        raise CouldNot(
            "Aucune imprimante n’est branchée. Vérifier le câble et qu’elle est allumée\u00a0; une "
            "imprimante du réseau s’écrit tcp://ADRESSE:9100."
        )


@printer_command.command()
@click.argument("file", metavar="FICHIER", type=NamedPath(path_type=Path))
@click.argument("out", metavar="IMAGE", type=NamedPath(path_type=Path))
@click.option(
    "--profile",
    "profile_name",
    default=PrinterSettings.profile,
    show_default=True,
    help="Le modèle d’imprimante qui aurait reçu ces octets.",
)
@json_option
def render(file: Path, out: Path, profile_name: str, *, as_json: bool) -> None:
    """Dessiner dans IMAGE (un .png) le papier que donnent les octets de FICHIER."""
    from printer.picture import TooLong, render_file
    from printer.profiles import NoProfile, load_profile

    profile = load_profile(profile_name)
    if isinstance(profile, NoProfile):
        raise click.BadParameter(str(profile), param_hint="--profile")
    if out.suffix.lower() != ".png":
        raise CouldNot(f"{out}\u00a0: le dessin est une image PNG. Donner un nom en « .png ».")
    if fault := unreadable(file):
        raise CouldNot(fault)
    try:
        render_file(file, out, profile)
    except TooLong as error:
        raise CouldNot(f"{file}\u00a0: le papier ferait plus de dix mètres.") from error
    except OSError as error:
        at = file if error.filename == str(file) else out
        raise CouldNot(f"{at}\u00a0: {trouble(error)}") from error
    say({"file": str(file), "out": str(out)}, f"Le papier est dessiné dans {out}.", as_json=as_json)


def unreadable(file: Path) -> str | None:
    """Why the bytes of a job cannot come from there. None: they can."""
    try:
        size = file.stat().st_size
    except OSError as error:
        return f"{file}\u00a0: {trouble(error)}"
    if file.is_dir():
        return f"{file}\u00a0: c’est un dossier, il faut le fichier .bin d’un ticket."
    if not file.is_file():
        return f"{file}\u00a0: ce n’est pas un fichier ordinaire."
    if size == 0:
        return f"{file}\u00a0: le fichier est vide, il n’y a rien à dessiner."
    if size > MOST_BYTES:
        return f"{file}\u00a0: trop gros pour un ticket (plus de {MOST_BYTES // 1024} Kio)."
    return None


def _find_press(config: Config, data: Path | None) -> "tuple[Press, Path]":
    """The configured printer and the data folder, which exists. Raises CouldNot."""
    from kiosk.printing import find_printer
    from kiosk.storage.database import Unusable

    folder = data_folder(data)
    press = find_printer(config, DataFolder(folder))
    if isinstance(press, Unusable):
        raise CouldNot(press.advice)
    return press, folder


def _alone(folder: Path, wait_s: float, work: Callable[[], T], busy: Callable[[], T]) -> T:
    """Raises CouldNot."""
    return _usable(folder, lambda: alone(folder, wait_s, work, busy))


def _usable(folder: Path, work: Callable[[], T]) -> T:
    """Raises CouldNot."""
    from kiosk.storage.database import unusable_folder

    try:
        return work()
    except OSError as error:
        raise CouldNot(unusable_folder(folder, error)) from error


def _printer_row(config: Config) -> dict[str, object]:
    return {"printer": config.printer.url, "profile": config.printer.profile}


def _answer(row: dict[str, object], words: str, *, done: bool, as_json: bool) -> None:
    """A good answer in words or JSON; a bad one in words on standard error, and in JSON too."""
    if done or as_json:
        say(row, words, as_json=as_json)
    if not done:
        raise CouldNot(words)
