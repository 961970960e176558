"""Takes out of a text what support must not see: secrets, people, tickets. Pure."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from kiosk.domain.identifiers import CODE_LENGTH, CODE_LETTERS, INVITATION_LETTERS

OUT = "[retiré]"
_SECRET_KEY = re.compile(
    r"pass|mot_de_passe|mdp|secret|token|jeton|private|credential|api_?key|\bkey\b|\bpin\b|\bcode\b",
    re.IGNORECASE,
)
_PATTERNS = (
    # Names and passwords, and what comes after the question mark, in an address.
    re.compile(r"(?<=://)[^/@\s\"'«»]+@"),
    re.compile(r"(?<=\w)\?[^\s\"'«»]+"),
    re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE),
    re.compile(r"\b[0-9a-f]{24,}\b", re.IGNORECASE),
    # Keys in base64, whole or not.
    re.compile(r"\b[A-Za-z0-9+/_-]{40,}={0,2}"),
    # Codes that let a machine in, or join an opinion to a visit.
    re.compile(rf"\b[{INVITATION_LETTERS}]{{5}}[ -]?[{INVITATION_LETTERS}]{{5}}\b"),
    re.compile(rf"\b[{CODE_LETTERS}]{{{CODE_LENGTH}}}\b", re.IGNORECASE),
    # Numbers of tickets, and of what was sent to the printer for them.
    re.compile(r"(?<=\bjob )\d+"),
    re.compile(r"\b[A-Z](?:\d-)?\d{2,4}\b"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
)


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """`secrets`: known ones, whatever they look like."""
    for secret in secrets:
        text = text.replace(secret, OUT)
    for pattern in _PATTERNS:
        text = pattern.sub(OUT, text)
    return text


def without_secrets(value: object, key: str = "") -> object:
    """A configuration: keys that name a secret, and what is hidden in addresses, are taken out."""
    match value:
        case Mapping():
            return {name: without_secrets(each, str(name)) for name, each in value.items()}
        case list() | tuple():
            return [without_secrets(each, key) for each in value]
        case str() if _SECRET_KEY.search(key):
            return OUT
        case str() if "://" in value:
            return _bare_address(value)
        case bool() | int() | float() | None:
            return value
        case _:
            return str(value)


def _bare_address(url: str) -> str:
    """Without the name, the password and the question that an address can hold."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return OUT
    host = parts.netloc.rpartition("@")[2]
    query = parts.query if parts.scheme == "serial" else ""
    return urlunsplit((parts.scheme, host, parts.path, query, ""))
