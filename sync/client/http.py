"""Carry one batch over HTTP. Whatever the network does comes back as a value.

`requests` is imported at the first exchange: it would delay the first screen.
"""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sync.client.push import Busy, Refused, SendResult, Unreachable
from sync.client.trust import NoCertificates, Now, session
from sync.wire import MAX_COMPRESSED, MAX_INFLATED, Batch, Malformed, decode_answer, encode_batch

if TYPE_CHECKING:
    import requests

    from sync.client.signer import Signer

PATH = "/v1/sync"
CONNECT_S = 5.0
READ_S = 20.0
WHOLE_ANSWER_S = 30.0
MAX_ANSWER = 512 * 1024
DEFAULT_RETRY_S = 30.0
LONGEST_RETRY_S = 3600.0
HEADERS = {
    "Content-Type": "application/json",
    "Content-Encoding": "gzip",
    "Accept": "application/json",
}

_ADDRESS = "Vérifier l’adresse, et ce qui est entre cette machine et le serveur (relais, portail)."


class HttpSender:
    """Sends to one server over one kept connection. For the thread that calls it."""

    def __init__(
        self,
        url: str,
        sign: "Signer | None" = None,
        ca: Path | None = None,
        now: Now = lambda: None,
    ) -> None:
        """`sign` None: the device is not enrolled. `ca`, `now`: see `trust.py`; what `now` says is
        asked for again after `close`."""
        self._url = url.rstrip("/") + PATH
        self._sign = sign
        self._ca = ca
        self._now = now
        self._session: requests.Session | None = None

    def __call__(self, batch: Batch) -> SendResult:
        body = pack(batch)
        if isinstance(body, Refused):
            return body
        result = self._post(body, len(batch.events))
        if self._sign is None or not isinstance(result, Refused) or result.heard is None:
            return result
        # Once: our own count went back with a restored disk, or was used by a copy of it.
        self._sign.go_on_after(result.heard)
        return self._post(body, len(batch.events))

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _post(self, body: bytes, count: int) -> SendResult:
        import requests
        import urllib3

        signed = {} if self._sign is None else self._sign.headers(PATH, body)
        try:
            if self._session is None:
                self._session = session(self._ca, self._now)
            with self._session.post(
                self._url,
                data=body,
                headers={**HEADERS, **signed},
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = read_whole(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return Unreachable(why(error))
        if content is None:
            return Unreachable("répond trop longuement. Vérifier que c’est un serveur Borne.")
        return read_answer(
            response.status_code, response.headers.get("Retry-After"), content, count
        )


def pack(batch: Batch) -> bytes | Refused:
    """The compressed request, or the refusal that the server would give for its size."""
    plain = encode_batch(batch)
    body = gzip.compress(plain, compresslevel=6, mtime=0)
    if len(plain) > MAX_INFLATED or len(body) > MAX_COMPRESSED:
        return Refused(413, "the batch is too large", len(batch.events))
    return body


def read_answer(status: int, retry_after: str | None, content: bytes, count: int) -> SendResult:
    """What an HTTP answer to a batch of `count` events means."""
    if status in (200, 409):
        answer = decode_answer(content)
        if isinstance(answer, Malformed):
            # A captive portal or a proxy spoke, not the server.
            return Unreachable(f"a répondu {status}, mais pas comme un serveur Borne. {_ADDRESS}")
        return answer
    if status in (429, 503):
        return Busy(_retry_s(retry_after))
    if 400 <= status < 500:
        return Refused(status, _text(content, "reason"), count, _heard(status, content))
    if status >= 500:
        return Unreachable(f"a répondu {status} : il est en panne. Voir son journal.")
    return Unreachable(f"a répondu {status} : ce n’est pas un serveur Borne. {_ADDRESS}")


def _retry_s(value: str | None) -> float:
    if value is None or not value.isascii() or not value.isdigit():
        return DEFAULT_RETRY_S
    return float(min(int(value[:9]), LONGEST_RETRY_S))


def _text(content: bytes, name: str) -> str:
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    return str(fields.get(name, ""))[:300] if isinstance(fields, dict) else ""


def _heard(status: int, content: bytes) -> int | None:
    count = _text(content, "count") if status == 401 else ""
    return int(count) if count.isascii() and count.isdigit() and len(count) < 20 else None


def read_whole(response: "requests.Response") -> bytes | None:
    """The body; None when it passes our limits, so that a dripping server cannot hold us."""
    give_up = time.monotonic() + WHOLE_ANSWER_S
    content = bytearray()
    while part := response.raw.read1(64 * 1024, decode_content=True):
        content += part
        if len(content) > MAX_ANSWER or time.monotonic() > give_up:
            return None
    return bytes(content)


def why(error: BaseException) -> str:
    """Of what `requests` raises, told after « Le serveur »: what it does, and what to do."""
    from requests import exceptions as told
    from urllib3 import exceptions as below

    said: dict[type[BaseException] | tuple[type[BaseException], ...], str] = {
        NoCertificates: (
            "n’est pas joint : le fichier de certificats ne peut pas être lu, ou est vide. "
            "Inscrire à nouveau la borne avec le bon : borne enroll --ca."
        ),
        (told.InvalidURL, told.MissingSchema, told.InvalidSchema, UnicodeError): (
            "n’a pas une adresse qui existe. La corriger : https://borne.example par exemple."
        ),
        (told.ProxyError, below.ProxyError): (
            "ne répond pas : le relais (proxy) ne mène pas à lui. Vérifier le relais."
        ),
        (told.SSLError, below.SSLError): (
            "n’est pas sûr : son certificat est refusé. Vérifier l’adresse, le certificat, et "
            "l’heure de cette machine."
        ),
        below.NameResolutionError: (
            "ne répond pas : son nom est inconnu ici. Vérifier l’adresse et le réseau."
        ),
        ConnectionRefusedError: (
            "ne répond pas : rien n’écoute à cette adresse. Vérifier qu’il tourne, et le port."
        ),
        (told.Timeout, TimeoutError): "ne répond pas à temps. Vérifier le réseau et l’adresse.",
    }
    causes = list(_causes(error))
    for kind, words in said.items():
        if any(isinstance(cause, kind) for cause in causes):
            return words
    return "ne répond pas : la liaison s’est coupée. Vérifier le réseau et l’adresse."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those that it was made of; libraries keep them in several places."""
    waiting, seen = [error], set[int]()
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        inner = (*found.args, getattr(found, "reason", None), found.__cause__, found.__context__)
        waiting += [each for each in inner if isinstance(each, BaseException)]
