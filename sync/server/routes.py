"""What each address does: read the request, hand the work to the database thread, answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from sync.server import apply, queries
from sync.server.apply import Pace
from sync.server.decode import Refusal, decode_batch, inflate
from sync.server.intake import Intake
from sync.server.page import Pages
from sync.server.storage import Store
from sync.server.tide import Tide
from sync.wire import encode_answer

MOST_EXCHANGES = 64
MOST_STREAMS = 100
BUSY_RETRY_S = "5"
BREATH_S = 0.2
"""Between two messages of a stream: a busy hour is told in handfuls."""


def system_time() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Endpoints:
    store: Store
    pages: Pages
    tide: Tide
    pace: Pace
    refresh_s: float
    now: Callable[[], int] = system_time
    _intake: Intake = field(default_factory=Intake, init=False)
    _exchanges: int = field(default=0, init=False)
    _streams: int = field(default=0, init=False)

    async def sync(self, request: Request) -> Response:
        if not _is_json(request.headers.get("Content-Type", "")):
            return refuse(Refusal(415, "send the batch as application/json"))
        body = await self._intake.read(request)
        if isinstance(body, Refusal):
            return refuse(body)
        if self._exchanges >= MOST_EXCHANGES:
            return refuse(Refusal(429, "too many devices at once"))
        self._exchanges += 1
        try:
            return await self._exchange(body, request.headers.get("Content-Encoding", ""))
        finally:
            self._exchanges -= 1

    async def live(self, request: Request) -> Response:
        now, lang = self.now(), self.pages.language(request.query_params.get("lang", ""))
        snapshot = await self.store.run(partial(queries.latest, today=self.pages.today(now)))
        return HTMLResponse(self.pages.whole(snapshot, lang, now))

    async def stream(self, request: Request) -> Response:
        if self._streams >= MOST_STREAMS or self.tide.ended:
            return Response("Trop de pages ouvertes.\n", 503, {"Retry-After": BUSY_RETRY_S})
        lang = self.pages.language(request.query_params.get("lang", ""))
        seen = request.headers.get("Last-Event-ID") or request.query_params.get("since", "")
        return StreamingResponse(
            self._messages(lang, _arrival(seen)),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def health(self, _request: Request) -> Response:
        await self.store.run(lambda rows: rows.execute("SELECT count(*) FROM stream").fetchone())
        return JSONResponse({"status": "ok"})

    async def _exchange(self, body: bytes, encoding: str) -> Response:
        plain = inflate(body, encoding.strip().lower())
        if isinstance(plain, Refusal):
            return refuse(plain)
        batch = decode_batch(plain)
        if isinstance(batch, Refusal):
            return refuse(batch)
        now = self.now()
        answer = await self.store.run(
            lambda rows: apply.apply(rows, batch, now=now, pace=self.pace)
        )
        self.tide.rise()
        status = 200 if answer.status == "ok" else 409
        return Response(encode_answer(answer), status, media_type="application/json")

    async def _messages(self, lang: str, arrival: int) -> AsyncIterator[str]:
        self._streams += 1
        try:
            yield "retry: 3000\n\n"
            while not self.tide.ended:
                bell = self.tide.bell()
                now = self.now()
                look = partial(queries.since, arrival=arrival, today=self.pages.today(now))
                news = await self.store.run(look)
                data = self.pages.update(news, lang, now, arrival)
                arrival = news.arrival
                yield f"id: {arrival}\ndata: {data}\n\n"
                await _rings(bell, self.refresh_s)
                await asyncio.sleep(BREATH_S)
        finally:
            self._streams -= 1


async def _rings(bell: asyncio.Event, most_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(most_s):
            await bell.wait()


def refuse(refusal: Refusal) -> Response:
    headers = {"Retry-After": BUSY_RETRY_S} if refusal.status == 429 else {}
    return Response(refusal.to_json(), refusal.status, headers, "application/json")


def _is_json(content_type: str) -> bool:
    """A browser sends this from a page of elsewhere only after it asked, and we do not answer."""
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _arrival(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
