"""`borne entrance` and `borne exit`: the kiosk's screens."""

import gc
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_of,
    config_option,
    data_folder,
    data_option,
    printer_option,
)
from kiosk.cli.sources import Sources
from kiosk.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.app import Stage
    from kiosk.storage.published import Mark
    from ui.audio import Audio

WINDOWED = (540, 960)
"""Pixels; a portrait kiosk at half its size."""
WINDOWED_MM = 299.0
LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"

log = logging.getLogger(__name__)

windowed_option = click.option(
    "--windowed", is_flag=True, help="Dans une fenêtre, au lieu de tout l’écran."
)
speech_log_option = click.option(
    "--speech-log",
    "speech_log",
    type=NamedPath(path_type=Path, dir_okay=False),
    help="Écrire dans ce fichier tout ce que dit la voix, même sans haut-parleur.",
)


@click.command("entrance")
@windowed_option
@speech_log_option
@printer_option
@data_option
@config_option
def entrance_command(
    printer_url: str | None,
    data: Path | None,
    config_file: Path | None,
    speech_log: Path | None,
    *,
    windowed: bool,
) -> None:
    """Ouvrir l’écran d’entrée, celui des tickets."""
    sources = Sources(config_file, data_folder(data), printer_url)
    _run_kiosk("entrance", sources, speech_log, windowed=windowed)


@click.command("exit")
@windowed_option
@speech_log_option
@data_option
@config_option
def exit_command(
    data: Path | None, config_file: Path | None, speech_log: Path | None, *, windowed: bool
) -> None:
    """Ouvrir l’écran de sortie, celui des avis."""
    _run_kiosk("exit", Sources(config_file, data_folder(data)), speech_log, windowed=windowed)


def _run_kiosk(name: str, sources: Sources, speech_log: Path | None, *, windowed: bool) -> None:
    config = config_of(sources)
    require_display()
    logging.basicConfig(format=LOG_FORMAT, level=logging.INFO)
    # Nothing made on the way to the first frame is garbage; run_kiosk turns it on again.
    gc.disable()
    from PySide6.QtCore import QSize

    from kiosk import app
    from ui.application import Frame
    from ui.voice.found import find_audio

    def stage(config: Config) -> "Stage":
        return stage_of(config, find_audio(config, speech_log))

    openers: dict[str, app.Opener] = {"entrance": app.open_entrance, "exit": app.open_exit}
    frame = Frame(QSize(*WINDOWED), WINDOWED_MM) if windowed else Frame()
    house = app.House(sources.data, sources.check, News(sources, config, stage))
    ended = app.run_kiosk(openers[name], stage(config), house, frame)
    if ended.error is not None:
        raise CouldNot("La borne s’est arrêtée sur une erreur. Le détail est dans le journal.")
    sys.exit(ended.status)


class News:
    """For the storage worker: what was published since it was last asked, as a stage."""

    def __init__(
        self, sources: Sources, running: Config, stage: "Callable[[Config], Stage]"
    ) -> None:
        self._sources = sources
        self._held = running.publication
        self._stage = stage
        self._mark: Mark | None = None

    def __call__(self) -> "Stage | None":
        from kiosk.storage.published import mark_of

        # Before the files are read: what comes meanwhile changes it again.
        mark = mark_of(self._sources.data)
        if mark == self._mark:
            return None
        self._mark = mark
        publication = self._sources.publication()
        if publication is None or publication == self._held:
            return None
        try:
            stage = self._stage(config_of(self._sources))
        except CouldNot as error:
            log.error("what was published is not taken up: %s", error.message)
            return None
        self._held = publication
        return stage


def stage_of(config: Config, audio: "Audio | None" = None) -> "Stage":
    from kiosk.app import set_stage
    from ui.audio import SILENT
    from ui.theme import BadTheme, load_themes

    themes = load_themes(config.screen.theme, config.folder_of("screen", "theme"))
    if isinstance(themes, BadTheme):
        raise CouldNot(themes.advice)
    return set_stage(config, themes, audio or SILENT)


def require_display() -> None:
    """Qt would end the process without a word that helps."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise CouldNot(
            "Il n’y a pas d’écran ici : ni DISPLAY ni WAYLAND_DISPLAY n’est réglé. "
            "Lancer la commande depuis la session graphique, ou « borne demo --headless »."
        )
