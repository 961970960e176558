"""Run the server until it is told to stop, and say on which port it listens."""

import asyncio
import contextlib
import errno
import logging
import resource
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar, assert_never

import uvicorn

from kiosk.domain.system_errors import trouble
from sync.server.alerting import journal
from sync.server.alerting.watch import Watch
from sync.server.app import Settings, create_app
from sync.server.hosts import names_served
from sync.server.retention import purge
from sync.server.rows import Away, Rows
from sync.server.sites import Sites
from sync.server.storage import Place, Store, Unusable, open_store
from sync.server.tide import Tide

PURGE_EVERY_S = 24 * 3600.0
LONGEST_WORK_S = 120.0
"""Of a companion in the database."""
LAST_WORDS_S = 5
"""How long open requests may take to end when the server stops."""
MOST_FILES = 20_000

_HOSTS = "Écrire avec --host 127.0.0.1, 0.0.0.0 pour toutes, ou une adresse de cette machine."

log = logging.getLogger(__name__)

OnReady = Callable[[int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CannotListen:
    """`advice` is a French sentence for the technician."""

    advice: str


@dataclass(frozen=True, slots=True)
class Address:
    host: str = "127.0.0.1"
    port: int = 0
    """0: any free one; `on_ready` is given the real one."""


class Ask(Protocol):
    """Does a piece of work where the database is, and waits for it. Raises Away."""

    def __call__(self, work: Callable[[Rows], T], /) -> T: ...


class Companion(Protocol):
    """Works in a thread of its own beside the server, on its database."""

    def start(self, ask: Ask, /) -> None: ...

    def stop(self) -> None:
        """Returns within seconds; called in another thread than `start`."""


def serve(
    database: Place,
    address: Address,
    on_ready: OnReady | None = None,
    stop: threading.Event | None = None,
    settings: Settings | None = None,
    companion: Companion | None = None,
) -> Unusable | CannotListen | None:
    """Serve until SIGINT, SIGTERM or `stop`. None when it ended as it should."""
    store = open_store(database)
    if isinstance(store, Unusable):
        return store
    try:
        listener = _listen(address)
        if isinstance(listener, CannotListen):
            return listener
        _allow_connections()
        tide = Tide()
        settings = _named(settings or Settings(), address.host)
        config = uvicorn.Config(
            create_app(store, settings, tide),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=LAST_WORDS_S,
        )
        with listener:
            watch = _watch(store, settings)
            chores = _Chores(_Purge(store, settings), watch, _Beside(store, companion))
            _Server(config, tide, chores, on_ready, stop).run([listener])
        return None
    finally:
        store.close()


def _watch(store: Store, settings: Settings) -> Watch:
    begun = settings.now()
    return Watch(
        store,
        settings.alerts,
        settings.zone,
        Sites(settings.read_site, settings.hours),
        settings.now,
        listening=begun,
    )


class _Purge:
    """At the start, then once a day."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._due = 0.0

    async def when_due(self) -> None:
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + PURGE_EVERY_S
        retention, now = self._settings.retention, self._settings.now()
        try:
            erased = await self._store.run(lambda rows: purge(rows, retention, now))
            await self._store.run(lambda rows: journal.purge(rows, now))
        except (sqlite3.OperationalError, Away) as error:
            log.error("what is too old could not be erased: %s", error)
            return
        except Exception:
            # What one event says must not end the server of all the others.
            log.exception("what is too old could not be erased; it is tried again tomorrow")
            return
        if erased:
            log.info("the words of %d comments were erased: they were too old", erased)


class _Beside:
    """The companion, if there is one, and its way to the database."""

    def __init__(self, store: Store, companion: Companion | None) -> None:
        self._store = store
        self._companion = companion

    def start(self) -> None:
        if self._companion is not None:
            self._companion.start(partial(self._ask, asyncio.get_running_loop()))

    async def stop(self) -> None:
        if self._companion is not None:
            await asyncio.to_thread(self._companion.stop)

    def _ask(self, loop: asyncio.AbstractEventLoop, work: Callable[[Rows], T]) -> T:
        if loop.is_closed():
            raise Away("le serveur s’arrête")
        done = asyncio.run_coroutine_threadsafe(self._store.run(work), loop)
        return done.result(LONGEST_WORK_S)


@dataclass(frozen=True)
class _Chores:
    """What the server does of itself, and what runs beside it."""

    purge: _Purge
    watch: Watch
    beside: _Beside

    async def when_due(self) -> None:
        await self.purge.when_due()
        await self.watch.when_due()

    async def end(self) -> None:
        await self.watch.end()
        await self.beside.stop()


class _Server(uvicorn.Server):
    """Uvicorn, with the live streams ended at the stop: it would wait for them otherwise."""

    def __init__(
        self,
        config: uvicorn.Config,
        tide: Tide,
        chores: _Chores,
        on_ready: OnReady | None,
        stop: threading.Event | None,
    ) -> None:
        super().__init__(config)
        self._tide = tide
        self._chores = chores
        self._on_ready = on_ready
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._chores.beside.start()
        if self._on_ready is not None and sockets:
            self._on_ready(sockets[0].getsockname()[1])

    async def on_tick(self, counter: int) -> bool:
        if self._stop is not None and self._stop.is_set():
            return True
        await self._chores.when_due()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._tide.end()
        async with asyncio.TaskGroup() as ending:
            ending.create_task(self._chores.end())
            ending.create_task(super().shutdown(sockets))

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, without raising the signal again: the caller decides what ends."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wanted = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _allow_connections() -> None:
    """A fleet that comes back at once has more of them than the usual 1024 open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        # A service may be forbidden to.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _named(settings: Settings, host: str) -> Settings:
    return replace(settings, names=names_served(host, settings.names))


def _listen(address: Address) -> socket.socket | CannotListen:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        # `create_server` does not tell an address that means nothing from one that is taken.
        socket.getaddrinfo(address.host, address.port, family, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return CannotListen(f"L’adresse d’écoute « {address.host} » n’existe pas ici. {_HOSTS}")
    try:
        return socket.create_server(
            (address.host, address.port), family=family, reuse_port=False, backlog=2048
        )
    except (OSError, OverflowError) as error:
        place = f"{address.host}, port {address.port}"
        return CannotListen(f"Le serveur ne peut pas écouter sur {place} : {_why(error)}")


def _why(error: OSError | OverflowError) -> str:
    """What happened, and what to do."""
    match error:
        case OverflowError():
            return "un port va de 0 à 65535. Choisir un autre port avec --port."
        case OSError(errno=errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT):
            return f"cette adresse n’est pas à cette machine. {_HOSTS}"
        case OSError(errno=errno.EADDRINUSE):
            return (
                "un autre programme occupe ce port. "
                "L’arrêter, ou choisir un autre port avec --port."
            )
        case OSError(errno=errno.EACCES):
            return (
                "ce compte n’a pas droit à ce port. "
                "Choisir avec --port un port au-dessus de 1023, 8021 par exemple."
            )
        case OSError():
            return str(trouble(error))
        case _:
            assert_never(error)


__all__ = ["Address", "CannotListen", "Settings", "Unusable", "serve"]
