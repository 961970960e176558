"""`borne db`: check, copy, put back, rebuild and mend the database of this machine."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    NamedPath,
    config_option,
    data_folder,
    data_option,
    json_option,
    load_config,
    say,
)
from kiosk.data_folder import DataFolder
from kiosk.domain.system_errors import trouble

if TYPE_CHECKING:
    from kiosk.storage.check import Checked
    from kiosk.storage.copies import Restored
    from kiosk.storage.numbers import Reached

_FILE = NamedPath(path_type=Path, dir_okay=False)


@click.group("db")
def db_command() -> None:
    """Vérifier, copier, remettre, refaire ou réparer la base de cette machine."""


@db_command.command()
@click.option("--deep", is_flag=True, help="Vérifier aussi les index\u00a0: plus long.")
@json_option
@data_option
@config_option
def check(data: Path | None, config_file: Path | None, *, deep: bool, as_json: bool) -> None:  # noqa: ARG001
    """Vérifier la base.

    Les pages du fichier, la chaîne des événements et les tables qui en sont faites. Rien n’est
    changé, et les écrans peuvent rester ouverts.
    """
    from kiosk.storage.check import check_file

    file = _existing(data_folder(data))
    checked = check_file(file, deep=deep)
    _say_checked(file, checked, as_json=as_json)


@db_command.command()
@click.argument("file", metavar="FICHIER", type=_FILE)
@json_option
@data_option
@config_option
def backup(file: Path, data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Copier la base dans FICHIER.

    FICHIER ne doit pas exister. La copie est vérifiée. Les écrans peuvent rester ouverts.
    """
    from kiosk.storage.copies import Refused, back_up

    source = _existing(data_folder(data))
    try:
        done = back_up(source, file)
    except OSError as error:
        raise CouldNot(f"{file} ne peut pas être écrit\u00a0: {trouble(error)}") from error
    if isinstance(done, Refused):
        raise CouldNot(done.advice)
    row = {"file": str(file), "events": done.events, "bytes": done.size}
    words = f"La base est copiée dans {file}\u00a0: {done.events} événements, copie vérifiée."
    say(row, words, as_json=as_json)


@db_command.command()
@click.argument("file", metavar="FICHIER", type=_FILE)
@click.option(
    "--last-number",
    "last_numbers",
    metavar="NUMÉRO",
    multiple=True,
    help="Dernier numéro donné, lu sur un ticket (A042)\u00a0; une fois par lettre.",
)
@click.option(
    "--skip",
    type=click.IntRange(0, 5000),
    help="Numéros à sauter (par défaut\u00a0: 500 quand l’ancienne base ne se lit plus, sinon 0).",
)
@json_option
@data_option
@config_option
def restore(
    file: Path,
    last_numbers: tuple[str, ...],
    skip: int | None,
    data: Path | None,
    config_file: Path | None,  # noqa: ARG001
    *,
    as_json: bool,
) -> None:
    """Remettre la copie FICHIER en place.

    Elle est d’abord vérifiée. Les écrans doivent être fermés. La base remplacée est gardée à
    côté, sous un nom daté.
    """
    from kiosk.clock import SystemClock
    from kiosk.storage.care import put_back
    from kiosk.storage.copies import Refused, Wanted

    if not file.exists():
        raise CouldNot(f"{file} n’existe pas. Vérifier le chemin.")
    wanted = Wanted([_reached(number) for number in last_numbers], skip)
    done = put_back(data_folder(data), file, SystemClock().boot_id(), wanted)
    if isinstance(done, Refused):
        raise CouldNot(f"{done.advice} Rien n’a changé ici.")
    row = {
        "file": str(file),
        "events": done.events,
        "skip": done.skip,
        "left_out": done.left_out,
        "replaced": None if done.replaced is None else str(done.replaced),
    }
    say(row, _restored(file, done), as_json=as_json)


@db_command.command()
@json_option
@data_option
@config_option
def rebuild(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Refaire les tables à partir des événements.

    Ce que les événements ne disent pas reste\u00a0: le journal de l’imprimante et le rouleau.
    """
    from kiosk.storage.database import Unusable
    from kiosk.storage.rebuild import rebuild as rebuild_tables

    folder = data_folder(data)
    _existing(folder)
    database = DataFolder(folder).open_database()
    if isinstance(database, Unusable):
        raise CouldNot(database.advice)
    with closing(database), database.write() as rows:
        found = rebuild_tables(rows)
    told = ", ".join(f"{table} ({count})" for table, count in found.items())
    words = (
        f"Tables refaites\u00a0: {told}." if found else "Les tables disaient déjà la même chose."
    )
    say({"changed": dict(found)}, words, as_json=as_json)


@db_command.command()
@json_option
@data_option
@config_option
def purge(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:
    """Effacer ce que le serveur garde dans toutes ses copies et qui est assez vieux.

    Les écrans le font eux-mêmes chaque jour, et plus tôt quand le disque se remplit. L’âge\u00a0:
    keep_days, dans la partie [sync] de la configuration.
    """
    from kiosk.storage.database import Unusable
    from kiosk.storage.failure import CannotWrite
    from kiosk.sweeping import Sweeper

    folder, config = data_folder(data), load_config(config_file)
    _existing(folder)
    database = DataFolder(folder).open_database()
    if isinstance(database, Unusable):
        raise CouldNot(database.advice)
    with closing(database):
        try:
            gone = Sweeper(database, config.sync.keep_days).sweep()
        except CannotWrite as error:
            raise CouldNot(str(error)) from error
    say({"purged": gone}, f"Événements effacés ici\u00a0: {gone}.", as_json=as_json)


@db_command.command("salvage")
@json_option
@data_option
@config_option
def salvage_(data: Path | None, config_file: Path | None, *, as_json: bool) -> None:  # noqa: ARG001
    """Réparer une base abîmée.

    Tout ce qui se lit est gardé, et ce qui est perdu est dit. Les écrans doivent être fermés.
    Ils le font eux-mêmes en démarrant, quand le dommage se voit.
    """
    from kiosk.clock import SystemClock
    from kiosk.storage.care import mend
    from kiosk.storage.check import Checked

    folder = data_folder(data)
    file = _existing(folder)
    done = mend(folder, SystemClock().boot_id())
    if done is None:
        raise CouldNot(
            f"Rien ne peut être lu dans {file}, qui reste tel quel. Remettre une copie\u00a0: "
            "borne db restore FICHIER."
        )
    if isinstance(done, Checked):
        _say_checked(file, done, as_json=as_json)
        return
    row = {
        "kept": done.kept,
        "lost": done.lost,
        "unproven": done.unproven,
        "same_device": done.is_same_device,
        "damaged": str(done.damaged),
    }
    say(row, str(done), as_json=as_json)


def _say_checked(file: Path, checked: "Checked", *, as_json: bool) -> None:
    faults = [{"what": fault.what, "words": fault.words} for fault in checked.faults]
    row = {"good": not faults, "events": checked.events, "faults": faults}
    if not faults:
        say(row, f"La base {file} est bonne\u00a0: {checked.events} événements.", as_json=as_json)
        return
    if as_json:
        say(row, "", as_json=True)
    raise CouldNot("\n".join(fault.words for fault in checked.faults))


def _existing(folder: Path) -> Path:
    from kiosk.storage.database import FILE

    file = folder / FILE
    if not file.is_file():
        raise CouldNot(f"Il n’y a pas de base dans {folder}. Vérifier le dossier (--data).")
    return file


def _reached(number: str) -> "Reached":
    from kiosk.storage.numbers import NEXT_DAY, Reached
    from kiosk.storage.replay import series_of

    place = series_of(number.strip().upper())
    if place is None or not place[0]:
        raise click.BadParameter(
            f"«\u00a0{number}\u00a0» n’est pas un numéro de ticket comme A042.",
            param_hint="--last-number",
        )
    return Reached(NEXT_DAY, *place)


def _restored(file: Path, done: "Restored") -> str:
    words = [f"La copie {file} est en place\u00a0: {done.events} événements."]
    if done.replaced is not None:
        words.append(f"L’ancienne base est gardée\u00a0: {done.replaced}.")
    if done.left_out:
        words.append(f"Elle seule contient {done.left_out} événements de plus.")
    if done.skip:
        words.append(f"Les numéros du jour reprennent {done.skip} plus loin.")
    words.append("La borne dira tout à nouveau au serveur, qui ne compte rien deux fois.")
    return " ".join(words)
