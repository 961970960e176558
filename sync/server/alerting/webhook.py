"""One message to a program of the site: JSON, signed with a secret that both know."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sync.server.alerting.journal import Kept
from sync.server.alerting.mail import NotSent, Sent
from sync.server.alerting.settings import Webhook
from sync.server.alerting.words import Names

CONNECT_S, ANSWER_S = 5.0, 10.0
SIGNATURE, MESSAGE = "X-Borne-Signature", "X-Borne-Message"


def body_of(phase: str, alerts: Sequence[Kept], names: Names, now: int) -> bytes:
    """Times in ms since 1970; `device` null: the whole site."""
    told = [_fields(alert, names) for alert in alerts]
    message = {"version": 1, "event": f"alert.{phase}", "sent": now, "alerts": told}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def trial_body(now: int) -> bytes:
    return body_of("test", (), {}, now)


def signature(secret: bytes, body: bytes) -> str:
    """Of the bytes as they travel."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def send(hook: Webhook, body: bytes, id_: str) -> Sent | NotSent:
    """Blocks for some seconds at most. Any 2xx says that it was taken; no redirect is followed."""
    # It takes a while to load, and most sites have no use for it.
    import requests

    headers = {
        "Content-Type": "application/json",
        SIGNATURE: signature(hook.secret, body),
        MESSAGE: id_,
    }
    trusted: bool | str = True if hook.ca is None else str(hook.ca)
    try:
        with (
            requests.Session() as session,
            session.post(
                hook.url,
                data=body,
                headers=headers,
                timeout=(CONNECT_S, ANSWER_S),
                allow_redirects=False,
                stream=True,
                verify=trusted,
            ) as answer,
        ):
            if 200 <= answer.status_code < 300:
                return Sent()
            return NotSent(f"{hook.url} répond {answer.status_code}.")
    except (requests.RequestException, OSError) as error:
        return NotSent(f"{hook.url} ne répond pas : {type(error).__name__}.")


def _fields(alert: Kept, names: Names) -> Mapping[str, Any]:
    device = alert.key.device
    return {
        "site": alert.key.site,
        "device": None if device is None else str(device),
        "name": "" if device is None else names.get(device, ""),
        "kind": alert.key.kind.value,
        "detail": alert.detail,
        "began": alert.began,
        "ended": alert.ended,
    }
