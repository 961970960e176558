"""An event that the envelope refuses travels wrapped: kept apart, acknowledged, nothing lost."""

import base64
import gzip
import json
import random
from dataclasses import replace
from typing import Any

import pytest

from sync.client.http import HEADERS, pack
from sync.client.push import Pushed, Refused, UpToDate, push, push_all
from sync.wire import MAX_BODY, MAX_COMPRESSED, Answer, Batch, Event, encode_batch, seal
from tests.sync.kit import Device, Server

ALLOWED: dict[str, Any] = {"kind": "note.kept", "v": 1, "clock": "ntp", "salt": b"s" * 16}


def tell(device: Device, **changes: Any) -> Event:
    """An event that the device can chain."""
    seq = len(device.events) + 1
    plain = device.tell("note.kept", {"said": "été"})
    device.events.pop()
    device.hashes.pop()
    return device.add(replace(plain, seq=seq, **changes))


def apart(server: Server) -> list[tuple[Any, ...]]:
    found = server.query(
        lambda rows: rows.execute(
            "SELECT seq, id, kind, reason, body FROM quarantine ORDER BY seq"
        ).fetchall()
    )
    assert isinstance(found, list)
    return [
        (*row[:4], bytes(row[4]).decode() if isinstance(row[4], bytes) else row[4]) for row in found
    ]


def wrapped(device: Device, seq: int) -> Batch:
    return replace(device.slice(seq, seq), opaque=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "Not A Kind"},
        {"kind": "nul\x00"},
        {"clock": "Sonnenuhr"},
        {"salt": b"s" * 65},
        {"t": -(2**63)},
    ],
    ids=["kind", "nul", "clock", "salt", "time"],
)
def test_the_log_goes_on_behind_an_event_that_the_envelope_refuses(
    server: Server, device: Device, changes: dict[str, Any]
) -> None:
    device.take_tickets(3)
    poison = tell(device, **changes)
    device.take_tickets(2)

    assert isinstance(push_all(device, server.send), Pushed)

    assert push(device, server.send) == UpToDate()
    assert device.acked == 6
    assert server.seqs() == [1, 2, 3, 5, 6]
    ((seq, id_, kind, reason, text),) = apart(server)
    assert (seq, id_, kind) == (4, poison.id.bytes, "opaque")
    assert "not an event of this protocol" in reason
    kept = json.loads(text)
    assert base64.b64decode(kept["salt"]) == poison.salt
    assert {name: kept[name] for name in ("kind", "v", "t", "mono", "boot", "clock", "body")} == {
        name: getattr(poison, name) for name in ("kind", "v", "t", "mono", "boot", "clock", "body")
    }


def test_the_device_is_told_and_told_again(server: Server, device: Device) -> None:
    tell(device, kind="Not A Kind")
    device.take_tickets(1)
    first = server.send(wrapped(device, 1))
    assert isinstance(first, Answer)
    assert [each.seq for each in first.quarantined] == [1]
    assert server.send(wrapped(device, 1)) == first
    push_all(device, server.send)
    assert len(apart(server)) == 1


def test_a_body_too_large_to_travel_stays_with_the_device_and_its_seal_goes(
    server: Server, device: Device
) -> None:
    device.take_tickets(1)
    noise = random.Random(2).randbytes(MAX_COMPRESSED).hex()
    large = device.tell("note.kept", {"noise": noise})
    device.take_tickets(1)

    assert isinstance(push_all(device, server.send), Pushed)

    assert server.seqs() == [1, 3]
    ((_, _, _, reason, text),) = apart(server)
    assert "the device keeps it" in reason
    assert base64.b64decode(json.loads(text)["sealed"]) == seal(large)
    assert "body" not in json.loads(text)


def test_whatever_travels_wrapped_fits_into_a_request(device: Device) -> None:
    noise = random.Random(3)
    body = "".join(chr(noise.randrange(32)) for _ in range(MAX_BODY))
    device.add(replace(device.tell("a", "{}"), seq=2, kind="Bad", body=body))
    assert not isinstance(pack(wrapped(device, 2)), Refused)


def test_what_a_newer_server_allows_after_all_is_stored_as_it_was_written(
    server: Server, device: Device
) -> None:
    device.tell("note.kept", {"said": "été"})
    assert isinstance(server.send(wrapped(device, 1)), Answer)
    assert apart(server) == []
    (stored,) = server.events()
    assert (stored["kind"], stored["body"]) == ("note.kept", {"said": "été"})


@pytest.mark.parametrize(
    "original",
    [b"", b"[]", b'{"kind": 1}', b"\xff", None],
    ids=["empty", "list", "field", "bytes", "altered"],
)
def test_a_wrapped_event_is_held_to_the_chain_like_any_other(
    server: Server, device: Device, original: bytes | None
) -> None:
    tell(device, kind="Not A Kind")
    message = json.loads(encode_batch(wrapped(device, 1)))
    event = message["events"][0]
    if original is None:
        original = base64.b64decode(event["original"]).replace(b"Not A Kind", b"But A Kind")
    event["original"] = base64.b64encode(original).decode()
    reply = server.request("POST", "/v1/sync", gzip.compress(json.dumps(message).encode()), HEADERS)
    assert reply.status == 422
    assert apart(server) == []


def test_the_words_of_what_was_wrapped_end_too(server: Server, device: Device) -> None:
    from sync.server.retention import Retention, purge

    told = tell(device, kind="Feedback.Amended", body='{"comment": "trop long"}')
    push_all(device, server.send)
    later = 4_000_000_000_000
    assert server.query(lambda rows: purge(rows, Retention(), later)) == 1
    assert server.query(lambda rows: purge(rows, Retention(), later)) == 0
    ((*_, text),) = apart(server)
    left = json.loads(text)
    assert "body" not in left
    assert left["kind"] == "Feedback.Amended"
    assert base64.b64decode(left["sealed"]) == seal(told)
