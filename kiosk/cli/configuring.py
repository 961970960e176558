"""`borne config`: check a file, show what holds."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from kiosk.cli.common import config_option, data_folder, data_option, json_option, load_config, say
from kiosk.config import Config, ScreenSettings


@click.group("config")
def config_command() -> None:
    """Vérifier ou montrer la configuration."""


@config_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@data_option
@config_option
def check(file: Path, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Vérifier FILE, une configuration ou un catalogue seul."""
    config = load_config(file)
    count = sum(1 for _ in config.catalogue.motifs())
    words = f"{file} : bon. {count} motifs en {', '.join(config.languages)}."
    say({"file": str(file), "ok": True, "motifs": count}, words, as_json=as_json)


@config_command.command()
@json_option
@data_option
@config_option
def show(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Montrer la configuration qui s’applique."""
    config = load_config(config_file)
    folder = data_folder(data)
    say(_as_row(config, folder), "\n".join(_as_words(config, folder)), as_json=as_json)


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
