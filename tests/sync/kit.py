"""A device without a database, and ways to the real server that lose, repeat and cut."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID, uuid4

from kiosk.domain.identifiers import uuid7
from sync.client.http import HEADERS, pack, read_answer
from sync.client.push import Refused, SendResult, Unreachable
from sync.server.app import Settings, create_app
from sync.server.place import Place, Postgres
from sync.server.rows import Rows
from sync.server.storage import Store, open_store, stored_events
from sync.server.tide import Tide
from sync.wire import Batch, Event, Position, chain, genesis

T = TypeVar("T")
OPEN = Settings(is_open=True)

TEN_UTC = 1_795_514_400_000
"""24 November 2026 at 10:00 UTC."""


@dataclass
class Clock:
    """Of a server; it only moves when told."""

    now: int = TEN_UTC

    def __call__(self) -> int:
        return self.now


def ticket_body(n: int = 1, **changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "ticket": str(uuid7()),
        "number": f"A{n:03d}",
        "motif": "etat-civil",
        "lang": "fr",
        "priority": False,
        "lane": None,
        "day": "2026-11-24",
    }
    return body | changes


GONE = Event(0, UUID(int=0), "gone", 1, 0, 0, 0, "ntp", b"", "{}")
"""In the place of an event that was purged."""


@dataclass
class Device:
    """The log of one device, in memory; an `Outbox`."""

    site: str = "mairie"
    device: UUID = field(default_factory=uuid4)
    log: UUID = field(default_factory=uuid7)
    events: list[Event] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    acked: int = 0
    safe: Position | None = None
    base: int = 0
    """The last event that was purged."""

    def __post_init__(self) -> None:
        self.hashes.append(genesis(self.device, self.log))

    def tell(
        self,
        kind: str,
        body: Mapping[str, object] | str,
        v: int = 1,
        at: int | None = None,
        clock: str = "ntp",
    ) -> Event:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        seq = len(self.events) + 1
        t = TEN_UTC + seq * 1000 if at is None else at
        event = Event(seq, uuid7(), kind, v, t, seq * 1000, 1, clock, b"s" * 16, text)
        return self.add(event)

    def add(self, event: Event) -> Event:
        self.events.append(event)
        self.hashes.append(chain(self.hashes[-1], event))
        return event

    def take_tickets(self, count: int) -> None:
        for _ in range(count):
            self.tell("ticket.issued", ticket_body(len(self.events) + 1))

    def copy(self) -> "Device":
        """The same disk in another machine."""
        twin = type(self)(self.site, self.device, self.log)
        twin.events, twin.hashes, twin.acked = self.events[:], self.hashes[:], self.acked
        twin.safe, twin.base = self.safe, self.base
        return twin

    def slice(self, first: int, last: int) -> Batch:
        return Batch(
            self.device,
            self.log,
            self.site,
            first,
            self.hashes[first - 1].hex(),
            self.hashes[last].hex(),
            self.events[first - 1 : last],
            pending=len(self.events) - last,
            base=self.base,
        )

    def position(self) -> tuple[int, int]:
        return len(self.events), self.acked

    def batch(self, limit: int) -> Batch | None:
        sent = max(self.acked, self.base)
        last = min(len(self.events), sent + limit)
        return self.slice(sent + 1, last) if last > sent else None

    def check_in(self) -> Batch:
        sent = max(self.acked, self.base)
        return self.slice(sent + 1, sent)

    def hash_at(self, seq: int) -> str | None:
        return self.hashes[seq].hex() if self.base <= seq < len(self.hashes) else None

    def keep_safe(self, safe: Position | None) -> None:
        self.safe = safe

    def purge(self, most: int = 500) -> int:
        """Of what the server keeps, at most so many, never the newest; how many went."""
        safe = self.safe
        if safe is None or not self.holds(safe):
            return 0
        last = min(self.acked, safe.seq, len(self.events) - 1, self.base + most)
        count = max(0, last - self.base)
        self.events[self.base : self.base + count] = [GONE] * count
        self.base += count
        return count

    def holds(self, safe: Position) -> bool:
        return self.hash_at(safe.seq) == safe.hash

    def begin_log(self) -> None:
        events, self.events, self.log, self.acked = self.events[self.base :], [], uuid7(), 0
        self.hashes = [genesis(self.device, self.log)]
        self.safe, self.base = None, 0
        for seq, event in enumerate(events, start=1):
            self.add(replace(event, seq=seq))

    def acknowledge(self, ack: Position) -> None:
        assert ack.seq < self.base or self.hash_at(ack.seq) == ack.hash
        self.acked = ack.seq


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Sequence[str] = ()
    """Each `Set-Cookie`."""

    @property
    def json(self) -> dict[str, object]:
        decoded = json.loads(self.body)
        assert isinstance(decoded, dict)
        return decoded


@dataclass
class SlowSender:
    """Sends the body of its request when told to."""

    address: str
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)


def url_of(place: Place) -> str:
    """As the command line takes it."""
    return place.url if isinstance(place, Postgres) else f"sqlite:///{place}"


class Server:
    """The real application on a real database, called without a network; open unless `settings`
    says otherwise."""

    def __init__(self, place: Place, settings: Settings = OPEN) -> None:
        self.place = place
        store = open_store(place)
        assert isinstance(store, Store), store
        self.store = store
        self.app = create_app(store, settings, Tide())
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.close()
        self.store.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        query: str = "",
    ) -> Reply:
        return self._runner.run(self.ask(method, path, body, headers, query))

    def send(self, batch: Batch) -> SendResult:
        """Where the device's HTTP sender goes: the same bytes, the same reading of the answer."""
        body = pack(batch)
        if isinstance(body, Refused):
            return body
        reply = self.request("POST", "/v1/sync", body, HEADERS)
        retry = reply.headers.get("retry-after")
        return read_answer(reply.status, retry, reply.body, len(batch.events))

    def query(self, work: Callable[[Rows], object]) -> object:
        """Ask the server's own connection."""
        return self._runner.run(self.store.run(work))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Several requests at once, for instance."""
        return self._runner.run(work)

    def events(self) -> Sequence[Mapping[str, object]]:
        found = stored_events(self.place)
        assert not hasattr(found, "advice"), found
        return list(found)

    def seqs(self) -> list[object]:
        return [event["seq"] for event in self.events()]

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        query: str = "",
        slow: SlowSender | None = None,
    ) -> Reply:
        sent: list[dict[str, object]] = []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Mapping[str, object]:
            if slow is not None:
                await slow.goes_on.wait()
            if waiting:
                return waiting.pop()
            # As long as nobody asks for longer than at once, the sender is still there.
            await asyncio.sleep(0)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        named = {"Host": "127.0.0.1"} | dict(headers or {})
        given = [(k.lower().encode(), v.encode()) for k, v in named.items()]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": given,
            "client": ("127.0.0.1" if slow is None else slow.address, 1),
            "server": ("127.0.0.1", 80),
        }
        await self.app(scope, receive, send)  # type: ignore[arg-type]
        return _reply(sent)


def _reply(sent: Sequence[Mapping[str, object]]) -> Reply:
    start = sent[0]
    pairs = start["headers"]
    status = start["status"]
    assert isinstance(pairs, list)
    assert isinstance(status, int)
    body = b"".join(part for m in sent[1:] if isinstance(part := m.get("body", b""), bytes))
    headers = [(k.decode().lower(), v.decode()) for k, v in pairs]
    cookies = [value for name, value in headers if name == "set-cookie"]
    return Reply(status, dict(headers), body, cookies)


def losing_answers(send: Callable[[Batch], SendResult]) -> Callable[[Batch], SendResult]:
    """Every batch arrives, no answer comes back."""

    def lost(batch: Batch) -> SendResult:
        send(batch)
        return Unreachable("the answer was lost")

    return lost
