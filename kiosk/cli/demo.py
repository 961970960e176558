"""`borne demo`: a whole reception on this machine."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_of,
    config_option,
    data_option,
    require_language,
    tell,
)
from kiosk.cli.screens import LOG_FORMAT, News, require_display, stage_of
from kiosk.cli.sources import Sources
from kiosk.config import Config
from kiosk.domain.system_errors import trouble

if TYPE_CHECKING:
    from kiosk.app import Stage

RECEIVED_S = 30.0
EVENTS_OF_A_VISIT = frozenset(
    {"device.started", "ticket.issued", "ticket.printed", "feedback.given", "feedback.amended"}
)


@click.command("demo")
@click.option("--headless", is_flag=True, help="Sans écran : un visiteur joué, et ses images.")
@click.option("--lang", default="fr", show_default=True, help="Langue du visiteur joué.")
@click.option(
    "--out",
    type=NamedPath(path_type=Path),
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
    from kiosk.demo.server import ServerDidNotStart
    from kiosk.demo.visit import Stopped

    world = (ServerDidNotStart, Stopped, TimeoutError, LookupError, OSError)
    with _plainly(*world), _folder(data) as folder:
        sources = Sources(config_file, folder)
        config = config_of(sources)
        require_language(config, lang)
        if headless:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            _play(config, folder, lang, out)
        else:
            require_display()
            _show(config, sources)


def _show(config: Config, sources: Sources) -> None:
    from kiosk.demo.machine import Machine
    from kiosk.demo.server import LocalServer
    from kiosk.demo.windows import show
    from ui.application import start_application
    from ui.voice.found import find_audio

    def stage(config: Config) -> "Stage":
        return stage_of(config, find_audio(config))

    folder = sources.data
    with LocalServer(folder / "serveur.db", config.source) as server:
        server.let_in(folder, config.site.id)
        tell(f"Le serveur montre ce qui arrive : {server.url}/")
        tell("Dans la fenêtre de l’imprimante, un bouton retire et remet le papier.")
        tell("Fermer une des trois fenêtres arrête la démonstration.")
        application = start_application("borne")
        machine = Machine(stage(config), folder, server.url, sources.check)
        with machine.reception:
            error = show(machine, application, News(sources, config, stage))
    if error is not None:
        raise CouldNot("La démonstration s’est arrêtée sur une erreur. Le détail est au-dessus.")


def _play(config: Config, folder: Path, lang: str, out: Path) -> None:
    from kiosk.app import Ending
    from kiosk.demo.machine import Machine
    from kiosk.demo.server import LocalServer
    from kiosk.demo.visit import Script, play, wait_unless_stopped, write_visit
    from ui.application import start_application

    out.mkdir(parents=True, exist_ok=True)
    # The visit shows a broken kiosk too; what it logs is no problem of the one who looks.
    logging.basicConfig(filename=out / "visit.log", filemode="w", format=LOG_FORMAT)
    database = folder / "serveur.db"
    script = Script(lang, out, tell)
    with LocalServer(database, config.source) as server:
        server.let_in(folder, config.site.id)
        ending = Ending(start_application("borne"))
        machine = Machine(stage_of(config), folder, server.url)
        with machine.reception:
            play(machine, ending, script)
            tell("Serveur : ce qu’il a reçu de la visite.")
            wait_unless_stopped(
                ending,
                lambda: {str(event["kind"]) for event in _received(database)} >= EVENTS_OF_A_VISIT,
                RECEIVED_S,
                "le serveur n’a pas tout reçu",
            )
        write_visit(script, server.url, _received(database))
    tell(f"Terminé : {out}/ticket.png, {out}/visit.json et une image de chaque écran.")


def _received(database: Path) -> list[dict[str, object]]:
    from sync.server.storage import Unusable, stored_events

    found = stored_events(database)
    return [] if isinstance(found, Unusable) else list(found)


@contextmanager
def _plainly(*world: type[Exception]) -> Iterator[None]:
    try:
        yield
    except world as error:
        raise CouldNot(f"La démonstration s’est arrêtée : {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        return f"{error.filename}, {trouble(error)}" if error.filename else str(trouble(error))
    return f"{error}."


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """The folder that was asked for, or one that goes away with the demonstration."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with TemporaryDirectory(prefix="borne-demo-") as folder:
        yield Path(folder)
