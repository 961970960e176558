"""What each address does: read the request, hand the work to the database thread, answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import assert_never

from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from sync.server import apply, keys, queries
from sync.server.admission import (
    Speaker,
    claim_of,
    judge,
    out_of_turn,
    replayed,
)
from sync.server.apply import Pace
from sync.server.crowd import Crowd
from sync.server.decode import Refusal, decode_batch, inflate
from sync.server.intake import Intake
from sync.server.page import Pages
from sync.server.rows import Rows
from sync.server.storage import Store
from sync.server.tide import Tide
from sync.wire import Answer, Batch, encode_answer

MOST_STREAMS = 100
BUSY_RETRY_S = "5"
BREATH_S = 0.2
"""Between two messages of a stream: a busy hour is told in handfuls."""


Watch = Callable[[Request], Awaitable[str | None]]
"""Which site somebody may look at (empty: all); None: nobody who is known."""


def system_time() -> int:
    return time.time_ns() // 1_000_000


async def anybody(_request: Request) -> str | None:
    return ""


@dataclass
class Endpoints:
    store: Store
    pages: Pages
    tide: Tide
    pace: Pace
    refresh_s: float
    is_open: bool = False
    now: Callable[[], int] = system_time
    watch: Watch = anybody
    _intake: Intake = field(default_factory=Intake, init=False)
    _crowd: Crowd = field(default_factory=Crowd, init=False)
    _streams: int = field(default=0, init=False)

    async def sync(self, request: Request) -> Response:
        if not is_json(request.headers.get("Content-Type", "")):
            return refuse(Refusal(415, "send the batch as application/json"))
        body = await self._intake.read(request)
        if isinstance(body, Refusal):
            return refuse(body)
        async with self._crowd.place(len(body), request.is_disconnected) as refused:
            if refused is not None:
                return refuse(refused)
            heard = await self.store.run(partial(self._heard, _Sent.of(request, body), self.now()))
        match heard:
            case Refusal():
                return refuse(heard)
            case keys.Replayed():
                return Response(replayed(heard), 401, media_type="application/json")
            case Answer():
                self.tide.rise()
                status = 200 if heard.status == "ok" else 409
                return Response(encode_answer(heard), status, media_type="application/json")
            case _:
                assert_never(heard)

    async def live(self, request: Request) -> Response:
        site = await self.watch(request)
        if site is None:
            return RedirectResponse("/admin/login?next=/", 303)
        now, lang = self.now(), self._language(request)
        today = self.pages.today(now, site)
        snapshot = await self.store.run(partial(queries.latest, today=today))
        page = self.pages.whole(snapshot, lang, now)
        return HTMLResponse(page, headers={"Vary": "Accept-Language"})

    async def stream(self, request: Request) -> Response:
        if self._streams >= MOST_STREAMS or self.tide.ended:
            return Response("Trop de pages ouvertes.\n", 503, {"Retry-After": BUSY_RETRY_S})
        if await self.watch(request) is None:
            return Response("Se connecter d’abord : /admin/login\n", 401)
        lang = self._language(request)
        seen = request.headers.get("Last-Event-ID") or request.query_params.get("since", "")
        return StreamingResponse(
            self._messages(request, lang, _arrival(seen)),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def health(self, _request: Request) -> Response:
        await self.store.run(lambda rows: rows.execute("SELECT count(*) FROM stream").fetchone())
        return JSONResponse({"status": "ok"})

    def _language(self, request: Request) -> str:
        asked = request.query_params.get("lang", "")
        return self.pages.language(asked, request.headers.get("Accept-Language", ""))

    def _heard(self, sent: "_Sent", now: int, rows: Rows) -> Answer | keys.Replayed | Refusal:
        """Nothing is unpacked of who may not speak; of the others one at a time in each thread."""
        speaker = self._admitted(sent, rows)
        if isinstance(speaker, Refusal):
            return speaker
        batch = _unpacked(sent)
        if isinstance(batch, Refusal):
            return batch
        if speaker is not None and (foreign := out_of_turn(speaker.enrolled, batch)):
            return foreign
        return self._applied(speaker, batch, now, rows)

    def _admitted(self, sent: "_Sent", rows: Rows) -> Speaker | Refusal | None:
        """None: anybody may speak here."""
        if self.is_open:
            return None
        claim = claim_of(sent.headers)
        if isinstance(claim, Refusal):
            return claim
        enrolled = keys.find(rows, claim.device, claim.key)
        return judge(claim, enrolled, sent.path, sent.body)

    def _applied(
        self, speaker: Speaker | None, batch: Batch, now: int, rows: Rows
    ) -> Answer | keys.Replayed:
        """One transaction: the count is spent with what the request brought, or not at all."""
        with rows.atomic():
            if speaker is not None and (old := keys.spend(rows, speaker.enrolled, speaker.count)):
                return old
            answer = apply.apply(rows, batch, now=now, pace=self.pace)
            revision = 0 if speaker is None else speaker.enrolled.revision
            return replace(answer, revision=revision)

    async def _messages(self, request: Request, lang: str, arrival: int) -> AsyncIterator[str]:
        self._streams += 1
        try:
            yield "retry: 3000\n\n"
            while not self.tide.ended:
                bell = self.tide.bell()
                if (site := await self.watch(request)) is None:
                    return
                now = self.now()
                today = self.pages.today(now, site)
                look = partial(queries.since, arrival=arrival, today=today)
                news = await self.store.run(look)
                data = self.pages.update(news, lang, now, arrival)
                arrival = news.arrival
                yield f"id: {arrival}\ndata: {data}\n\n"
                await _rings(bell, self.refresh_s)
                await asyncio.sleep(BREATH_S)
        finally:
            self._streams -= 1


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, request: Request, body: bytes) -> "_Sent":
        return cls(request.url.path, request.headers, body)


def _unpacked(sent: _Sent) -> Batch | Refusal:
    encoding = sent.headers.get("Content-Encoding", "")
    plain = inflate(sent.body, encoding.strip().lower())
    return plain if isinstance(plain, Refusal) else decode_batch(plain)


async def _rings(bell: asyncio.Event, most_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(most_s):
            await bell.wait()


def refuse(refusal: Refusal) -> Response:
    wait = str(refusal.retry_s or BUSY_RETRY_S)
    headers = {"Retry-After": wait} if refusal.status == 429 else {}
    return Response(refusal.to_json(), refusal.status, headers, "application/json")


def is_json(content_type: str) -> bool:
    """A browser sends this from a page of elsewhere only after it asked, and we do not answer."""
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _arrival(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
