"""`borne server publish|published|withdraw`: configurations for the machines of a site."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kiosk.cli.checks import checks_of
from kiosk.cli.common import CouldNot, NamedPath, data_option, json_option, say
from kiosk.cli.fleet import require_site
from kiosk.cli.server_database import database_of, db_option, known_database_of
from kiosk.config import Config
from kiosk.config.published import taken_along, unfit_for
from kiosk.config.reader import Problems, read_config
from kiosk.config.toml_file import Problem
from kiosk.domain.system_errors import trouble
from sync.manifest import CONFIG_FILE, MOST_BYTES, Manifest

if TYPE_CHECKING:
    from sync.server.admin.audit import By, What
    from sync.server.published_rows import Target
    from sync.server.publishing import Problem as Fault
    from sync.server.publishing import Published, Standing
    from sync.server.rows import Rows

site_option = click.option(
    "--site", required=True, callback=require_site, help="Site des machines, comme à leur code."
)
device_option = click.option(
    "--device",
    type=click.UUID,
    metavar="MACHINE",
    help="Pour cette seule machine : sa configuration passe alors avant celle du site.",
)


def problems_of(config: Path, site: str, *, whole_site: bool) -> Problems:
    """The rules of `borne config check`, and what may be published to that site."""
    found = read_config(config, checks_of(config))
    unfit = unfit_for(config, site, whole_site=whole_site)
    # A file that cannot be read at all is told by both, in the same words.
    return unfit if isinstance(found, Config) else tuple(dict.fromkeys((*found, *unfit)))


def check_published(folder: Path, target: "Target") -> "Sequence[Fault]":
    """For the server, which knows no configuration."""
    from sync.server.publishing import Problem as Fault

    def shown(text: object) -> str:
        return str(text).replace(f"{folder}/", "")

    problems = problems_of(folder / CONFIG_FILE, target.site, whole_site=target.device is None)
    return [Fault(shown(each.file), each.line, shown(each.message)) for each in problems]


@click.command("publish")
@click.argument("source", metavar="FICHIER_OU_DOSSIER", type=NamedPath(path_type=Path))
@site_option
@device_option
@db_option
@json_option
@data_option
def publish_command(
    source: Path,
    site: str,
    device: UUID | None,
    db: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Publier une configuration aux machines d’un site, avec les fichiers qu’elle nomme.

    D’un DOSSIER : son borne.toml. Elle est vérifiée comme par « borne config check ». Les
    écrans d’une machine la prennent à leur prochain échange, et l’appliquent entre deux visiteurs
    (« borne sync push » ne la prend pas).
    """
    from sync.server.admin.audit import COMMAND, By, What, begin
    from sync.server.beside import beside
    from sync.server.published_rows import Target
    from sync.server.publishing import Published, publish
    from sync.server.storage import Unusable

    config = source / CONFIG_FILE if source.is_dir() else source
    files, target = _read(config), Target(site, device)
    by = By(COMMAND, _now())

    def work(rows: "Rows") -> "Published | Sequence[Fault]":
        begin(rows)
        done = publish(rows, target, files, check_published, by.now)
        if isinstance(done, Published):
            _note(rows, by, What.CONFIG_PUBLISHED, target, done)
        return done

    done = beside(database_of(db, data), work)
    if isinstance(done, Unusable):
        raise CouldNot(done.advice)
    if not isinstance(done, Published):
        raise CouldNot("\n".join(_shown(each, config) for each in done))
    taken = ", ".join(done.files)
    words = f"Révision {done.rev} publiée pour {_whom(site, device)} : {taken}."
    say(_row(done), words, as_json=as_json)


@click.command("withdraw")
@site_option
@click.option(
    "--device",
    type=click.UUID,
    metavar="MACHINE",
    help="Pour cette seule machine : elle revient à ce qui est publié pour son site.",
)
@db_option
@json_option
@data_option
def withdraw_command(
    site: str, device: UUID | None, db: str | None, data: Path | None, *, as_json: bool
) -> None:
    """Retirer ce qui est publié : les machines reviennent à leur propre fichier."""
    from sync.server.admin.audit import COMMAND, By, What, begin
    from sync.server.beside import beside
    from sync.server.published_rows import Target
    from sync.server.publishing import withdraw
    from sync.server.storage import Unusable

    target, by = Target(site, device), By(COMMAND, _now())

    def work(rows: "Rows") -> "Published | None":
        begin(rows)
        done = withdraw(rows, target, by.now)
        if done is not None:
            _note(rows, by, What.CONFIG_WITHDRAWN, target, done)
        return done

    done = beside(known_database_of(db, data), work)
    if isinstance(done, Unusable):
        raise CouldNot(done.advice)
    if done is None:
        raise CouldNot(f"Rien n’est publié pour {_whom(site, device)}.")
    say(_row(done), f"Retiré pour {_whom(site, device)} (révision {done.rev}).", as_json=as_json)


@click.command("published")
@db_option
@json_option
@data_option
def published_command(db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Dire ce qui est publié, et ce que chaque machine dit en avoir fait."""
    from sync.server.beside import beside
    from sync.server.publishing import publications, standings
    from sync.server.storage import Unusable

    found = beside(known_database_of(db, data), lambda rows: (publications(rows), standings(rows)))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for manifest in found[0]:
        say(_manifest_row(manifest), _manifest_words(manifest), as_json=as_json)
    for standing in found[1]:
        say(_standing_row(standing), _standing_words(standing), as_json=as_json)


def _note(rows: "Rows", by: "By", what: "What", target: "Target", done: "Published") -> None:
    from sync.server.admin.audit import record

    about = "" if target.device is None else str(target.device)
    record(rows, by, what, about=about, site=target.site, detail=str(done.rev))


def _read(config: Path) -> Mapping[str, bytes]:
    named = taken_along(config)
    if isinstance(named, Problem):
        raise CouldNot(str(named))
    return {name: _content(file) for name, file in {**named, CONFIG_FILE: config}.items()}


def _content(file: Path) -> bytes:
    """One byte more than what may be published says enough."""
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CouldNot(f"{file} ne peut pas être lu : {trouble(error)}") from error


def _shown(fault: "Fault", config: Path) -> str:
    """With the names that whoever publishes gave."""
    file = config if fault.file == CONFIG_FILE else config.parent / fault.file
    return str(Problem(file, fault.line, fault.message))


def _whom(site: str, device: UUID | None) -> str:
    return f"le site {site}" if device is None else f"la machine {device} du site {site}"


def _row(done: "Published") -> dict[str, object]:
    device = done.target.device
    return {
        "site": done.target.site,
        "device": None if device is None else str(device),
        "rev": done.rev,
        "hash": done.hash,
        "files": list(done.files),
    }


def _manifest_row(manifest: Manifest) -> dict[str, object]:
    return {
        "published": True,
        "site": manifest.site,
        "device": None if manifest.device is None else str(manifest.device),
        "rev": manifest.rev,
        "made": _moment(manifest.made),
        "files": sorted(manifest.files),
    }


def _manifest_words(manifest: Manifest) -> str:
    files = ", ".join(sorted(manifest.files)) or "plus rien"
    whom = _whom(manifest.site, manifest.device)
    return f"Révision {manifest.rev} pour {whom} : {files}"


def _standing_row(standing: "Standing") -> dict[str, object]:
    return {
        "published": False,
        "site": standing.site,
        "device": str(standing.device),
        "name": standing.name,
        "wanted": standing.published,
        "applied": standing.applied or None,
        "hash": standing.hash or None,
        "since": None if standing.at is None else _moment(standing.at),
        "refused": standing.refused or None,
        "reason": standing.reason or None,
    }


def _standing_words(standing: "Standing") -> str:
    whom = " ".join(filter(None, (str(standing.device), standing.site, standing.name)))
    if standing.refused:
        return f"{whom} : refuse la révision {standing.refused}. {standing.reason}"
    if standing.applied != standing.published:
        held = f"la {standing.applied}" if standing.applied else "aucune"
        return f"{whom} : attend la révision {standing.published}, a {held}"
    return f"{whom} : " + (f"révision {standing.applied} appliquée" if standing.applied else "rien")


def _now() -> int:
    return time.time_ns() // 1_000_000


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


PUBLISHING = (publish_command, published_command, withdraw_command)
