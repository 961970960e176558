"""Let a simulated fleet in, by codes, as a technician would."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.identifiers import uuid7
from kiosk.simulation.machine import Identity
from kiosk.simulation.web import Line, NoAnswer, Place
from sync.client import enrol
from sync.server.beside import beside
from sync.server.codes import Invitation, make
from sync.server.place import Place as Database
from sync.server.place import Unusable
from sync.server.rows import Rows

AT_ONCE = 8
EACH_TIME = 400
"""Codes of one transaction: the server writes too."""
PER_SITE = 4
_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Enrolled:
    who: Identity
    private: bytes


@dataclass(frozen=True, slots=True)
class NotEnrolled:
    """`advice`: a French sentence."""

    advice: str


def identities(count: int, site: str, begun: int, day: str) -> list[Identity]:
    """A few of each site: `site-0001`, `site-0002` …"""
    return [
        Identity(f"{site}-{1 + n // PER_SITE:04d}", uuid4(), uuid7(), begun, day)
        for n in range(count)
    ]


async def enrol_all(
    server: Place, database: Database, fleet: Sequence[Identity]
) -> list[Enrolled] | NotEnrolled:
    enrolled: list[Enrolled] = []
    for some in _handfuls(fleet):
        codes = beside(database, lambda rows, some=some: _codes(rows, some))  # type: ignore[misc]
        if isinstance(codes, Unusable):
            return NotEnrolled(codes.advice)
        waiting = list(zip(some, codes, strict=True))
        let_in = await asyncio.gather(*(_let_in(server, waiting) for _ in range(AT_ONCE)))
        for each in let_in:
            if isinstance(each, NotEnrolled):
                return each
            enrolled += each
    return enrolled


def _handfuls(fleet: Sequence[Identity]) -> Iterator[Sequence[Identity]]:
    return (fleet[start : start + EACH_TIME] for start in range(0, len(fleet), EACH_TIME))


def _codes(rows: Rows, some: Sequence[Identity]) -> list[str]:
    now = time.time_ns() // 1_000_000
    return [make(rows, Invitation(who.site), now)[0] for who in some]


async def _let_in(
    server: Place, waiting: list[tuple[Identity, str]]
) -> list[Enrolled] | NotEnrolled:
    """One after the other, over one connection, as long as there are any."""
    enrolled: list[Enrolled] = []
    line = Line(server)
    try:
        while waiting:
            who, code = waiting.pop()
            private = Ed25519PrivateKey.generate()
            body = json.dumps(enrol.request(code, who.device, private)).encode()
            heard = await line.post(enrol.PATH, body, _HEADERS)
            if heard.status != 200:
                return NotEnrolled(
                    f"Le serveur n’inscrit pas les bornes simulées (réponse {heard.status}). "
                    "Vérifier que --db est bien sa base."
                )
            enrolled.append(Enrolled(who, private.private_bytes_raw()))
    except NoAnswer:
        return NotEnrolled("Le serveur ne répond pas. Vérifier l’adresse, et qu’il tourne.")
    finally:
        line.close()
    return enrolled
