"""Which certificates a server may show: a bundle of the site's own, or what the system trusts."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests


class NoCertificates(OSError):
    """The bundle cannot be read, or holds no certificate."""


def session(ca: Path | None = None) -> "requests.Session":
    """`ca`: a file of PEM certificates, of a municipal authority for instance, in place of the
    system's. Raises NoCertificates."""
    import requests
    from requests.adapters import HTTPAdapter

    context = _context(ca)

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **extra: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **extra)

        def proxy_manager_for(self, *args: Any, **extra: Any) -> Any:
            return super().proxy_manager_for(*args, ssl_context=context, **extra)

        def cert_verify(self, conn: Any, *_: Any) -> None:
            # Its own way would add certifi's bundle to the context.
            conn.cert_reqs = "CERT_REQUIRED"

    made = requests.Session()
    made.mount("https://", Adapter())
    return made


def _context(ca: Path | None) -> ssl.SSLContext:
    if ca is not None:
        try:
            return ssl.create_default_context(cafile=str(ca))
        except OSError as error:
            raise NoCertificates(*error.args) from error
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
