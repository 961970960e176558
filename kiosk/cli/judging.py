"""`borne server comments|accept|reject|bursts|keep|void`: what a person decides."""

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from kiosk.cli.common import CouldNot, data_option, json_option, say
from kiosk.cli.server_database import db_option, known_database_of

COMMENT_VERDICTS = {None: "à relire", True: "accepté", False: "refusé"}
BURST_VERDICTS = {None: "à vérifier", True: "gardée", False: "annulée"}


@click.command("comments")
@db_option
@click.option("--all", "decided", is_flag=True, help="Aussi ceux qui ont été acceptés ou refusés.")
@json_option
@data_option
def comments_command(db: str | None, data: Path | None, *, decided: bool, as_json: bool) -> None:
    """Dire les commentaires à relire, avec l’identifiant à donner à accept ou reject."""
    from sync.server import moderation
    from sync.server.storage import Unusable

    found = moderation.comments(known_database_of(db, data))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for comment in found:
        if decided or comment.accepted is None:
            row = {"id": str(comment.id), "site": comment.site, "t": comment.t}
            said = {"scale": comment.scale, "value": comment.value, "comment": comment.text}
            words = f"{comment.id} {COMMENT_VERDICTS[comment.accepted]} : {comment.text}"
            say({**row, **said, "accepted": comment.accepted}, words, as_json=as_json)


@click.command("bursts")
@db_option
@click.option("--all", "decided", is_flag=True, help="Aussi celles qui ont été jugées.")
@json_option
@data_option
def bursts_command(db: str | None, data: Path | None, *, decided: bool, as_json: bool) -> None:
    """Dire les rafales de tickets, avec l’identifiant à donner à keep ou void.

    Beaucoup de tickets en peu de temps à une borne : des visiteurs, ou un enfant qui joue.
    """
    from sync.server import moderation
    from sync.server.storage import Unusable

    found = moderation.bursts(known_database_of(db, data))
    if isinstance(found, Unusable):
        raise CouldNot(found.advice)
    for burst in found:
        if decided or burst.accepted is None:
            row = {
                "id": str(burst.id),
                "site": burst.site,
                "device": str(burst.device),
                "motif": burst.motif or None,
                "t": burst.t,
                "numbers": list(burst.numbers),
                "kept": burst.accepted,
            }
            at = datetime.fromtimestamp(burst.t / 1000, UTC).astimezone()
            words = (
                f"{burst.id} {BURST_VERDICTS[burst.accepted]} : {burst.site}, "
                f"{at:%d/%m/%Y %H:%M}, {', '.join(burst.numbers)}"
            )
            say(row, words, as_json=as_json)


keep_option = click.option(
    "--keep-comments",
    "comment_days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="Jours pendant lesquels les mots d’un commentaire sont gardés.",
)


@click.command("purge")
@keep_option
@db_option
@json_option
@data_option
def purge_command(comment_days: int, db: str | None, data: Path | None, *, as_json: bool) -> None:
    """Effacer les mots des commentaires trop anciens ; le reste de l’avis est gardé.

    Un serveur le fait de lui-même à son démarrage, puis chaque jour.
    """
    from sync.server.admin.audit import COMMAND, By, What, record
    from sync.server.beside import beside
    from sync.server.retention import Retention, purge
    from sync.server.rows import Rows
    from sync.server.storage import Unusable

    def purged(rows: Rows) -> int:
        by = By(COMMAND, time.time_ns() // 1_000_000)
        count = purge(rows, Retention(comment_days), by.now)
        record(rows, by, What.COMMENTS_PURGED, detail=str(count))
        return count

    erased = beside(known_database_of(db, data), purged)
    if isinstance(erased, Unusable):
        raise CouldNot(erased.advice)
    say({"erased": erased}, f"Commentaires effacés : {erased}.", as_json=as_json)


def _verdict(name: str, help_: str, *, accepted: bool, subject: str, told_by: str) -> click.Command:
    @click.command(name, help=help_)
    @click.argument("ids", nargs=-1, required=True, type=click.UUID)
    @db_option
    @data_option
    def decide(ids: tuple[UUID, ...], db: str | None, data: Path | None) -> None:
        from sync.server import moderation
        from sync.server.storage import Unusable

        now = time.time_ns() // 1_000_000
        about = moderation.Subject[subject]
        unknown = moderation.decide(known_database_of(db, data), about, ids, now, accepted=accepted)
        if isinstance(unknown, Unusable):
            raise CouldNot(unknown.advice)
        if unknown:
            missing = ", ".join(map(str, unknown))
            raise CouldNot(
                f"Identifiants inconnus : {missing}. Rien n’a été décidé. "
                f"Ce sont ceux de « {told_by} »."
            )

    return decide


JUDGING = (
    comments_command,
    purge_command,
    _verdict(
        "accept",
        "Montrer ces commentaires sur la page du serveur.",
        accepted=True,
        subject="COMMENT",
        told_by="borne server comments",
    ),
    _verdict(
        "reject",
        "Ne jamais montrer ces commentaires.",
        accepted=False,
        subject="COMMENT",
        told_by="borne server comments",
    ),
    bursts_command,
    _verdict(
        "keep",
        "Dire que ces rafales étaient des visiteurs.",
        accepted=True,
        subject="BURST",
        told_by="borne server bursts",
    ),
    _verdict(
        "void",
        "Annuler les tickets de ces rafales : ils ne comptent plus. Rien n’est effacé.",
        accepted=False,
        subject="BURST",
        told_by="borne server bursts",
    ),
)
