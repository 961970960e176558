"""A printer that is this program: it keeps the bytes of each ticket and can show the paper."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.system_errors import trouble
from printer.link.base import LinkFailure
from printer.memory import load_memory, save_memory
from printer.outcome import Health

if TYPE_CHECKING:
    from printer.paper import Paper
    from printer.profiles import Profile

KEPT = 100
STEP_S = 0.01

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Hand:
    """What somebody does to a virtual printer, from any thread."""

    loaded: bool = True
    """There is paper in it."""


class VirtualLink:
    """`folder` keeps the bytes of the last 100 tickets, and their pictures when asked.

    A full disk costs what is kept, not the ticket. `on_ticket` is called with the bytes of each
    ticket, in the thread that prints.
    """

    def __init__(
        self,
        folder: Path,
        profile: "Profile",
        pictures: bool = False,
        on_ticket: Callable[[bytes], None] | None = None,
        hand: Hand | None = None,
    ) -> None:
        self._folder = folder
        self._profile = profile
        self._pictures = pictures
        self._on_ticket = on_ticket
        self._hand = hand
        self._answers = b""
        self._paper: Paper | None = None
        self._remembered: dict[bytes, bytes] = {}

    @property
    def paper(self) -> "Paper":
        """The paper in the machine, with what a hand can do to it."""
        if self._paper is None:
            from printer.paper import Paper

            self._paper = Paper.of(self._profile)
            self._paper.memory.update(self._load())
            self._remembered = dict(self._paper.memory)
        return self._paper

    def open(self, deadline: float) -> LinkFailure | None:  # noqa: ARG002
        self._answers = b""
        return None

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        if self._hand is not None:
            self.paper.roll = self._hand.loaded
        taken = data[: self.paper.room]
        if not taken:
            _pass_time(deadline)
        self._answers += self.paper.feed(taken)
        self._remember()
        self._deliver()
        return len(taken)

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        if not self._answers:
            _pass_time(deadline)
        answers, self._answers = self._answers, b""
        return answers

    def drain(self, deadline: float) -> bool | LinkFailure:  # noqa: ARG002
        return True

    def hint(self) -> Health | None:
        return None

    def close(self) -> None:
        self.paper.tear()
        self._deliver()

    def _load(self) -> dict[bytes, bytes]:
        try:
            return load_memory(self._folder)
        except OSError as error:
            log.error("La mémoire dans %s n’est pas lue : %s", self._folder, trouble(error))
            return {}

    def _remember(self) -> None:
        if self.paper.memory == self._remembered:
            return
        self._remembered = dict(self.paper.memory)
        try:
            save_memory(self._folder, self._remembered)
        except OSError as error:
            log.error("Le logo n’est pas gardé dans %s : %s", self._folder, trouble(error))

    def _deliver(self) -> None:
        for ticket in self.paper.take():
            try:
                self._keep(ticket.data)
            except OSError as error:
                log.error("Le ticket n’est pas gardé dans %s : %s", self._folder, trouble(error))
            if self._on_ticket is not None:
                self._on_ticket(ticket.data)

    def _keep(self, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{time.time_ns():020d}.bin"
        file.write_bytes(data)
        if self._pictures:
            from printer.picture import render

            render(data, self._profile).save(file.with_suffix(".png"))
        for old in _tickets(self._folder)[:-KEPT]:
            old.unlink(missing_ok=True)
            old.with_suffix(".png").unlink(missing_ok=True)


def _tickets(folder: Path) -> list[Path]:
    """Oldest first: their names are moments."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.name.endswith(".bin"))
    return [folder / name for name in names]


def _pass_time(deadline: float) -> None:
    """Nothing can come while we wait, so waiting in small steps is enough."""
    time.sleep(max(0.0, min(STEP_S, deadline - time.monotonic())))
