"""Themes as data: the colours of every screen, from one file each."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from kiosk.domain.contrast import ENHANCED, SIGN, TEXT, contrast, luminance
from kiosk.domain.system_errors import trouble
from kiosk.paths import ASSETS

THEMES = ASSETS / "themes"
CONTRASTED = "contrast"
_COLOUR = re.compile(r"#[0-9A-F]{6}")
_LOGO = "logo"
LOGO_BYTES = 1024 * 1024
LOGO_GROUND = "#FFFFFF"
"""What a logo stands on in every theme: nearly all are drawn for white paper."""

Pair = tuple[str, str]
"""A colour and the one below it."""
TEXT_PAIRS: tuple[Pair, ...] = (
    *(
        (over, under)
        for over in ("ink", "ink_soft", "success", "warning", "danger", "information", "primary")
        for under in ("paper", "surface")
    ),
    ("on_primary", "primary"),
    ("on_primary", "pressed"),
)
SIGN_PAIRS: tuple[Pair, ...] = (
    ("line", "paper"),
    ("line", "surface"),
    ("disc_glyph", "line"),
    ("on_primary", "success"),
    ("on_primary", "warning"),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """`on_primary` is what is written on `primary` and `pressed`. Colours are `#RRGGBB`."""

    paper: str
    surface: str
    ink: str
    ink_soft: str
    line: str
    primary: str
    on_primary: str
    pressed: str
    success: str
    warning: str
    danger: str
    information: str
    disc_glyph: str
    """Drawn on the coloured discs of the categories."""
    logo: Path | None = None
    """An SVG or PNG picture of the site's own."""

    @property
    def is_dark(self) -> bool:
        return luminance(self.paper) < luminance(self.ink)


@dataclass(frozen=True, slots=True)
class Themes:
    """The site's, and the one for a visitor who asks for contrast."""

    usual: Theme
    contrasted: Theme


@dataclass(frozen=True, slots=True)
class BadTheme:
    advice: str


def theme_names(folder: Path = THEMES) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.toml"))


def load_themes(name: str, beside: Path | None = None) -> Themes | BadTheme:
    usual, contrasted = load_theme(name, beside=beside), load_theme(CONTRASTED)
    if isinstance(usual, BadTheme):
        return usual
    assert isinstance(contrasted, Theme), "it is shipped"
    return Themes(usual, replace(contrasted, logo=usual.logo))


def load_theme(name: str, folder: Path = THEMES, beside: Path | None = None) -> Theme | BadTheme:
    """One that is shipped, by its name; or `name.toml` of the folder `beside` a configuration."""
    file = _file_of(name, folder, beside)
    if file is None:
        known = ", ".join(theme_names(folder))
        return BadTheme(
            f"Le thème « {name} » n’existe pas. Thèmes connus\u00a0: {known}. "
            "Ou bien le nom d’un fichier .toml à côté de la configuration."
        )
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        return BadTheme(f"Le thème « {name} » ne peut pas être lu : {trouble(error)}")
    except ValueError:
        return BadTheme(f"Le thème « {name} » n’est pas un fichier TOML en UTF-8.")
    return _checked(file, content)


def _file_of(name: str, folder: Path, beside: Path | None) -> Path | None:
    if name in theme_names(folder):
        return folder / f"{name}.toml"
    if beside is None or Path(name).name != name or Path(name).suffix != ".toml":
        return None
    file = beside / name
    return file if file.is_file() else None


def _checked(file: Path, content: dict[str, object]) -> Theme | BadTheme:
    logo = _logo(file, content.pop(_LOGO, None))
    if isinstance(logo, BadTheme):
        return logo
    wanted = {field.name for field in fields(Theme)} - {_LOGO}
    if wrong := wanted ^ content.keys():
        return BadTheme(f"{file} : « {min(wrong)} » manque, ou n’est pas une couleur de thème.")
    for name, colour in content.items():
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            return BadTheme(f"{file} : « {name} » n’est pas une couleur comme « #0F5C66 ».")
    colours = {name: str(colour) for name, colour in content.items()}
    if (fault := next(faults_of(colours, file.stem == CONTRASTED), None)) is not None:
        return BadTheme(f"{file} : {fault}")
    return Theme(**colours, logo=logo)


def faults_of(colours: Mapping[str, str], enhanced: bool) -> Iterator[str]:
    """What a poor eye could not tell apart. `enhanced`: as the contrasted theme promises."""
    text, sign = (ENHANCED, TEXT) if enhanced else (TEXT, SIGN)
    yield from _too_near(colours, TEXT_PAIRS, text)
    # An icon on a disc is large, whatever the theme.
    yield from _too_near(colours, SIGN_PAIRS[:2], sign)
    yield from _too_near(colours, SIGN_PAIRS[2:], SIGN)


def _too_near(colours: Mapping[str, str], pairs: Iterable[Pair], least: float) -> Iterator[str]:
    for over, under in pairs:
        found = contrast(colours[over], colours[under])
        if found < least:
            yield (
                f"« {over} » ({colours[over]}) se distingue mal sur « {under} » "
                f"({colours[under]})\u00a0: {_figure(found)}, il faut {_figure(least)} au moins."
            )


def _figure(ratio: float) -> str:
    """Rounded down: 4,49 is not 4,5."""
    return f"{int(ratio * 100) / 100:g}".replace(".", ",") + ":1"


def _logo(theme: Path, name: object) -> Path | BadTheme | None:
    """Beside its theme. Its pixels are the site's affair; that there is a picture is ours."""
    if name is None:
        return None
    if not isinstance(name, str) or not name.endswith((".svg", ".png")) or Path(name).is_absolute():
        return BadTheme(f"{theme} : « logo » est le nom d’un fichier .svg ou .png à côté du thème.")
    file = theme.parent / name
    try:
        with file.open("rb") as stream:
            content = stream.read(LOGO_BYTES + 1)
    except OSError as error:
        return BadTheme(f"{theme} : le logo « {name} » ne peut pas être lu : {trouble(error)}")
    if len(content) > LOGO_BYTES:
        return BadTheme(f"{theme} : le logo « {name} » dépasse 1 Mio.")
    is_picture = content.startswith(b"\x89PNG") if name.endswith(".png") else b"<svg" in content
    if not is_picture:
        return BadTheme(f"{theme} : le logo « {name} » n’est pas une image {Path(name).suffix}.")
    return file.resolve()
