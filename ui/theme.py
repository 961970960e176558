"""Themes as data: the colours of every screen, from one file each."""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from kiosk.paths import ASSETS

THEMES = ASSETS / "themes"
CONTRASTED = "contrast"
_COLOUR = re.compile(r"#[0-9A-F]{6}")


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


def load_themes(name: str) -> Themes | BadTheme:
    usual, contrasted = load_theme(name), load_theme(CONTRASTED)
    if isinstance(usual, BadTheme):
        return usual
    assert isinstance(contrasted, Theme), "it is shipped"
    return Themes(usual, contrasted)


def load_theme(name: str, folder: Path = THEMES) -> Theme | BadTheme:
    """The theme of the file `name.toml`."""
    if name not in theme_names(folder):
        known = ", ".join(theme_names(folder))
        return BadTheme(f"Le thème « {name} » n’existe pas. Thèmes connus\u00a0: {known}.")
    file = folder / f"{name}.toml"
    try:
        colours = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return BadTheme(f"Le thème « {name} » ne peut pas être lu ({error}).")
    return _checked(file, colours)


def _checked(file: Path, colours: dict[str, object]) -> Theme | BadTheme:
    wanted = {field.name for field in fields(Theme)}
    if wrong := wanted ^ colours.keys():
        return BadTheme(f"{file} : « {min(wrong)} » manque, ou n’est pas une couleur de thème.")
    for name, colour in colours.items():
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            return BadTheme(f"{file} : « {name} » n’est pas une couleur comme « #0F5C66 ».")
    return Theme(**{name: str(colour) for name, colour in colours.items()})
