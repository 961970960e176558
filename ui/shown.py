"""A window, and those that take its place: each stays until the next one is painted."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from ui.screen_window import ScreenWindow

S = TypeVar("S")
Window = ScreenWindow[Any]


class Shown(Generic[S]):
    """`S`: what a window is made from. `forget`: a screen that is gone need not hear of trouble."""

    def __init__(
        self,
        open_window: Callable[[S], Window],
        stage: S,
        forget: Callable[[Callable[[], None]], None],
        placed: Callable[[Window], None] = lambda _window: None,
    ) -> None:
        self._open = open_window
        self._forget = forget
        self._placed = placed
        self._former: Window | None = None
        self._gone: list[Window] = []
        self.window = self._opened(stage)

    @property
    def is_resting(self) -> bool:
        return self.is_ready and self.window.is_resting

    @property
    def is_ready(self) -> bool:
        """No other window is there any more."""
        return self._former is None

    def renew(self, stage: S) -> None:
        """From the same hands to a window made from that."""
        self._former, self.window = self.window, self._opened(stage)
        self._forget(self._former.controller.fail)
        self.window.when_seen(self._close_former)

    def close(self) -> None:
        self._close_former()
        self.window.close()

    def _opened(self, stage: S) -> Window:
        window = self._open(stage)
        self._placed(window)
        return window

    def _close_former(self) -> None:
        former, self._former = self._former, None
        if former is not None:
            former.close()
            # What is left of it must never be collected: that could be in a worker, or while the
            # next window is being made, and Qt would crash or wait for itself.
            self._gone.append(former)
