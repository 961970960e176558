"""`borne voice`: try the voice, and list what can be recorded in its place."""

from pathlib import Path

import click

from kiosk.cli.common import (
    CouldNot,
    config_option,
    json_option,
    machine_config,
    require_language,
    say,
)

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

    config = machine_config(config_file)
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
    from ui.voice.trial import run

    calls = find_speaker(machine_config(config_file)).calls((Sentence(lang, text),), 1.0)
    if not calls:
        raise CouldNot(
            f"Rien ici ne sait parler « {lang} » : ni espeak-ng (apt install espeak-ng), "
            "ni enregistrement de cette phrase."
        )
    for call in calls:
        if problem := run(call):
            raise CouldNot(problem)
