"""The paper window of the demonstration: bytes of tickets in, papers out of a slot."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from kiosk.config import ScreenSettings
from kiosk.domain.texts import Texts
from ui.access import NO_AID
from ui.application import QML, Frame, Window, fitting_for
from ui.background import Background
from ui.look import Look
from ui.paper.present import Paper, State, present, with_paper
from ui.paper.view_model import PaperProvider, PaperViewModel
from ui.theme import Themes


class PaperWindow(QObject):
    """Open from construction to `close`. `on_crash` hears a ticket that could not be drawn."""

    _arrived = Signal(object)

    def __init__(  # noqa: PLR0913 - a window, its words and its worker
        self,
        frame: Frame,
        themes: Themes,
        settings: ScreenSettings,
        texts: Texts,
        executor: Executor,
        render: Callable[[bytes], bytes],
        on_crash: Callable[[BaseException], None],
        load: Callable[[bool], None] | None = None,
    ) -> None:
        """`render` makes a PNG of the paper that the bytes give; it runs on `executor`. `load` puts
        paper in the printer or takes it out; without it there is no button for it."""
        super().__init__()
        self._texts = texts
        self._executor = executor
        self._render = render
        self._on_crash = on_crash
        self._background = Background(on_crash)
        self._load = load
        self._state = State(loaded=None if load is None else True)
        self._received = 0
        self._open = True
        self._pictures: dict[int, QImage] = {}
        self._view_model = PaperViewModel(present(self._state, texts), self._turn)
        fitting, size = fitting_for(frame, settings, themes)
        self._look = Look(fitting.sight(NO_AID).look)
        properties = {"look": self._look, "viewModel": self._view_model}
        self._window = Window(QML / "paper" / "Main.qml", properties, texts.say("paper.title"))
        self.view = self._window.view
        # No paper is shown yet, so the engine has asked for no picture.
        self.view.engine().addImageProvider("paper", PaperProvider(self._pictures))
        # A bound method of an object of this thread: Qt queues the call here.
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._window.open(frame, size, themes.usual.paper)

    @property
    def shown(self) -> int:
        """How many papers can be seen."""
        return len(self._state.papers)

    def add(self, ticket: bytes) -> None:
        """A ticket was printed. May be called from any thread."""
        self._arrived.emit(ticket)

    def close(self) -> None:
        """Tickets that come afterwards are not shown."""
        if self._open:
            self._open = False
            self._background.stop()
            self._window.close()

    def _turn(self) -> None:
        """Somebody takes the paper out, or puts it back."""
        if self._load is None:
            return
        self._state = replace(self._state, loaded=not self._state.loaded)
        self._load(bool(self._state.loaded))
        self._view_model.show(present(self._state, self._texts))

    @Slot(object)
    def _receive(self, ticket: bytes) -> None:
        if not self._open:
            return
        self._received += 1
        self._background.run(
            self._executor, partial(self._render, ticket), partial(self._drawn, self._received)
        )

    def _drawn(self, n: int, png: bytes) -> None:
        picture = QImage.fromData(png)
        if picture.isNull():
            self._on_crash(ValueError(f"the picture of ticket {n} cannot be read"))
            return
        self._pictures[n] = picture
        self._state = with_paper(self._state, Paper(n, picture.width(), picture.height()))
        for gone in self._pictures.keys() - {paper.n for paper in self._state.papers}:
            del self._pictures[gone]
        self._view_model.show(present(self._state, self._texts))
