"""The composition root of the screens: builds every object once, and stops them in reverse."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.domain.texts import Texts, load_texts
from kiosk.heart import Heart, heart_of
from kiosk.paths import ASSETS
from kiosk.reception import Reception
from kiosk.storage.ballast import MOST_BYTES
from kiosk.upkeep import Upkeep
from ui.application import Frame, start_application
from ui.audio import SILENT, Audio
from ui.background import Background
from ui.conduct.tasks import Checkup, Departure, Hearing, UpkeepTasks
from ui.renewal import Renewal
from ui.shown import Shown
from ui.theme import Themes

if TYPE_CHECKING:
    from kiosk.doctor.rounds import Rounds
    from kiosk.domain.trial import Trial
    from kiosk.downlink import Check
    from ui.entrance.window import EntranceWindow
    from ui.exit.window import ExitWindow

DONE, RESTART = 0, 3
"""Exit statuses: asked to stop, asked to be started again. Whatever broke ends with 1."""
CRASH_SHOWN_S = 10.0
"""How long « en panne » is shown before the process ends and is started again."""
HEARTBEAT_S = 0.2
"""How often Python may look at signals while Qt waits, and the service manager may hear of it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """What every window of a process is made with."""

    config: Config
    themes: Themes
    texts: Mapping[str, Texts]
    audio: Audio = SILENT


def set_stage(config: Config, themes: Themes, audio: Audio = SILENT) -> Stage:
    texts = {lang: load_texts(ASSETS / "i18n" / f"{lang}.toml") for lang in config.languages}
    return Stage(config, themes, texts, audio)


class Ending:
    """Ends the application: at once when asked to, after a message when something broke."""

    def __init__(
        self,
        application: QGuiApplication,
        shown_s: float = CRASH_SHOWN_S,
        heart: Heart | None = None,
    ) -> None:
        self._application = application
        self._shown_ms = int(shown_s * 1000)
        self._screens: list[Callable[[], None]] = []
        self.error: BaseException | None = None
        self.is_asked = False
        """Where no event loop runs that could be ended, somebody has to look at this."""
        self.status = DONE
        # Held here: Qt does not hold whose method it calls.
        self._heart = heart
        self._heartbeat = QTimer(interval=int(HEARTBEAT_S * 1000))
        self._heartbeat.timeout.connect(_let_python_run if heart is None else heart.beat)
        self._heartbeat.start()
        signal.signal(signal.SIGTERM, self._asked)
        signal.signal(signal.SIGINT, self._asked)
        # Where an exception in a slot ends up.
        sys.excepthook = self._uncaught

    def watch(self, out_of_order: Callable[[], None]) -> None:
        """A screen that must say so when something breaks."""
        self._screens.append(out_of_order)

    def forget(self, out_of_order: Callable[[], None]) -> None:
        """That screen is gone."""
        self._screens.remove(out_of_order)

    def crash(self, error: BaseException) -> None:
        if self.error is not None:
            return
        self.error = error
        log.critical("unexpected, the process ends", exc_info=error)
        for out_of_order in self._screens:
            out_of_order()
        QTimer.singleShot(self._shown_ms, self._application, self._end)

    def leave(self, departure: Departure) -> None:
        """A technician asked for it."""
        self.status = RESTART if departure is Departure.RESTART else DONE
        self._end()

    def _uncaught(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.crash(error)

    def _asked(self, *_: object) -> None:
        self.is_asked = True
        self._end()

    def _end(self) -> None:
        # Not quit(): it asks the windows first, and a kiosk's window refuses to be closed.
        self._application.exit(0)


def open_entrance(
    stage: Stage, reception: Reception, frame: Frame, ending: Ending
) -> "EntranceWindow":
    from ui.entrance.tasks import EntranceTasks  # Each opener loads its own screens only.
    from ui.entrance.window import EntranceWindow

    tasks = EntranceTasks(
        reception.storage,
        reception.printing,
        prepare=lambda: _advice(reception),
        hours=lambda: (reception.opening(), reception.refusals()),
        take_ticket=reception.take_ticket,
        print_ticket=reception.print_ticket,
        ask_help=reception.ask_help,
        print_sheet=reception.print_sheet,
        tell_burst=reception.tell_burst,
        outlooks=reception.outlooks,
        retract=reception.retract,
        audio=stage.audio,
        upkeep=_upkeep(stage, reception, "entrance", ending),
    )
    window = EntranceWindow(stage.config, stage.texts, tasks, frame, stage.themes, ending.crash)
    ending.watch(window.controller.fail)
    return window


def open_exit(stage: Stage, reception: Reception, frame: Frame, ending: Ending) -> "ExitWindow":
    from ui.exit.tasks import ExitTasks
    from ui.exit.window import ExitWindow

    tasks = ExitTasks(
        reception.storage,
        prepare=lambda: _advice(reception),
        give_feedback=reception.give_feedback,
        ask_help=reception.ask_help,
        audio=stage.audio,
        last_month=reception.last_month,
        upkeep=_upkeep(stage, reception, "exit", ending),
    )
    window = ExitWindow(stage.config, stage.texts, tasks, frame, stage.themes, ending.crash)
    ending.watch(window.controller.fail)
    return window


Opener = Callable[[Stage, Reception, Frame, Ending], "EntranceWindow | ExitWindow"]


@dataclass(frozen=True, slots=True)
class House:
    """Where a kiosk keeps what it knows, and how it learns what a server published.

    `news` runs in the storage worker; see `Renewal`.
    """

    data: Path
    check: "Check"
    news: Callable[[], Stage | None]


@dataclass(frozen=True, slots=True)
class Ended:
    """What broke, if something did; and the exit status that was asked for."""

    error: BaseException | None
    status: int


def run_kiosk(opener: Opener, stage: Stage, house: House, frame: Frame) -> Ended:
    """One screen until the end of the process."""
    application = start_application("borne")
    ending = Ending(application, heart=heart_of(os.environ))
    folder = DataFolder(house.data, MOST_BYTES)
    with Reception(stage.config, folder, check=house.check) as reception:

        def open_window(stage: Stage) -> "EntranceWindow | ExitWindow":
            return opener(stage, reception, frame, ending)

        with (
            closing(Shown(open_window, stage, ending.forget)) as shown,
            renewing([shown], reception, house.news, ending),
        ):
            # What is here stays to the end: no collection need walk through it while a finger
            # waits.
            gc.freeze()
            gc.enable()
            application.exec()
    return Ended(ending.error, ending.status)


@contextmanager
def renewing(
    shown: Sequence[Shown[Stage]],
    reception: Reception,
    news: Callable[[], Stage | None],
    ending: Ending,
) -> Iterator[None]:
    """All of these windows, as soon as something new is published and all of them are at rest."""
    behind = Background(ending.crash)

    def take_up(stage: Stage) -> None:
        if (publication := stage.config.publication) is not None:
            log.info("revision %d is taken up", publication.rev)
        # Before anything that the new windows ask of the workers.
        behind.run(reception.storage, partial(reception.renew, stage.config), _done)
        for each in shown:
            each.renew(stage)

    def is_resting() -> bool:
        return all(each.is_resting for each in shown)

    renewal = Renewal(reception.storage, news, is_resting, take_up, ending.crash)
    renewal.start()
    try:
        yield
    finally:
        renewal.stop()
        behind.stop()


def _upkeep(stage: Stage, reception: Reception, screen: str, ending: Ending) -> UpkeepTasks:
    upkeep = Upkeep(reception, screen)
    return UpkeepTasks(
        reception.printing,
        upkeep.has_pin,
        upkeep.try_pin,
        upkeep.report,
        upkeep.tell,
        upkeep.printer,
        upkeep.print_proof,
        upkeep.journal,
        upkeep.doubtful,
        upkeep.reprint,
        upkeep.door,
        upkeep.enrol,
        _hearing(stage, reception),
        _checkup(reception),
        ending.leave,
    )


def _checkup(reception: Reception) -> Checkup:
    """Loaded when somebody looks: it takes in all that a machine has."""
    size = QGuiApplication.primaryScreen().size()
    shown = (size.width(), size.height())

    def rounds() -> "Rounds":
        from kiosk.doctor.rounds import Rounds

        return Rounds(reception, shown)

    def support() -> str:
        from kiosk.support.key import keys, write_on_key

        return write_on_key(reception.config, reception.folder, keys())

    return Checkup(
        reception.trials,
        lambda: rounds().of_the_day(),
        lambda: rounds().now(),
        lambda findings: rounds().keep(findings),
        support,
    )


def _hearing(stage: Stage, reception: Reception) -> Hearing:
    """Each trial loads what it needs: nobody may ever ask for one."""
    config = reception.config

    def headset() -> "Trial":
        from ui.voice.trial import try_headset

        return try_headset(config)

    def sound() -> "Trial":
        from ui.voice.found import find_speaker, player_of
        from ui.voice.trial import try_sound

        player = player_of(find_speaker(config).programs)
        return try_sound(config, player, reception.is_stopping)

    def voice(words: Texts) -> "Trial":
        from ui.voice.found import find_speaker
        from ui.voice.trial import try_voice

        return try_voice(find_speaker(config), words, reception.is_stopping)

    voices = {lang: partial(voice, words) for lang, words in stage.texts.items()}
    return Hearing(reception.trials, headset, sound, voices)


def _advice(reception: Reception) -> str | None:
    unusable = reception.prepare()
    return None if unusable is None else unusable.advice


def _let_python_run() -> None:
    pass


def _done(_: None) -> None:
    pass
