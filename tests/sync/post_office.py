"""Those who are told of alerts, on loopback: a mail server, and a program that takes messages."""

import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LIMIT_S = 10


@dataclass
class MailOffice:
    """What it took. `fails`: it says so to the next ones."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    fails: int = 0

    def texts(self) -> list[str]:
        return [letter.get_content() for letter in self.letters]

    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]


@contextmanager
def mail_office(chain: Path | None = None) -> Iterator[MailOffice]:
    """With a certificate it offers STARTTLS, and lets nobody log in without."""
    office = MailOffice()

    class Talk(socketserver.StreamRequestHandler):
        timeout = LIMIT_S

        def handle(self) -> None:
            try:
                _Conversation(self, office, chain).hold()
            finally:
                self.connection.close()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join(LIMIT_S)


class _Conversation:
    def __init__(
        self, talk: socketserver.StreamRequestHandler, office: MailOffice, chain: Path | None
    ) -> None:
        self._talk, self._office, self._chain = talk, office, chain
        self._is_secret = False

    def hold(self) -> None:
        self._say("220 post office")
        while line := self._talk.rfile.readline(2000):
            word = line.split(maxsplit=1)[0].upper() if line.strip() else b""
            match word:
                case b"EHLO":
                    offers = ["250-here", "250-AUTH PLAIN"] if self._may_log_in else ["250-here"]
                    offers += ["250-STARTTLS"] if self._chain and not self._is_secret else []
                    self._say(*offers, "250 8BITMIME")
                case b"STARTTLS":
                    self._say("220 go ahead")
                    self._encrypt()
                case b"AUTH":
                    self._log_in(line)
                case b"MAIL" if self._office.fails:
                    self._office.fails -= 1
                    self._say("451 come back later")
                case b"DATA":
                    self._say("354 go on")
                    self._take()
                    self._say("250 taken")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 well")

    @property
    def _may_log_in(self) -> bool:
        return self._is_secret or self._chain is None

    def _say(self, *lines: str) -> None:
        self._talk.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self._chain is not None
        context.load_cert_chain(self._chain)
        try:
            secret = context.wrap_socket(self._talk.connection, server_side=True)
        except OSError:
            return
        self._talk.connection = secret
        self._talk.rfile, self._talk.wfile = secret.makefile("rb"), secret.makefile("wb", 0)  # type: ignore[assignment]
        self._is_secret = True

    def _log_in(self, line: bytes) -> None:
        _, user, password = b64decode(line.split()[2]).decode().split("\0")
        self._office.logins.append((user, password))
        self._say("235 welcome" if password == "right" else "535 no")

    def _take(self) -> None:
        lines = []
        while (line := self._talk.rfile.readline()) not in (b".\r\n", b""):
            lines.append(re.sub(rb"^\.", b"", line))
        letter = message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(letter, EmailMessage)
        self._office.letters.append(letter)
        self._office.encrypted.append(self._is_secret)


@dataclass
class Received:
    body: bytes
    signature: str
    message: str


@dataclass
class Program:
    """`status`: what it answers with."""

    url: str = ""
    status: int = 204
    where: str | None = None
    received: list[Received] = field(default_factory=list)
    took: threading.Event = field(default_factory=threading.Event)


@contextmanager
def program() -> Iterator[Program]:
    known = Program()

    class Handler(BaseHTTPRequestHandler):
        timeout = LIMIT_S

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            signature = str(self.headers["X-Borne-Signature"])
            known.received.append(Received(body, signature, str(self.headers["X-Borne-Message"])))
            self.send_response(known.status)
            if known.where is not None:
                self.send_header("Location", known.where)
            self.send_header("Content-Length", "0")
            self.end_headers()
            known.took.set()

        def do_GET(self) -> None:
            raise AssertionError("nobody asks for anything here")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.url = f"http://127.0.0.1:{server.server_address[1]}/alerts"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join(LIMIT_S)
