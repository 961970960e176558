"""Over TLS: which servers a device speaks to."""

import datetime
import json
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from sync.client.http import HttpSender
from sync.client.push import Unreachable
from sync.client.time import ask_time
from sync.signature import time_text
from sync.wire import Answer, Position, encode_answer
from tests.sync.kit import Device

DAY = datetime.timedelta(days=1)
FLEET_KEY = Ed25519PrivateKey.generate()
SAID = 1_795_514_400_000


@dataclass
class Authority:
    """A municipal authority: its certificate, and one that it gave to a server on loopback."""

    ca: Path
    chain: Path


def make_authority(folder: Path, begins: datetime.timedelta = -DAY) -> Authority:
    folder.mkdir()
    now = datetime.datetime.now(datetime.UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mairie de Saint-Exemple")])
    ca = (
        x509.CertificateBuilder()
        .subject_name(issuer)
        .issuer_name(issuer)
        .public_key(ca_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 30 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + 20 * DAY)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    authority = Authority(folder / "ca.pem", folder / "chain.pem")
    authority.ca.write_bytes(ca.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    authority.chain.write_bytes(private + leaf.public_bytes(pem))
    return authority


@pytest.fixture
def listening() -> Iterator[Callable[[Authority], str]]:
    """Starts a server that acknowledges nothing, and gives its address."""
    running: list[HTTPServer] = []

    def start(authority: Authority) -> str:
        server = HTTPServer(("127.0.0.1", 0), _Acknowledging)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.chain)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        running.append(server)
        return f"https://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


class _Acknowledging(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = encode_answer(Answer("ok", Position(0, "00" * 32)))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        nonce = self.path.partition("nonce=")[2]
        sig = b64encode(FLEET_KEY.sign(time_text(nonce, SAID))).decode()
        body = json.dumps({"time": SAID, "nonce": nonce, "sig": sig}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def setup(self) -> None:
        self.request.settimeout(10)
        super().setup()


def ask(url: str, ca: Path | None, now: int | None = None) -> object:
    with closing(HttpSender(url, ca=ca, now=lambda: now)) as send:
        return send(Device().check_in())


def in_days(days: int) -> int:
    return int((datetime.datetime.now(datetime.UTC) + days * DAY).timestamp() * 1000)


def test_a_server_of_the_municipal_authority_is_believed(
    tmp_path: Path, listening: Callable[[Authority], str]
) -> None:
    authority = make_authority(tmp_path / "mairie")
    assert isinstance(ask(listening(authority), authority.ca), Answer)


def test_a_server_that_nobody_vouches_for_is_told_nothing(
    tmp_path: Path, listening: Callable[[Authority], str]
) -> None:
    url = listening(make_authority(tmp_path / "mairie"))
    stranger = make_authority(tmp_path / "stranger")
    for ca in (None, stranger.ca):
        refused = ask(url, ca)
        assert isinstance(refused, Unreachable)
        assert "certificat" in refused.reason


def test_a_certificate_that_is_not_valid_yet_is_refused(
    tmp_path: Path, listening: Callable[[Authority], str]
) -> None:
    authority = make_authority(tmp_path / "mairie", begins=10 * DAY)
    refused = ask(listening(authority), authority.ca)
    assert isinstance(refused, Unreachable)
    assert "l’heure de cette machine" in refused.reason


def test_a_bundle_that_is_gone_or_empty_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{nobody.getsockname()[1]}"
        for ca in (empty, tmp_path / "gone.pem"):
            refused = ask(url, ca)
            assert isinstance(refused, Unreachable)
            assert "certificat" in refused.reason


def test_dates_are_judged_by_the_time_that_is_known_and_not_by_the_systems(
    tmp_path: Path, listening: Callable[[Authority], str]
) -> None:
    # For the system of this machine the certificate only begins in ten days.
    authority = make_authority(tmp_path / "mairie", begins=10 * DAY)
    url = listening(authority)
    assert isinstance(ask(url, authority.ca, in_days(15)), Answer)
    for day in (5, 25):
        refused = ask(url, authority.ca, in_days(day))
        assert isinstance(refused, Unreachable), day
        assert "certificat" in refused.reason


def test_a_stranger_is_told_nothing_at_whatever_time(
    tmp_path: Path, listening: Callable[[Authority], str]
) -> None:
    url = listening(make_authority(tmp_path / "mairie"))
    for ca in (None, make_authority(tmp_path / "stranger").ca):
        assert isinstance(ask(url, ca, in_days(1)), Unreachable)


def test_the_time_is_believed_by_its_signature_whatever_the_certificate(
    tmp_path: Path, listening: Callable[[Authority], str]
) -> None:
    url = listening(make_authority(tmp_path / "mairie", begins=10 * DAY))
    assert ask_time(url, FLEET_KEY.public_key().public_bytes_raw()) == SAID
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert ask_time(url, stranger) is None


def test_nobody_tells_the_time_where_nobody_listens() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert ask_time(url, FLEET_KEY.public_key().public_bytes_raw()) is None
