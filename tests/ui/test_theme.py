"""Every theme can be read by eyes that see contrasts badly; a bad theme file says what is wrong."""

import re
import shutil
import tomllib
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from kiosk.domain.contrast import SIGN, TEXT, contrast
from kiosk.paths import ASSETS
from tests.ui.exit_kit import Box, OpenExit
from tests.ui.geometry import faults_of_words, place_of
from tests.ui.kit import Office, OpenVisit
from tests.ui.sizes import LANDSCAPE, PORTRAIT, TABLET, THEMES, Size
from tests.ui.test_faces import OUTLINE as FACE_OUTLINE
from ui.theme import (
    CONTRASTED,
    LOGO_BYTES,
    BadTheme,
    Theme,
    Themes,
    faults_of,
    load_theme,
    load_themes,
    theme_names,
)

EVERY_THEME = pytest.mark.parametrize("name", theme_names())
CATALOGUES = sorted((ASSETS / "catalogues").glob("*.toml"))


def theme_of(name: str) -> Theme:
    theme = load_theme(name)
    assert isinstance(theme, Theme), theme
    return theme


def test_the_measure_agrees_with_the_examples_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#FFFFFF", "#FFFFFF") == 1


def test_the_shipped_themes_are_there() -> None:
    assert {"light", "dark", "contrast"} <= set(theme_names())


@EVERY_THEME
def test_everything_can_be_told_from_what_is_below_it(name: str) -> None:
    assert list(faults_of(asdict(theme_of(name)), enhanced=name == CONTRASTED)) == []


def test_the_contrast_theme_promises_more_than_the_others() -> None:
    usual = asdict(theme_of("light"))
    assert list(faults_of(usual, enhanced=False)) == []
    assert len(list(faults_of(usual, enhanced=True))) > 3


@EVERY_THEME
@pytest.mark.parametrize("opaque", [0.6, 1.0])
def test_the_outline_of_a_face_stands_out_even_when_it_recedes(name: str, opaque: float) -> None:
    theme = theme_of(name)
    outline = theme.ink if theme.is_dark else FACE_OUTLINE
    assert contrast(blended(outline, theme.paper, opaque), theme.paper) >= SIGN


def blended(over: str, under: str, opaque: float) -> str:
    pairs = [(int(over[i : i + 2], 16), int(under[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * opaque + b * (1 - opaque)):02X}" for a, b in pairs)


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


@pytest.mark.parametrize("field", [field.name for field in fields(Theme) if field.name != "logo"])
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


def test_words_that_can_hardly_be_read_are_refused_with_the_colours_and_the_ratio(
    themes: Path,
) -> None:
    change(themes, '"#47585F"', '"#8A9AA0"')
    said = advice(themes).replace("\u00a0", " ")
    assert all(part in said for part in ("ink_soft", "#8A9AA0", "paper", "#F7F5F0", "2,6", "4,5:1"))


def test_an_outline_that_can_hardly_be_seen_is_refused(themes: Path) -> None:
    change(themes, '"#7F8B90"', '"#C0C8CB"')
    assert "« line »" in advice(themes)
    assert "3:1" in advice(themes)


# ── A site's own theme and logo ─────────────────────────────────────────────────────────────────

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_theme_beside_the_configuration_is_the_sites_own(themes: Path) -> None:
    theme = load_theme("mine.toml", beside=themes)
    assert isinstance(theme, Theme)
    assert isinstance(load_theme("mine.toml"), BadTheme)


@pytest.mark.parametrize("name", ["../mine.toml", "folder/mine.toml", "other.toml", "mine"])
def test_nothing_but_a_theme_beside_the_configuration_is_read(themes: Path, name: str) -> None:
    below = themes / "folder"
    below.mkdir()
    shutil.copy(themes / "mine.toml", below / "mine.toml")
    beside = below if name.startswith("..") else themes
    assert isinstance(load_theme(name, beside=beside), BadTheme)


@pytest.mark.parametrize(
    ("logo", "content"), [("logo.svg", b"<svg viewBox='0 0 2 1'/>"), ("logo.png", PNG)]
)
def test_a_logo_lies_beside_its_theme_and_stays_in_strong_contrast(
    themes: Path, logo: str, content: bytes
) -> None:
    (themes / logo).write_bytes(content)
    change(themes, "\nink = ", f'\nlogo = "{logo}"\nink = ')
    loaded = load_themes("mine.toml", themes)
    assert isinstance(loaded, Themes)
    assert loaded.usual.logo == loaded.contrasted.logo == themes / logo


@pytest.mark.parametrize(
    ("logo", "content"),
    [
        ("logo.gif", b"GIF89a"),
        ("/etc/logo.svg", b""),
        ("absent.svg", None),
        ("logo.png", b"<svg/>"),
        ("logo.svg", b"words"),
        ("logo.svg", b"<svg/>" + bytes(LOGO_BYTES)),
    ],
)
def test_a_logo_that_is_not_one_is_advice(themes: Path, logo: str, content: bytes | None) -> None:
    if content is not None and not logo.startswith("/"):
        (themes / logo).write_bytes(content)
    change(themes, "\nink = ", f'\nlogo = "{logo}"\nink = ')
    assert "logo" in advice(themes)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, TABLET], ids=str)
def test_the_logo_of_a_town_stands_whole_and_clear_on_its_first_screens(
    open_visit: OpenVisit, open_exit: OpenExit, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = replace(THEMES, usual=theme_of("exemple-ville"))
    for kit in ("kit", "exit_kit"):
        monkeypatch.setattr(f"tests.ui.{kit}.THEMES", themes)
    for stand in (open_visit(Office(), size), open_exit(Box(), size)):
        plate = place_of(stand.item("logo"))
        picture = place_of(stand.item("logo").childItems()[0])
        assert picture.width() / picture.height() == pytest.approx(240 / 96, rel=0.05)
        clear = picture.top() - plate.top()
        assert clear >= 0.08 * plate.height()
        assert list(faults_of_words(stand.view.contentItem())) == []


# ── Not the State's ─────────────────────────────────────────────────────────────────────────────

RESERVED = re.compile(
    r"#000091|#E1000F|@gouvfr|dsfr[-.@]|fr-header|\bMarianne-\w+\.", re.IGNORECASE
)
READ = (".py", ".qml", ".toml", ".svg", ".css", ".html", ".js")


def test_nothing_that_is_shown_borrows_the_look_of_the_state() -> None:
    top = ASSETS.parent
    files = [
        file
        for part in ("assets", "ui", "sync", "printer", "kiosk")
        for file in (top / part).rglob("*")
        if file.suffix in READ
    ]
    assert len(files) > 100
    found = [
        str(file.relative_to(top))
        for file in files
        if RESERVED.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []
    names = [file.name for file in ASSETS.rglob("*") if "marianne" in file.name.lower()]
    assert names == []
