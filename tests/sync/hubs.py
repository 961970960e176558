"""A site's server and the centre that it forwards to, without a network between them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.downlink import Got
from sync.client.enrol import Admitted
from sync.client.http import HEADERS, pack, read_answer
from sync.client.push import Refused, SendResult, push_all
from sync.client.signer import Signer
from sync.hub import membership
from sync.hub.forwarder import Rounds, World
from sync.hub.membership import Centre, Membership
from sync.hub.relaying import Relay
from sync.server import codes, keys
from sync.server.app import Settings
from sync.server.codes import Asking, Invitation, LetIn
from sync.server.keys import Role
from sync.server.place import Place
from sync.server.published_rows import Target
from sync.server.publishing import Problem
from sync.server.rows import Rows
from sync.wire import Batch
from tests.sync.kit import OPEN, TEN_UTC, Device, Server

MOST = 500


def no_bad_words(folder: Path, _target: Target) -> Sequence[Problem]:
    """A rule that a test can break."""
    text = (folder / "borne.toml").read_text()
    return [Problem("borne.toml", 1, "un mot interdit.")] if "interdit" in text else []


@dataclass
class Times:
    """The clock of the wall goes with the one that only grows."""

    now: int = TEN_UTC
    clock: float = 1000.0

    def wait(self, seconds: float) -> None:
        self.now += int(seconds * 1000)
        self.clock += seconds


@dataclass
class Town:
    """`between`: what happens to a batch on its way to the centre. `portal`: where the paths begin
    at which somebody else answers the hub."""

    hub_place: Place
    centre_place: Place
    times: Times = field(default_factory=Times)
    between: Callable[[Callable[[Batch], SendResult], Batch], SendResult] = lambda send, batch: (
        send(batch)
    )
    portal: str | None = None

    def __post_init__(self) -> None:
        self.settings = Settings(now=lambda: self.times.now)
        self.hub = Server(self.hub_place, OPEN)
        self.centre = Server(self.centre_place, self.settings)
        self.join("mairie")

    def join(self, site: str) -> Membership:
        """As `membership.join` does, without the network."""
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        name = self.hub.query(membership.own_name)
        assert isinstance(name, UUID)
        invitation = Invitation(site, "Serveur du site", None, Role.HUB)

        def let_in(rows: Rows) -> object:
            with rows.atomic():
                code, _ = codes.make(rows, invitation, self.times.now)
                asking = Asking(name, public, Role.HUB)
                return codes.redeem(rows, code, asking, self.times.now)

        let = self.centre.query(let_in)
        assert isinstance(let, LetIn)
        admitted = Admitted(let.site, private.private_bytes_raw(), let.fleet_key)
        centre, now = Centre("http://centre.invalid"), self.times.now

        def keep(rows: Rows) -> None:
            with rows.atomic():
                membership.keep(rows, centre, name, admitted, now)

        self.hub.query(keep)
        return self.start()

    def start(self) -> Membership:
        """The thread of the hub begins: what it had learnt is forgotten."""
        member = self.hub.query(membership.begin)
        assert isinstance(member, Membership)
        self.member = member
        self.signer = Signer(member.private, member.hub, member.starts, lambda: 1)
        world = World(lambda: self.times.now, lambda: self.times.clock, lambda: 0.5)
        ask: Any = self.hub.query
        relay = Relay(ask, self.get, member, no_bad_words, world.now)
        self.rounds = Rounds(ask, self.send, world, relay.hear)
        return member

    def send(self, batch: Batch) -> SendResult:
        return self.between(self._post, batch)

    def get(self, path: str, _most: int) -> Got:
        if self.portal is not None and path.startswith(self.portal):
            return b"<html>portal</html>"
        reply = self.centre.request("GET", path, b"", self.signer.headers(path, b"", "GET"))
        return reply.body if reply.status == 200 else Refused(reply.status, "", 0)

    def _post(self, batch: Batch) -> SendResult:
        body = pack(batch)
        if isinstance(body, Refused):
            return body
        result = self._signed(body, len(batch.events))
        if isinstance(result, Refused) and result.heard is not None:
            self.signer.go_on_after(result.heard)
            return self._signed(body, len(batch.events))
        return result

    def _signed(self, body: bytes, count: int) -> SendResult:
        headers = {**HEADERS, **self.signer.headers("/v1/sync", body)}
        reply = self.centre.request("POST", "/v1/sync", body, headers)
        return read_answer(reply.status, reply.headers.get("retry-after"), reply.body, count)

    def tell(self, device: Device) -> None:
        push_all(device, self.hub.send)

    def forward(self, exchanges: int = MOST) -> int:
        """How many exchanges there were until nothing was left to say."""
        for done in range(exchanges):
            if not self.rounds.one():
                return done
        return exchanges

    def pass_time(self, seconds: float) -> None:
        self.times.wait(seconds)

    def restart_hub(self, place: Place | None = None) -> None:
        self.hub.close()
        self.hub_place = place or self.hub_place
        self.hub = Server(self.hub_place, OPEN)
        self.start()

    def change_centre(self, place: Place) -> None:
        self.centre.close()
        self.centre_place = place
        self.centre = Server(place, self.settings)

    def close(self) -> None:
        self.hub.close()
        self.centre.close()


def told(server: Server, table: str = "event") -> Sequence[tuple[object, ...]]:
    """All that travels of the events, and their hashes."""
    columns = "site, device, log, seq, id, kind, v, t, mono, boot, clock, salt, body, hash"
    found = server.query(
        lambda rows: rows.execute(
            f"SELECT {columns} FROM {table} ORDER BY site, device, log, seq"
        ).fetchall()
    )
    assert isinstance(found, list)
    return [tuple(bytes(x) if isinstance(x, memoryview) else x for x in row) for row in found]


def ask(server: Server, question: str) -> list[tuple[object, ...]]:
    found = server.query(lambda rows: rows.execute(question).fetchall())
    assert isinstance(found, list)
    return [tuple(row) for row in found]


def revoke(server: Server, member: Membership) -> None:
    server.query(lambda rows: keys.revoke(rows, member.hub, TEN_UTC))


@contextmanager
def two_places(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> Iterator[list[Place]]:
    if kind == "sqlite":
        yield [tmp_path / "hub.db", tmp_path / "centre.db"]
        return
    cluster = request.getfixturevalue("cluster")
    with ExitStack() as made:
        yield [made.enter_context(cluster.fresh()) for _ in range(2)]
