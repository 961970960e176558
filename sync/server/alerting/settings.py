"""Whom alerts are told to, and what makes one. Read from a file by `kiosk.cli`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sync.server.alerting.rules import Key, Kind, Rules

PORT, TLS_PORT = 587, 465
GATHER_S = 60


class Security(StrEnum):
    """Of the way to the mail server."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody wants to hear of; empty: all."""

    sites: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()

    def covers(self, key: Key) -> bool:
        return (not self.sites or key.site in self.sites) and (
            not self.kinds or key.kind in self.kinds
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str
    lang: str = "fr"
    scope: Scope = Scope()

    @property
    def name(self) -> str:
        return f"mail:{self.address}"


@dataclass(frozen=True, slots=True)
class MailServer:
    """`ca`: a file of certificates, instead of those that the system trusts."""

    host: str
    sender: str
    port: int = PORT
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: bytes = field(repr=False)
    scope: Scope = Scope()
    ca: Path | None = None

    @property
    def name(self) -> str:
        return f"hook:{self.url}"


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """`gather_s`: one mail tells what began within so long. `pages`: where people look it up."""

    rules: Rules = field(default_factory=Rules)
    mail: MailServer | None = None
    recipients: tuple[Recipient, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    gather_s: int = GATHER_S
    pages: str = ""

    def told(self, key: Key) -> Iterator[tuple[str, int]]:
        """The names of those who want to hear of it, and how long they may wait (ms)."""
        for recipient in self.recipients:
            if recipient.scope.covers(key):
                yield recipient.name, self.gather_s * 1000
        for webhook in self.webhooks:
            if webhook.scope.covers(key):
                yield webhook.name, 0

    def targets(self) -> Mapping[str, "Recipient | Webhook"]:
        both: tuple[Recipient | Webhook, ...] = (*self.recipients, *self.webhooks)
        return {each.name: each for each in both}
