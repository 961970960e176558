"""A server answers the devices that it let in, and nobody else."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from sync.client.enrol import WORDS
from sync.client.http import HEADERS, pack, read_answer
from sync.client.push import Pushed, Refused, SendResult, push
from sync.client.signer import BOOT_BITS, Signer
from sync.server import codes, keys
from sync.server.admin import audit
from sync.server.app import Settings
from sync.server.brake import MOST_EACH, WINDOW_S, Brake
from sync.server.codes import LIFE_MS, Asking, Invitation, LetIn, NotLetIn
from sync.server.keys import Role
from sync.server.place import Place
from sync.server.rows import Rows
from sync.signature import COUNT, MOST_COUNT, SIGNATURE, enrolment_text, time_text
from sync.wire import Batch, seal
from tests.sync.kit import TEN_UTC, Clock, Device, Reply, Server

JSON = {"Content-Type": "application/json"}


@dataclass
class Hands:
    """What a clock and the start of a machine are to a signer."""

    boot: int = 1
    uptime: int = 1000

    def tick(self) -> int:
        self.uptime += 1
        return self.uptime


@pytest.fixture
def server(place: Place, clock: Clock) -> Iterator[Server]:
    running = Server(place, Settings(now=lambda: clock.now))
    yield running
    running.close()


@dataclass
class Speaking:
    """A device that was let in, and the requests that it made."""

    server: Server
    device: Device
    signer: Signer
    heard: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)

    def post(self, batch: Batch) -> Reply:
        body = pack(batch)
        assert isinstance(body, bytes)
        headers = {**HEADERS, **self.signer.headers("/v1/sync", body)}
        self.heard.append((body, headers))
        return self.server.request("POST", "/v1/sync", body, headers)

    def send(self, batch: Batch) -> SendResult:
        reply = self.post(batch)
        return read_answer(reply.status, None, reply.body, len(batch.events))


def a_code(
    server: Server,
    site: str = "mairie",
    replaces: UUID | None = None,
    role: Role = Role.DEVICE,
) -> str:
    made = server.query(
        lambda rows: codes.make(rows, Invitation(site, "Borne 1", replaces, role), TEN_UTC)
    )
    assert isinstance(made, tuple)
    return str(made[0])


def asked(code: str, device: UUID, private: Ed25519PrivateKey) -> dict[str, str]:
    public = private.public_key().public_bytes_raw()
    signature = private.sign(enrolment_text(code, device, public))
    return {
        "code": code,
        "device": str(device),
        "key": b64encode(public).decode(),
        "sig": b64encode(signature).decode(),
    }


def enrol(server: Server, fields: Mapping[str, object]) -> Reply:
    import json

    return server.request("POST", "/v1/enrol", json.dumps(fields).encode(), JSON)


def let_in(server: Server, device: Device, hands: Hands | None = None) -> Speaking:
    private = Ed25519PrivateKey.generate()
    reply = enrol(server, asked(a_code(server, device.site), device.device, private))
    assert reply.status == 200, reply.body
    hands = hands or Hands()
    return Speaking(
        server, device, Signer(private.private_bytes_raw(), device.device, hands.boot, hands.tick)
    )


@pytest.fixture
def speaking(server: Server) -> Speaking:
    device = Device()
    device.take_tickets(3)
    return let_in(server, device)


def test_an_enrolled_device_is_answered(speaking: Speaking) -> None:
    assert isinstance(push(speaking.device, speaking.send), Pushed)
    assert speaking.server.seqs() == [1, 2, 3]


def test_a_request_that_is_not_signed_leaves_nothing(server: Server) -> None:
    device = Device()
    device.take_tickets(1)
    refused = server.send(device.slice(1, 1))
    assert isinstance(refused, Refused)
    assert refused.status == 401
    assert server.seqs() == []


def test_what_was_overheard_cannot_be_said_again(speaking: Speaking) -> None:
    speaking.post(speaking.device.slice(1, 2))
    body, headers = speaking.heard[0]
    reply = speaking.server.request("POST", "/v1/sync", body, headers)
    assert reply.status == 401
    assert "ack" not in reply.json


def test_the_same_batch_signed_anew_gives_the_same_answer(speaking: Speaking) -> None:
    first = speaking.post(speaking.device.slice(1, 2))
    second = speaking.post(speaking.device.slice(1, 2))
    assert (first.status, first.json["ack"]) == (second.status, second.json["ack"])
    assert speaking.server.seqs() == [1, 2]


def test_a_count_is_not_spent_on_a_batch_that_is_refused(speaking: Speaking) -> None:
    body = b"not gzip"
    headers = {**HEADERS, **speaking.signer.headers("/v1/sync", body)}
    assert speaking.server.request("POST", "/v1/sync", body, headers).status == 400
    assert speaking.server.request("POST", "/v1/sync", body, headers).status == 400


@pytest.mark.parametrize("name", [COUNT, SIGNATURE, "X-Device", "X-Key"])
def test_a_request_that_was_changed_on_the_way_is_refused(speaking: Speaking, name: str) -> None:
    body = pack(speaking.device.slice(1, 3))
    assert isinstance(body, bytes)
    headers = {**HEADERS, **speaking.signer.headers("/v1/sync", body)}
    changes = {
        COUNT: str(int(headers[COUNT]) + 1),
        SIGNATURE: b64encode(bytes(64)).decode(),
        "X-Device": str(uuid4()),
        "X-Key": "0" * 16,
    }
    changed = {**headers, name: changes[name]}
    assert speaking.server.request("POST", "/v1/sync", body, changed).status == 401
    other = pack(speaking.device.slice(1, 2))
    assert isinstance(other, bytes)
    assert speaking.server.request("POST", "/v1/sync", other, headers).status == 401
    assert speaking.server.seqs() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (COUNT, "-1"),
        (COUNT, "0"),
        (COUNT, "9" * 19),
        (COUNT, "9" * 4000),
        (COUNT, "²"),
        (SIGNATURE, "é"),
        (SIGNATURE, ""),
        ("X-Device", "x"),
        ("X-Key", "'; DROP"),
    ],
)
def test_headers_that_mean_nothing_are_refused(speaking: Speaking, name: str, value: str) -> None:
    body = pack(speaking.device.slice(1, 3))
    assert isinstance(body, bytes)
    headers = {**HEADERS, **speaking.signer.headers("/v1/sync", body), name: value}
    assert speaking.server.request("POST", "/v1/sync", body, headers).status == 401


def test_a_device_speaks_neither_for_another_nor_for_another_site(speaking: Speaking) -> None:
    other = Device()
    other.take_tickets(1)
    assert speaking.post(other.slice(1, 1)).status == 403
    moved = Device("prefecture", speaking.device.device)
    moved.take_tickets(1)
    assert speaking.post(moved.slice(1, 1)).status == 403
    assert speaking.server.seqs() == []


def test_a_revoked_device_is_not_answered(speaking: Speaking) -> None:
    assert speaking.post(speaking.device.slice(1, 1)).status == 200
    speaking.server.query(lambda rows: keys.revoke(rows, speaking.device.device, TEN_UTC))
    assert speaking.post(speaking.device.slice(2, 2)).status == 401
    assert speaking.server.seqs() == [1]


def test_a_device_whose_disk_was_restored_goes_on_after_the_count_that_was_heard(
    server: Server,
) -> None:
    device = Device()
    device.take_tickets(1)
    speaking = let_in(server, device, Hands(boot=9))
    assert speaking.post(device.slice(1, 1)).status == 200
    before = speaking.signer
    speaking.signer = Signer(before._private.private_bytes_raw(), device.device, 3, Hands().tick)
    refused = speaking.send(device.slice(1, 1))
    assert isinstance(refused, Refused)
    assert refused.heard is not None
    assert refused.heard >= 9 << BOOT_BITS
    speaking.signer.go_on_after(refused.heard)
    assert speaking.post(device.slice(1, 1)).status == 200


def test_the_count_grows_through_starts_and_when_the_time_stands_still() -> None:
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    counts = []
    for boot in (1, 2, 3):
        signer = Signer(private, uuid4(), boot, lambda: 5)
        counts += [int(signer.headers("/v1/sync", b"")[COUNT]) for _ in range(3)]
    assert counts == sorted(set(counts))


def test_a_code_lets_one_device_in(server: Server) -> None:
    code = a_code(server)
    device, private = uuid4(), Ed25519PrivateKey.generate()
    assert enrol(server, asked(code, device, private)).status == 200
    other = enrol(server, asked(code, uuid4(), Ed25519PrivateKey.generate()))
    assert (other.status, other.json["reason"]) == (403, NotLetIn.USED)


def test_a_device_whose_answer_was_lost_may_ask_again(server: Server) -> None:
    request = asked(a_code(server), uuid4(), Ed25519PrivateKey.generate())
    assert enrol(server, request).body == enrol(server, request).body


def test_a_code_ends_after_a_quarter_of_an_hour(server: Server, clock: Clock) -> None:
    code = a_code(server)
    clock.now += LIFE_MS
    late = enrol(server, asked(code, uuid4(), Ed25519PrivateKey.generate()))
    assert (late.status, late.json["reason"]) == (403, NotLetIn.EXPIRED)


def test_a_code_can_be_typed_in_any_way(server: Server) -> None:
    code = a_code(server).lower().replace("-", " ")
    assert enrol(server, asked(code, uuid4(), Ed25519PrivateKey.generate())).status == 200


def test_the_database_does_not_hold_the_code(server: Server) -> None:
    code = a_code(server)
    tables = ("enrol_code", "device_key", "fleet_key")

    def everything(rows: Rows) -> str:
        return str([rows.execute(f"SELECT * FROM {table}").fetchall() for table in tables])

    dump = str(server.query(everything))
    assert "mairie" in dump
    assert code not in dump
    assert codes.plain(code) not in dump


def test_an_enrolment_needs_the_key_that_it_names(server: Server) -> None:
    code, device = a_code(server), uuid4()
    request = asked(code, device, Ed25519PrivateKey.generate())
    stolen = asked(code, device, Ed25519PrivateKey.generate())
    assert enrol(server, {**request, "key": stolen["key"]}).status == 422
    assert enrol(server, request).status == 200


def test_who_guesses_codes_is_slowed_down_and_the_right_one_works_later() -> None:
    moment = 0.0
    brake = Brake(lambda: moment)
    for _ in range(MOST_EACH):
        assert not brake.holds("10.0.0.9")
        brake.failed("10.0.0.9")
    assert brake.holds("10.0.0.9")
    assert not brake.holds("10.0.0.10")
    moment = WINDOW_S + 1
    assert not brake.holds("10.0.0.9")


def test_a_guesser_hears_no_more_than_to_come_back_later(server: Server) -> None:
    for _ in range(MOST_EACH):
        enrol(server, asked("WRONG-GUESS", uuid4(), Ed25519PrivateKey.generate()))
    right = enrol(server, asked(a_code(server), uuid4(), Ed25519PrivateKey.generate()))
    assert right.status == 429
    assert right.headers["retry-after"]


def test_a_device_that_replaces_another_takes_its_place(server: Server) -> None:
    old, new = Device(), Device()
    for device in (old, new):
        device.take_tickets(1)
    speaking = let_in(server, old)
    private = Ed25519PrivateKey.generate()
    code = a_code(server, replaces=old.device)
    assert enrol(server, asked(code, new.device, private)).status == 200
    assert speaking.post(old.slice(1, 1)).status == 401
    hands = Hands()
    signer = Signer(private.private_bytes_raw(), new.device, hands.boot, hands.tick)
    assert Speaking(server, new, signer).post(new.slice(1, 1)).status == 200


def told(server: Server) -> list[tuple[str, str, str, str, str]]:
    """The audit, the oldest first."""
    found = server.query(lambda rows: audit.newest(rows, "", None, 100))
    assert isinstance(found, list)
    return [(each.who, each.what, each.site, each.about, each.detail) for each in found[::-1]]


def test_a_code_does_not_take_a_device_from_another_site_and_is_not_spent(server: Server) -> None:
    device = Device()
    device.take_tickets(2)
    speaking = let_in(server, device)
    before = told(server)
    code = a_code(server, "annexe")

    refused = enrol(server, asked(code, device.device, Ed25519PrivateKey.generate()))

    assert (refused.status, refused.json["reason"]) == (403, NotLetIn.ELSEWHERE)
    assert speaking.post(device.slice(1, 1)).status == 200
    assert told(server) == before
    assert enrol(server, asked(code, uuid4(), Ed25519PrivateKey.generate())).status == 200


@pytest.mark.parametrize("way", ["revoked", "replaced"])
def test_a_device_moves_to_another_site_when_somebody_wanted_it(server: Server, way: str) -> None:
    device = Device()
    device.take_tickets(1)
    speaking = let_in(server, device)
    if way == "revoked":
        server.query(lambda rows: keys.revoke(rows, device.device, TEN_UTC))
    code = a_code(server, "annexe", device.device if way == "replaced" else None)

    assert enrol(server, asked(code, device.device, Ed25519PrivateKey.generate())).status == 200

    assert speaking.post(device.slice(1, 1)).status == 401
    name = str(device.device)
    moved = [("code", "device_revoked", "mairie", name, f"→ {name}")] * (way == "replaced")
    assert told(server)[1:] == [*moved, ("code", "device_let_in", "annexe", name, "Borne 1")]


def test_who_is_let_in_and_whose_access_is_taken_is_in_the_audit(server: Server) -> None:
    old, new = Device("annexe"), Device()
    let_in(server, old)
    let_in(server, new)
    code = a_code(server, replaces=old.device)
    request = asked(code, new.device, Ed25519PrivateKey.generate())
    for _ in range(2):
        assert enrol(server, request).status == 200
    gone, name = str(old.device), str(new.device)
    assert told(server) == [
        ("code", "device_let_in", "annexe", gone, "Borne 1"),
        ("code", "device_let_in", "mairie", name, "Borne 1"),
        ("code", "device_revoked", "annexe", gone, f"→ {name}"),
        ("code", "device_revoked", "mairie", name, f"→ {name}"),
        ("code", "device_let_in", "mairie", name, "Borne 1"),
    ]


@pytest.mark.parametrize("reason", NotLetIn)
def test_each_reason_has_its_french_words_at_the_device(reason: NotLetIn) -> None:
    assert reason.value in WORDS


def test_a_device_that_enrols_again_speaks_with_its_new_key_only(server: Server) -> None:
    device = Device()
    device.take_tickets(1)
    before, after = let_in(server, device), let_in(server, device)
    assert before.post(device.slice(1, 1)).status == 401
    assert after.post(device.slice(1, 1)).status == 200


def test_the_time_is_signed_for_the_question_that_was_asked(server: Server, clock: Clock) -> None:
    request = asked(a_code(server), uuid4(), Ed25519PrivateKey.generate())
    fleet_key = enrol(server, request).json["fleet_key"]
    assert isinstance(fleet_key, str)
    reply = server.request("GET", "/v1/time", query="nonce=00112233445566778899")
    assert reply.json["time"] == clock.now
    public = Ed25519PublicKey.from_public_bytes(_bytes(fleet_key))
    public.verify(_bytes(reply.json["sig"]), time_text("00112233445566778899", clock.now))


@pytest.mark.parametrize("nonce", ["", "00", "zz" * 10, "0" * 65])
def test_a_question_about_the_time_without_a_nonce_is_refused(server: Server, nonce: str) -> None:
    assert server.request("GET", "/v1/time", query=f"nonce={nonce}").status == 422


def test_the_server_keeps_its_key(server: Server) -> None:
    let = [server.query(lambda rows: keys.fleet_key(rows).private_bytes_raw()) for _ in range(2)]
    assert let[0] == let[1]


def test_a_code_that_is_used_twice_at_once_lets_one_in(server: Server) -> None:
    code = a_code(server)

    def redeem(rows: object) -> object:
        return codes.redeem(rows, code, Asking(uuid4(), bytes(32)), TEN_UTC)  # type: ignore[arg-type]

    answers = [server.query(redeem) for _ in range(3)]
    assert [isinstance(answer, LetIn) for answer in answers] == [True, False, False]


def _bytes(text: object) -> bytes:
    from base64 import b64decode

    return b64decode(str(text))


def hub_of(server: Server, site: str = "mairie") -> Speaking:
    private = Ed25519PrivateKey.generate()
    name = uuid4()
    fields = asked(a_code(server, site, role=Role.HUB), name, private) | {"role": "hub"}
    assert enrol(server, fields).status == 200
    hands = Hands()
    return Speaking(
        server, Device(site, name), Signer(private.private_bytes_raw(), name, 1, hands.tick)
    )


def test_a_hub_speaks_for_the_devices_of_its_site_and_for_no_other(server: Server) -> None:
    hub = hub_of(server)
    own, foreign = Device(), Device("prefecture")
    for device in (own, foreign):
        device.take_tickets(1)

    assert isinstance(push(own, hub.send), Pushed)
    refused = push(foreign, hub.send)

    assert isinstance(refused, Refused)
    assert refused.status == 403
    assert {event["site"] for event in server.events()} == {"mairie"}


def test_a_hub_that_was_revoked_is_heard_no_more(server: Server) -> None:
    hub, device = hub_of(server), Device()
    device.take_tickets(1)
    server.query(lambda rows: keys.revoke(rows, hub.device.device, TEN_UTC))
    refused = push(device, hub.send)
    assert isinstance(refused, Refused)
    assert refused.status == 401
    assert server.events() == []


@pytest.mark.parametrize(("made_for", "asks"), [("hub", "device"), ("device", "hub")])
def test_a_code_for_one_use_does_not_serve_for_the_other_and_is_not_spent(
    server: Server, made_for: str, asks: str
) -> None:
    code = a_code(server, role=Role(made_for))
    fields = asked(code, uuid4(), Ed25519PrivateKey.generate())

    refused = enrol(server, fields | {"role": asks})

    assert (refused.status, refused.json["reason"]) == (403, "code for another role")
    assert enrol(server, fields | {"role": made_for}).status == 200


def test_a_device_cannot_say_that_words_were_erased(server: Server, speaking: Speaking) -> None:
    told = speaking.device.events[0]
    speaking.device.events[0] = replace(told, body="{}", sealed=seal(told))

    refused = push(speaking.device, speaking.send)

    assert isinstance(refused, Refused)
    assert (refused.status, server.events()) == (422, [])


def test_a_count_that_somebody_on_the_way_made_up_is_not_taken_over() -> None:
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    signer = Signer(private, uuid4(), 1, lambda: 5)
    for _ in range(3):
        signer.go_on_after(MOST_COUNT - 1)
    assert int(signer.headers("/v1/sync", b"")[COUNT]) < 2 << BOOT_BITS
    # A disk that was put back by a thousand starts is believed.
    signer.go_on_after(1000 << BOOT_BITS)
    assert int(signer.headers("/v1/sync", b"")[COUNT]) == (1000 << BOOT_BITS) + 1
