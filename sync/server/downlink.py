"""Hands what is published to the devices that it is for."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sync.manifest import is_sha256
from sync.server import keys, published_rows
from sync.server.admission import Speaker, claim_of, judge, replayed
from sync.server.decode import Refusal
from sync.server.keys import Enrolled, Replayed
from sync.server.published_rows import Signed, Target
from sync.server.routes import refuse
from sync.server.rows import Rows
from sync.server.storage import Store
from sync.wire import LAST_REVISION

NOT_HERE = Refusal(404, "nothing of that name is published for this device")
T = TypeVar("T")
Find = Callable[[Rows, Enrolled], T | None]


class Downlink:
    """Answers signed requests only, and each for the site of its device."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def config(self, request: Request) -> Response:
        rev = _revision(str(request.path_params["rev"]))

        def find(rows: Rows, enrolled: Enrolled) -> Signed | None:
            target = Target(enrolled.site, enrolled.device)
            return published_rows.signed_for(rows, target, rev) if rev else None

        found = await self._found(request, find)
        if isinstance(found, Response):
            return found
        signature = b64encode(found.signature).decode()
        return JSONResponse({"manifest": found.manifest.decode(), "sig": signature})

    async def blob(self, request: Request) -> Response:
        sha256 = str(request.path_params["sha256"])

        def find(rows: Rows, enrolled: Enrolled) -> bytes | None:
            is_one = is_sha256(sha256)
            return published_rows.content(rows, enrolled.site, sha256) if is_one else None

        found = await self._found(request, find)
        if isinstance(found, Response):
            return found
        return Response(found, media_type="application/octet-stream")

    async def _found(self, request: Request, find: Find[T]) -> T | Response:
        claim = claim_of(request.headers)
        if isinstance(claim, Refusal):
            return refuse(claim)
        enrolled = await self._store.run(lambda rows: keys.find(rows, claim.device, claim.key))
        speaker = judge(claim, enrolled, request.url.path, b"", request.method)
        if isinstance(speaker, Refusal):
            return refuse(speaker)
        found = await self._store.run(partial(_spend_and_find, speaker, find))
        if isinstance(found, Replayed):
            return Response(replayed(found), 401, media_type="application/json")
        return refuse(NOT_HERE) if found is None else found


def _revision(text: str) -> int:
    """0: it is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LAST_REVISION))
    return int(text) if is_number and int(text) <= LAST_REVISION else 0


def _spend_and_find(speaker: Speaker, find: Find[T], rows: Rows) -> T | Replayed | None:
    with rows.atomic():
        return keys.spend(rows, speaker.enrolled, speaker.count) or find(rows, speaker.enrolled)
