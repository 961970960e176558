"""Ask a server what time it is, and believe it by its signature: no certificate is looked at, for
they are judged by the very clock that may be wrong."""

import json
import secrets
from base64 import b64decode
from typing import TYPE_CHECKING

from sync.client.http import CONNECT_S, READ_S, read_whole
from sync.client.trust import session_of_anybody
from sync.signature import time_text

if TYPE_CHECKING:
    import requests

PATH = "/v1/time"
NONCE_BYTES = 16


def ask_time(url: str, fleet_key: bytes) -> int | None:
    """The server's clock (ms since 1970) at some moment of the question; None: nobody said it.

    `fleet_key`: of the server, public, as it gave it at the enrolment.
    """
    import requests
    import urllib3

    nonce = secrets.token_hex(NONCE_BYTES)
    try:
        with (
            session_of_anybody() as web,
            web.get(
                url.rstrip("/") + PATH,
                params={"nonce": nonce},
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            return _told(response, nonce, fleet_key)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
        return None


def _told(response: "requests.Response", nonce: str, fleet_key: bytes) -> int | None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        fields = json.loads(read_whole(response) or b"")
        now, signature = int(fields["time"]), b64decode(fields["sig"], validate=True)
        Ed25519PublicKey.from_public_bytes(fleet_key).verify(signature, time_text(nonce, now))
    except (ValueError, TypeError, KeyError, RecursionError, InvalidSignature):
        return None
    return now
