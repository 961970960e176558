"""Which certificates a server may show: a bundle of the site's own, or what the system trusts."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests


NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python gives no name."""

Now = Callable[[], int | None]
"""The time (ms since 1970) to judge the dates of certificates by; None: the system's is right."""


class NoCertificates(OSError):
    """The bundle cannot be read, or holds no certificate."""


def session(ca: Path | None = None, now: Now = lambda: None) -> "requests.Session":
    """`ca`: a file of PEM certificates, of a municipal authority for instance, in place of the
    system's. Raises NoCertificates."""
    return _session(_context(ca, now), ssl.CERT_REQUIRED)


def session_of_anybody() -> "requests.Session":
    """Believes every certificate: for what proves itself otherwise."""
    import urllib3

    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return _session(context, ssl.CERT_NONE)


def _session(context: ssl.SSLContext, required: ssl.VerifyMode) -> "requests.Session":
    import requests
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **extra: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **extra)

        def proxy_manager_for(self, *args: Any, **extra: Any) -> Any:
            return super().proxy_manager_for(*args, ssl_context=context, **extra)

        def cert_verify(self, conn: Any, *_: Any) -> None:
            # Its own way would add certifi's bundle to the context.
            conn.cert_reqs = required.name
            conn.assert_hostname = None if context.check_hostname else False

    made = requests.Session()
    made.mount("https://", Adapter())
    return made


def _context(ca: Path | None, now: Now) -> ssl.SSLContext:
    if now() is not None:
        return _dated(ca, now)
    if ca is None:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=str(ca))
    except OSError as error:
        raise NoCertificates(*error.args) from error


def _dated(ca: Path | None, now: Now) -> ssl.SSLContext:
    """As otherwise, but that the dates of the server's certificate are compared with `now`.

    Those of the authorities above it are not looked at: OpenSSL can only be told to look at none.
    """

    class Dated(ssl.SSLContext):
        def wrap_socket(self, *args: Any, **extra: Any) -> ssl.SSLSocket:
            wrapped = super().wrap_socket(*args, **extra)
            try:
                _check_dates(wrapped, now())
            except ssl.SSLError:
                wrapped.close()
                raise
            return wrapped

    context = Dated(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if ca is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(cafile=str(ca))
    except OSError as error:
        raise NoCertificates(*error.args) from error
    context.verify_flags |= NO_CHECK_TIME
    return context


def _check_dates(wrapped: ssl.SSLSocket, now: int | None) -> None:
    from cryptography.x509 import load_der_x509_certificate

    shown = wrapped.getpeercert(binary_form=True)
    if shown is None or now is None:
        raise ssl.SSLCertVerificationError("no certificate, or no time to judge it by")
    certificate = load_der_x509_certificate(shown)
    moment = datetime.fromtimestamp(now / 1000, UTC)
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        raise ssl.SSLCertVerificationError("the certificate is not valid at this time")
