"""Why no answer came is told in a sentence, whatever the libraries make of it."""

import pytest
import requests
import urllib3
from urllib3.connection import HTTPConnection

from sync.client.http import why

CONNECTION = HTTPConnection("borne.example")
POOL = urllib3.HTTPConnectionPool("borne.example")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.ConnectTimeout("timed out"), "à temps"),
        (requests.ReadTimeout("timed out"), "à temps"),
        (requests.exceptions.SSLError("certificate verify failed"), "certificat"),
        (requests.exceptions.ProxyError("cannot connect"), "relais"),
        (requests.exceptions.InvalidURL("no host"), "adresse qui existe"),
        (requests.ConnectionError(ConnectionRefusedError(111, "refused")), "rien n’écoute"),
        (requests.ConnectionError(ConnectionResetError(104, "reset")), "coupée"),
        (
            requests.ConnectionError(
                urllib3.exceptions.MaxRetryError(
                    POOL,
                    "/v1/sync",
                    urllib3.exceptions.NameResolutionError(
                        "borne.example",
                        CONNECTION,
                        OSError(-2, "unknown"),  # type: ignore[arg-type]
                    ),
                )
            ),
            "nom est inconnu",
        ),
        (urllib3.exceptions.ProtocolError("broken"), "coupée"),
    ],
)
def test_each_way_to_be_away_has_its_own_words(error: Exception, words: str) -> None:
    told = why(error)
    assert words in told
    assert type(error).__name__ not in told
