"""The live page calls the staff to tickets whose paper nobody is sure of."""

from collections.abc import Iterator

import pytest

from kiosk.domain.tickets import PrintState
from printer.outcome import Health
from sync.client.push import push
from sync.server.app import Settings
from sync.server.place import Place
from tests.fakes import LANGUAGES
from tests.sync.kit import TEN_UTC, Device, Server, ticket_body
from tests.sync.test_page import page, text

NOW = TEN_UTC + 60_000


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    running = Server(place, Settings(now=lambda: NOW, is_open=True))
    yield running
    running.close()


def take(device: Device, n: int) -> dict[str, object]:
    body = ticket_body(n)
    device.tell("ticket.issued", body)
    return body


def end(device: Device, ticket: dict[str, object], outcome: str, reason: str = "") -> None:
    said = {"ticket": ticket["ticket"], "number": ticket["number"], "copy": 0}
    device.tell("ticket.printed", said | {"outcome": outcome, "reason": reason})


def doubts(server: Server, query: str = "") -> str:
    html = page(server, query)
    begin = html.index('id="doubts"')
    return text(html[html.index(">", begin) + 1 : html.index("</ul>", begin)])


def test_a_ticket_in_doubt_is_listed_with_its_trouble_and_what_to_do(
    server: Server, device: Device
) -> None:
    end(device, take(device, 42), PrintState.UNKNOWN, "PAPER_OUT")
    push(device, server.send)

    said = doubts(server)

    assert "A042" in said
    assert "Un papier est peut-être sorti, entier ou coupé." in said
    assert "L’imprimante n’a plus de papier." in said
    assert "borne printer reprint A042" in said


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        (PrintState.UNKNOWN, True),
        (PrintState.BLOCKED, True),
        (PrintState.NOT_SENT, True),
        (PrintState.EXPIRED, True),
        (PrintState.CONFIRMED, False),
        (PrintState.CONFIRMED_LATE, False),
        (PrintState.SENT_UNVERIFIED, False),
        (PrintState.ABANDONED, False),
    ],
)
def test_what_is_known_to_be_there_is_not_listed(
    server: Server, device: Device, state: PrintState, listed: bool
) -> None:
    end(device, take(device, 7), state)
    push(device, server.send)

    assert ("A007" in doubts(server)) is listed


@pytest.mark.parametrize("after", ["CONFIRMED_LATE", "REPRINTED"])
def test_a_doubt_that_was_settled_leaves_the_list(
    server: Server, device: Device, after: str
) -> None:
    ticket = take(device, 7)
    end(device, ticket, PrintState.UNKNOWN, "TIMEOUT")
    push(device, server.send)
    assert "A007" in doubts(server)

    end(device, ticket, after)
    push(device, server.send)

    assert doubts(server) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_trouble_of_a_printer_has_words_on_the_page(
    server: Server, device: Device, lang: str
) -> None:
    for n, health in enumerate(each for each in Health if not each.can_print):
        end(device, take(device, n), PrintState.BLOCKED, health)
    end(device, take(device, 99), PrintState.UNKNOWN, "a reason of a newer kiosk")
    push(device, server.send)

    said = doubts(server, f"lang={lang}")

    assert said.count("borne printer reprint") == 8
    assert "a reason of" not in said


def test_an_odd_sign_in_one_ticket_hides_no_other(server: Server, device: Device) -> None:
    end(device, take(device, 7), PrintState.UNKNOWN, "\0")
    end(device, take(device, 42), PrintState.UNKNOWN, "PAPER_OUT")
    push(device, server.send)
    assert "A042" in doubts(server)
