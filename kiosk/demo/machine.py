"""The machine of the demonstration: what it was configured with, and who hears of its tickets."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.app import Stage
from kiosk.data_folder import DataFolder
from kiosk.domain.motifs import Motif
from kiosk.domain.opening import OpeningRules
from kiosk.reception import Reception
from printer.link.virtual import Hand

if TYPE_CHECKING:
    from kiosk.downlink import Check

EXAMPLES = {
    "mairie": "Mairie de Saint-Exemple",
    "prefecture": "Préfecture de l’Exemple",
    "cpam-caf": "CPAM et CAF de l’Exemple",
    "france-services": "France services de Saint-Exemple",
}
"""A shipped catalogue names no site."""


class Machine:
    """The stage's configuration, always open, with a virtual printer and a server of our own."""

    def __init__(
        self, stage: Stage, folder: Path, server_url: str, check: "Check | None" = None
    ) -> None:
        self._server_url = server_url
        self.stage = self.adapted(stage)
        self.tickets: list[bytes] = []
        self.listeners: list[Callable[[bytes], None]] = [self.tickets.append]
        """Told of each ticket in the printing worker. Add them before the first ticket."""
        self.hand = Hand()
        self.reception = Reception(
            self.stage.config, DataFolder(folder), self._printed, self.hand, check
        )

    def adapted(self, stage: Stage) -> Stage:
        config = stage.config
        name = EXAMPLES.get(config.source.stem, config.site.name)
        return replace(
            stage,
            config=replace(
                config,
                site=replace(config.site, name=name, rules=OpeningRules(config.site.rules.zone)),
                catalogue=config.catalogue.changed(_always_open),
                printer=replace(config.printer, url="virtual:"),
                sync=replace(config.sync, url=self._server_url),
            ),
        )

    def load(self, *, loaded: bool) -> None:
        """Put paper in the printer, or take it out. Any thread."""
        self.hand.loaded = loaded

    def _printed(self, ticket: bytes) -> None:
        for listener in self.listeners:
            listener(ticket)


def _always_open(motif: Motif) -> Motif:
    return replace(motif, opening=None, daily_quota=None)
