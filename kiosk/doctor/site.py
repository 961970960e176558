"""Whether the site is set up, judged from facts: configuration, opening, holidays. Pure."""

from dataclasses import dataclass

from kiosk.doctor.words import typeset
from kiosk.domain.finding import About, Finding
from kiosk.domain.opening import HORIZON_DAYS, Open, Shut

CONFIG = About("config", "Configuration")
OPENING = About("opening", "Horaires")
HOLIDAYS = About("holidays", "Jours fériés")


@dataclass(frozen=True, slots=True)
class ConfigFacts:
    """`faults`: one sentence a problem. `is_own`: written for this site."""

    file: str
    faults: tuple[str, ...] = ()
    is_own: bool = True
    motifs: int = 0
    languages: tuple[str, ...] = ()
    published: int | None = None
    """Of what a server published here; None: nothing."""


def config(facts: ConfigFacts) -> Finding:
    if facts.faults:
        more = len(facts.faults) - 1
        others = f" Et {more} autre{'s' if more > 1 else ''}." if more else ""
        return CONFIG.fail(
            typeset(facts.faults[0]) + others,
            f"Corriger, puis\u00a0: borne config check {facts.file}.",
        )
    if not facts.is_own and facts.published is None:
        return CONFIG.warn(
            "Aucune configuration de ce site\u00a0: celle d’une mairie d’exemple.",
            "Copier assets/config/borne.toml et le remplir.",
        )
    motifs = f"{facts.motifs} motif{'s' if facts.motifs > 1 else ''}"
    words = f"{motifs}, langues\u00a0: {', '.join(facts.languages)}."
    if facts.published is not None:
        words += f" Publication n°\u00a0{facts.published} du serveur."
    return CONFIG.ok(words)


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """`never`: labels of the motifs that do not open within the horizon."""

    has_hours: bool
    state: Open | Shut
    never: tuple[str, ...] = ()


def opening(facts: OpeningFacts) -> Finding:
    fix = "Vérifier [opening], [[closures]] et l’heure de la machine."
    if isinstance(facts.state, Shut) and facts.state.reopens is None:
        return OPENING.fail(f"Fermé pendant les {HORIZON_DAYS} prochains jours.", fix)
    if facts.never:
        return OPENING.warn(f"N’ouvrent jamais\u00a0: {typeset(', '.join(facts.never))}.", fix)
    if not facts.has_hours:
        return OPENING.ok("Aucun horaire n’est écrit\u00a0: toujours ouvert.")
    if isinstance(facts.state, Open):
        return OPENING.ok("Ouvert en ce moment.")
    assert facts.state.reopens is not None
    return OPENING.ok(f"Prochaine ouverture\u00a0: {facts.state.reopens:%d/%m/%Y %H:%M}.")


@dataclass(frozen=True, slots=True)
class HolidayFacts:
    """Whether those of this year and of the next are known here."""

    year: int
    this: bool
    following: bool


def holidays(facts: HolidayFacts) -> Finding:
    if not facts.this and not facts.following:
        return HOLIDAYS.skipped(
            "Aucun jour férié n’est réglé.", 'Écrire holidays = "FR" dans [opening].'
        )
    if not facts.following:
        return HOLIDAYS.warn(
            f"Ceux de {facts.year + 1} ne sont pas connus.", "Installer une version plus récente."
        )
    return HOLIDAYS.ok(f"Connus pour {facts.year} et {facts.year + 1}.")
