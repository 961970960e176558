"""Every theme can be read by eyes that see contrasts badly; a bad theme file says what is wrong."""

import shutil
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.paths import ASSETS
from ui.theme import BadTheme, Theme, load_theme, theme_names

TEXT = 4.5
"""WCAG 2.1, 1.4.3 (AA): text. 1.4.11: 3 for the outline of what can be touched, and for icons."""
SIGN = 3.0
ENHANCED = 7.0
"""1.4.6 (AAA): what the theme `contrast` promises."""

TEXT_PAIRS = [
    (ink, ground)
    for ink in ("ink", "ink_soft", "success", "warning", "danger", "information", "primary")
    for ground in ("paper", "surface")
] + [("on_primary", "primary"), ("on_primary", "pressed")]
SIGN_PAIRS = [
    ("line", "paper"),
    ("line", "surface"),
    ("disc_glyph", "line"),
    ("on_primary", "success"),
    ("on_primary", "warning"),
]
EVERY_THEME = pytest.mark.parametrize("name", theme_names())
CATALOGUES = sorted((ASSETS / "catalogues").glob("*.toml"))


def luminance(colour: str) -> float:
    """WCAG relative luminance of `#RRGGBB`."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def theme_of(name: str) -> Theme:
    theme = load_theme(name)
    assert isinstance(theme, Theme), theme
    return theme


def too_low(theme: Theme, pairs: list[tuple[str, str]], least: float) -> list[str]:
    return [
        f"{over} on {under}: {found:.2f}"
        for over, under in pairs
        if (found := contrast(getattr(theme, over), getattr(theme, under))) < least
    ]


def test_the_measure_agrees_with_the_examples_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#FFFFFF", "#FFFFFF") == 1


def test_the_shipped_themes_are_there() -> None:
    assert {"light", "dark", "contrast"} <= set(theme_names())


@EVERY_THEME
def test_text_can_be_read_on_every_ground_it_is_written_on(name: str) -> None:
    assert too_low(theme_of(name), TEXT_PAIRS, TEXT) == []


@EVERY_THEME
def test_outlines_and_signs_can_be_made_out(name: str) -> None:
    assert too_low(theme_of(name), SIGN_PAIRS, SIGN) == []


def test_the_contrast_theme_keeps_its_promise() -> None:
    assert too_low(theme_of("contrast"), TEXT_PAIRS, ENHANCED) == []
    assert too_low(theme_of("contrast"), [("line", "paper"), ("line", "surface")], TEXT) == []


@EVERY_THEME
@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_icons_can_be_made_out_on_the_colours_of_the_shipped_catalogues(
    name: str, file: Path
) -> None:
    glyph = theme_of(name).disc_glyph
    categories = tomllib.loads(file.read_text(encoding="utf-8"))["categories"]
    found = {row["colour"]: contrast(glyph, row["colour"]) for row in categories}
    assert {colour: ratio for colour, ratio in found.items() if ratio < TEXT} == {}


# ── Files that are not right ────────────────────────────────────────────────────────────────────


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    """A folder of themes with a copy of the light one, « mine »."""
    shutil.copy(ASSETS / "themes" / "light.toml", tmp_path / "mine.toml")
    return tmp_path


def advice(folder: Path, name: str = "mine") -> str:
    theme = load_theme(name, folder)
    assert isinstance(theme, BadTheme)
    return theme.advice


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "mine.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_theme_that_is_not_there_is_answered_with_those_that_are() -> None:
    theme = load_theme("fluo")
    assert isinstance(theme, BadTheme)
    assert all(name in theme.advice for name in ("fluo", *theme_names()))


@pytest.mark.parametrize("name", ["../themes/light", "/etc/passwd", "", "light.toml"])
def test_a_theme_is_named_by_a_file_of_the_folder_and_nothing_else(name: str) -> None:
    assert isinstance(load_theme(name), BadTheme)


@pytest.mark.parametrize("field", [field.name for field in fields(Theme)])
def test_a_missing_colour_is_named(themes: Path, field: str) -> None:
    change(themes, f"\n{field} = ", f"\n# {field} = ")
    assert f"« {field} »" in advice(themes).replace("\u00a0", " ")


def test_a_colour_that_does_not_exist_is_named(themes: Path) -> None:
    change(themes, "\nink = ", '\nfluo = "#FF00FF"\nink = ')
    assert "fluo" in advice(themes)


@pytest.mark.parametrize(
    "wrong", ['"red"', '"#FFF"', '"#GGGGGG"', '"#0f5c66"', "3", "[]", '"#0F5C66 "']
)
def test_a_colour_that_is_not_one_is_named(themes: Path, wrong: str) -> None:
    change(themes, '"#0F5C66"', wrong)
    assert "primary" in advice(themes)


@pytest.mark.parametrize("content", [b"ink = ", b"\xff\xfe", b"[ink]\nink = 1\n", b""])
def test_a_file_that_is_not_a_theme_is_advice_and_no_exception(
    themes: Path, content: bytes
) -> None:
    (themes / "mine.toml").write_bytes(content)
    assert advice(themes)
