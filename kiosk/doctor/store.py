"""How the data of this machine is, judged from facts: database, numbers, what waits. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.finding import About, Finding

DATABASE = About("database", "Base de données")
UNSENT = About("unsent", "À envoyer")
NUMBERS = About("numbers", "Numéros du jour")
UPDATE = About("update", "Version")

DAY_MS = 86_400_000
LONG_WAIT_MS, LONGEST_WAIT_MS = DAY_MS, 7 * DAY_MS
THREE_DIGITS = 999
FEW_LEFT = 50
NOT_READ = "Aucune base ne se lit ici."


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    exists: bool
    damage: str | None = None
    """In words; None: none was seen."""


def database(facts: DatabaseFacts) -> Finding:
    if not facts.exists:
        return DATABASE.skipped("Aucune base ici\u00a0: rien n’a encore été écrit.")
    if facts.damage is not None:
        return DATABASE.fail(
            "La base est abîmée.",
            "Fermer les écrans et les relancer\u00a0: elle est réparée au départ. "
            "Le détail\u00a0: borne db check.",
        )
    return DATABASE.ok("Les pages et les derniers événements sont justes.")


@dataclass(frozen=True, slots=True)
class UnsentFacts:
    """`oldest_ms`: how long the first of them has waited."""

    waiting: int
    oldest_ms: int
    has_server: bool


def unsent(facts: UnsentFacts | None) -> Finding:
    if facts is None:
        return UNSENT.skipped(NOT_READ)
    if not facts.has_server:
        return UNSENT.skipped(
            "Aucun serveur n’est réglé\u00a0: tout reste ici.", "Inscrire\u00a0: borne enroll."
        )
    if facts.waiting == 0:
        return UNSENT.ok("Tout est envoyé.")
    noun = "événement attend" if facts.waiting == 1 else "événements attendent"
    words = f"{facts.waiting} {noun}."
    if facts.oldest_ms < LONG_WAIT_MS:
        return UNSENT.ok(words)
    days = facts.oldest_ms // DAY_MS
    words = f"{words} Le plus ancien a {days}\u00a0jour{'s' if days > 1 else ''}."
    fix = "Vérifier le réseau et le serveur. Essayer\u00a0: borne sync push."
    if facts.oldest_ms >= LONGEST_WAIT_MS:
        return UNSENT.fail(words, fix)
    return UNSENT.warn(words, fix)


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """`given`: by series. `full`: the motifs whose quota of the day is reached."""

    given: Mapping[str, int]
    full: tuple[str, ...] = ()


def numbers(facts: NumberFacts | None) -> Finding:
    if facts is None:
        return NUMBERS.skipped(NOT_READ)
    if facts.full:
        return NUMBERS.warn(
            f"Quota du jour atteint\u00a0: {', '.join(facts.full)}.",
            "Plus de ticket pour ce motif aujourd’hui. Changer «\u00a0quota\u00a0» au besoin.",
        )
    few = [
        f"{series} ({most - n} libres)"
        for series, n in facts.given.items()
        if 0 <= (most := _most(series)) - n < FEW_LEFT
    ]
    if few:
        return NUMBERS.warn(
            f"Presque au bout\u00a0: {', '.join(few)}.",
            "Les numéros passent ensuite à un chiffre de plus\u00a0: prévenir les guichets.",
        )
    if not facts.given:
        return NUMBERS.ok("Aucun numéro donné aujourd’hui.")
    told = ", ".join(f"{series} {n}" for series, n in facts.given.items())
    return NUMBERS.ok(f"Donnés aujourd’hui\u00a0: {told}.")


def _most(series: str) -> int:
    """A lane of its own has two digits."""
    return 99 if series.endswith("-") else THREE_DIGITS


@dataclass(frozen=True, slots=True)
class UpdateFacts:
    """`started`: the version at the last start; empty: none is known."""

    installed: str
    started: str
    reboot_waits: bool = False


def update(facts: UpdateFacts) -> Finding:
    if facts.started and facts.started != facts.installed:
        return UPDATE.warn(
            f"La version {facts.installed} est installée, la {facts.started} tourne encore.",
            "Redémarrer l’application, hors des heures d’ouverture.",
        )
    if facts.reboot_waits:
        return UPDATE.warn(
            "Une mise à jour du système attend un redémarrage.",
            "Redémarrer la machine, hors des heures d’ouverture.",
        )
    return UPDATE.ok(f"{facts.installed}{', celle qui tourne' if facts.started else ''}.")
