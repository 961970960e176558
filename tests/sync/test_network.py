"""Over a real socket: uvicorn, requests, a server that is away, and pages that stay open."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Queue

import pytest

from sync.client.http import HttpSender
from sync.client.push import Pushed, Unreachable, push, push_all
from sync.client.worker import SyncLoop
from sync.server.place import Place
from sync.server.run import Address, CannotListen, Settings, Unusable, serve
from sync.server.storage import stored_events
from tests.sync.kit import OPEN, Device, url_of

LIMIT_S = 20.0


@contextmanager
def serving(place: Place, settings: Settings = OPEN) -> Iterator[int]:
    """The port of a real server, which must have ended by itself when the block is left."""
    ports: Queue[int] = Queue()
    stop = threading.Event()
    ended: Queue[object] = Queue()
    thread = threading.Thread(
        target=lambda: ended.put(serve(place, Address(), ports.put, stop, settings)), daemon=True
    )
    thread.start()
    try:
        yield ports.get(timeout=LIMIT_S)
    finally:
        stop.set()
        assert ended.get(timeout=LIMIT_S) is None
        thread.join(LIMIT_S)


@pytest.fixture
def sender_to() -> Iterator[Callable[[int], HttpSender]]:
    made: list[HttpSender] = []

    def make(port: int) -> HttpSender:
        made.append(HttpSender(f"http://127.0.0.1:{port}/"))
        return made[-1]

    yield make
    for sender in made:
        sender.close()


def stored(place: Place) -> list[dict[str, object]]:
    found = stored_events(place)
    assert not isinstance(found, Unusable)
    return list(found)


def test_events_cross_a_real_network(
    place: Place, device: Device, sender_to: Callable[[int], HttpSender]
) -> None:
    device.take_tickets(620)
    with serving(place) as port:
        sender = sender_to(port)
        assert isinstance(push_all(device, sender), Pushed)
        device.tell("Bad Kind", {})
        wrapped = push(device, sender)

    assert isinstance(wrapped, Pushed)
    (apart,) = wrapped.quarantined
    assert "kind" in apart.reason
    assert [event["seq"] for event in stored(place)] == list(range(1, 621))


def test_a_server_that_is_away_loses_nothing(
    place: Place, device: Device, sender_to: Callable[[int], HttpSender]
) -> None:
    device.take_tickets(1)
    with serving(place) as port:
        sender = sender_to(port)
        push(device, sender)
    device.take_tickets(1)
    assert isinstance(push(device, sender), Unreachable)
    assert device.acked == 1

    with serving(place) as port:
        assert isinstance(push(device, sender_to(port)), Pushed)

    assert [event["seq"] for event in stored(place)] == [1, 2]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
        b"HTTP/1.1 302 Found\r\nLocation: http://portail.invalid/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 600_000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
def test_something_else_than_our_server_is_no_answer(device: Device, said: bytes) -> None:
    device.take_tickets(1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LIMIT_S)

        def speak() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(65536)
                peer.settimeout(LIMIT_S)
                # The other side may rightly hang up on us, at any moment of this.
                with suppress(OSError):
                    peer.sendall(said)
                    peer.shutdown(socket.SHUT_WR)
                    while peer.recv(65536):
                        pass

        speaker = threading.Thread(target=speak, daemon=True)
        speaker.start()
        sender = HttpSender(f"http://127.0.0.1:{listener.getsockname()[1]}")
        result = push(device, sender)
        sender.close()
        speaker.join(LIMIT_S)

    assert isinstance(result, Unreachable)
    assert device.acked == 0


def test_an_address_that_is_none_is_no_answer(device: Device) -> None:
    device.take_tickets(1)
    for url in ("nulle part", "http://", "ftp://mairie", "http://[::1"):
        sender = HttpSender(url)
        assert isinstance(push(device, sender), Unreachable)
        sender.close()


def test_the_loop_sends_a_ticket_at_once_and_stops_at_once(
    place: Place, device: Device, sender_to: Callable[[int], HttpSender]
) -> None:
    told: Queue[object] = Queue()
    with serving(place) as port:
        loop = SyncLoop(sender_to(port))
        thread = threading.Thread(target=loop.run, args=(device, told.put), daemon=True)
        thread.start()
        assert isinstance(told.get(timeout=LIMIT_S), Pushed)
        device.take_tickets(1)
        loop.wake()
        pushed = told.get(timeout=LIMIT_S)
        loop.stop()
        thread.join(LIMIT_S)
        assert not thread.is_alive()

    assert isinstance(pushed, Pushed)
    assert pushed.count == 1
    assert len(stored(place)) == 1


def lines_of(response: http.client.HTTPResponse) -> Iterator[str]:
    while line := response.readline():
        yield line.decode().rstrip("\n")


def next_message(response: http.client.HTTPResponse) -> tuple[int, dict[str, str]]:
    arrival = 0
    for line in lines_of(response):
        name, _, value = line.partition(": ")
        if name == "id":
            arrival = int(value)
        if name == "data":
            news = json.loads(value)
            assert isinstance(news, dict)
            return arrival, news
    raise AssertionError("the stream ended")


@contextmanager
def open_stream(port: int, last_seen: str | None = None) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    headers = {} if last_seen is None else {"Last-Event-ID": last_seen}
    connection.request("GET", "/v1/stream?lang=en", headers=headers)
    response = connection.getresponse()
    assert response.headers["Content-Type"].startswith("text/event-stream")
    try:
        yield response
    finally:
        connection.close()
        response.close()


def test_an_open_page_hears_what_arrives(
    place: Place, device: Device, sender_to: Callable[[int], HttpSender]
) -> None:
    with serving(place) as port:
        sender = sender_to(port)
        with open_stream(port) as stream:
            start, _ = next_message(stream)
            device.take_tickets(2)
            push(device, sender)

            arrival, news = next_message(stream)

            assert arrival > start
            assert "A001" in news["tickets"]
            assert "A002" in news["tickets"]
            assert news["said"] == "2 tickets received."
        device.take_tickets(1)
        push(device, sender)
        with open_stream(port, last_seen=str(arrival)) as again:
            later, news = next_message(again)
            assert later > arrival
            assert "A002" not in news["tickets"]
            assert "A003" in news["tickets"]


def test_an_open_page_hears_a_call_for_help_and_says_it_aloud_once(
    place: Place, device: Device, sender_to: Callable[[int], HttpSender]
) -> None:
    with serving(place) as port, open_stream(port) as stream:
        next_message(stream)
        now = time.time_ns() // 1_000_000
        device.tell("help.requested", {"screen": "motif", "lang": "fr"}, at=now)
        push(device, sender_to(port))
        _, called = next_message(stream)
        device.take_tickets(1)
        push(device, sender_to(port))
        _, later = next_message(stream)

    assert called["said"] == "1 call for help."
    assert later["said"] == "1 ticket received."
    assert "Entrance, choice of reason" in called["help"]
    assert called["help"] == later["help"]


def test_an_open_page_is_renewed_while_nothing_arrives(place: Place) -> None:
    settings = Settings(refresh_s=0.01, is_open=True)
    with serving(place, settings) as port, open_stream(port) as stream:
        (_, first), (_, again) = next_message(stream), next_message(stream)

    assert first == again


def test_a_page_that_stays_open_does_not_hold_the_server_back(place: Place) -> None:
    with ExitStack() as left_open:
        with serving(place) as port:
            stream = left_open.enter_context(open_stream(port))
            next_message(stream)
        # Raises IncompleteRead if the stream was cut instead of ended.
        stream.read()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM there")
def test_a_terminated_server_ends_in_order(tmp_path: Path, place: Place) -> None:
    program = (
        "import sys; from sync.server.place import place_of; "
        "from sync.server.run import Address, serve; place = place_of(sys.argv[1]); "
        "print(serve(place, Address(), lambda port: print(port, flush=True)))"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", program, url_of(place)]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
        process.terminate()
        said, _ = process.communicate(timeout=LIMIT_S)

    assert (process.returncode, said) == (0, b"None\n")


def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = serve(tmp_path / "s.db", Address(port=port))
    assert isinstance(refused, CannotListen)
    assert str(port) in refused.advice


def test_a_database_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    assert isinstance(serve(tmp_path / "no" / "s.db", Address()), Unusable)
