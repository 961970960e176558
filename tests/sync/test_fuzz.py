"""Whatever is sent to whatever address: no error of the server's own, no memory without bound, and
no answer to who may not speak."""

import http.client
import json
import re
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.routing import BaseRoute, Mount, Route

from kiosk.simulation.memory import Gauge
from sync.client.http import HEADERS, pack
from sync.server.app import Settings
from sync.signature import COUNT, DEVICE, KEY, SIGNATURE
from sync.wire import MAX_COMPRESSED
from tests.sync.kit import TEN_UTC, Device, Server
from tests.sync.test_signed import Speaking, let_in

LIMIT_S = 60
MOST_GROWTH_MIB = 64
FUZZER = "schemathesis==4.32.5"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW")
NAMES = (DEVICE, KEY, COUNT, SIGNATURE, *HEADERS, "Host", "Cookie", "Origin", "Sec-Fetch-Site")
MORE_NAMES = ("Accept-Language", "Last-Event-ID", "If-None-Match", "Range", "X-Forwarded-For")

how_many = pytest.mark.parametrize(
    "examples", [60, pytest.param(4000, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
words = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=40)
headers = st.dictionaries(st.sampled_from([*NAMES, *MORE_NAMES]), words, max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
contents = st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server.db", Settings(now=lambda: TEN_UTC))
    yield running
    running.close()


def paths(routes: Iterable[BaseRoute], before: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route):
            yield before + route.path
        elif isinstance(route, Mount):
            yield before + route.path + "/{rest}"
            yield from paths(route.routes, before + route.path)


@how_many
def test_no_address_answers_with_an_error_of_the_server(server: Server, examples: int) -> None:
    known = sorted(set(paths(server.app.routes)))
    assert {"/", "/v1/sync", "/v1/enrol", "/v1/time", "/metrics"} <= set(known)

    @settings(max_examples=examples, deadline=None)
    @given(
        path=st.sampled_from(known),
        part=words,
        method=st.sampled_from(METHODS),
        said=headers,
        body=contents,
        query=words,
    )
    def answers(
        path: str, part: str, method: str, said: Mapping[str, str], body: bytes, query: str
    ) -> None:
        real = re.sub(r"{[^}]*}", lambda _found: part, path)
        assert server.request(method, real, body, said, query).status < 500

    answers()
    assert server.events() == []


@how_many
def test_only_what_was_signed_as_it_is_is_heard(server: Server, examples: int) -> None:
    device = Device()
    device.take_tickets(2)
    speaking = let_in(server, device)

    @settings(max_examples=examples, deadline=None)
    @given(
        changed=st.dictionaries(
            st.sampled_from([DEVICE, KEY, COUNT, SIGNATURE]),
            st.none() | words | st.integers(-1, 2**64).map(str),
            min_size=1,
        )
        | st.integers(0, 8 * 300)
    )
    def is_not_heard(changed: Mapping[str, str | None] | int) -> None:
        body, signed = _signed(speaking, device)
        if isinstance(changed, int):
            body = _flipped(body, changed)
        else:
            kept = {name: value for name, value in signed.items() if name not in changed}
            new = {name: value for name, value in changed.items() if value is not None}
            if {**kept, **new} == dict(signed):
                return
            signed = {**kept, **new}
        assert server.request("POST", "/v1/sync", body, signed).status == 401

    is_not_heard()
    assert server.events() == []


def _signed(speaking: Speaking, device: Device) -> tuple[bytes, Mapping[str, str]]:
    body = pack(device.slice(1, 2))
    assert isinstance(body, bytes)
    return body, {**HEADERS, **speaking.signer.headers("/v1/sync", body)}


def _flipped(body: bytes, bit: int) -> bytes:
    place, rest = divmod(bit % (8 * len(body)), 8)
    return body[:place] + bytes([body[place] ^ 1 << rest]) + body[place + 1 :]


@contextmanager
def running(file: Path, *options: str) -> Iterator[tuple[str, int]]:
    """A real server in a process of its own: its address, and the process."""
    command = [sys.executable, "-m", "kiosk", "server", "--port", "0", "--json", *options]
    process = subprocess.Popen(
        [*command, "--db", f"sqlite:///{file}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"]), process.pid
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(LIMIT_S)
        process.stdout.close()


def is_well(url: str) -> bool:
    place = urlsplit(url)
    asked = http.client.HTTPConnection(str(place.hostname), place.port, timeout=LIMIT_S)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    finally:
        asked.close()


@how_many
def test_any_bytes_on_the_line_leave_the_server_well(tmp_path: Path, examples: int) -> None:
    begins = st.sampled_from(
        [
            b"",
            b"POST /v1/sync HTTP/1.1\r\n",
            b"GET / HTTP/1.1\r\nHost: [::1]\r\n",
            b"PRI * HTTP/2.0",
        ]
    )
    with running(tmp_path / "server.db") as (url, _process):
        place = (str(urlsplit(url).hostname), urlsplit(url).port)

        @settings(max_examples=examples, deadline=None)
        @given(begin=begins, rest=st.binary(max_size=400))
        def is_taken(begin: bytes, rest: bytes) -> None:
            with socket.create_connection(place, LIMIT_S) as line:
                line.sendall(begin + rest)
                line.shutdown(socket.SHUT_WR)
                try:
                    answer = line.recv(4096)
                except ConnectionResetError:
                    return
            assert not answer.startswith(b"HTTP/1.1 5")

        is_taken()
        assert is_well(url)


@pytest.mark.parametrize(
    "bombs", [60, pytest.param(2000, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
def test_bombs_do_not_fill_the_memory(tmp_path: Path, bombs: int) -> None:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(bytes(1024 * 1024)) for _ in range(200)]
    bomb = b"".join([*parts, packer.flush()])
    assert len(bomb) < MAX_COMPRESSED

    with running(tmp_path / "server.db", "--open") as (url, process):
        assert is_well(url)
        gauge = Gauge(process)

        def drop(_turn: int) -> int:
            place = urlsplit(url)
            line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=LIMIT_S)
            try:
                line.request("POST", "/v1/sync", bomb, dict(HEADERS))
                status = line.getresponse().status
                gauge.look()
                return status
            finally:
                line.close()

        with ThreadPoolExecutor(20) as throwers:
            answers = list(throwers.map(drop, range(bombs)))
        memory = gauge.read()
        assert is_well(url)

    assert set(answers) <= {413, 429}
    assert answers.count(413) > bombs / 2
    assert memory is not None
    assert memory.most - memory.before < MOST_GROWTH_MIB


@pytest.mark.campaign
def test_schemathesis_finds_no_error_of_the_server(tmp_path: Path) -> None:
    fuzzer = _fuzzer(tmp_path)
    with running(tmp_path / "server.db", "--open") as (url, _process):
        done = subprocess.run(
            [
                fuzzer,
                "run",
                f"{url}/v1/openapi.json",
                "--max-examples",
                "600",
                "--checks",
                "all",
                # That the head of a chain is its hash is in no schema.
                "--exclude-checks",
                "positive_data_acceptance",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-6000:]


def _fuzzer(folder: Path) -> str:
    """In an environment of its own: it is in no lock of ours."""
    tools = folder / "tools"
    made = subprocess.run([sys.executable, "-m", "venv", tools], capture_output=True, check=False)
    got = subprocess.run(
        [tools / "bin" / "pip", "install", "-q", FUZZER], capture_output=True, check=False
    )
    if made.returncode or got.returncode:
        pytest.skip("schemathesis cannot be fetched here")
    return str(tools / "bin" / "schemathesis")
