"""Three levels over real sockets: devices, a hub in its own process, the centre; cut and killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.http import HttpSender
from sync.client.push import Pushed, push_all
from sync.hub.forwarder import Forwarder
from sync.server.place import Place
from sync.server.run import Address, Settings, serve
from tests.sync.hubs import two_places
from tests.sync.kit import OPEN, Device, url_of
from tests.sync.test_network import LIMIT_S, next_message, open_stream, serving, stored

LIVELY = Settings(refresh_s=0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Place]]:
    with two_places(request, tmp_path, request.param) as found:
        yield found


def run(*arguments: object) -> dict[str, object]:
    done = CliRunner().invoke(borne, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    row = json.loads(done.stdout)
    assert isinstance(row, dict)
    return row


def joined(hub: Place, centre: Place, url: str) -> dict[str, object]:
    code = run("server", "code", "--db", url_of(centre), "--site", "mairie", "--hub", "--json")
    return run("server", "join", url, code["code"], "--db", url_of(hub), "--json")


@contextmanager
def hub_process(place: Place, port: int = 0) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """It is killed where the block ends, in the middle of whatever it does."""
    options = ["--db", url_of(place), "--port", str(port), "--open", "--upstream", "--json"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "server", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            yield process, int(url.rpartition(":")[2])
        finally:
            process.kill()


@dataclass
class CuttingProxy:
    """Passes bytes on, and cuts each second connection after some of them."""

    to: int
    after: int = 900
    cut: int = 0
    _open: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._ends = threading.Event()
        self._begin(self._accept)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        self._ends.set()
        for each in self._threads[:1]:
            each.join(LIMIT_S)
        for end in self._open:
            _hang_up(end)
        for each in self._threads:
            each.join(LIMIT_S)
        for end in (*self._open, self._listener):
            end.close()

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self._threads[-1].start()

    def _accept(self) -> None:
        number = 0
        while not self._ends.is_set():
            with suppress(OSError):
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to), LIMIT_S)
                self._open += [near, far]
                number += 1
                budget = [10**9 if number % 2 else self.after]
                self._begin(self._pump, near, far, budget)
                self._begin(self._pump, far, near, budget)

    def _pump(self, one: socket.socket, other: socket.socket, budget: list[int]) -> None:
        with suppress(OSError):
            while part := one.recv(4096):
                budget[0] -= len(part)
                if budget[0] < 0:
                    self.cut += 1
                    break
                other.sendall(part)
        _hang_up(one)
        _hang_up(other)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def test_three_levels_that_are_cut_and_killed_bring_each_event_once(places: list[Place]) -> None:
    hub, centre = places
    devices = [Device(), Device()]
    with serving(centre, LIVELY) as port:
        proxy = CuttingProxy(port)
        joined(hub, centre, f"http://127.0.0.1:{proxy.port}")
        for _ in range(3):
            with hub_process(hub) as (_process, hub_port), open_stream(port) as stream:
                tell(devices, hub_port)
                # Something has come through; the hub is killed while it goes on.
                news = next_message(stream)
                while not stored(centre):
                    news = next_message(stream)
                assert news
        with hub_process(hub) as (process, hub_port), open_stream(port) as stream:
            tell(devices, hub_port)
            wait_for(stream, lambda: len(stored(centre)) == total(devices))
            process.send_signal(signal.SIGTERM)
            assert process.wait(LIMIT_S) == 0
        proxy.close()

    assert proxy.cut > 0
    places_of = [(event["device"], event["seq"]) for event in stored(centre)]
    assert len(set(places_of)) == len(places_of) == total(devices)
    assert run("server", "upstream", "--db", url_of(hub), "--json")["unsent"] == 0


def tell(devices: list[Device], port: int) -> None:
    sender = HttpSender(f"http://127.0.0.1:{port}")
    for device in devices:
        device.take_tickets(40)
        assert isinstance(push_all(device, sender), Pushed)
    sender.close()


def total(devices: list[Device]) -> int:
    return sum(len(device.events) for device in devices)


def wait_for(stream: object, is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 6 * LIMIT_S
    while not is_so():
        assert time.monotonic() < end
        next_message(stream)  # type: ignore[arg-type]


def test_a_hub_ends_in_seconds_while_its_centre_says_nothing(tmp_path: Path) -> None:
    hub, centre = tmp_path / "hub.db", tmp_path / "centre.db"
    with serving(centre, LIVELY) as port:
        joined(hub, centre, f"http://127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", port)) as mute:
        mute.settimeout(LIMIT_S)
        stop, ports = threading.Event(), list[int]()
        device = Device()
        device.take_tickets(1)
        ended: list[object] = []

        def work() -> None:
            ended.append(serve(hub, Address(), ports.append, stop, OPEN, Forwarder()))

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        # It has nothing to forward before its device speaks, which it does meanwhile.
        while not ports:
            thread.join(0.05)
        sender = HttpSender(f"http://127.0.0.1:{ports[0]}")
        assert isinstance(push_all(device, sender), Pushed)
        sender.close()
        peer, _ = mute.accept()
        with peer:
            assert peer.recv(1)
            begun = time.monotonic()
            stop.set()
            thread.join(LIMIT_S)
            took = time.monotonic() - begun

    assert ended == [None]
    assert took < LIMIT_S / 2


def test_a_server_that_joined_no_centre_says_how(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        borne, ["server", "--upstream", "--db", f"sqlite:///{tmp_path / 'hub.db'}"]
    )
    assert done.exit_code == 1
    assert "borne server join" in done.stderr


def test_a_code_for_a_device_does_not_make_a_hub(tmp_path: Path) -> None:
    hub, centre = tmp_path / "hub.db", tmp_path / "centre.db"
    with serving(centre, LIVELY) as port:
        code = run("server", "code", "--db", url_of(centre), "--site", "mairie", "--json")
        asked = ["join", f"http://127.0.0.1:{port}", str(code["code"]), "--db", url_of(hub)]
        done = CliRunner().invoke(borne, ["server", *asked])
    assert done.exit_code == 1
    assert "--hub" in done.stderr


def test_who_forwards_is_on_the_list_of_the_centre_and_where_to_on_the_hub(tmp_path: Path) -> None:
    hub, centre = tmp_path / "hub.db", tmp_path / "centre.db"
    with serving(centre, LIVELY) as port:
        made = joined(hub, centre, f"http://127.0.0.1:{port}")
    listed = run("server", "devices", "--db", url_of(centre), "--json")
    assert (listed["device"], listed["role"]) == (made["hub"], "hub")
    told = CliRunner().invoke(borne, ["server", "devices", "--db", url_of(hub)])
    assert told.exit_code == 0
    assert f"http://127.0.0.1:{port} pas encore appelé" in told.stdout
