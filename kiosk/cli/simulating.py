"""`borne simulate`: kiosks that are not there, against a server that is."""

import sqlite3

import click

from kiosk.cli.common import CouldNot, json_option, say
from kiosk.cli.server_database import known_database_of

RECONNECT_S = 30.0
"""After a cut of a minute the back-off of real kiosks (full jitter) brings them back in this."""
PATIENCE_S = 900.0
MOST_DEVICES = 100_000
MOST_EVENTS = 1_000_000


@click.group("simulate")
def simulate_command() -> None:
    """Jouer un parc de bornes contre un vrai serveur."""


@simulate_command.command()
@click.option("--server", "url", required=True, help="Adresse du serveur, déjà lancé.")
@click.option(
    "--db", required=True, help="Base de ce serveur : les bornes y sont inscrites, puis vérifiées."
)
@click.option(
    "--devices",
    type=click.IntRange(1, MOST_DEVICES),
    default=100,
    show_default=True,
    help="Nombre de bornes.",
)
@click.option(
    "--events",
    type=click.IntRange(1, MOST_EVENTS),
    default=20,
    show_default=True,
    help="Événements de chaque borne.",
)
@click.option(
    "--batch",
    type=click.IntRange(1, 500),
    default=500,
    show_default=True,
    help="Événements d’un envoi, au plus.",
)
@click.option(
    "--storm",
    is_flag=True,
    help=f"Toutes reviennent après une coupure, en {RECONNECT_S:.0f} secondes.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 24 * 3600),
    default=0.0,
    help="Étaler les événements de chaque borne sur cette durée ; 0 : tout attend déjà.",
)
@click.option("--site", default="charge", show_default=True, help="Début du nom des sites simulés.")
@click.option(
    "--remote",
    is_flag=True,
    help="Accepter un serveur sur une autre machine : sa base gardera ces événements.",
)
@json_option
def fleet(  # noqa: PLR0913 - one parameter per option
    url: str,
    db: str,
    devices: int,
    events: int,
    batch: int,
    seconds: float,
    site: str,
    *,
    storm: bool,
    remote: bool,
    as_json: bool,
) -> None:
    """Mesurer ce qu’un serveur supporte, et vérifier qu’il n’a rien perdu.

    Les bornes simulées s’inscrivent, signent et envoient comme de vraies bornes. Leurs événements
    restent dans la base : en donner une d’essai.
    """
    from kiosk.simulation.enrolment import NotEnrolled
    from kiosk.simulation.fleet import Plan
    from kiosk.simulation.run import LOOPBACK, Target, simulate
    from kiosk.simulation.web import place_of
    from sync.server.rows import Away

    server = place_of(url)
    if server is None:
        raise click.BadParameter(f"« {url} » n’est pas l’adresse d’un serveur.")
    if server.host not in LOOPBACK and not remote:
        raise click.UsageError(
            f"« {server.host} » est une autre machine. Ajouter --remote si sa base est une base "
            "d’essai."
        )
    if storm and seconds:
        raise click.UsageError("--storm et --seconds ne vont pas ensemble.")
    plan = Plan(devices, events, batch, seconds, RECONNECT_S if storm else 0.0)
    try:
        place = known_database_of(db, None)
        found = simulate(plan, Target(server, place, site, seconds + PATIENCE_S))
    except (sqlite3.Error, Away) as error:
        raise CouldNot(f"La base ne peut pas être relue : {error}") from error
    if isinstance(found, NotEnrolled):
        raise CouldNot(found.advice)
    row = {"devices": devices, "events": devices * events, **found.fields()}
    say(row, "\n".join(f"{name} : {value}" for name, value in row.items()), as_json=as_json)
    if not found.is_whole:
        raise CouldNot("Le serveur n’a pas tout ce qui a été envoyé, ou l’a en double.")
