"""How what is plugged in is, judged from facts: printer, paper, touch, sound, voices. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.doctor.words import parted, typeset
from kiosk.domain.finding import About, Finding
from kiosk.domain.roll import Forecast
from kiosk.proof import health_words, roll_words
from printer.outcome import Health

PRINTER = About("printer", "Imprimante")
PAPER = About("paper", "Papier")
TOUCH = About("touch", "Écran tactile")
SOUND = About("sound", "Son")
VOICES = About("voices", "Voix")

FEW_TICKETS = 100
_FINE = frozenset({Health.READY, Health.TICKET_WAITING, Health.UNVERIFIABLE})
_PASSING = frozenset({Health.NEAR_END, Health.HOT, Health.BUSY})


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """`health` None: the configuration names no printer, and `problem` says why."""

    url: str
    profile: str
    health: Health | None
    problem: str = ""


def printer(facts: PrinterFacts) -> Finding:
    if facts.health is None:
        return PRINTER.fail(*parted(facts.problem))
    if facts.url.startswith("virtual:"):
        return PRINTER.skipped(
            "Imprimante simulée\u00a0: aucun papier ne sort.",
            "Écrire l’adresse de la vraie\u00a0: [printer] url.",
        )
    words, fix = parted(health_words(facts.health, facts.url))
    if facts.health in _FINE:
        return PRINTER.ok(f"{words} Profil {facts.profile}.")
    return (PRINTER.warn if facts.health in _PASSING else PRINTER.fail)(words, fix)


def paper(left: Forecast | None) -> Finding:
    if left is None:
        return PAPER.skipped("Aucun ticket n’a encore été compté sur ce rouleau.")
    words = typeset(roll_words(left))
    if left.days == 0 or left.tickets < FEW_TICKETS:
        return PAPER.warn(words, "Mettre un rouleau neuf avant l’ouverture.")
    return PAPER.ok(words)


class Pointing(StrEnum):
    """What an input device is for."""

    TOUCH = "touch"
    MOUSE = "mouse"
    KEYS = "keys"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Input:
    name: str
    kind: Pointing


def touch(inputs: tuple[Input, ...] | None) -> Finding:
    """None or empty: this system does not list them; a machine has a power button at least."""
    if not inputs:
        return TOUCH.skipped("Le système ne dit pas ce qui est branché.")
    screens = [each.name for each in inputs if each.kind is Pointing.TOUCH]
    if screens:
        return TOUCH.ok(f"{typeset(', '.join(screens))}.")
    fix = "Rebrancher le câble USB de l’écran, puis essayer le toucher."
    if any(each.kind is Pointing.MOUSE for each in inputs):
        return TOUCH.warn("Aucun écran tactile\u00a0: une souris seulement.", fix)
    return TOUCH.fail("Aucun écran tactile n’est branché.", fix)


@dataclass(frozen=True, slots=True)
class Mixer:
    """`volume`: percent; None: it cannot be read."""

    volume: int | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """`cards` None: the system does not list them."""

    player: str
    cards: tuple[str, ...] | None
    mixer: Mixer = Mixer()


def sound(facts: SoundFacts) -> Finding:
    if not facts.player:
        return SOUND.warn("Aucun programme ne joue de son.", "Installer alsa-utils.")
    if facts.cards == ():
        return SOUND.warn("Aucune carte son.", "Brancher le haut-parleur, ou une carte son USB.")
    if facts.mixer.muted or facts.mixer.volume == 0:
        return SOUND.warn("Le son est coupé.", "Le remettre\u00a0: alsamixer, puis alsactl store.")
    words = f"Joué par {facts.player.rsplit('/', 1)[-1]}."
    if facts.mixer.volume is not None:
        words += f" Volume du système\u00a0: {facts.mixer.volume}\u00a0%."
    return SOUND.ok(words)


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """Languages, in the order of the screens."""

    spoken: tuple[str, ...]
    silent: tuple[str, ...]


def voices(facts: VoiceFacts) -> Finding:
    fix = "Installer espeak-ng et alsa-utils, ou des enregistrements."
    if not facts.spoken:
        return VOICES.warn("Aucune langue n’a de voix.", fix)
    if facts.silent:
        return VOICES.warn(f"Sans voix\u00a0: {', '.join(facts.silent)}.", fix)
    return VOICES.ok(f"{', '.join(facts.spoken)}.")
