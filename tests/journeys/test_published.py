"""From `borne server publish` to the screen: between two visitors, never during a visit."""

import gc
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

from kiosk.app import Ending, Opener, Stage, open_entrance, open_exit, renewing
from kiosk.cli import borne
from kiosk.cli.common import config_of
from kiosk.cli.screens import News, stage_of
from kiosk.cli.sources import Sources
from kiosk.data_folder import DataFolder
from kiosk.demo.server import LocalServer
from kiosk.paths import SHIPPED_CONFIG
from kiosk.reception import Reception
from kiosk.storage.published import read_publication
from sync.server.beside import beside
from sync.server.publishing import Standing, standings
from ui.application import Frame
from ui.double_tap import DEBOUNCE_S
from ui.hands import Hands, wait, wait_for
from ui.renewal import LOOK_S
from ui.screen_window import REST_S
from ui.shown import Shown, Window

PATIENCE_S = 60.0
SITE = "essai"
FRAME = Frame(QSize(540, 960), 299.0)
DEPOT = """\
languages = ["fr"]

[site]
name = "Mairie publiée"

[[categories]]
id = "depot"
letter = "R"
label.fr = "Déposer un dossier"
"""


@dataclass
class Kiosk:
    """One screen, as `borne entrance` and `borne exit` run it, and its server."""

    server: LocalServer
    sources: Sources
    reception: Reception
    shown: Shown[Stage]

    @property
    def screen(self) -> str:
        return self.shown.window.screen

    def publish(self, text: str, *options: str) -> int:
        file = self.sources.data / "to-publish.toml"
        file.write_text(text, encoding="utf-8")
        words = ["server", "publish", str(file), "--site", SITE, "--json", *options]
        done = CliRunner().invoke(borne, [*words, "--db", f"sqlite:///{self.server.database}"])
        assert done.exit_code == 0, done.output
        return int(json.loads(done.stdout)["rev"])

    def exchange(self) -> None:
        """Something to tell the server: nobody waits for the next check-in."""
        self.reception.storage.submit(self.reception.ask_help, "attract", "fr").result()

    def fetch(self, rev: int) -> None:
        self.exchange()
        wait_for(lambda: self.held() == rev, PATIENCE_S, f"revision {rev} does not come")

    def held(self) -> int:
        found = read_publication(self.sources.data)
        return 0 if found is None else found.rev

    def touch(self, name: str) -> None:
        hands = Hands(self.shown.window.view)
        wait_for(lambda: hands.find(name) is not None, PATIENCE_S, f"no {name}")
        wait(DEBOUNCE_S + 0.1)
        hands.touch(name)

    def await_screen(self, screen: str) -> None:
        wait_for(lambda: self.screen == screen, PATIENCE_S, f"no {screen}")

    def await_another_than(self, window: Window) -> None:
        wait_for(lambda: self.shown.window is not window, PATIENCE_S, "nothing is taken up")
        wait_for(lambda: self.shown.is_ready, PATIENCE_S, "it is not painted")

    def standing(self) -> Standing:
        found = beside(self.server.database, standings)
        assert isinstance(found, list)
        (standing,) = found
        return standing


@pytest.fixture
def kiosk(request: pytest.FixtureRequest, qapp: QGuiApplication, tmp_path: Path) -> Iterator[Kiosk]:
    opener: Opener = getattr(request, "param", open_entrance)
    own = tmp_path / "own.toml"
    own.write_text("lane = 2\n[screen]\noff_when_closed = false\n", encoding="utf-8")
    # The windows of tests before are to be collected here, and not by a worker of this one.
    gc.collect()
    handlers = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    hook, ending = sys.excepthook, Ending(qapp, shown_s=0.05)
    with ExitStack() as stack:
        server = stack.enter_context(LocalServer(tmp_path / "server.db", SHIPPED_CONFIG))
        server.let_in(tmp_path / "data", SITE)
        sources = Sources(own, tmp_path / "data")
        config = config_of(sources)
        folder = DataFolder(sources.data)
        reception = stack.enter_context(Reception(config, folder, check=sources.check))

        def open_window(stage: Stage) -> Window:
            return opener(stage, reception, FRAME, ending)

        shown = stack.enter_context(closing(Shown(open_window, stage_of(config), ending.forget)))
        news = News(sources, config, stage_of)
        stack.enter_context(renewing([shown], reception, news, ending))
        kiosk = Kiosk(server, sources, reception, shown)
        wait_for(lambda: reception.is_prepared, PATIENCE_S, "the database does not open")
        yield kiosk
    assert ending.error is None
    sys.excepthook = hook
    for name, handler in handlers.items():
        signal.signal(name, handler)


def test_what_is_published_is_on_the_screen_at_the_next_rest_and_not_during_a_visit(
    kiosk: Kiosk,
) -> None:
    first = kiosk.shown.window
    kiosk.touch("start_en")
    kiosk.await_screen("category")
    kiosk.fetch(kiosk.publish(DEPOT))
    # As long as a rest takes, and longer; and the visit goes on where it was.
    wait(REST_S + 2 * LOOK_S)
    assert kiosk.shown.window is first
    assert kiosk.screen == "category"
    kiosk.touch("back")
    kiosk.await_screen("attract")
    kiosk.await_another_than(first)
    assert kiosk.screen == "attract"
    assert kiosk.shown.window.controller.attract.site == "Mairie publiée"
    kiosk.touch("start_fr")
    kiosk.touch("tile_depot")
    kiosk.await_screen("confirmation")
    # The machine's own file still says the lane.
    assert kiosk.shown.window.controller.confirmation.number == "R2-01"


@pytest.mark.parametrize("kiosk", [open_entrance, open_exit], indirect=True, ids=["in", "out"])
def test_the_server_learns_that_a_screen_took_it_up(kiosk: Kiosk) -> None:
    first = kiosk.shown.window
    rev = kiosk.publish(DEPOT)
    kiosk.fetch(rev)
    kiosk.await_another_than(first)
    wait_for(lambda: kiosk.standing().applied == rev, PATIENCE_S, "the server is told nothing")
    assert kiosk.standing().refused == 0


def test_what_cannot_be_used_here_is_refused_and_told_and_the_good_one_stays(kiosk: Kiosk) -> None:
    """The server finds it good: it cannot know what it becomes under the machine's own file."""
    good = kiosk.publish(DEPOT)
    kiosk.fetch(good)
    own = kiosk.sources.file
    assert own is not None
    own.write_text('languages = ["fr", "de", "en"]\n', encoding="utf-8")
    bad = kiosk.publish(DEPOT.replace("depot", "retrait"))
    kiosk.exchange()
    wait_for(lambda: kiosk.standing().refused == bad, PATIENCE_S, "nothing is refused")
    assert "own.toml, ligne 1" in kiosk.standing().reason
    assert kiosk.held() == good


def test_a_machine_without_network_goes_on_with_what_it_has(kiosk: Kiosk) -> None:
    first = kiosk.shown.window
    kiosk.fetch(kiosk.publish(DEPOT))
    kiosk.await_another_than(first)
    kiosk.server.__exit__(None, None, None)
    config = config_of(kiosk.sources)
    assert config.site.name == "Mairie publiée"
    kiosk.touch("start_fr")
    kiosk.touch("tile_depot")
    kiosk.await_screen("confirmation")
