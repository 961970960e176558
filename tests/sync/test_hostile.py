"""Whatever is posted, the server answers in the 400s, stays bounded and stores nothing."""

import asyncio
import gzip
import json
import socket
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.identifiers import uuid7
from sync.client.http import HEADERS
from sync.client.push import Busy, Pushed, push
from sync.server import intake
from sync.server.crowd import MOST_BYTES
from sync.server.decode import Refusal, inflate
from sync.server.hosts import is_served, names_served
from sync.wire import MAX_COMPRESSED, MAX_INFLATED, Event, encode_batch
from tests.sync.kit import Device, Server, SlowSender, ticket_body

anything = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def message(device: Device) -> dict[str, Any]:
    decoded = json.loads(encode_batch(device.slice(1, len(device.events))))
    assert isinstance(decoded, dict)
    return decoded


@anything
@given(body=st.binary(max_size=300), encoding=st.sampled_from(["", "gzip", "br", "identity", "é"]))
def test_any_bytes_are_refused(server: Server, body: bytes, encoding: str) -> None:
    reply = server.request("POST", "/v1/sync", body, {"Content-Encoding": encoding})
    assert 400 <= reply.status < 500
    assert reply.json["status"] == "refused"
    assert reply.json["reason"]


@anything
@given(body=st.binary(max_size=300) | json_values.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_in_a_sound_envelope_are_refused(server: Server, body: bytes) -> None:
    reply = server.request("POST", "/v1/sync", gzip.compress(body), HEADERS)
    assert 400 <= reply.status < 500


@anything
@given(
    where=st.sampled_from(["proto", "device", "log", "site", "first", "prev", "head", "events"]),
    value=json_values,
)
def test_any_value_in_any_field_is_no_server_error(
    server: Server, where: str, value: object
) -> None:
    device = Device()
    device.take_tickets(1)
    body = json.dumps(message(device) | {where: value}).encode()
    assert server.request("POST", "/v1/sync", gzip.compress(body), HEADERS).status < 500


@anything
@given(
    where=st.sampled_from(["seq", "id", "kind", "v", "t", "mono", "boot", "clock", "salt", "body"]),
    value=json_values | st.integers(-(2**66), 2**66),
)
def test_any_value_in_any_event_is_no_server_error(
    server: Server, where: str, value: object
) -> None:
    device = Device()
    device.take_tickets(1)
    fields = message(device)
    fields["events"][0][where] = value
    body = json.dumps(fields).encode()
    assert server.request("POST", "/v1/sync", gzip.compress(body), HEADERS).status < 500


@anything
@given(
    kind=st.sampled_from(["ticket.issued", "ticket.printed", "feedback.amended", "new.kind"]),
    body=st.text(max_size=60) | json_values.map(json.dumps),
)
def test_any_body_is_stored_or_kept_apart_and_the_page_still_shows(
    server: Server, kind: str, body: str
) -> None:
    device = Device()
    device.tell(kind, body)
    device.take_tickets(1)
    reply = server.request(
        "POST", "/v1/sync", gzip.compress(encode_batch(device.slice(1, 2))), HEADERS
    )
    assert reply.status == 200
    assert server.request("GET", "/").status == 200
    assert json.dumps([*server.events()], allow_nan=False)


@pytest.mark.parametrize("t", [-(2**63) + 1, -1, 0, 2**53, 2**63 - 1])
def test_a_device_with_a_dead_clock_is_heard_and_shown(server: Server, t: int) -> None:
    device = Device()
    body = json.dumps(ticket_body())
    device.add(Event(1, uuid7(), "ticket.issued", 1, t, -1, 0, "unknown", b"", body))
    device.add(Event(2, uuid7(), "device.slept", 1, t, t, 0, "unknown", b"", "{}"))
    assert isinstance(push(device, server.send), Pushed)
    assert server.request("GET", "/").status == 200


def test_a_bomb_is_given_up_at_the_limit() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1024 * 1024)) for _ in range(200)), packer.flush()])
    assert len(bomb) < MAX_COMPRESSED

    refused = inflate(bomb, "gzip")

    assert refused == Refusal(413, f"more than {MAX_INFLATED} bytes once inflated")


def test_the_largest_batch_that_is_allowed_inflates() -> None:
    assert inflate(gzip.compress(bytes(MAX_INFLATED)), "gzip") == bytes(MAX_INFLATED)
    assert isinstance(inflate(gzip.compress(bytes(MAX_INFLATED + 1)), "gzip"), Refusal)


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"{}", mtime=0)[:-4],
        gzip.compress(b"{}", mtime=0) + b"more",
        gzip.compress(b"{}", mtime=0) * 2,
        b"",
    ],
)
def test_only_one_whole_stream_is_taken(body: bytes) -> None:
    refused = inflate(body, "gzip")
    assert isinstance(refused, Refusal)
    assert refused.status == 400


def test_a_request_over_the_limit_is_refused_for_its_size(server: Server) -> None:
    reply = server.request("POST", "/v1/sync", bytes(MAX_COMPRESSED + 1), HEADERS)
    assert reply.status == 413


def test_too_many_events_are_refused(server: Server, device: Device) -> None:
    device.take_tickets(501)
    body = gzip.compress(encode_batch(device.slice(1, 501)))
    assert server.request("POST", "/v1/sync", body, HEADERS).status == 422
    assert server.events() == []


def test_what_waits_is_bounded_and_the_others_are_asked_to_come_back(server: Server) -> None:
    large = bytes(MAX_COMPRESSED)
    room = MOST_BYTES // MAX_COMPRESSED

    async def flood() -> list[tuple[int, str | None]]:
        asked = [server.ask("POST", "/v1/sync", large, HEADERS) for _ in range(room + 5)]
        replies = await asyncio.gather(*asked)
        return [(reply.status, reply.headers.get("retry-after")) for reply in replies]

    outcomes = asyncio.run(flood())

    assert outcomes.count((400, None)) == room
    assert [status for status, wait in outcomes if wait is not None] == [429] * 5


def test_slow_requests_keep_no_other_device_out(server: Server, device: Device) -> None:
    device.take_tickets(1)
    body = gzip.compress(encode_batch(device.slice(1, 1)))
    most = intake.MOST_UNREAD_EACH

    async def crowd() -> tuple[int, list[int]]:
        slow = [SlowSender(f"192.0.2.{each}") for each in range(4) for _ in range(most + 1)]
        asked = [
            asyncio.create_task(server.ask("POST", "/v1/sync", body, HEADERS, slow=sender))
            for sender in slow
        ]
        await asyncio.sleep(0)
        reply = await server.ask("POST", "/v1/sync", body, HEADERS)
        for sender in slow:
            sender.goes_on.set()
        return reply.status, [late.status for late in await asyncio.gather(*asked)]

    status, late = asyncio.run(crowd())

    assert status == 200
    assert late[most] == 429
    assert late.count(429) == 4


def test_what_is_on_its_way_is_bounded_for_all_together(server: Server) -> None:
    async def crowd() -> list[int]:
        slow = [SlowSender(f"2001:db8::{each:x}") for each in range(intake.MOST_UNREAD + 3)]
        asked = [
            asyncio.create_task(server.ask("POST", "/v1/sync", b"", HEADERS, slow=sender))
            for sender in slow
        ]
        await asyncio.sleep(0)
        for sender in slow:
            sender.goes_on.set()
        return [reply.status for reply in await asyncio.gather(*asked)]

    assert asyncio.run(crowd()).count(429) == 3
    assert server.request("POST", "/v1/sync", b"", HEADERS).status == 400


PLAIN = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
FOREIGN = HEADERS | {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
REBOUND = HEADERS | {"Host": "elsewhere.example:8021"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (PLAIN, 415),
        (HEADERS | {"Content-Type": "application/json-not"}, 415),
        (FOREIGN, 403),
        (REBOUND, 421),
        (HEADERS | {"Host": ""}, 421),
        (HEADERS | {"Content-Type": "Application/JSON; charset=utf-8"}, 200),
        (HEADERS | {"Host": "LOCALHOST.:8021"}, 200),
        (HEADERS | {"Host": "[::1]:8021"}, 200),
        (HEADERS | {"Host": "192.0.2.7"}, 200),
    ],
)
def test_a_page_of_elsewhere_cannot_send_a_batch(
    server: Server, device: Device, headers: dict[str, str], status: int
) -> None:
    device.take_tickets(1)
    body = gzip.compress(encode_batch(device.slice(1, 1)))

    reply = server.request("POST", "/v1/sync", body, headers)

    assert reply.status == status
    assert len(server.events()) == (status == 200)


@pytest.mark.parametrize("path", ["/", "/v1/stream", "/healthz", "/web/borne.css"])
def test_nothing_can_be_read_under_a_name_that_is_not_ours(server: Server, path: str) -> None:
    reply = server.request("GET", path, headers={"Host": "elsewhere.example"})
    assert reply.status == 421
    assert "--name" in str(reply.json["reason"])


def test_a_page_may_be_opened_from_a_link_of_another_site(server: Server) -> None:
    assert server.request("GET", "/", headers={"Sec-Fetch-Site": "cross-site"}).status == 200


def test_the_names_served_are_those_by_which_others_can_reach_the_machine() -> None:
    machine = socket.gethostname().lower()
    assert names_served("127.0.0.1", ["Accueil.Mairie.example."]) == {
        "localhost",
        "127.0.0.1",
        "accueil.mairie.example",
    }
    assert machine in names_served("0.0.0.0")
    assert is_served(f"{machine}:8021", names_served("::"))


@pytest.mark.parametrize("path", ["/", "/v1/stream", "/healthz"])
def test_pages_cannot_be_posted_to(server: Server, path: str) -> None:
    assert server.request("POST", path).status == 405


@pytest.mark.parametrize(
    "path", ["/web/../../pyproject.toml", "/web/%2e%2e/x", "/etc/passwd", "/web/\0"]
)
def test_nothing_but_the_assets_can_be_fetched(server: Server, path: str) -> None:
    assert server.request("GET", path).status == 404


def test_a_database_that_does_not_answer_is_a_reason_to_come_back(
    server: Server, device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    device.take_tickets(1)
    server.query(lambda rows: rows.execute("ALTER TABLE stream RENAME TO elsewhere"))

    assert push(device, server.send) == Busy(30)
    assert server.request("GET", "/").status == 503
    assert device.acked == 0
    assert "does not answer" in caplog.text
