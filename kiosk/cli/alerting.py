"""`borne server fleet|alerts|alert-test`: how the machines are, and who hears of it."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_option,
    data_option,
    json_option,
    load_config,
    say,
    told,
)
from kiosk.cli.server_database import db_option, known_database_of

if TYPE_CHECKING:
    from sync.server.alerting.journal import Kept
    from sync.server.alerting.settings import AlertSettings
    from sync.server.alerting.words import Names
    from sync.server.fleet import DeviceFacts

MOST_SHOWN = 200

_file_type = NamedPath(path_type=Path)
alerts_option = click.option(
    "--alerts",
    "alerts_file",
    type=_file_type,
    help="Fichier des alertes : qui est prévenu, et de quoi (exemple : assets/alerts/alerts.toml).",
)


def load_alerts(file: Path) -> "AlertSettings":
    """Raises CouldNot with one line per problem."""
    from kiosk.cli.alert_file import read_alerts

    found = read_alerts(file)
    if isinstance(found, tuple):
        raise CouldNot("\n".join(told(found)))
    return found


@click.command("fleet")
@db_option
@json_option
@data_option
@config_option
def fleet_command(
    db: str | None, data: Path | None, config_file: Path | None, *, as_json: bool
) -> None:
    """Dire comment va chaque machine : vue quand, papier, horloge, événements en attente."""
    from sync.server.beside import beside
    from sync.server.fleet import facts
    from sync.server.storage import Unusable

    zone = load_config(config_file).site.rules.zone
    found = beside(known_database_of(db, data), facts)
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for device in found:
        say(_row(device), _words(device, zone), as_json=as_json)


@click.command("alerts")
@db_option
@click.option("--all", "over", is_flag=True, help="Aussi celles qui sont finies.")
@json_option
@data_option
@config_option
def alerts_command(
    db: str | None, data: Path | None, config_file: Path | None, *, over: bool, as_json: bool
) -> None:
    """Dire les alertes en cours, une par ligne, et à qui elles n’ont pas pu être dites."""
    from sync.server.alerting import journal, post
    from sync.server.alerting.watch import device_names
    from sync.server.beside import beside
    from sync.server.rows import Rows
    from sync.server.storage import Unusable

    def read(rows: Rows) -> "tuple[list[Kept], Names, Sequence[tuple[str, str]]]":
        kept = journal.standing(rows) + (journal.ended(rows, MOST_SHOWN) if over else [])
        devices = {each.key.device for each in kept if each.key.device is not None}
        return kept, device_names(rows, list(devices)), post.failing(rows)

    zone = load_config(config_file).site.rules.zone
    found = beside(known_database_of(db, data), read)
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    kept, names, failing = found
    for alert in kept:
        name = names.get(alert.key.device, "") if alert.key.device else ""
        say(_alert_row(alert, name), _alert_words(alert, name, zone), as_json=as_json)
    if not kept and not as_json:
        click.echo("Aucune alerte." if over else "Aucune alerte en cours.")
    for target, why in failing:
        click.echo(f"Non prévenu, {target} : {why}", err=True)


@click.command("alert-test")
@click.option(
    "--alerts",
    "alerts_file",
    type=_file_type,
    required=True,
    help="Fichier des alertes, celui de « borne server ».",
)
@json_option
def alert_test_command(alerts_file: Path, *, as_json: bool) -> None:
    """Envoyer un message d’essai à chaque destinataire, et dire ce qui s’est passé."""
    from sync.server.alerting.mail import NotSent
    from sync.server.alerting.watch import try_out

    settings = load_alerts(alerts_file)
    if not settings.targets():
        raise CouldNot(
            f"Le fichier {alerts_file} ne nomme personne : [[recipients]], [[webhooks]]."
        )
    failed = False
    for target, result in try_out(settings, time.time_ns() // 1_000_000):
        why = result.why if isinstance(result, NotSent) else None
        failed = failed or why is not None
        words = f"{target} : {'envoyé' if why is None else f'non envoyé, {why}'}"
        say({"target": target, "sent": why is None, "why": why}, words, as_json=as_json)
    if failed:
        raise CouldNot("Tout n’est pas parti. Corriger le fichier des alertes, et recommencer.")


def _row(device: "DeviceFacts") -> dict[str, object]:
    fields = asdict(device) | {"device": str(device.device), "free_mb": device.free_mb}
    fields["printer"], fields["paper"] = device.printer_trouble, _what(fields["paper"])
    fields["version"], fields["disk"] = _what(fields["version"]), _what(fields["disk"])
    for name in ("quarantined", "forks", "gaps"):
        fields[name] = getattr(device, name).n
    for name in ("enrolled", "last_seen"):
        fields[name] = None if fields[name] is None else _moment(fields[name])
    return fields


def _what(said: object) -> object:
    return said["what"] if isinstance(said, dict) else None


def _words(device: "DeviceFacts", zone: ZoneInfo) -> str:
    seen = "jamais vue"
    if device.last_seen is not None:
        local = datetime.fromtimestamp(device.last_seen / 1000, UTC).astimezone(zone)
        seen = f"vue le {local:%d/%m/%Y à %H:%M}"
    parts = [device.site, device.name or str(device.device), seen]
    if device.is_revoked:
        parts.append("accès retiré")
    if device.version is not None:
        parts.append(f"version {device.version.what}")
    if device.pending:
        parts.append(f"{device.pending} en attente")
    if device.printer_trouble:
        parts.append(f"imprimante {device.printer_trouble}")
    if device.paper is not None and device.paper.what != "paper_changed":
        parts.append(
            "plus de papier" if device.paper.what == "paper_out" else "papier bientôt fini"
        )
    for count, one, several in (
        (device.quarantined, "mis de côté", "mis de côté"),
        (device.forks, "dédoublement", "dédoublements"),
        (device.gaps, "perte", "pertes"),
    ):
        if count.n:
            parts.append(f"{count.n} {one if count.n == 1 else several}")
    return ", ".join(parts)


def _alert_row(alert: "Kept", name: str) -> dict[str, object]:
    device = alert.key.device
    return {
        "site": alert.key.site,
        "device": None if device is None else str(device),
        "name": name,
        "kind": alert.key.kind.value,
        "detail": alert.detail,
        "began": _moment(alert.began),
        "ended": None if alert.ended is None else _moment(alert.ended),
        "acknowledged_by": alert.acknowledged_by,
        "comment": alert.comment,
    }


def _alert_words(alert: "Kept", name: str, zone: ZoneInfo) -> str:
    from sync.server.alerting.words import moment, sentence

    device = alert.key.device
    where = ", ".join(filter(None, (alert.key.site, name or (str(device) if device else ""))))
    when = f"depuis le {moment(alert.began, zone, 'fr')}"
    if alert.ended is not None:
        when += f", finie le {moment(alert.ended, zone, 'fr')}"
    return f"{where} : {sentence(alert, zone, 'fr')} ({when})"


def _moment(ms: object) -> str:
    assert isinstance(ms, int)
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


ALERTING = (fleet_command, alerts_command, alert_test_command)
