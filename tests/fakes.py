"""Fakes that several tests share: a clock moved by hand, a small catalogue, a configuration."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.config import Config, Site
from kiosk.domain.clock import ClockState, Instant
from kiosk.domain.motifs import Catalogue, Category, Motif
from kiosk.domain.opening import OpeningRules

PARIS = ZoneInfo("Europe/Paris")
TUESDAY_10H = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""10 h in Paris."""


@dataclass
class HandClock:
    """A clock that only moves when told."""

    utc: datetime = TUESDAY_10H
    mono: int = 0
    state: ClockState = ClockState.NTP
    boot: str = "boot-1"

    def now(self) -> Instant:
        return Instant(int(self.utc.timestamp() * 1000), self.mono, self.state)

    def boot_id(self) -> str:
        return self.boot


class StepExecutor(Executor):
    """A worker that does nothing until told to, then one piece of work at a time, in order."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        self._waiting.append((future, partial(fn, *args, **kwargs)))
        return future

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting)

    def step(self) -> None:
        """The oldest piece of work. What it raises is in its future, as in a real worker."""
        future, work = self._waiting.popleft()
        try:
            result = work()
        except Exception as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    def finish(self) -> None:
        while self._waiting:
            self.step()


def labels(fr: str, en: str, es: str) -> Mapping[str, str]:
    return {"fr": fr, "en": en, "es": es}


def small_catalogue() -> Catalogue:
    identity = Motif("identite", "A", labels("Papiers d’identité", "Identity papers", "Documentos"))
    passport = Motif(
        "passeport",
        "A",
        labels("Passeport", "Passport", "Pasaporte"),
        documents={"fr": ("Une photo",), "en": ("A photo",), "es": ("Una foto",)},
    )
    pick_up = Motif("retrait", "R", labels("Retirer un document", "Collect a document", "Recoger"))
    return Catalogue(
        (
            Category("identite", "#0F5C66", identity, (passport,)),
            Category("retrait", "#7A5230", pick_up),
        )
    )


LANGUAGES = ("fr", "en", "es", "pt", "ar", "uk", "ru")
"""Those that are shipped, in the order of the screens."""


def small_config(rules: OpeningRules | None = None, lane: int | None = None) -> Config:
    site = Site("essai", "Mairie d’Essai", rules or OpeningRules(PARIS))
    return Config(Path("essai.toml"), site, LANGUAGES, small_catalogue(), lane)


def with_motif(config: Config, motif: Motif) -> Config:
    """The configuration with one more category, which is that motif alone."""
    more = (*config.catalogue.categories, Category(motif.id, "#0F5C66", motif))
    return replace(config, catalogue=Catalogue(more))
