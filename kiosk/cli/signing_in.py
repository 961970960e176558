"""Options of `borne server` on who reads its pages, and how they sign in."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from kiosk.cli.common import Command, CouldNot, NamedPath
from kiosk.domain.system_errors import trouble

if TYPE_CHECKING:
    from sync.server.admin.provider import ProviderSettings

_FILE = NamedPath(path_type=Path, dir_okay=False)
_OPTIONS = (
    click.option(
        "--public-url",
        metavar="ADRESSE",
        help="Adresse des pages pour un navigateur, derrière un relais : https://borne.ville.fr.",
    ),
    click.option(
        "--metrics-token-file",
        type=_FILE,
        metavar="FICHIER",
        help="Jeton (une ligne) de qui lit /metrics d’une autre machine.",
    ),
    click.option(
        "--oidc-issuer",
        metavar="ADRESSE",
        help="Fournisseur d’identité (OpenID Connect), ProConnect par exemple.",
    ),
    click.option("--oidc-client-id", metavar="ID", help="Nom de ce serveur chez ce fournisseur."),
    click.option(
        "--oidc-client-secret-file",
        type=_FILE,
        metavar="FICHIER",
        help="Secret de ce serveur chez ce fournisseur (une ligne).",
    ),
)


@dataclass(frozen=True, slots=True)
class Signing:
    """As they were typed."""

    public_url: str | None
    metrics_token_file: Path | None
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret_file: Path | None


def signing_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def public_url_of(typed: Signing) -> str | None:
    """Raises BadParameter."""
    if typed.public_url is None:
        return None
    parts = urlsplit(typed.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise click.BadParameter(
            f"« {typed.public_url} » n’est pas comprise : https://borne.ville.fr, sans chemin.",
            param_hint="--public-url",
        )
    return typed.public_url.rstrip("/")


def names_of(public_url: str | None) -> frozenset[str]:
    host = None if public_url is None else urlsplit(public_url).hostname
    return frozenset() if host is None else frozenset({host})


def metrics_token_of(typed: Signing) -> str | None:
    """Raises CouldNot."""
    return None if typed.metrics_token_file is None else _line_of(typed.metrics_token_file)


def provider_of(typed: Signing) -> "ProviderSettings | None":
    """Raises UsageError, BadParameter and CouldNot."""
    from sync.server.admin.provider import ProviderSettings, is_safe

    issuer, id_, file = typed.oidc_issuer, typed.oidc_client_id, typed.oidc_client_secret_file
    if issuer is None and id_ is None and file is None:
        return None
    if issuer is None or id_ is None or file is None:
        raise click.UsageError(
            "Donner les trois ensemble : --oidc-issuer, --oidc-client-id et "
            "--oidc-client-secret-file."
        )
    if not is_safe(issuer):
        raise click.BadParameter(f"« {issuer} » : il faut https.", param_hint="--oidc-issuer")
    return ProviderSettings(issuer, id_, _line_of(file))


def _line_of(file: Path) -> str:
    """A secret, out of sight of those who list the processes. Raises CouldNot."""
    try:
        line = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CouldNot(f"Le fichier {file} ne peut pas être lu : {trouble(error)}") from error
    except UnicodeDecodeError as error:
        raise CouldNot(f"Le fichier {file} n’est pas du texte.") from error
    if not line or "\n" in line:
        raise CouldNot(f"Le fichier {file} doit avoir une seule ligne, le secret.")
    return line
