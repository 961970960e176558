"""What operators read: the counts for Prometheus, and the description of the addresses."""

import json
from functools import partial
from typing import Any

import msgspec

from sync.client.http import HEADERS, pack
from sync.client.push import push, push_all
from sync.server.app import Settings
from sync.server.fleet import facts
from sync.server.place import Place
from sync.server.rows import Rows
from sync.wire import Answer, Batch
from tests.sync.kit import TEN_UTC, Device, Server


def counts(server: Server) -> dict[str, float]:
    reply = server.request("GET", "/metrics")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in reply.body.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def declare(rows: Rows, gap: list[object]) -> None:
    rows.execute("INSERT INTO incident VALUES (?, ?, ?, 'gap', 2, 0, 0, 1, ?, ?)", gap)


def test_what_arrived_is_counted(server: Server, device: Device) -> None:
    device.take_tickets(3)
    device.tell("device.started", "not JSON")
    push(device, server.send)
    found = counts(server)
    assert found["borne_batches_total"] == 1
    assert found["borne_events"] == 4
    assert found["borne_quarantined"] == 1
    assert found["borne_devices"] == 1
    assert found["borne_forks"] == 0


def test_what_is_said_again_in_a_new_log_counts_once(server: Server, device: Device) -> None:
    device.take_tickets(3)
    push(device, server.send)
    device.begin_log()
    device.take_tickets(1)
    push_all(device, server.send)
    assert counts(server)["borne_events"] == len(server.events()) == 4
    found = server.query(facts)
    assert isinstance(found, list)
    assert [each.received for each in found] == [4]


def test_forks_and_refusals_are_counted(server: Server, device: Device) -> None:
    device.take_tickets(2)
    push(device, server.send)
    twin = Device(device.site, device.device, device.log)
    twin.take_tickets(2)
    push(twin, server.send)
    server.request("POST", "/v1/sync", b"{}", {"Content-Type": "text/plain"})
    server.request("POST", "/v1/sync", b"{}", {"Content-Type": "application/json"})
    found = counts(server)
    assert found["borne_forks"] == 1
    assert found["borne_batches_total"] == 2
    assert found['borne_refusals_total{status="415"}'] == 1
    assert found['borne_refusals_total{status="422"}'] == 1


def test_the_most_silent_device_is_told_by_its_age(place: Place) -> None:
    now = [TEN_UTC]
    server = Server(place, Settings(is_open=True, now=lambda: now[0]))
    for _ in range(2):
        device = Device()
        device.take_tickets(1)
        push(device, server.send)
        now[0] += 60_000
    assert counts(server)["borne_oldest_check_in_seconds"] == 120
    server.close()


def test_a_number_that_no_log_can_reach_is_refused(server: Server, device: Device) -> None:
    last, digest = 2**53, "11" * 32
    for first, status in ((last, 200), (last + 1, 422)):
        batch = Batch(
            device.device, device.log, device.site, first, digest, digest, [], base=first - 1
        )
        body = pack(batch)
        assert isinstance(body, bytes)
        assert server.request("POST", "/v1/sync", body, HEADERS).status == status


def test_logs_with_great_numbers_can_still_be_added_up(server: Server) -> None:
    """However many a device begins, and whatever an older server took."""
    for _ in range(3):
        device = Device()
        device.take_tickets(1)
        push(device, server.send)
        gap = [device.site, device.device.bytes, device.log.bytes, 2**63 - 2, bytes(32)]
        server.query(partial(declare, gap=gap))
    server.query(lambda rows: rows.execute("UPDATE stream SET ack_seq = ?", [2**63 - 2]))
    found = counts(server)
    assert found["borne_events"] == found["borne_missing_events"] == 3 * 2**63
    assert server.request("GET", "/").status == 200


def test_a_server_that_nobody_spoke_to_has_counts_too(server: Server) -> None:
    assert counts(server)["borne_oldest_check_in_seconds"] == 0


def test_each_exchange_has_its_place_in_the_histogram(server: Server, device: Device) -> None:
    for _ in range(3):
        device.take_tickets(1)
        push(device, server.send)
    found = counts(server)
    assert found["borne_exchange_seconds_count"] == 3
    assert found['borne_exchange_seconds_bucket{le="+Inf"}'] == 3
    steps = [n for name, n in found.items() if name.startswith("borne_exchange_seconds_bucket")]
    assert steps == sorted(steps)
    assert found["borne_database_seconds_count"] >= 3
    assert found["borne_database_seconds_sum"] > 0


def described(server: Server) -> dict[str, Any]:
    return server.request("GET", "/v1/openapi.json").json


def test_every_address_for_devices_is_described(server: Server) -> None:
    found = described(server)
    assert found["openapi"].startswith("3.1")
    assert set(found["paths"]) >= {"/v1/sync", "/v1/enrol", "/v1/time", "/healthz", "/metrics"}
    assert set(found["paths"]) >= {"/v1/config/{rev}", "/v1/blob/{sha256}"}
    for path, methods in found["paths"].items():
        for method in methods:
            assert server.request(method.upper(), path).status not in (404, 405)


def test_every_type_that_is_named_is_described(server: Server) -> None:
    found = described(server)
    named = set(json.dumps(found).split('"#/components/schemas/')[1:])
    assert {name.partition('"')[0] for name in named} <= set(found["components"]["schemas"])


def test_the_limits_of_the_description_are_those_of_the_server(
    server: Server, device: Device
) -> None:
    schemas = described(server)["components"]["schemas"]
    assert schemas["SentBatch"]["properties"]["events"]["maxItems"] == 500
    assert set(schemas["SentBatch"]["required"]) >= {"device", "log", "site", "first", "events"}
    assert schemas["SentEvent"]["properties"]["seq"]["minimum"] == 1
    device.take_tickets(1)
    body = pack(device.slice(1, 1))
    assert isinstance(body, bytes)
    reply = server.request("POST", "/v1/sync", body, HEADERS)
    answer = msgspec.json.decode(reply.body, type=Answer)
    assert answer.ack.seq == 1
    assert set(reply.json) <= set(schemas["Answer"]["properties"])
