"""The walk through a self-test sheet: what the printer proves, what an eye sees, what to change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from kiosk.config import Config
from kiosk.domain.texts import Texts, load_texts
from kiosk.domain.tickets import STALE_S
from kiosk.paths import ASSETS
from kiosk.proof import alone, health_words, print_apart
from printer.outcome import Confirmed, ConfirmedLate, Health, Outcome, SentUnverified
from printer.press import Press
from printer.profiles import FOLDER, SUFFIX
from printer.selftest import SEEN, Check, Verdict, fix, probes, sheet


class Eye(Protocol):
    """Who looks at the sheet and stands at the printer."""

    def sees(self, check: Check, question: str) -> bool | None:
        """None: nobody looks."""
        ...

    def reads(self, question: str, letters: Sequence[str]) -> str | None: ...

    def does(self, what: str) -> bool:
        """False: nobody is there to do it."""
        ...


@dataclass(frozen=True, slots=True)
class Bench:
    """The printer under test. `folder`: of the data, where its lock lies. Raises OSError."""

    config: Config
    press: Press
    folder: Path
    words: Texts

    def say(self, key: str, **values: object) -> str:
        return self.words.say(f"selftest.{key}", **values)

    def print_sheet(self) -> Outcome:
        french = load_texts(ASSETS / "i18n" / "fr.toml")
        now = datetime.now(UTC).astimezone(self.config.site.rules.zone)
        ops = sheet(self.press.profile, self.config.printer.profile, now, french, self.words)
        return print_apart(self.press, self.folder, ops)

    def health(self) -> Health:
        return alone(self.folder, STALE_S, self.press.health, lambda: Health.BUSY)

    def where(self) -> str:
        """Which file to change."""
        name = self.config.printer.profile
        own = self.config.folder_of("printer", "profile") / name
        if name.endswith(SUFFIX):
            return f"À changer dans {own}."
        shipped = FOLDER / f"{name}{SUFFIX}"
        return (
            f"À changer dans un profil du site\u00a0: copier {shipped} à côté de "
            'la configuration, l’y changer, et écrire dans [printer]\u00a0: profile = "NOM.toml".'
        )


def technician_words() -> Texts:
    return load_texts(ASSETS / "technician" / "fr.toml")


def walk(bench: Bench, eye: Eye, outcome: Outcome) -> Iterator[Verdict]:
    """`outcome`: of the sheet, which may be on paper."""
    yield _printed(bench, eye, outcome)
    for check in SEEN:
        yield _seen(bench, eye, check)
    yield _status(bench, eye)


def _printed(bench: Bench, eye: Eye, outcome: Outcome) -> Verdict:
    match outcome:
        case Confirmed() | ConfirmedLate():
            return Verdict(Check.PRINTED, ok=True)
        case SentUnverified():
            return Verdict(Check.PRINTED, eye.sees(Check.PRINTED, bench.say("ask_printed")))
        case _:
            # Not proved in time: the promise of the profile is wrong where the paper is there.
            return _verdict(bench, Check.PRINTED, ok=False)


def _seen(bench: Bench, eye: Eye, check: Check) -> Verdict:
    ok = eye.sees(check, bench.say(f"ask_{check}", code=bench.say("code")))
    if ok is not False or check is not Check.CODEPAGE:
        return _verdict(bench, check, ok=ok)
    lines = probes()
    letter = eye.reads(bench.say("ask_probe"), [*lines])
    right = None if letter is None else lines.get(letter)
    return Verdict(check, ok, fix(check, bench.press.profile, bench.words, right))


def _status(bench: Bench, eye: Eye) -> Verdict:
    if not bench.press.profile.status or not eye.does(bench.say("ask_open")):
        return Verdict(Check.STATUS, ok=None)
    if bench.health().can_print:
        return _verdict(bench, Check.STATUS, ok=False)
    eye.does(bench.say("ask_close"))
    health = bench.health()
    if health.can_print:
        return Verdict(Check.STATUS, ok=True)
    return Verdict(
        Check.STATUS,
        ok=False,
        fix=bench.say("fix_closed", words=health_words(health, bench.config.printer.url)),
    )


def _verdict(bench: Bench, check: Check, *, ok: bool | None) -> Verdict:
    return Verdict(check, ok, fix(check, bench.press.profile, bench.words) if ok is False else "")
