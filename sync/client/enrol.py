"""Ask a server to let this device in."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sync.client.http import CONNECT_S, READ_S, read_whole, why
from sync.client.trust import session
from sync.signature import enrolment_text

if TYPE_CHECKING:
    import requests
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PATH = "/v1/enrol"
KEY_BYTES = 32
WORDS = {
    "unknown code": "ne connaît pas ce code. Le relire, ou en demander un autre.",
    "expired code": "n’accepte plus ce code : il a plus de 15 minutes. En demander un autre.",
    "used code": "a déjà vu ce code : il ne sert qu’une fois. En demander un autre.",
    "device of another site": (
        "connaît cette machine sur un autre site. Y retirer d’abord son accès, ou demander un code "
        "qui la remplace."
    ),
    "code for another role": (
        "a fait ce code pour un autre usage. Une borne s’inscrit par « borne enroll », un serveur "
        "de site par « borne server join » avec un code fait par « borne server code --hub »."
    ),
}


@dataclass(frozen=True, slots=True)
class Admitted:
    site: str
    private: bytes
    """Of the device, 32 bytes, made here."""
    fleet_key: bytes
    """Of the server, public, 32 bytes."""
    seal_key: bytes | None = None
    """As well (X25519): for what travels on a USB key. None: an older server."""


@dataclass(frozen=True, slots=True)
class NotAdmitted:
    """`reason` goes on after « Le serveur », in French."""

    reason: str


def enrol(
    url: str, code: str, device: UUID, ca: Path | None = None, role: str = "device"
) -> Admitted | NotAdmitted:
    """`device`: the name of this machine there. `role`: `device`, or `hub` for a server of a site
    that forwards what its devices send."""
    import requests
    import urllib3
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    asked = request(code, device, private)
    if role != "device":
        asked["role"] = role
    try:
        with (
            session(ca) as web,
            web.post(
                url.rstrip("/") + PATH,
                json=asked,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            return _read(response, private.private_bytes_raw())
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        return NotAdmitted(why(error))


def request(code: str, device: UUID, private: "Ed25519PrivateKey") -> dict[str, str]:
    """What is asked, signed with the new key."""
    public = private.public_key().public_bytes_raw()
    return {
        "code": code,
        "device": str(device),
        "key": b64encode(public).decode(),
        "sig": b64encode(private.sign(enrolment_text(code, device, public))).decode(),
    }


def _read(response: "requests.Response", private: bytes) -> Admitted | NotAdmitted:
    try:
        fields = json.loads(read_whole(response) or b"")
        if response.status_code == 200:
            return _admitted(fields, private)
        if response.status_code == 429:
            return NotAdmitted("a reçu trop de codes faux. Attendre une minute.")
        reason = str(fields.get("reason", ""))
        told = WORDS.get(reason, f"refuse ({response.status_code} : {reason[:200]}).")
        return NotAdmitted(told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return NotAdmitted(
            f"a répondu {response.status_code}, mais pas comme un serveur Borne. "
            "Vérifier l’adresse."
        )


def _admitted(fields: dict[str, object], private: bytes) -> Admitted:
    site, fleet_key = str(fields["site"]), b64decode(str(fields["fleet_key"]), validate=True)
    told = fields.get("seal_key")
    seal_key = None if told is None else b64decode(str(told), validate=True)
    if not site or any(len(key) != KEY_BYTES for key in (fleet_key, seal_key) if key is not None):
        raise ValueError("not an enrolment")
    return Admitted(site, private, fleet_key, seal_key)
