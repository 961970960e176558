"""A way to the server that cuts, stalls and refuses connections, as bad networks do."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Queue

LIMIT_S = 20.0
STALL_S = 1.0


class Fate(StrEnum):
    """Of a connection."""

    PASSES = "passes"
    REFUSED = "refused"
    REQUEST_CUT = "request cut"
    ANSWER_LOST = "answer lost"
    STALLS = "stalls"


_BAD = tuple(fate for fate in Fate if fate is not Fate.PASSES)


@dataclass
class Proxy:
    """`share`: of the connections that end badly. Counts the fates that it dealt."""

    server: int
    dice: random.Random
    share: float = 0.5
    port: int = 0
    dealt: Counter[Fate] = field(default_factory=Counter)
    _carrying: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        fate = self.dice.choice(_BAD) if self.dice.random() < self.share else Fate.PASSES
        self.dealt[fate] += 1
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        try:
            if fate is not Fate.REFUSED:
                await self._connected(fate, (near, back))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            back.transport.abort()
            self._carrying.discard(task)

    async def _connected(self, fate: Fate, device: "_End") -> None:
        far, forth = await asyncio.open_connection("127.0.0.1", self.server)
        try:
            await self._through(fate, device, (far, forth))
        finally:
            forth.transport.abort()

    async def drop(self) -> None:
        """All that is still carried."""
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying)
        # Aborted connections close in the next round of the loop.
        await asyncio.sleep(0)

    async def _through(self, fate: Fate, device: "_End", server: "_End") -> None:
        match fate:
            case Fate.REQUEST_CUT:
                server[1].write(await device[0].read(self.dice.randint(1, 900)))
                await server[1].drain()
            case Fate.ANSWER_LOST:
                async with _pumping(device[0], server[1]):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(STALL_S):
                            device[1].write(await server[0].read(self.dice.randint(1, 200)))
            case Fate.STALLS:
                await asyncio.sleep(STALL_S)
            case _:
                async with _pumping(device[0], server[1]):
                    await _pump(server[0], device[1])


_End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def _pumping(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> AsyncIterator[None]:
    task = asyncio.create_task(_pump(source, sink))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await source.read(65536):
            sink.write(part)
            await sink.drain()


@contextmanager
def proxied(server: int, dice: random.Random) -> Iterator[Proxy]:
    proxy, ended = Proxy(server, dice), asyncio.Event()
    ready: Queue[asyncio.AbstractEventLoop] = Queue()

    async def listen() -> None:
        async with await asyncio.start_server(proxy.carry, "127.0.0.1", 0) as listener:
            proxy.port = listener.sockets[0].getsockname()[1]
            ready.put(asyncio.get_running_loop())
            await ended.wait()
            await proxy.drop()

    thread = threading.Thread(target=lambda: asyncio.run(listen()), daemon=True)
    thread.start()
    loop = ready.get(timeout=LIMIT_S)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(LIMIT_S)
