"""Many tickets in a short time: a person says whether they were visitors; nothing is changed."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import borne
from sync.client.push import push
from sync.server import queries
from sync.server.app import Settings
from sync.server.place import Place
from sync.server.queries import Burst, Snapshot, Today
from tests.sync.kit import TEN_UTC, Device, Server, ticket_body, url_of

TO_JUDGE, VOID = "Rafale, à vérifier", "Annulé"
NOW = TEN_UTC + 60_000


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    running = Server(place, Settings(now=lambda: NOW, is_open=True))
    yield running
    running.close()


def take(device: Device, count: int, first: int = 1) -> list[str]:
    tickets = []
    for n in range(first, first + count):
        body = ticket_body(n)
        device.tell("ticket.issued", body)
        tickets.append(str(body["ticket"]))
    return tickets


def burst(device: Device, tickets: Sequence[str], motif: str = "etat-civil") -> UUID:
    body = {"what": "ticket_burst", "motif": motif, "tickets": len(tickets), "ids": [*tickets]}
    return device.tell("device.health", body | {"rules": 1}).id


def page(server: Server) -> str:
    return server.request("GET", "/").body.decode()


def tickets_today(server: Server) -> str:
    return page(server).split("Tickets aujourd’hui</dt><dd>")[1].split("<")[0]


def run(server: Server, *words: str) -> Result:
    return CliRunner().invoke(borne, ["server", *words, "--db", url_of(server.place)])


def listed(server: Server, *options: str) -> list[dict[str, Any]]:
    result = run(server, "bursts", "--json", *options)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_tickets_of_a_burst_are_marked_and_counted_until_somebody_judges(
    server: Server, device: Device
) -> None:
    burst(device, take(device, 3))
    take(device, 1, first=4)
    push(device, server.send)
    assert page(server).count(TO_JUDGE) == 3
    assert tickets_today(server) == "4"


def test_a_voided_burst_no_longer_counts_and_the_events_stay(
    server: Server, device: Device
) -> None:
    id_ = burst(device, take(device, 3))
    take(device, 2, first=4)
    push(device, server.send)
    before = server.events()
    assert run(server, "void", str(id_)).exit_code == 0
    assert tickets_today(server) == "2"
    assert page(server).count(VOID) == 3
    assert TO_JUDGE not in page(server)
    assert server.events() == before


def test_a_burst_of_visitors_is_kept_and_says_nothing_more(server: Server, device: Device) -> None:
    id_ = burst(device, take(device, 3))
    push(device, server.send)
    assert run(server, "keep", str(id_)).exit_code == 0
    assert tickets_today(server) == "3"
    assert TO_JUDGE not in page(server)
    assert VOID not in page(server)
    assert run(server, "void", str(id_)).exit_code == 0
    assert tickets_today(server) == "0"


def test_the_list_names_the_numbers_and_what_was_decided(server: Server, device: Device) -> None:
    first, second = burst(device, take(device, 2)), burst(device, take(device, 1, first=3), "")
    push(device, server.send)
    assert [(row["id"], row["numbers"], row["motif"]) for row in listed(server)] == [
        (str(first), ["A001", "A002"], "etat-civil"),
        (str(second), ["A003"], None),
    ]
    run(server, "keep", str(first))
    assert [row["id"] for row in listed(server)] == [str(second)]
    assert [row["kept"] for row in listed(server, "--all")] == [True, None]
    assert "A003" in run(server, "bursts").output


def test_a_burst_that_is_told_after_its_tickets_marks_them_on_an_open_page(
    server: Server, device: Device
) -> None:
    tickets = take(device, 2)
    push(device, server.send)
    burst(device, tickets)
    push(device, server.send)
    today = Today(date(2026, 11, 24), TEN_UTC - 10 * 3_600_000, NOW)
    found = server.query(partial(queries.since, arrival=2, today=today))
    assert isinstance(found, Snapshot)
    assert {str(row.id) for row in found.tickets} == set(tickets)
    assert {row.burst for row in found.tickets} == {Burst.TO_JUDGE}


def test_other_news_of_a_device_is_no_burst(server: Server, device: Device) -> None:
    device.tell("device.health", {"what": "paper_out", "fed_mm": 80, "tickets": 3})
    push(device, server.send)
    assert listed(server, "--all") == []


@pytest.mark.parametrize(
    "ids", [["x"], [7], "none", ["0198c0de-7a11-7b0a-9e00-b0a7c0ffee01"] * 101]
)
def test_a_burst_that_cannot_be_read_is_kept_apart(
    server: Server, device: Device, ids: object
) -> None:
    device.tell("device.health", {"what": "ticket_burst", "ids": ids})
    push(device, server.send)
    assert "1 mis de côté" in page(server)


def test_what_is_no_burst_cannot_be_voided(server: Server, device: Device) -> None:
    device.take_tickets(1)
    push(device, server.send)
    refused = run(server, "void", str(device.events[0].id))
    assert refused.exit_code == 1
    assert "borne server bursts" in refused.stderr
