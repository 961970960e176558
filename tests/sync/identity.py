"""A small identity provider: real HTTP on loopback, real keys; it can be made to lie."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT, SECRET = "borne", "a secret & more"
SUBJECT, EMAIL = "s-0042", "jeanne.martin@ville.fr"
_RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
_EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
_STRANGER = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})


@dataclass
class Lies:
    """What the provider says otherwise than it should; None leaves a claim out."""

    id_token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    stranger: bool = False
    """Signs with a key that it does not publish."""
    unsigned: bool = False
    by_secret: bool = False
    """Signs with what it publishes, as if that were a secret."""


@dataclass
class IdentityProvider:
    issuer: str
    algorithm: str = "RS256"
    signed_userinfo: bool = False
    lies: Lies = field(default_factory=Lies)
    asked: dict[str, str] = field(default_factory=dict)
    """What the last browser was sent with."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    verified: list[bool] = field(default_factory=list)

    def consent(self, url: str) -> str:
        """Somebody signs in there: where the browser is sent back to."""
        assert url.startswith(f"{self.issuer}/authorize?"), url
        self.asked = dict(parse_qsl(urlsplit(url).query))
        code = f"code{len(self.codes)}"
        self.codes[code] = self.asked
        back = {"code": code, "state": self.asked["state"]}
        place = urlsplit(self.asked["redirect_uri"])
        return f"{place.path}?{urlencode(back)}"

    def discovery(self) -> dict[str, Any]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/jwks",
            "userinfo_endpoint": f"{at}/userinfo",
            "end_session_endpoint": f"{at}/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.lies.discovery

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        told = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (
            asked is None
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
            or form.get("redirect_uri") != asked["redirect_uri"]
            or (asked["code_challenge"], asked["code_challenge_method"]) != (told, "S256")
        ):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": SUBJECT,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
        }
        id_token = self.signed(_without(claims | self.lies.id_token))
        return {"access_token": "access", "token_type": "Bearer", "id_token": id_token}

    def userinfo(self) -> dict[str, Any]:
        told = {
            "sub": SUBJECT,
            "email": EMAIL,
            "given_name": "Jeanne",
            "usual_name": "Martin",
            "uid": "42",
            "siret": "21750001600019",
        }
        if self.signed_userinfo:
            told |= {"iss": self.issuer, "aud": CLIENT}
        return _without(told | self.lies.userinfo)

    def signed(self, claims: dict[str, Any]) -> str:
        if self.lies.unsigned:
            parts = ({"alg": "none"}, claims)
            return ".".join(_part(each) for each in parts) + "."
        if self.lies.by_secret:
            return _by_secret(claims)
        key = _EC if self.algorithm == "ES256" else _STRANGER if self.lies.stranger else _RSA
        return jwt.encode({"alg": self.algorithm, "kid": key.kid}, claims, key)


def _by_secret(claims: dict[str, Any]) -> str:
    head = f"{_part({'alg': 'HS256', 'kid': 'rsa'})}.{_part(claims)}"
    digest = hmac.new(_RSA.as_pem(private=False), head.encode(), "sha256").digest()
    return f"{head}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def _without(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value is not None}


class _Listening(ThreadingHTTPServer):
    provider: IdentityProvider


class _Handler(BaseHTTPRequestHandler):
    server: _Listening

    def do_GET(self) -> None:
        provider = self.server.provider
        match self.path:
            case "/.well-known/openid-configuration":
                self._say(provider.discovery())
            case "/jwks":
                self._say(KeySet([_RSA, _EC]).as_dict(private=False))
            case "/userinfo" if self.headers.get("Authorization") != "Bearer access":
                self._say({"error": "invalid_token"}, 401)
            case "/userinfo" if provider.signed_userinfo:
                self._send(provider.signed(provider.userinfo()).encode(), "application/jwt", 200)
            case "/userinfo":
                self._say(provider.userinfo())
            case _:
                self._say({"error": "not found"}, 404)

    def do_POST(self) -> None:
        provider = self.server.provider
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        found = provider.token({name: values[0] for name, values in parse_qs(body).items()})
        provider.verified.append(found is not None)
        self._say(found or {"error": "invalid_grant"}, 200 if found else 400)

    def _say(self, content: Any, status: int = 200) -> None:
        self._send(json.dumps(content).encode(), "application/json", status)

    def _send(self, body: bytes, type_: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    with _Listening(("127.0.0.1", 0), _Handler) as listening:
        listening.provider = IdentityProvider(f"http://127.0.0.1:{listening.server_address[1]}")
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield listening.provider
        finally:
            listening.shutdown()
            thread.join()
