"""What only the packages above the configuration can say of it: printers and themes."""

from functools import partial
from pathlib import Path

from kiosk.config import PrinterSettings
from kiosk.config.hearing import KEYS
from kiosk.config.reader import Checks


def _printer_profile(beside: Path, name: str) -> str | None:
    from printer.profiles import NoProfile, load_profile

    found = load_profile(name, beside)
    return str(found) if isinstance(found, NoProfile) else None


def _layout(beside: Path, name: str) -> str | None:
    from printer.layout_file import BadLayout, load_layout

    found = load_layout(name, beside)
    return str(found) if isinstance(found, BadLayout) else None


def printer_url(url: str) -> str | None:
    from printer.link import BadUrl, Virtual, open_link
    from printer.profiles import Profile, load_profile

    profile = load_profile(PrinterSettings.profile)
    assert isinstance(profile, Profile), "the default profile is shipped"
    found = open_link(url, Virtual(Path(), profile))
    return str(found) if isinstance(found, BadUrl) else None


def _theme(beside: Path, name: str) -> str | None:
    from ui.theme import BadTheme, load_theme

    found = load_theme(name, beside=beside)
    return found.advice if isinstance(found, BadTheme) else None


def _keys(names: str) -> str | None:
    from ui.keys import code_of

    unknown = [name for name in names.split() if code_of(name) is None]
    if not unknown:
        return None
    return f"la touche « {unknown[0]} » est inconnue. Écrire par exemple « Right », « F5 », « R »."


def checks_of(config: Path) -> Checks:
    """For that file: what it names may lie beside it."""
    return {
        **{("keypad", key): _keys for key in KEYS},
        ("printer", "profile"): partial(_printer_profile, config.parent),
        ("printer", "url"): printer_url,
        ("printer", "layout"): partial(_layout, config.parent),
        ("screen", "theme"): partial(_theme, config.parent),
    }
