"""`borne entrance`, `borne exit` and `borne demo`: everything that opens windows."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_folder,
    data_option,
    load_config,
    printer_option,
)
from kiosk.config import Config

if TYPE_CHECKING:
    from kiosk.app import Stage

WINDOWED = (540, 960)
"""Pixels; a portrait kiosk at half its size."""
WINDOWED_MM = 299.0
RECEIVED_S = 30.0
EVENTS_OF_A_VISIT = frozenset(
    {"device.started", "ticket.issued", "ticket.printed", "feedback.given", "feedback.amended"}
)

windowed_option = click.option(
    "--windowed", is_flag=True, help="Dans une fenêtre, au lieu de tout l’écran."
)


@click.command("entrance")
@windowed_option
@printer_option
@data_option
@config_option
def entrance_command(
    printer_url: str | None, data: Path | None, config_file: Path | None, *, windowed: bool
) -> None:
    """Ouvrir l’écran d’entrée, celui des tickets."""
    _run_kiosk("entrance", load_config(config_file, printer_url), data, windowed=windowed)


@click.command("exit")
@windowed_option
@data_option
@config_option
def exit_command(data: Path | None, config_file: Path | None, *, windowed: bool) -> None:
    """Ouvrir l’écran de sortie, celui des avis."""
    _run_kiosk("exit", load_config(config_file), data, windowed=windowed)


@click.command("demo")
@click.option("--headless", is_flag=True, help="Sans écran : un visiteur joué, et ses images.")
@click.option("--lang", default="fr", show_default=True, help="Langue du visiteur joué.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="Dossier des images, avec --headless.",
)
@data_option
@config_option
def demo_command(
    lang: str, out: Path, data: Path | None, config_file: Path | None, *, headless: bool
) -> None:
    """Montrer tout l’accueil sur cette machine, serveur compris."""
    config = load_config(config_file)
    if lang not in config.languages:
        raise click.BadParameter(
            f"« {lang} » n’est pas proposée ici : {', '.join(config.languages)}."
        )
    with _folder(data) as folder:
        if headless:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            _play(config, folder, lang, out)
        else:
            _require_display()
            _show(config, folder)


def _run_kiosk(name: str, config: Config, data: Path | None, *, windowed: bool) -> None:
    _require_display()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.INFO)
    from PySide6.QtCore import QSize

    from kiosk import app
    from ui.application import Frame

    openers: dict[str, app.Opener] = {"entrance": app.open_entrance, "exit": app.open_exit}
    frame = Frame(QSize(*WINDOWED), WINDOWED_MM) if windowed else Frame()
    error = app.run_kiosk(openers[name], _stage(config), data_folder(data), frame)
    if error is not None:
        raise CouldNot(f"La borne s’est arrêtée : {error!r}. Le détail est dans le journal.")


def _show(config: Config, folder: Path) -> None:
    from kiosk.demo.machine import Machine
    from kiosk.demo.server import LocalServer
    from kiosk.demo.windows import show
    from ui.application import start_application

    with LocalServer(folder / "serveur.db", config.source) as server:
        click.echo(f"Le serveur montre ce qui arrive : {server.url}/")
        click.echo("Fermer une des trois fenêtres arrête la démonstration.")
        application = start_application("borne")
        machine = Machine(_stage(config), folder / "borne", server.url)
        error = show(machine, application)
        machine.reception.stop()
    if error is not None:
        raise CouldNot(f"La démonstration s’est arrêtée : {error!r}.")


def _play(config: Config, folder: Path, lang: str, out: Path) -> None:
    from kiosk.demo.machine import Machine
    from kiosk.demo.server import LocalServer
    from kiosk.demo.visit import Script, play, write_visit
    from ui.application import start_application
    from ui.hands import wait_for

    database = folder / "serveur.db"
    script = Script(lang, out, click.echo)
    try:
        with LocalServer(database, config.source) as server:
            application = start_application("borne")
            machine = Machine(_stage(config), folder / "borne", server.url)
            play(machine, application, script)
            click.echo("Serveur : ce qu’il a reçu de la visite.")
            wait_for(
                lambda: {str(event["kind"]) for event in _received(database)} >= EVENTS_OF_A_VISIT,
                RECEIVED_S,
                "le serveur n’a pas tout reçu",
            )
            machine.reception.stop()
            write_visit(script, server.url, _received(database))
    except (TimeoutError, LookupError, OSError) as error:
        raise CouldNot(f"La visite s’est arrêtée : {error}.") from error
    click.echo(f"Terminé : {out}/ticket.png, {out}/visit.json et une image de chaque écran.")


def _received(database: Path) -> list[dict[str, object]]:
    from sync.server.storage import Unusable, stored_events

    found = stored_events(database)
    return [] if isinstance(found, Unusable) else list(found)


def _stage(config: Config) -> "Stage":
    from kiosk.app import set_stage
    from ui.theme import BadTheme, load_theme

    theme = load_theme(config.screen.theme)
    if isinstance(theme, BadTheme):
        raise CouldNot(theme.advice)
    return set_stage(config, theme)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that goes away with the demonstration."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with TemporaryDirectory(prefix="borne-demo-") as folder:
        yield Path(folder)


def _require_display() -> None:
    """Qt would end the process without a word that helps."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise CouldNot(
            "Il n’y a pas d’écran ici : ni DISPLAY ni WAYLAND_DISPLAY n’est réglé. "
            "Lancer la commande depuis la session graphique, ou « borne demo --headless »."
        )
