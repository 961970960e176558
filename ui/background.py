"""Work off the GUI thread; its result comes back on it, and so does whatever went wrong."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

T = TypeVar("T")


class Background(QObject):
    """Made in the GUI thread. `on_crash` hears an exception that no result could carry."""

    _finished = Signal(object, object)

    def __init__(self, on_crash: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._on_crash = on_crash
        self._heard = False
        self._stopped = False
        self._under_way = 0

    @property
    def is_busy(self) -> bool:
        return self._under_way > 0

    def run(self, executor: Executor, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        """`work` must not touch Qt."""
        self._hear()
        self._under_way += 1
        future = executor.submit(work)
        future.add_done_callback(lambda done: self._finished.emit(done, on_done))

    def stop(self) -> None:
        """What is still under way comes back to nobody."""
        self._stopped = True

    def _hear(self) -> None:
        if self._heard:
            return
        # Its hundred enums take 30 ms to load: at the first work, not before the first frame.
        from PySide6.QtCore import Qt

        # A bound method of an object of this thread: Qt queues the call here.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._heard = True

    @Slot(object, object)
    def _deliver(self, future: "Future[T]", on_done: Callable[[T], None]) -> None:
        self._under_way -= 1
        if self._stopped:
            return
        error = future.exception()
        if error is not None:
            self._on_crash(error)
        else:
            on_done(future.result())
