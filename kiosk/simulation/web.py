"""HTTP/1.1 over asyncio, as little of it as ten thousand kiosks need."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sync.client.http import CONNECT_S, MAX_ANSWER, READ_S

MOST_HEADERS = 100


@dataclass(frozen=True, slots=True)
class Place:
    host: str
    port: int
    tls: ssl.SSLContext | None


@dataclass(frozen=True, slots=True)
class Heard:
    status: int
    retry_after: str | None
    content: bytes


_BROKEN = (OSError, EOFError, ValueError, LookupError, asyncio.LimitOverrunError)
"""What a connection that is cut, or ends elsewhere than at a server of ours, comes to."""


class NoAnswer(Exception):
    """The connection was refused, cut, or silent for too long."""


def place_of(url: str) -> Place | None:
    """None: not an address of a server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        return None
    if parts.scheme == "https":
        return Place(parts.hostname, port or 443, ssl.create_default_context())
    return Place(parts.hostname, port or 80, None)


class Line:
    """One kept connection to one server, opened when it is needed. For one task at a time."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        """Raises NoAnswer. A kept connection that the server has closed meanwhile is renewed."""
        try:
            if self._streams is not None and self._streams[0].at_eof():
                self.close()
            return await self._posted(path, body, headers)
        except _BROKEN as error:
            self.close()
            raise NoAnswer(type(error).__name__) from error
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def _posted(self, path: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        if self._streams is None:
            async with asyncio.timeout(CONNECT_S):
                place = self._place
                self._streams = await asyncio.open_connection(
                    place.host, place.port, ssl=place.tls, limit=16 * 1024
                )
        reader, writer = self._streams
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._place.host}:{self._place.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        async with asyncio.timeout(READ_S):
            writer.write("\r\n".join(lines).encode() + body)
            await writer.drain()
            return await self._answer(reader)

    async def _answer(self, reader: asyncio.StreamReader) -> Heard:
        status = int((await reader.readuntil(b"\r\n")).split(b" ", 2)[1])
        told: dict[str, str] = {}
        while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
            name, _, value = line.decode("latin-1").partition(":")
            told[name.strip().lower()] = value.strip()
            if len(told) > MOST_HEADERS:
                raise ValueError("too many headers")
        length = int(told["content-length"])
        if length > MAX_ANSWER:
            raise ValueError("too long an answer")
        content = await reader.readexactly(length)
        if told.get("connection", "").lower() == "close":
            self.close()
        return Heard(status, told.get("retry-after"), content)
