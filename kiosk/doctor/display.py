"""How the screen is, judged from facts: its size, its letters, its height. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.doctor.words import typeset
from kiosk.domain.finding import About, Finding
from ui.reach import REACH_MM, Glass, within_reach

SCREEN = About("screen", "Écran")
FONTS = About("fonts", "Lettres")
HEIGHTS = About("heights", "Hauteur de l’écran")

TOLERATED = 0.1
"""Of the width: an edge, a slip of the tape measure."""
SHOWN_LETTERS = 12
MEASURE = "Mesurer la largeur de l’image, et l’écrire\u00a0: [screen] width_mm."


@dataclass(frozen=True, slots=True)
class Output:
    """A screen that is plugged in. Pixels; `mm`: what it says of itself, None: nothing."""

    name: str
    width: int
    height: int
    mm: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ScreenFacts:
    """`outputs` None: the system does not list them. `platform`: how Qt draws; empty: unknown."""

    outputs: tuple[Output, ...] | None
    measured_mm: float | None
    platform: str = ""
    shown: tuple[int, int] | None = None
    """Pixels of the screen that our windows are on, where they are."""


def screen(facts: ScreenFacts) -> Finding:
    said = next((each.mm for each in facts.outputs or () if each.mm is not None), None)
    if facts.outputs == () and facts.shown is None:
        return SCREEN.fail("Aucun écran n’est branché.", "Vérifier son câble et son alimentation.")
    size = _size(facts)
    if facts.measured_mm is None:
        if said is None and size is None:
            return SCREEN.skipped("Le système ne dit rien de l’écran.", MEASURE)
        return SCREEN.warn("La largeur de l’image n’est pas connue.", MEASURE)
    words = " ".join(filter(None, (_told(size), f"{facts.measured_mm:.0f}\u00a0mm de large.")))
    if said is not None and not _agrees(facts.measured_mm, said):
        return SCREEN.warn(f"{words} L’écran dit {said[0]}\u00a0mm.", MEASURE)
    drawn = f" Affichage\u00a0: {facts.platform}." if facts.platform else ""
    return SCREEN.ok(words + drawn)


def _size(facts: ScreenFacts) -> tuple[int, int] | None:
    if facts.shown is not None:
        return facts.shown
    return next(((each.width, each.height) for each in facts.outputs or ()), None)


def _told(size: tuple[int, int] | None) -> str:
    if size is None:
        return ""
    width, height = size
    return f"{'Portrait' if width < height else 'Paysage'}, {width}\u00a0×\u00a0{height},"


def _agrees(measured: float, said: tuple[int, int]) -> bool:
    """Whichever way up it hangs."""
    return any(abs(measured - side) <= TOLERATED * side for side in said)


def fonts(missing: Mapping[str, str] | None) -> Finding:
    """By language, the letters that no font of ours has; None: there are no fonts."""
    again = "Installer Borne à nouveau."
    if missing is None:
        return FONTS.fail("Les polices de Borne ne sont pas là.", again)
    lacking = {lang: letters for lang, letters in missing.items() if letters}
    if not lacking:
        return FONTS.ok(f"Toutes là\u00a0: {', '.join(missing)}.")
    told = ", ".join(f"{lang} ({letters[:SHOWN_LETTERS]})" for lang, letters in lacking.items())
    return FONTS.warn(
        typeset(f"Lettres absentes\u00a0: {told}."),
        "Écrire autrement ces mots du catalogue ou du site.",
    )


@dataclass(frozen=True, slots=True)
class HeightFacts:
    """`bottom_mm`: of the picture, above the floor. `picture`: its width and height, if known."""

    bottom_mm: float | None
    picture: tuple[float, float] | None = None


def heights(facts: HeightFacts) -> Finding:
    if facts.bottom_mm is None:
        return HEIGHTS.warn(
            "La hauteur du bas de l’image n’est pas connue.",
            "La mesurer depuis le sol, et l’écrire\u00a0: [screen] bottom_mm.",
        )
    if facts.picture is None:
        return HEIGHTS.ok(f"Bas de l’image à {facts.bottom_mm / 10:.0f}\u00a0cm du sol.")
    low, high = (round(mm / 10) for mm in REACH_MM)
    if not within_reach(Glass(*facts.picture, facts.bottom_mm)).reached:
        return HEIGHTS.warn(
            f"«\u00a0Écran bas\u00a0» ne tient pas entre {low} et {high}\u00a0cm.",
            "Poser la borne pour que l’image couvre ces hauteurs.",
        )
    return HEIGHTS.ok(f"«\u00a0Écran bas\u00a0» tient entre {low} et {high}\u00a0cm.")
