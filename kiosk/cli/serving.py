"""`borne server`: run it, and read what it stored."""

import json
import os
from pathlib import Path

import click
from click.core import ParameterSource

from kiosk.cli.backing import (
    backed_up_command,
    backup_command,
    backups_command,
    restore_command,
)
from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_option,
    json_option,
    load_config,
    say,
)
from kiosk.cli.fleet import FLEET
from kiosk.cli.judging import JUDGING, keep_option
from kiosk.cli.server_database import database_of, db_option, known_database_of
from kiosk.heart import heart_of

DEFAULT_PORT = 8021


@click.group("server", invoke_without_command=True)
@db_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port d’écoute ; 0 : un port libre.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    help="Nom sous lequel le serveur est joint, derrière un relais par exemple (peut se répéter).",
)
@keep_option
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="Pour un essai : accepter aussi les machines qui ne sont pas inscrites.",
)
@json_option
@data_option
@config_option
@click.pass_context
def server_command(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    db: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    comment_days: int,
    data: Path | None,
    config_file: Path | None,
    *,
    is_open: bool,
    as_json: bool,
) -> None:
    """Faire tourner le serveur, ou lire ce qu’il a reçu."""
    if context.invoked_subcommand is not None:
        _require_no_option(context, context.invoked_subcommand)
        return
    from sync.server.retention import Retention
    from sync.server.run import Address, Settings, serve

    config = load_config(config_file)

    def announce(real_port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{real_port}"
        heart = heart_of(os.environ)
        if heart is not None:
            heart.beat()
        say({"url": url}, f"Le serveur écoute : {url} (Ctrl+C pour l’arrêter)", as_json=as_json)

    labels = {motif.id: motif.labels for motif in config.catalogue.motifs()}
    settings = Settings(
        zone=config.site.rules.zone,
        motif_labels=labels,
        names=frozenset(names),
        retention=Retention(comment_days),
        is_open=is_open,
    )
    ended = serve(database_of(db, data), Address(host, port), announce, settings=settings)
    if ended is not None:
        raise CouldNot(ended.advice)


def _require_no_option(context: click.Context, command: str) -> None:
    """Those of the server itself would be ignored by a command that has its own."""
    for option in context.command.params:
        assert option.name is not None
        if context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
            name = option.opts[0]
            raise click.UsageError(
                f"«\u00a0{name}\u00a0» est écrit avant «\u00a0{command}\u00a0»\u00a0: écrire les "
                f"options après la commande (borne server {command} {name} …).",
                context,
            )


@server_command.command()
@db_option
@json_option
@data_option
@config_option
def events(db: str | None, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Dire tous les événements reçus, un par ligne, avec leur contenu."""
    from sync.server.rows import Away
    from sync.server.storage import Unusable, stored_events

    found = stored_events(known_database_of(db, data))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    try:
        for event in found:
            body = json.dumps(event["body"], ensure_ascii=False)
            say(event, f"{event['seq']} {event['kind']} {body}", as_json=as_json)
    except Away as error:
        raise CouldNot(f"La lecture s’est arrêtée en chemin : {error}.") from error


_COPIES = (backup_command, restore_command, backed_up_command, backups_command)
for _command in (*FLEET, *JUDGING, *_COPIES):
    server_command.add_command(_command)
