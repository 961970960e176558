"""Under which names this server may be spoken to.

A page of anywhere can let its own name lead to an address of this network (DNS rebinding). Its
browser then sends that name in `Host`; it can do so with no address, so every address is served.
"""

import ipaddress
import socket
from collections.abc import Iterable

LOOPBACK_NAME = "localhost"


def names_served(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Loopback, the host that is listened on, `more`; this machine's own if others reach it."""
    names = {LOOPBACK_NAME, host, *more}
    if not _is_loopback(host):
        names |= {socket.gethostname(), socket.getfqdn()}
    return frozenset(_plain(name) for name in names)


def is_served(header: str | None, names: frozenset[str]) -> bool:
    """Whether a request with this `Host` is for us."""
    host = _host_of(header or "")
    return _is_address(host) or _plain(host) in names


def _host_of(header: str) -> str:
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


def _plain(name: str) -> str:
    return name.strip().rstrip(".").lower()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _plain(host) == LOOPBACK_NAME or (
        _is_address(host) and ipaddress.ip_address(host).is_loopback
    )
