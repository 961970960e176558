"""The visitor of `keys-and-voice.sh`: hears the speech log, strikes keys, sees nothing."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from kiosk.cli.common import load_config
from kiosk.domain.texts import Texts, load_texts
from kiosk.paths import ASSETS

START_S, SENTENCE_S = 30.0, 3.0
MOST_KEYS = 60
FRENCH = load_texts(ASSETS / "i18n" / "fr.toml")


class Ear:
    """What was said since the last key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._heard = 0

    def all(self) -> list[str]:
        if not self._file.exists():
            return []
        return [json.loads(line)["text"] for line in self._file.read_text().splitlines()]

    def strike(self, key: str) -> None:
        self._heard = len(self.all())
        subprocess.run(["xdotool", "key", key], check=True, timeout=10)
        # OK struck twice within half a second is a trembling hand, and does nothing.
        time.sleep(0.6 if key == "Return" else 0.15)

    def hears(self, words: str, wait_s: float) -> bool:
        give_up = time.monotonic() + wait_s
        while time.monotonic() < give_up:
            if words in self.all()[self._heard :]:
                return True
            time.sleep(0.05)
        return False

    def go_to(self, words: str) -> None:
        """Move on until that is said, then choose it."""
        for _ in range(MOST_KEYS):
            if self.hears(words, 0.3):
                self.strike("Return")
                return
            self.strike("Right")
        sys.exit(f"« {words} » was never said; last: {self.all()[-3:]}")

    def expect(self, words: str) -> None:
        if not self.hears(words, SENTENCE_S):
            sys.exit(f"« {words} » was not said; last: {self.all()[-6:]}")
        sys.stdout.write(f"   {words}\n")


def begin(ear: Ear) -> None:
    """The first key starts the voice, once the window is there."""
    give_up = time.monotonic() + START_S
    while not ear.all():
        if time.monotonic() > give_up:
            sys.exit("no key started the voice")
        # Without a window manager the keys go where the pointer is.
        subprocess.run(["xdotool", "mousemove", "300", "300"], check=True, timeout=10)
        ear.strike("Right")
        time.sleep(0.3)


def take_ticket(ear: Ear, words: Texts) -> None:
    ear.go_to(f"{words.say('entrance.take_ticket')}, {words.endonym}")
    ear.expect(words.say("entrance.question"))
    category = load_config(None).catalogue.categories[0]
    ear.go_to(category.label(words.lang))
    ear.go_to(category.motifs[0].label(words.lang))
    ear.expect(words.say("entrance.your_number"))


def give_opinion(ear: Ear, words: Texts) -> None:
    if words.lang != "fr":
        ear.go_to(FRENCH.say("common.language", language=FRENCH.endonym))
        ear.go_to(words.endonym)
    ear.go_to(words.say("exit.rank", face=words.say("exit.good"), value=3, most=4))
    ear.expect(words.say("exit.resolution"))
    ear.go_to(words.say("exit.yes"))
    ear.go_to(words.say("exit.done"))
    ear.expect(words.say("exit.thanks"))


def main(screen: str, lang: str, said: Path, data: Path) -> None:
    ear, words = Ear(said), load_texts(ASSETS / "i18n" / f"{lang}.toml")
    sys.stdout.write(f"{screen}, {words.endonym}\n")
    begin(ear)
    (take_ticket if screen == "entrance" else give_opinion)(ear, words)
    table = "ticket" if screen == "entrance" else "feedback"
    with closing(sqlite3.connect(data / "borne.db")) as database:
        found = database.execute(f"SELECT count(*) FROM {table} WHERE lang = ?", [lang])
        (count,) = found.fetchone()
        if count != 1:
            sys.exit(f"{count} rows of {table} in {lang}, not one")
        if screen == "entrance":
            number = database.execute("SELECT number FROM ticket WHERE lang = ?", [lang]).fetchone()
            letter, digits = number[0][0], number[0][1:].lstrip("0")
            ear.expect(f"{letter}, {digits}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
