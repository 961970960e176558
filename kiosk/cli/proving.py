"""`borne printer selftest`: one sheet, and a walk through what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.common import (
    CouldNot,
    config_option,
    data_folder,
    data_option,
    json_option,
    machine_config,
    printer_option,
    say,
    tell,
)
from kiosk.config import Config
from kiosk.data_folder import DataFolder
from kiosk.proof import told
from printer.outcome import Blocked, NotSent, Outcome
from printer.selftest import SEEN, Check

if TYPE_CHECKING:
    from kiosk.walk import Bench, Eye

NO_LETTER = "0"
MARKS = {True: "oui", False: "NON", None: "à voir"}


@click.command()
@click.option("--yes", is_flag=True, help="Sans questions\u00a0: ce que l’œil voit est bon.")
@click.option(
    "--no",
    "wrong",
    multiple=True,
    type=click.Choice([check.value for check in SEEN]),
    help="Sans questions\u00a0: ceci n’est pas bon, le reste l’est. Peut être répété.",
)
@json_option
@printer_option
@data_option
@config_option
def selftest(
    printer_url: str | None,
    data: Path | None,
    config_file: Path | None,
    wrong: tuple[str, ...],
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Imprimer une feuille d’essai, poser des questions, et dire quoi corriger.

    La feuille montre les lettres, la largeur, le dessin, le code et la coupe. Sans --yes ni --no,
    --json ne pose pas de question\u00a0: ce que l’œil seul voit est « null ». Code de sortie\u00a0:
    0 quand rien n’est à corriger, 1 sinon.
    """
    from kiosk.walk import walk

    bench = _bench(machine_config(config_file, data, printer_url), data_folder(data))
    eye: Eye = Given(wrong if yes or wrong else None) if as_json or yes or wrong else Technician()
    outcome = _print(bench)
    ended = told(outcome, bench.config.printer.url)
    if isinstance(outcome, Blocked | NotSent):
        raise CouldNot(ended.words)
    if not as_json:
        tell(ended.words)
    verdicts = list(walk(bench, eye, outcome))
    for verdict in verdicts:
        row = {"check": verdict.check.value, "ok": verdict.ok, "fix": verdict.fix or None}
        words = f"{verdict.check.value}\u00a0: {MARKS[verdict.ok]}. {verdict.fix}".strip()
        say(row, words, as_json=as_json)
    if any(verdict.ok is False for verdict in verdicts):
        raise CouldNot(bench.where())


def _bench(config: Config, folder: Path) -> "Bench":
    """Raises CouldNot."""
    from kiosk.printing import find_printer
    from kiosk.storage.database import Unusable
    from kiosk.walk import Bench, technician_words

    press = find_printer(config, DataFolder(folder))
    if isinstance(press, Unusable):
        raise CouldNot(press.advice)
    return Bench(config, press, folder, technician_words())


def _print(bench: "Bench") -> Outcome:
    """Raises CouldNot."""
    from kiosk.storage.database import unusable_folder

    try:
        return bench.print_sheet()
    except OSError as error:
        raise CouldNot(unusable_folder(bench.folder, error)) from error


class Technician:
    """Asked on the terminal."""

    def sees(self, check: Check, question: str) -> bool:  # noqa: ARG002 - asked with its words
        answers = click.Choice(["o", "n"], case_sensitive=False)
        found: str = click.prompt(f"{question} (o/n)", type=answers, show_choices=False)
        return found == "o"

    def reads(self, question: str, letters: Sequence[str]) -> str | None:
        answers = click.Choice([*letters, NO_LETTER], case_sensitive=False)
        found: str = click.prompt(question, type=answers, show_choices=False)
        return None if found == NO_LETTER else found

    def does(self, what: str) -> bool:
        click.prompt(what, default="", show_default=False, prompt_suffix="… ")
        return True


@dataclass(frozen=True, slots=True)
class Given:
    """Answers that came with the command; None: nobody looks."""

    wrong: tuple[str, ...] | None

    def sees(self, check: Check, question: str) -> bool | None:  # noqa: ARG002 - nobody reads it
        return None if self.wrong is None else check.value not in self.wrong

    def reads(self, question: str, letters: Sequence[str]) -> str | None:  # noqa: ARG002
        return None

    def does(self, what: str) -> bool:  # noqa: ARG002
        return False
