"""`borne config`: check a file, show what holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from kiosk.cli.common import (
    NamedPath,
    config_of,
    config_option,
    data_folder,
    data_option,
    json_option,
    load_config,
    say,
)
from kiosk.cli.sources import Sources
from kiosk.config import Config, ScreenSettings
from kiosk.config.layers import joined, owner_of, places_of
from kiosk.config.toml_file import TomlFile, load_toml


@click.group("config")
def config_command() -> None:
    """Vérifier ou montrer la configuration."""


@config_command.command()
@click.argument("file", metavar="FICHIER", type=NamedPath(path_type=Path))
@json_option
@data_option
@config_option
def check(file: Path, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Vérifier FICHIER, une configuration ou un catalogue seul."""
    config = load_config(file)
    count = sum(1 for _ in config.catalogue.motifs())
    words = (
        f"{file} : bon. {count} motif{'s' if count > 1 else ''} en {', '.join(config.languages)}."
    )
    say({"file": str(file), "ok": True, "motifs": count}, words, as_json=as_json)


@config_command.command()
@json_option
@data_option
@config_option
def show(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Montrer la configuration qui s’applique."""
    folder = data_folder(data)
    sources = Sources(config_file, folder)
    config = config_of(sources)
    said = _said_by(sources)
    row = _as_row(config, folder) | {
        "files": {str(path): keys for path, keys in said.items()},
        "revision": None if config.publication is None else config.publication.rev,
    }
    words = [*_as_words(config, folder), *_files_as_words(config, said)]
    say(row, "\n".join(words), as_json=as_json)


def _said_by(sources: Sources) -> dict[Path, list[str]]:
    """Which file gives which value, the first of them over the others."""
    paths = sources.paths(sources.publication())
    files = tuple(file for path in paths if isinstance(file := load_toml(path), TomlFile))
    said: dict[Path, list[str]] = {file.path: [] for file in files}
    for place in places_of(joined(files)):
        said[owner_of(files, place).path].append(".".join(map(str, place)))
    return said


def _files_as_words(config: Config, said: Mapping[Path, Sequence[str]]) -> Iterator[str]:
    publication = config.publication
    if publication is None:
        return
    yield f"Publié par le serveur : révision {publication.rev}" + (
        "" if publication.file else ", tout est retiré"
    )
    for path, keys in said.items():
        origin = "Publié" if path == publication.file else str(path)
        yield f"{origin} : {', '.join(keys) or 'rien'}"


def _as_row(config: Config, folder: Path) -> dict[str, object]:
    site = config.site
    return {
        "config": str(config.source),
        "data": str(folder),
        "site": {
            "id": site.id,
            "name": site.name,
            "timezone": str(site.rules.zone),
            "day_starts": site.day_starts.strftime("%H:%M"),
            "always_open": site.rules.week is None,
        },
        "languages": list(config.languages),
        "lane": config.lane,
        "printer": {"url": config.printer.url, "profile": config.printer.profile},
        "sync": {"url": config.sync.url, "every_s": config.sync.every_s},
        "screen": _screen_row(config.screen),
        "motifs": [
            {"id": motif.id, "letter": motif.letter, "label": motif.label("fr")}
            for motif in config.catalogue.motifs()
        ],
    }


def _screen_row(screen: ScreenSettings) -> dict[str, object]:
    cleaning_at = screen.cleaning_at and screen.cleaning_at.strftime("%H:%M")
    return asdict(screen) | {"cleaning_at": cleaning_at}


def _as_words(config: Config, folder: Path) -> Iterator[str]:
    site = config.site
    yield f"Configuration : {config.source}"
    yield f"Données : {folder}"
    yield f"Site : {site.name} ({site.id}), {site.rules.zone}"
    yield f"Langues : {', '.join(config.languages)}"
    yield f"Couloir de numéros : {config.lane or 'aucun, seule borne du site'}"
    yield f"Imprimante : {config.printer.url} ({config.printer.profile})"
    yield f"Serveur : {config.sync.url or 'aucun'}"
    for category in config.catalogue.categories:
        yield f"{category.letter}  {category.id} : {category.label('fr')}"
        yield from (f"     {motif.id} : {motif.label('fr')}" for motif in category.motifs)
