"""`borne server`: run it, and read what it stored."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from kiosk.cli.accounts import user_command
from kiosk.cli.alerting import ALERTING, alerts_option, load_alerts
from kiosk.cli.auditing import AUDITING
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
from kiosk.cli.hubs import HUB, forwarder_of
from kiosk.cli.judging import JUDGING, keep_option
from kiosk.cli.publishing import PUBLISHING, check_published
from kiosk.cli.server_database import database_of, db_option, known_database_of
from kiosk.cli.signing_in import (
    Signing,
    metrics_token_of,
    names_of,
    provider_of,
    public_url_of,
    signing_options,
)
from kiosk.heart import heart_of

DEFAULT_PORT = 8021
SWITCH_S = 0.0005
"""The thread that listens gives up its turn at each word to the network: with Python's own 5 ms it
would wait for the database's thread as often, and a full server spends a sixth more work."""
SPREAD = 5
"""A fleet comes within that share of the time more, and not at once."""


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
@click.option(
    "--every",
    "every_s",
    type=click.FloatRange(1, 3600),
    default=15.0,
    show_default=True,
    help="Secondes entre deux signes d’une borne qui n’a rien à envoyer ; 300 pour un grand parc.",
)
@keep_option
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="Pour un essai : accepter aussi les machines qui ne sont pas inscrites.",
)
@click.option(
    "--upstream",
    "forwards",
    is_flag=True,
    help="Transmettre aussi au serveur central ce que les bornes envoient (après « join »).",
)
@alerts_option
@signing_options
@json_option
@data_option
@config_option
@click.pass_context
def server_command(  # noqa: PLR0913 - one parameter per option
    context: click.Context,
    /,
    db: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    every_s: float,
    comment_days: int,
    alerts_file: Path | None,
    data: Path | None,
    config_file: Path | None,
    *,
    is_open: bool,
    forwards: bool,
    as_json: bool,
    **signing: Any,
) -> None:
    """Faire tourner le serveur, ou lire ce qu’il a reçu."""
    if context.invoked_subcommand is not None:
        _require_no_option(context, context.invoked_subcommand)
        return
    from kiosk.cli.published_sites import read_site
    from sync.server.alerting.settings import AlertSettings
    from sync.server.apply import Pace
    from sync.server.retention import Retention
    from sync.server.run import Address, Settings, serve

    config, typed = load_config(config_file), Signing(**signing)
    public_url = public_url_of(typed)
    alerts = AlertSettings() if alerts_file is None else load_alerts(alerts_file)
    sys.setswitchinterval(SWITCH_S)

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
        names=frozenset(names) | names_of(public_url),
        pace=Pace(every_s, every_s / SPREAD),
        retention=Retention(comment_days),
        is_open=is_open,
        alerts=replace(alerts, pages=alerts.pages or public_url or ""),
        hours={config.site.id: config.site.rules},
        check=check_published,
        read_site=read_site,
        public_url=public_url,
        metrics_token=metrics_token_of(typed),
        oidc=provider_of(typed),
    )
    place = database_of(db, data)
    companion = forwarder_of(place) if forwards else None
    ended = serve(place, Address(host, port), announce, settings=settings, companion=companion)
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
_COMMANDS = (*FLEET, *HUB, *ALERTING, *JUDGING, *PUBLISHING, *AUDITING, *_COPIES)
for _command in (*_COMMANDS, user_command):
    server_command.add_command(_command)
