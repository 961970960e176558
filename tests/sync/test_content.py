"""What a batch may hold: the real server keeps what it can read, and apart what it cannot."""

import gzip
import json
import random
from dataclasses import replace

import pytest

from sync.client.http import HEADERS
from sync.client.push import (
    Pushed,
    Refused,
    SendResult,
    push,
    push_all,
)
from sync.wire import Answer, Batch, encode_batch
from tests.sync.kit import Device, Server, ticket_body


def test_a_stored_event_is_told_with_its_body_as_an_object(server: Server, device: Device) -> None:
    sent = device.tell("ticket.issued", ticket_body(7, motif="état-civil"))
    push(device, server.send)

    (event,) = server.events()

    assert event["id"] == str(sent.id)
    assert event["site"] == "mairie"
    assert event["device"] == str(device.device)
    assert event["log"] == str(device.log)
    assert event["kind"] == "ticket.issued"
    assert event["v"] == 1
    assert event["t"] == sent.t
    body = event["body"]
    assert isinstance(body, dict)
    assert body["motif"] == "état-civil"
    json.dumps(event)


def test_a_poison_event_is_kept_apart_and_the_others_pass(server: Server, device: Device) -> None:
    device.take_tickets(1)
    device.tell("ticket.issued", ticket_body(2, day="hier"))
    device.tell(
        "feedback.given",
        {"feedback": str(device.log), "scale": "faces-4", "value": 9, "lang": "fr"},
    )
    device.tell("visit.unknown", "not json")
    device.tell("visit.unknown", "[" * 5000 + "]" * 5000)
    device.take_tickets(1)

    result = push(device, server.send)

    assert isinstance(result, Pushed)
    assert [q.seq for q in result.quarantined] == [2, 3, 4, 5]
    assert all(q.reason for q in result.quarantined)
    assert device.acked == 6
    assert server.seqs() == [1, 6]


OPINION = {"scale": "faces-4", "value": 3, "lang": "fr"}
AMENDED = OPINION | {"resolution": None, "reasons": []}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feedback.given", OPINION | {"wording": 1, "suspect": ["repeat", "burst"], "rules": 1}),
        ("feedback.given", OPINION | {"ticket_code": "BCDFGHJKLNPRSTVX"}),
        ("feedback.given", OPINION | {"scale": "jdma-3"}),
        ("feedback.amended", AMENDED),
        ("feedback.amended", AMENDED | {"comment": "é" * 240}),
        ("feedback.amended", AMENDED | {"scale": "faces-5", "value": 5}),
    ],
)
def test_an_opinion_and_what_it_may_say_is_stored(
    server: Server, device: Device, kind: str, body: dict[str, object]
) -> None:
    device.tell(kind, body | {"feedback": str(device.log)})
    push(device, server.send)
    assert server.seqs() == [1]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feedback.given", OPINION | {"suspect": "repeat"}),
        ("feedback.given", OPINION | {"ticket_code": "BCDFGHJKLNPRSTVA"}),
        ("feedback.given", OPINION | {"ticket_code": "BCDF"}),
        ("feedback.given", OPINION | {"scale": "jdma-3", "value": 4}),
        ("feedback.amended", AMENDED | {"comment": "é" * 241}),
        ("feedback.amended", AMENDED | {"comment": ["merci"]}),
    ],
)
def test_an_opinion_that_says_what_it_may_not_is_kept_apart(
    server: Server, device: Device, kind: str, body: dict[str, object]
) -> None:
    device.tell(kind, body | {"feedback": str(device.log)})
    result = push(device, server.send)
    assert isinstance(result, Pushed)
    assert [found.seq for found in result.quarantined] == [1]


def test_the_log_goes_on_over_a_quarantined_event(server: Server, device: Device) -> None:
    device.take_tickets(1)
    device.tell("ticket.issued", {})
    push(device, server.send)
    device.take_tickets(1)

    assert isinstance(push(device, server.send), Pushed)
    assert isinstance(server.send(device.slice(3, 3)), Answer)
    assert server.seqs() == [1, 3]


def test_an_id_that_is_already_stored_is_not_stored_twice(server: Server, device: Device) -> None:
    first = device.tell("ticket.issued", ticket_body(1))
    device.add(replace(first, seq=2))
    push(device, server.send)

    assert device.acked == 2
    assert server.seqs() == [1]


def test_unknown_kinds_and_versions_are_stored_as_they_are(server: Server, device: Device) -> None:
    device.tell("queue.dreamt", {"of": ["électricité", 1.5, None]})
    device.tell("ticket.issued", {"number": {"letter": "A", "n": 1}}, v=2)

    result = push(device, server.send)

    assert isinstance(result, Pushed)
    assert not result.quarantined
    assert [event["body"] for event in server.events()] == [
        {"of": ["électricité", 1.5, None]},
        {"number": {"letter": "A", "n": 1}},
    ]


def test_a_newer_protocol_is_refused_in_words_and_not_cut_in_pieces(
    server: Server, device: Device
) -> None:
    device.take_tickets(2)

    result = push(device, lambda batch: server.send(replace(batch, proto=2)))

    assert result == Refused(400, "this server speaks protocol 1, not 2", 2)
    assert not result.can_split


def test_a_batch_too_large_to_travel_is_halved_until_it_passes(
    server: Server, device: Device
) -> None:
    noise = random.Random(1)
    for _ in range(12):
        device.tell("note.kept", {"noise": noise.randbytes(30_000).hex()})

    assert isinstance(push_all(device, server.send), Pushed)
    assert len(server.events()) == 12


def test_an_event_that_even_wrapped_is_refused_is_reported_and_stays(
    server: Server, device: Device
) -> None:
    device.take_tickets(3)
    device.tell("Not A Kind", {})
    device.take_tickets(1)

    def older(batch: Batch) -> SendResult:
        """A server that knows of no wrapping."""
        return Refused(422, "a field is wrong", 1) if batch.opaque else server.send(batch)

    result = push_all(device, older)

    assert result == Refused(422, "a field is wrong", 1)
    assert device.acked == 3
    assert len(device.events) == 5


def test_the_answer_says_what_is_wrong_with_an_altered_batch(
    server: Server, device: Device
) -> None:
    device.take_tickets(2)
    altered = replace(device.slice(1, 2), head="00" * 32)

    reply = server.request("POST", "/v1/sync", gzip.compress(encode_batch(altered)), HEADERS)

    assert reply.status == 422
    assert reply.json == {
        "status": "refused",
        "reason": "head is not the hash of these events after prev",
    }


def test_what_a_ticket_says_of_the_visit_may_be_left_out_but_not_be_wrong(
    server: Server, device: Device
) -> None:
    device.take_tickets(1)
    device.tell("ticket.issued", ticket_body(2, repeat=True, paperless=True))
    device.tell("ticket.issued", ticket_body(3, repeat="oui"))
    result = push(device, server.send)
    assert isinstance(result, Pushed)
    assert [apart.seq for apart in result.quarantined] == [3]
