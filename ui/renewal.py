"""Takes up what is new when nobody is there: looks, waits for the screens to be at rest."""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer

from ui.background import Background

T = TypeVar("T")

LOOK_S = 2.0


class Renewal(Generic[T]):
    """Lives in the GUI thread. `news` is asked in `worker`, and tells each thing once."""

    def __init__(
        self,
        worker: Executor,
        news: Callable[[], T | None],
        is_resting: Callable[[], bool],
        take_up: Callable[[T], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self._worker = worker
        self._news = news
        self._is_resting = is_resting
        self._take_up = take_up
        self._waiting: T | None = None
        self._background = Background(on_crash)
        self._timer = QTimer(interval=int(LOOK_S * 1000))
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._background.stop()

    def _look(self) -> None:
        if self._is_resting() and not self._background.is_busy:
            self._background.run(self._worker, self._news, self._told)

    def _told(self, news: T | None) -> None:
        self._waiting = news if news is not None else self._waiting
        # Somebody may have come while it was read.
        if self._waiting is not None and self._is_resting():
            taken, self._waiting = self._waiting, None
            self._take_up(taken)
