"""Where a request comes from, as far as that can be believed."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request

LONGEST = 64
"""Of an address that a proxy tells."""


def split(url: str) -> SplitResult:
    """An empty one when it cannot be read."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def is_https(request: Request) -> bool:
    told = (request.headers.get("Origin", ""), request.headers.get("X-Forwarded-Proto", ""))
    return request.url.scheme == "https" or any(
        split(each).scheme == "https" or each == "https" for each in told
    )


def address_of(request: Request) -> str:
    """Of the browser: a proxy of this machine says whom it speaks for, and nobody else is asked."""
    peer = "" if request.client is None else request.client.host
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told[:LONGEST] if told and is_loopback(peer) else peer


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_here(host: str) -> bool:
    """A name or an address that leads nowhere from another machine."""
    return host == "localhost" or is_loopback(host)


def is_from_here(request: Request) -> bool:
    """Asked by this machine itself, and not through a proxy of it."""
    peer = "" if request.client is None else request.client.host
    through = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return is_loopback(peer) and not through
