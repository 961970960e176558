"""The certificate that a server shows: until when it holds, and whether it is trusted here."""

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sync.client.http import CONNECT_S, why
from sync.client.trust import NoCertificates, Now, session

HTTPS = 443


@dataclass(frozen=True, slots=True)
class Shown:
    """`until`: the first end among the server's certificate and those given for it (`ca`).

    `refused`: why it is not trusted, after «\u00a0Le serveur\u00a0»; None: it is."""

    until: datetime
    refused: str | None


def shown_by(url: str, ca: Path | None = None, now: Now = lambda: None) -> Shown | str:
    """A string: why none was shown, after «\u00a0Le serveur\u00a0»."""
    import requests

    parts = urlsplit(url)
    try:
        ends = [_until(_shown(parts.hostname or "", parts.port or HTTPS)), *_ends_of(ca)]
    except (OSError, ValueError) as error:
        return why(error)
    try:
        with session(ca, now) as web:
            web.get(url, timeout=(CONNECT_S, CONNECT_S), allow_redirects=False, stream=True).close()
    except requests.exceptions.SSLError as error:
        return Shown(min(ends), why(error))
    except (requests.RequestException, OSError):
        # It was there a moment ago: that is not the certificate's doing.
        return Shown(min(ends), None)
    return Shown(min(ends), None)


def _shown(host: str, port: int) -> bytes:
    """Whoever it names, and however old it is: what it says is wanted, not to trust it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((host, port), CONNECT_S) as connection,
        context.wrap_socket(connection, server_hostname=host) as wrapped,
    ):
        found = wrapped.getpeercert(binary_form=True)
    if found is None:
        raise ssl.SSLError("no certificate")
    return found


def _until(certificate: bytes) -> datetime:
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(certificate).not_valid_after_utc


def _ends_of(ca: Path | None) -> list[datetime]:
    """Raises NoCertificates."""
    from cryptography.x509 import load_pem_x509_certificates

    if ca is None:
        return []
    try:
        return [each.not_valid_after_utc for each in load_pem_x509_certificates(ca.read_bytes())]
    except (OSError, ValueError) as error:
        raise NoCertificates(*error.args) from error
