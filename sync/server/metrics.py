"""What the server counts, as Prometheus reads it. The totals of the database are its own, so
that they outlive a restart and are the same at each of several servers."""

import secrets
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.server.admin import people
from sync.server.admin.addresses import is_from_here
from sync.server.rows import Rows
from sync.server.storage import Store
from sync.server.upstream import Upstream, upstream

SYNC = "/v1/sync"
BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BEARER = {"WWW-Authenticate": "Bearer"}
_TYPE = "text/plain; version=0.0.4; charset=utf-8"
T = TypeVar("T")

# Devices choose the numbers of their logs: sums of whole numbers could run over.
_TOTALS = """
    SELECT (SELECT coalesce(sum(CAST(ack_seq AS DOUBLE PRECISION)), 0) FROM stream)
               - (SELECT count(*) FROM relogged),
           (SELECT count(*) FROM quarantine),
           (SELECT count(*) FROM incident WHERE kind = 'fork'),
           (SELECT coalesce(sum(CAST(last_seq - seq + 1 AS DOUBLE PRECISION)), 0) FROM incident
               WHERE kind = 'gap'),
           (SELECT count(*) FROM (SELECT DISTINCT site, device FROM stream) AS known),
           (SELECT min(seen) FROM
               (SELECT max(last_seen) AS seen FROM stream GROUP BY site, device) AS each_device)
"""


class Histogram:
    def __init__(self, name: str, help_: str) -> None:
        self._name, self._help = name, help_
        self._counts = [0] * (len(BOUNDS_S) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        self._counts[bisect_left(BOUNDS_S, seconds)] += 1
        self._sum += seconds

    def lines(self) -> Iterable[str]:
        yield f"# HELP {self._name} {self._help}"
        yield f"# TYPE {self._name} histogram"
        below = 0
        for bound, count in zip((*BOUNDS_S, "+Inf"), self._counts, strict=True):
            below += count
            yield f'{self._name}_bucket{{le="{bound}"}} {below}'
        yield f"{self._name}_sum {self._sum:.6f}"
        yield f"{self._name}_count {below}"


class Metrics:
    """Belongs to the event loop."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._answers: Counter[int] = Counter()
        self._exchanges = Histogram("borne_exchange_seconds", "From a request to its answer.")
        self.database = Histogram("borne_database_seconds", "Waiting for the database included.")

    def answered(self, status: int, seconds: float) -> None:
        self._answers[status] += 1
        self._exchanges.add(seconds)

    def text(self, rows: Rows) -> str:
        events, apart, forks, missing, devices, oldest = rows.execute(_TOTALS).fetchone()
        age = 0.0 if oldest is None else max(0, self._now() - int(oldest)) / 1000
        stored = sum(self._answers[status] for status in (200, 409))
        lines = [
            *_single("batches_total", "counter", "Applied, or held against the log.", stored),
            *_refusals(self._answers),
            *_single(
                "events",
                "gauge",
                "Acknowledged; what was said again in a new log counts once.",
                int(events),
            ),
            *_single("quarantined", "gauge", "Events that are kept apart.", apart),
            *_single("forks", "gauge", "Logs that said two things.", forks),
            *_single("missing_events", "gauge", "Purged by devices, and not here.", int(missing)),
            *_single("devices", "gauge", "That ever sent something.", devices),
            *_single("oldest_check_in_seconds", "gauge", "Of the most silent device.", age),
            *_upstream(upstream(rows), self._now()),
            *self._exchanges.lines(),
            *self.database.lines(),
        ]
        return "\n".join(lines) + "\n"


class MeteredStore:
    """A store whose work is timed."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics

    async def run(self, work: Callable[[Rows], T]) -> T:
        begun = time.perf_counter()
        try:
            return await self._store.run(work)
        finally:
            self._metrics.database.add(time.perf_counter() - begun)

    def close(self) -> None:
        self._store.close()


class Meter:
    """Counts the exchanges on their way out, refused ones too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"], scope["path"]) != ("POST", SYNC):
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.answered(message["status"], time.perf_counter() - begun)
            await send(message)

        await self._app(scope, receive, count)


class MetricsPage:
    """Once people have accounts, for this machine itself and for whoever shows the token."""

    def __init__(self, store: Store, metrics: Metrics, token: str | None = None) -> None:
        self._store = store
        self._metrics = metrics
        self._token = token

    async def show(self, request: Request) -> Response:
        if not (self._is_known(request) or not await self._store.run(people.exist)):
            return Response("borne server --metrics-token-file\n", 401, _BEARER)
        return Response(await self._store.run(self._metrics.text), headers={"Content-Type": _TYPE})

    def _is_known(self, request: Request) -> bool:
        told = request.headers.get("Authorization", "").encode()
        wanted = f"Bearer {self._token}".encode()
        if self._token is not None and secrets.compare_digest(told, wanted):
            return True
        return is_from_here(request)


def _single(name: str, kind: str, help_: str, value: float) -> Iterable[str]:
    full = f"borne_{name}"
    return (f"# HELP {full} {help_}", f"# TYPE {full} {kind}", f"{full} {value}")


def _upstream(found: Upstream | None, now: int) -> Iterable[str]:
    """Of a hub only."""
    if found is None:
        return
    yield from _single("upstream_unsent", "gauge", "Not yet acknowledged there.", found.unsent)
    yield from _single("upstream_stopped", "gauge", "Logs not taken there.", found.stopped)
    if found.heard is not None:
        age = max(0, now - found.heard) / 1000
        yield from _single("upstream_last_seconds", "gauge", "Since the last answer.", age)


def _refusals(answers: Counter[int]) -> Iterable[str]:
    name = "borne_refusals_total"
    yield f"# HELP {name} By the status that was answered."
    yield f"# TYPE {name} counter"
    for status, count in sorted(answers.items()):
        if status not in (200, 409):
            yield f'{name}{{status="{status}"}} {count}'
