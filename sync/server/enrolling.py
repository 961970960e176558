"""How a device is let in, and how one without a clock learns the time."""

import logging
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sync.server import codes, keys
from sync.server.brake import Brake
from sync.server.codes import Asking, LetIn, NotLetIn
from sync.server.decode import Refusal
from sync.server.intake import Intake
from sync.server.keys import Role
from sync.server.routes import is_json, refuse
from sync.server.rows import Rows
from sync.server.storage import Store
from sync.signature import enrolment_text, key_id, time_text

SIGNATURE_BYTES = 64
KEY_BYTES = 32
_HEX = frozenset("0123456789abcdef")

log = logging.getLogger(__name__)


class EnrolRequest(msgspec.Struct):
    code: Annotated[str, Meta(min_length=1, max_length=32)]
    device: UUID
    key: Annotated[bytes, Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
    sig: Annotated[bytes, Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]
    role: Role = Role.DEVICE


_requests = msgspec.json.Decoder(EnrolRequest)


class Enrolling:
    def __init__(self, store: Store, now: Callable[[], int], brake: Brake | None = None) -> None:
        self._store = store
        self._now = now
        self._brake = brake or Brake()
        self._intake = Intake()

    async def enrol(self, request: Request) -> Response:
        if not is_json(request.headers.get("Content-Type", "")):
            return refuse(Refusal(415, "send the request as application/json"))
        sender = "" if request.client is None else request.client.host
        if self._brake.holds(sender):
            return refuse(Refusal(429, "too many codes were tried"))
        body = await self._intake.read(request)
        if isinstance(body, Refusal):
            return refuse(body)
        asked = _read(body)
        if isinstance(asked, Refusal):
            return refuse(asked)
        let_in = await self._store.run(partial(self._redeem, asked))
        if isinstance(let_in, NotLetIn):
            self._brake.failed(sender)
            log.warning("a device was not let in: %s", let_in.value)
            return refuse(Refusal(403, let_in.value))
        log.info("%s %s was let in at the site %s", asked.role, asked.device, let_in.site)
        answer = {
            "site": let_in.site,
            "key": key_id(asked.key),
            "fleet_key": b64encode(let_in.fleet_key).decode(),
            "seal_key": b64encode(let_in.seal_key).decode(),
        }
        return JSONResponse(answer)

    async def time(self, request: Request) -> Response:
        """Signed, so that it can be believed over plain HTTP: a wrong clock breaks TLS."""
        nonce = request.query_params.get("nonce", "")
        if not (16 <= len(nonce) <= 64 and set(nonce) <= _HEX):
            return refuse(Refusal(422, "nonce: 16 to 64 hexadecimal digits"))
        now = self._now()
        key = await self._store.run(_fleet_key)
        signature = b64encode(key.sign(time_text(nonce, now))).decode()
        return JSONResponse({"time": now, "nonce": nonce, "sig": signature})

    def _redeem(self, asked: EnrolRequest, rows: Rows) -> LetIn | NotLetIn:
        with rows.atomic():
            asking = Asking(asked.device, asked.key, asked.role)
            return codes.redeem(rows, asked.code, asking, self._now())


def _fleet_key(rows: Rows) -> keys.FleetKey:
    with rows.atomic():
        return keys.fleet_key(rows)


def _read(body: bytes) -> EnrolRequest | Refusal:
    try:
        asked = _requests.decode(body)
    except msgspec.ValidationError as error:
        return Refusal(422, str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(400, "the body is not JSON")
    text = enrolment_text(asked.code, asked.device, asked.key)
    try:
        Ed25519PublicKey.from_public_bytes(asked.key).verify(asked.sig, text)
    except (InvalidSignature, ValueError):
        return Refusal(422, "sig is not made with this key")
    return asked
