"""The identity provider (OpenID Connect; ProConnect): asked over HTTP, believed by its signature.

The only place that knows the libraries. Each call may wait for the network: not on the event loop.
"""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sync.server.admin.addresses import is_here, split

SCOPE = "openid given_name usual_name email uid siret"
ALGORITHMS = ("RS256", "ES256", "PS256", "RS384", "ES384", "RS512", "ES512")
"""Only those with a key pair: what the provider publishes cannot sign."""
TIMEOUT_S = (3.05, 5.0)
"""To connect, and to answer."""
KNOWN_S = 600.0
LEEWAY_S = 60
LONGEST = 256 * 1024
_SIRET = re.compile("[0-9]{14}")
_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What ties an answer to the browser that asked: none of it is ever used twice."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, by the word of the provider. `email` None: not told, or not verified.
    `siret`: of the administration that they belong to; empty when it is not told."""

    issuer: str
    subject: str
    email: str | None
    shown: str
    siret: str
    id_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """`reason` is for the log."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotBelieved:
    """`reason` is for the log."""

    reason: str


Metadata = Mapping[str, Any]


class Provider:
    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._known: tuple[float, Metadata] | None = None

    def login_url(self, attempt: Attempt, return_url: str) -> str | Unreachable | NotBelieved:
        metadata = self._metadata()
        if isinstance(metadata, Unreachable | NotBelieved):
            return metadata
        with self._session(metadata, return_url) as session:
            url, _ = session.create_authorization_url(
                metadata["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url)

    def identity(
        self, code: str, attempt: Attempt, return_url: str
    ) -> Identity | Unreachable | NotBelieved:
        """Exchange the code, and believe what comes back only as far as it is proved."""
        import requests
        from authlib.integrations.base_client import OAuthError
        from joserfc.errors import JoseError

        metadata = self._metadata()
        if isinstance(metadata, Unreachable | NotBelieved):
            return metadata
        try:
            with self._session(metadata, return_url) as session:
                token = session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    allow_redirects=False,
                )
                keys = _json(session.get(metadata["jwks_uri"], **_PLAIN))
                claims = self._checked(str(token["id_token"]), keys, attempt.nonce, token)
                told = self._told(session, metadata, keys)
        except requests.RequestException as error:
            return Unreachable(type(error).__name__)
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            return NotBelieved(f"{type(error).__name__}: {error}"[:200])
        if told.get("sub") != claims["sub"]:
            return NotBelieved("the user's page is about somebody else")
        return _identity(claims, told, str(token["id_token"]))

    def logout_url(self, id_token: str, return_url: str) -> str | None:
        """Where the session at the provider ends; None: it has no such place, or is away."""
        metadata = self._metadata()
        if isinstance(metadata, Unreachable | NotBelieved):
            return None
        if not (place := metadata.get("end_session_endpoint")):
            return None
        asked = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": return_url,
            "state": secrets.token_urlsafe(16),
        }
        return f"{place}{'&' if split(place).query else '?'}{urlencode(asked)}"

    def _metadata(self) -> Metadata | Unreachable | NotBelieved:
        import requests

        now = time.monotonic()
        if self._known is not None and now < self._known[0]:
            return self._known[1]
        issuer = self._settings.issuer
        try:
            answer = requests.get(
                issuer.rstrip("/") + _DISCOVERY, timeout=TIMEOUT_S, allow_redirects=False
            )
            found = _json(answer)
        except requests.RequestException as error:
            return Unreachable(type(error).__name__)
        except ValueError as error:
            return Unreachable(str(error))
        if found.get("issuer") != issuer:
            return NotBelieved(f"it calls itself {found.get('issuer')!r}")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
        if not all(is_safe(str(found.get(name, ""))) for name in needed):
            return NotBelieved("an address of its own is missing, or not https")
        self._known = (now + KNOWN_S, found)
        return found

    def _session(self, metadata: Metadata, return_url: str) -> Any:
        # Half a second to load, and only those who sign in this way need it.
        from authlib.integrations.requests_client import OAuth2Session

        supported = metadata.get("token_endpoint_auth_methods_supported") or ()
        method = "client_secret_post" if "client_secret_post" in supported else None
        return OAuth2Session(
            self._settings.client_id,
            self._settings.client_secret,
            token_endpoint_auth_method=method or "client_secret_basic",
            scope=SCOPE,
            redirect_uri=return_url,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )

    def _checked(
        self, id_token: str, keys: Any, nonce: str, token: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Raises JoseError and ValueError."""
        from authlib.oidc.core import CodeIDToken

        header, claims = _signed(id_token, keys)
        checked = CodeIDToken(
            claims,
            header,
            {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.client_id,
                "access_token": token.get("access_token"),
            },
        )
        checked.validate(leeway=LEEWAY_S)
        return dict(checked)

    def _told(self, session: Any, metadata: Metadata, keys: Any) -> Mapping[str, Any]:
        """The user's page: ProConnect signs it. Raises JoseError and ValueError."""
        answer = session.get(
            metadata["userinfo_endpoint"], timeout=TIMEOUT_S, allow_redirects=False
        )
        if "jwt" not in answer.headers.get("Content-Type", ""):
            return _json(answer)
        _require_ok(answer)
        _, claims = _signed(answer.text.strip(), keys)
        audience = claims.get("aud")
        ours = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self._settings.issuer or self._settings.client_id not in ours:
            raise ValueError("the user's page is signed for another place")
        return claims


_PLAIN: Mapping[str, Any] = {
    "withhold_token": True,
    "timeout": TIMEOUT_S,
    "allow_redirects": False,
}


def is_safe(url: str) -> bool:
    """https; http on this machine only."""
    parts = split(url)
    host = parts.hostname or ""
    if not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_here(host))


def _signed(text: str, keys: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims. Raises JoseError and ValueError."""
    from joserfc import jwt
    from joserfc.jwk import KeySet

    token = jwt.decode(text, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    return token.header, token.claims


def _identity(claims: Mapping[str, Any], told: Mapping[str, Any], id_token: str) -> Identity:
    email = told.get("email")
    if not isinstance(email, str) or told.get("email_verified", True) is not True:
        email = None
    names = (told.get("given_name"), told.get("usual_name") or told.get("family_name"))
    shown = " ".join(name for name in names if isinstance(name, str) and name.isprintable())
    siret = str(told.get("siret", ""))
    siret = siret if _SIRET.fullmatch(siret) else ""
    return Identity(str(claims["iss"]), str(claims["sub"]), email, shown[:100], siret, id_token)


def _json(answer: Any) -> dict[str, Any]:
    """Raises ValueError."""
    _require_ok(answer)
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _require_ok(answer: Any) -> None:
    if answer.status_code != 200 or len(answer.content) > LONGEST:
        raise ValueError(f"answered {answer.status_code}, {len(answer.content)} bytes")
