"""A visit played by a scripted citizen: real touches, real paper, a picture of each screen."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize

from kiosk.app import Ending, Stage, open_entrance, open_exit
from kiosk.config import SyncSettings
from kiosk.data_folder import DataFolder
from kiosk.demo.machine import Machine
from kiosk.domain.motifs import Catalogue, Category, Motif
from kiosk.domain.opening import Closure, Span
from kiosk.printing import paper_picture
from kiosk.reception import Reception
from kiosk.storage.database import FILE as DATABASE_FILE
from kiosk.storage.database import Unusable
from ui.application import Frame
from ui.double_tap import DEBOUNCE_S
from ui.entrance.window import EntranceWindow
from ui.exit.window import ExitWindow
from ui.hands import Hands, wait, wait_for
from ui.paper.window import PaperWindow

FRAME = Frame(QSize(1080, 1920))
PAPER_FRAME = Frame(QSize(900, 1400), like_mm=200)
PATIENCE_S = 15.0
"""More than any step takes on a slow machine."""
SETTLED_S = DEBOUNCE_S + 0.1
"""Between two touches, as a calm hand does it."""
BEST_FACE = 4
OFFICE_HOURS = Span(time(8, 30), time(17, 30))
CLOSED = {
    "fr": "Fermeture exceptionnelle",
    "en": "Exceptional closure",
    "es": "Cierre excepcional",
    "pt": "Encerramento excecional",
    "ar": "إغلاق استثنائي",
    "uk": "Тимчасово зачинено",
    "ru": "Временно закрыто",
}

Say = Callable[[str], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Script:
    """`out` is where pictures go; `say` tells what is being done."""

    lang: str
    out: Path
    say: Say


class Stopped(Exception):
    """Somebody asked the process to end."""


class Citizen:
    """Touches, waits, looks. Raises TimeoutError or LookupError when the kiosk does not follow."""

    def __init__(
        self, window: EntranceWindow | ExitWindow, script: Script, ending: Ending, prefix: str
    ) -> None:
        self._window = window
        self._ending = ending
        self._hands = Hands(window.view)
        self._script = script
        self._prefix = prefix

    def touch(self, name: str) -> None:
        self.wait_until(lambda: self._hands.find(name) is not None, f"« {name} » manque")
        wait(SETTLED_S)
        self._hands.touch(name)

    def speak(self, lang: str) -> None:
        self.touch("languages")
        self.touch(f"language_{lang}")

    def await_screen(self, screen: str) -> None:
        self.wait_until(lambda: self._window.screen == screen, f"l’écran « {screen} » ne vient pas")
        wait(SETTLED_S)

    def see(self, screen: str) -> None:
        """Wait for a screen, and keep its picture."""
        self.await_screen(screen)
        self._hands.save_picture(self._script.out / f"{self._prefix}-{screen}.png")

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        wait_unless_stopped(self._ending, condition, PATIENCE_S, what)


def wait_unless_stopped(
    ending: Ending, condition: Callable[[], bool], timeout_s: float, what: str
) -> None:
    """Let Qt live until the condition holds. Raises TimeoutError, or Stopped."""

    def holds() -> bool:
        if ending.is_asked:
            raise Stopped("elle en a reçu l’ordre")
        return condition()

    wait_for(holds, timeout_s, what)


def play(machine: Machine, ending: Ending, script: Script) -> None:
    """The whole visit, then the screens that a good day does not show. Raises Stopped."""
    script.say("Entrée : un motif, un ticket.")
    _take_ticket(machine, script, ending)
    script.say("Papier : le ticket tel que l’imprimante le sort.")
    _show_paper(machine, script, ending)
    script.say("Sortie : un visage, et pourquoi.")
    _give_opinion(machine, script, ending)
    script.say("Jours sans : fermé, complet, en panne.")
    _show_bad_days(machine.stage, script, ending)
    if ending.error is not None:
        raise ending.error


def write_visit(script: Script, server: str, events: Sequence[dict[str, object]]) -> None:
    """What the server received of it."""
    visit = {"server": server, "lang": script.lang, "events": events}
    text = json.dumps(visit, ensure_ascii=False, indent=2)
    (script.out / "visit.json").write_text(text + "\n", encoding="utf-8")


def _take_ticket(machine: Machine, script: Script, ending: Ending) -> None:
    category, motif = first_choice(machine.stage.config.catalogue)
    with closing(open_entrance(machine.stage, machine.reception, FRAME, ending)) as window:
        citizen = Citizen(window, script, ending, "entrance")
        citizen.see("attract")
        citizen.touch(f"start_{script.lang}")
        citizen.see("category")
        if motif is not category.general:
            citizen.touch(f"tile_{category.id}")
            citizen.see("motif")
        citizen.touch(f"tile_{motif.id}")
        state = window.controller
        citizen.wait_until(lambda: state.state.printed is not None, "le ticket ne s’imprime pas")
        citizen.see("confirmation")


def _show_paper(machine: Machine, script: Script, ending: Ending) -> None:
    config = machine.stage.config
    draw = paper_picture(config)
    assert not isinstance(draw, Unusable), draw.advice
    with ThreadPoolExecutor(1, "paper") as drawing:
        texts = machine.stage.texts[script.lang]
        window = PaperWindow(
            PAPER_FRAME,
            machine.stage.themes,
            config.screen,
            texts,
            drawing,
            draw,
            ending.crash,
        )
        with closing(window):
            for ticket in machine.tickets:
                window.add(ticket)
            count = len(machine.tickets)
            shown = "le papier ne vient pas"
            wait_unless_stopped(ending, lambda: window.shown == count, PATIENCE_S, shown)
            wait(SETTLED_S)
            Hands(window.view).save_picture(script.out / "paper.png")
    (script.out / "ticket.bin").write_bytes(machine.tickets[-1])
    (script.out / "ticket.png").write_bytes(draw(machine.tickets[-1]))


def _give_opinion(machine: Machine, script: Script, ending: Ending) -> None:
    with closing(open_exit(machine.stage, machine.reception, FRAME, ending)) as window:
        citizen = Citizen(window, script, ending, "exit")
        if script.lang != "fr":
            citizen.speak(script.lang)
        citizen.see("faces")
        citizen.touch(f"face_{BEST_FACE}")
        citizen.see("resolution")
        citizen.touch("tile_yes")
        citizen.touch("tile_welcome")
        citizen.touch("tile_clarity")
        citizen.see("reasons")
        citizen.touch("done")
        citizen.see("thanks")


def _show_bad_days(stage: Stage, script: Script, ending: Ending) -> None:
    """Each on a machine of its own, so that none of it reaches the server."""
    stage = replace(stage, config=replace(stage.config, sync=SyncSettings()))
    with TemporaryDirectory(prefix="borne-demo-") as folder:
        _show_closed(stage, script, ending, Path(folder, "closed"))
        _show_full(stage, script, ending, Path(folder, "full"))
        _show_broken(stage, script, ending, Path(folder, "broken"))


def _show_closed(stage: Stage, script: Script, ending: Ending, folder: Path) -> None:
    config = stage.config
    today = datetime.now(config.site.rules.zone).date()
    rules = replace(
        config.site.rules,
        week=dict.fromkeys(range(6), (OFFICE_HOURS,)),
        closures=(Closure(today, today, CLOSED),),
    )
    shut = replace(config, site=replace(config.site, rules=rules))
    with _entrance(replace(stage, config=shut), script, ending, folder) as citizen:
        citizen.await_screen("closed")
        citizen.speak(script.lang)
        citizen.see("closed")


def _show_full(stage: Stage, script: Script, ending: Ending, folder: Path) -> None:
    category, motif = first_choice(stage.config.catalogue)
    full = replace(stage.config, catalogue=_with_quota(stage.config.catalogue, motif.id, 1))
    with _entrance(replace(stage, config=full), script, ending, folder) as citizen:
        for last in (False, True):
            citizen.touch(f"start_{script.lang}")
            if motif is not category.general:
                citizen.touch(f"tile_{category.id}")
            citizen.touch(f"tile_{motif.id}")
            if not last:
                citizen.touch("done")
        citizen.see("refused")


def _show_broken(stage: Stage, script: Script, ending: Ending, folder: Path) -> None:
    folder.mkdir()
    log.warning("ce qui suit est joué : une base abîmée exprès, pour montrer l’écran en panne")
    (folder / DATABASE_FILE).write_bytes(b"not a database, whatever its name says. " * 200)
    with _entrance(stage, script, ending, folder) as citizen:
        citizen.await_screen("out_of_order")
        citizen.speak(script.lang)
        citizen.see("out_of_order")
    log.warning("fin de la panne jouée")


@contextmanager
def _entrance(stage: Stage, script: Script, ending: Ending, folder: Path) -> Iterator[Citizen]:
    with (
        Reception(stage.config, DataFolder(folder)) as reception,
        closing(open_entrance(stage, reception, FRAME, ending)) as window,
    ):
        yield Citizen(window, script, ending, "entrance")


def first_choice(catalogue: Catalogue) -> tuple[Category, Motif]:
    """The first category that has motifs below it, and the first of them."""
    deep = [category for category in catalogue.categories if category.motifs]
    category = deep[0] if deep else catalogue.categories[0]
    return category, category.motifs[0] if category.motifs else category.general


def _with_quota(catalogue: Catalogue, motif: str, quota: int) -> Catalogue:
    return catalogue.changed(
        lambda known: replace(known, daily_quota=quota) if known.id == motif else known
    )
