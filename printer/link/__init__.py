"""From the address of a printer to the way there. No address is opened here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from printer.link.base import Absent, Held, Link, LinkFailure, Lost
from printer.link.cups import CupsLink
from printer.link.serial import Flow, Line, SerialLink
from printer.link.tcp import TcpLink
from printer.link.usblp import UsbLink
from printer.link.virtual import Hand, VirtualLink
from printer.link.windows import WindowsLink
from printer.profiles import Profile

__all__ = [
    "Absent",
    "BadUrl",
    "Hand",
    "Held",
    "Link",
    "LinkFailure",
    "Lost",
    "OneWay",
    "Virtual",
    "open_link",
]

OneWay = CupsLink | WindowsLink
"""Queues: nothing comes back."""
RAW_PORT = 9100
EXAMPLES = (
    "virtual:, tcp://192.0.2.10:9100, usb:/dev/usb/lp0, serial:/dev/ttyUSB0?baud=19200, "
    "cups:tickets, win:Tickets"
)
_QUEUE = re.compile(r"[\w.+][\w.+-]{0,126}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadUrl:
    url: str
    why: str

    def __str__(self) -> str:
        return f"Adresse d’imprimante « {self.url} »\u00a0: {self.why}. Exemples\u00a0: {EXAMPLES}."


@dataclass(frozen=True, slots=True)
class Virtual:
    """What only a virtual printer needs: where it keeps tickets, whom it tells, who loads it."""

    folder: Path
    profile: Profile
    on_ticket: Callable[[bytes], None] | None = None
    hand: Hand | None = None


def open_link(url: str, virtual: Virtual) -> Link | BadUrl:
    """The link that `url` names, not opened yet."""
    try:
        parts = urlsplit(url)
        return _link(url, parts, virtual)
    except ValueError as error:
        return BadUrl(url, str(error))


def _link(url: str, parts: SplitResult, virtual: Virtual) -> Link | BadUrl:
    match parts.scheme:
        case "virtual":
            folder = Path(parts.path) if parts.path else virtual.folder
            pictures = bool(parts.path)
            return VirtualLink(folder, virtual.profile, pictures, virtual.on_ticket, virtual.hand)
        case "tcp" if parts.hostname:
            return TcpLink(parts.hostname, parts.port or RAW_PORT)
        case "usb" if parts.path.startswith("/"):
            return UsbLink(Path(parts.path))
        case "serial" if parts.path:
            return _serial(parts)
        case "cups" if _QUEUE.fullmatch(parts.path):
            return CupsLink(parts.path)
        case "win" if name := unquote(url.partition(":")[2]).strip():
            return WindowsLink(name)
        case "tcp" | "usb" | "serial" | "cups" | "win":
            return BadUrl(url, "il manque l’appareil après « " + parts.scheme + ": »")
        case _:
            return BadUrl(url, "cette sorte de liaison n’existe pas")


def _serial(parts: SplitResult) -> SerialLink:
    options = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    if unknown := options.keys() - {"baud", "flow"}:
        raise ValueError(f"option inconnue « {min(unknown)} »")
    baud = options.get("baud", ["9600"])[-1]
    flow = options.get("flow", [Flow.RTSCTS])[-1]
    if not baud.isdecimal() or int(baud) == 0:
        raise ValueError(f"« {baud} » n’est pas une vitesse")
    if flow not in list(Flow):
        raise ValueError(f"« {flow} » n’est ni rtscts ni xonxoff")
    return SerialLink(Line(parts.path, int(baud), Flow(flow)))
