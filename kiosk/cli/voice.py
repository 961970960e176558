"""`borne voice`: try the voice, and list what can be recorded in its place."""

import subprocess
from pathlib import Path

import click

from kiosk.cli.common import (
    CouldNot,
    config_option,
    json_option,
    load_config,
    require_language,
    say,
)
from kiosk.domain.system_errors import trouble

LONGEST_S = 60.0

lang_option = click.option("--lang", default="fr", show_default=True, help="La langue.")


@click.group("voice")
def voice_command() -> None:
    """Essayer la voix, et savoir quelles phrases enregistrer."""


@voice_command.command("list")
@lang_option
@json_option
@config_option
def list_command(lang: str, config_file: Path | None, *, as_json: bool) -> None:
    """Dire chaque phrase qui peut être enregistrée, et le nom de son fichier.

    Le fichier va dans DOSSIER/LANGUE/, où DOSSIER est [voice] recordings. Les phrases qui
    contiennent un nombre ou une heure sont toujours dites par la voix de synthèse.
    """
    from kiosk.domain.texts import load_texts
    from kiosk.paths import ASSETS
    from ui.voice.recordings import file_name
    from ui.voice.sentences import recordable

    config = load_config(config_file)
    require_language(config, lang)
    for text in recordable(load_texts(ASSETS / "i18n" / f"{lang}.toml"), config):
        name = file_name(text)
        say({"lang": lang, "text": text, "file": name}, f"{name}\t{text}", as_json=as_json)


@voice_command.command("say")
@click.argument("text", metavar="PHRASE")
@lang_option
@config_option
def say_command(text: str, lang: str, config_file: Path | None) -> None:
    """Dire une phrase, comme la borne la dirait au début d’une visite."""
    from ui.speech import Sentence
    from ui.voice.found import find_speaker

    calls = find_speaker(load_config(config_file)).calls((Sentence(lang, text),), 1.0)
    if not calls:
        raise CouldNot(
            f"Rien ici ne sait parler « {lang} » : ni espeak-ng (apt install espeak-ng), "
            "ni enregistrement de cette phrase."
        )
    for call in calls:
        try:
            done = subprocess.run(
                call.argv, input=call.input, capture_output=True, timeout=LONGEST_S, check=False
            )
        except OSError as error:
            raise CouldNot(f"{call.argv[0]} ne démarre pas : {trouble(error)}") from error
        except subprocess.TimeoutExpired as error:
            raise CouldNot(f"{call.argv[0]} parle depuis {LONGEST_S:.0f} s : arrêté.") from error
        # espeak-ng succeeds where there is no sound card, and complains on the way.
        problem = done.stderr.decode(errors="replace").strip()
        if done.returncode != 0 or problem:
            last = problem.splitlines()[-1] if problem else f"code {done.returncode}"
            raise CouldNot(f"{call.argv[0]} n’a pas pu parler : {last}")
