"""Where a server's database is."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_EXAMPLE = (
    "Écrire par exemple sqlite:///borne-serveur.db, sqlite:////srv/borne/serveur.db "
    "(quatre barres) pour un chemin absolu, ou postgresql://borne@hote/borne."
)


@dataclass(frozen=True, slots=True)
class Unusable:
    """The database cannot be used. `advice` is a French sentence for the technician."""

    advice: str


@dataclass(frozen=True, slots=True)
class Postgres:
    """A database of PostgreSQL. As a text it has no password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        # The query may hold a password too.
        parts = urlsplit(self.url)
        account, at, hosts = parts.netloc.rpartition("@")
        return f"postgresql://{account.partition(':')[0]}{at}{hosts}{parts.path}"


Place = Path | Postgres


def place_of(url: str) -> Place | Unusable:
    """`sqlite:///file.db` is relative, `sqlite:////folder/file.db` absolute."""
    if url.startswith(("postgresql://", "postgres://")):
        return Postgres(url)
    prefix = "sqlite:///"
    name = url.removeprefix(prefix)
    if not url.startswith(prefix) or not name or name == ":memory:" or set(name) & {"?", "#", "\0"}:
        return Unusable(
            f"L’adresse de base « {_without_password(url)} » n’est pas comprise. {_EXAMPLE}"
        )
    return Path(name)


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    scheme = before.partition("://")[0]
    return f"{scheme}://…@{after}" if at else url
