"""Read the bodies of requests, so many at a time: who sends slowly keeps nobody else waiting."""

import asyncio
from collections import Counter

from starlette.requests import ClientDisconnect, Request

from sync.server.decode import Refusal
from sync.wire import MAX_COMPRESSED

BODY_S = 20.0
"""A request that takes longer to arrive is given up."""
MOST_UNREAD = 512
MOST_UNREAD_EACH = 32
"""Of one address: a fleet behind one proxy shares it, but a proxy sends what it has whole."""


class Intake:
    """Belongs to the event loop."""

    def __init__(self) -> None:
        self._unread: Counter[str] = Counter()

    async def read(self, request: Request) -> bytes | Refusal:
        sender = "" if request.client is None else request.client.host
        if self._unread[sender] >= MOST_UNREAD_EACH or self._unread.total() >= MOST_UNREAD:
            return Refusal(429, "too many requests are still on their way")
        self._unread[sender] += 1
        try:
            return await _read(request)
        finally:
            self._unread[sender] -= 1
            if not self._unread[sender]:
                del self._unread[sender]


async def _read(request: Request) -> bytes | Refusal:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for part in request.stream():
                body += part
                if len(body) > MAX_COMPRESSED:
                    return Refusal(413, f"more than {MAX_COMPRESSED} bytes")
    except TimeoutError:
        return Refusal(408, f"the request took more than {BODY_S:.0f} s to arrive")
    except ClientDisconnect:
        return Refusal(400, "the request was cut")
    return bytes(body)
