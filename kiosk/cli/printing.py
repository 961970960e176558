"""`borne printer`: ask the printer how it is, try it, and draw what it was sent."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, assert_never

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
from kiosk.config import Config, PrinterSettings
from kiosk.data_folder import DataFolder
from kiosk.domain.system_errors import trouble
from kiosk.domain.tickets import STALE_S, PrintState
from printer.outcome import (
    Blocked,
    Confirmed,
    Doubt,
    Health,
    NotSent,
    Outcome,
    SentUnverified,
    Unknown,
)

if TYPE_CHECKING:
    from printer.press import Press

MOST_BYTES = 1024 * 1024
T = TypeVar("T")


@click.group("printer")
def printer_command() -> None:
    """Interroger, essayer et simuler l’imprimante."""


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
    config = load_config(config_file, printer_url)
    press, folder = _find_press(config, data)
    health = _alone(folder, 0, press.health, lambda: Health.BUSY)
    words = health_words(health)
    row = {"health": health.value, "can_print": health.can_print, **_printer_row(config)}
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
    outcome: Outcome = _alone(
        folder, STALE_S, lambda: _print_proof(config, press), lambda: Blocked(Health.BUSY)
    )
    ended = told(outcome)
    row = {"print": ended.state.value, "reason": ended.reason, **_printer_row(config)}
    on_paper = ended.state in (PrintState.CONFIRMED, PrintState.SENT_UNVERIFIED)
    _answer({**row, "advice": ended.words}, ended.words, done=on_paper, as_json=as_json)


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
    from printer.profiles import UnknownProfile, load_profile

    profile = load_profile(profile_name)
    if isinstance(profile, UnknownProfile):
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


@dataclass(frozen=True, slots=True)
class Told:
    """The end of a proof ticket, for a machine and for a person."""

    state: PrintState
    reason: str
    words: str


def told(outcome: Outcome) -> Told:
    match outcome:
        case Confirmed():
            words = "Le ticket d’essai est imprimé\u00a0: l’imprimante l’a confirmé."
            return Told(PrintState.CONFIRMED, "", words)
        case SentUnverified():
            words = (
                "Le ticket d’essai est envoyé. Ce modèle ne sait pas confirmer\u00a0: "
                "vérifier qu’il est sorti."
            )
            return Told(PrintState.SENT_UNVERIFIED, "", words)
        case Blocked(health):
            words = f"Rien n’a été imprimé. {health_words(health)}"
            return Told(PrintState.BLOCKED, health.value, words)
        case NotSent(reason):
            words = f"Rien n’a été imprimé. {_reason_words(reason)}"
            return Told(PrintState.NOT_SENT, reason.value, words)
        case Unknown(reason, accepted):
            words = (
                f"{_reason_words(reason)} {accepted} octets étaient déjà partis\u00a0: regarder "
                "si un ticket est sorti, entier ou coupé, avant de recommencer."
            )
            return Told(PrintState.UNKNOWN, reason.value, words)
        case _ as never:
            assert_never(never)


def health_words(health: Health) -> str:  # noqa: C901 - one sentence per health
    """How the printer is, and what to do."""
    match health:
        case Health.READY:
            return "L’imprimante est prête."
        case Health.NEAR_END:
            return "L’imprimante est prête. Le rouleau finit bientôt\u00a0: en préparer un autre."
        case Health.UNVERIFIABLE:
            return (
                "L’imprimante est là, mais ce modèle ne dit jamais son état. "
                "Essayer\u00a0: borne printer test."
            )
        case Health.PAPER_OUT:
            return "Il n’y a plus de papier. Mettre un rouleau, puis fermer le capot."
        case Health.COVER:
            return "Le capot est ouvert. Le fermer jusqu’au déclic."
        case Health.CUTTER:
            return "Le massicot est bloqué. Éteindre, retirer le papier coincé, rallumer."
        case Health.HOT:
            return "La tête d’impression est trop chaude. Attendre quelques minutes."
        case Health.BUSY:
            return (
                "L’imprimante est occupée ou hors ligne. Attendre la fin du ticket en cours, "
                "vérifier qu’aucun autre programme ne l’utilise, puis recommencer."
            )
        case Health.MUTE:
            return (
                "L’imprimante est joignable mais ne répond pas. L’éteindre et la rallumer. Si ce "
                "modèle ne répond jamais, choisir le profil oneway-80 ou oneway-58."
            )
        case Health.ABSENT:
            return (
                "L’imprimante est introuvable. Vérifier qu’elle est allumée, le câble ou le "
                "réseau, son adresse et le droit d’y accéder."
            )
        case Health.FAULT:
            return "L’imprimante signale une panne. L’éteindre et la rallumer, sinon la réparer."
        case _ as never:
            assert_never(never)


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
    """`work` while no other process speaks to the printer; `busy` when one kept it."""
    from kiosk.printing import LOCK_FILE
    from kiosk.storage.database import unusable_folder
    from kiosk.storage.lock import FolderLock, LockTimeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder / LOCK_FILE)
    except OSError as error:
        raise CouldNot(unusable_folder(folder, error)) from error
    try:
        with lock.hold(wait_s):
            return work()
    except LockTimeout:
        return busy()
    finally:
        lock.close()


def _print_proof(config: Config, press: "Press") -> Outcome:
    from kiosk.domain.texts import load_texts
    from kiosk.paths import ASSETS
    from printer.doc import proof_doc
    from printer.layout import lay_out
    from printer.spool import TOKEN_DIGITS, TOKEN_LENGTH, token_of

    french = load_texts(ASSETS / "i18n" / "fr.toml")
    doc = proof_doc(config, datetime.now(UTC), french.say("ticket.test"))
    # Not a job of the journal: a token drawn at random, so that two tests are told apart.
    token = token_of(secrets.randbelow(len(TOKEN_DIGITS) ** TOKEN_LENGTH))
    return press.print(lay_out(doc, press.profile, {"fr": french}), token)


def _printer_row(config: Config) -> dict[str, object]:
    return {"printer": config.printer.url, "profile": config.printer.profile}


def _answer(row: dict[str, object], words: str, *, done: bool, as_json: bool) -> None:
    """A good answer in words or JSON; a bad one in words on standard error, and in JSON too."""
    if done or as_json:
        say(row, words, as_json=as_json)
    if not done:
        raise CouldNot(words)


def _reason_words(reason: Health | Doubt) -> str:
    match reason:
        case Doubt.TIMEOUT:
            return "L’imprimante n’a pas confirmé à temps."
        case Doubt.LINK_LOST:
            return "La liaison avec l’imprimante s’est coupée. Vérifier le câble ou le réseau."
        case _:
            return health_words(reason)
