"""Every character that a person can read is in a font that is shipped: no system font is needed."""

import unicodedata
from collections.abc import Iterator

import pytest
from PIL import ImageFont
from PySide6.QtGui import QGuiApplication, QRawFont

from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from printer.characters import Script, script_of
from printer.fonts import for_script
from tests.assets.shipped import CONFIGS, motifs
from tests.fakes import LANGUAGES
from ui.application import FAMILIES, FONT_FILES, load_fonts

pytestmark = pytest.mark.usefixtures("qapp")
FONTS = ASSETS / "fonts"


def words(lang: str) -> Iterator[str]:
    """Every sentence and label of one language."""
    texts = load_texts(ASSETS / "i18n" / f"{lang}.toml")
    yield texts.endonym
    for entry in texts.entries.values():
        yield from [entry] if isinstance(entry, str) else entry.values()
    for name in CONFIGS:
        for motif in motifs(name):
            yield motif.label(lang)
            yield from motif.documents_in(lang)


def has_glyph(fonts: list[QRawFont], character: str) -> bool:
    return any(font.supportsCharacter(ord(character)) for font in fonts)


@pytest.mark.parametrize("style", ["Regular", "Bold"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_character_of_a_language_has_a_glyph_that_is_shipped(lang: str, style: str) -> None:
    names = [pattern.replace("*", style) for pattern in FONT_FILES]
    fonts = [QRawFont(str(FONTS / name), 20.0) for name in names]
    assert all(font.isValid() for font in fonts)
    needed = set("".join(words(lang))) - {"{", "}"}
    assert {c for c in needed if not has_glyph(fonts, c)} == set()


def test_a_character_of_no_shipped_font_is_told_apart() -> None:
    fonts = [QRawFont(str(file), 20.0) for file in FONTS.glob("*.ttf")]
    assert not has_glyph(fonts, "한")


def test_screens_look_for_a_character_in_our_families_only_then_in_the_system() -> None:
    load_fonts()
    assert QGuiApplication.font().families() == list(FAMILIES)


@pytest.mark.parametrize("lang", ["ar", "uk", "ru"])
def test_a_drawn_line_never_shows_the_box_of_a_missing_letter(lang: str) -> None:
    for text in words(lang):
        script = script_of(text, "cp1252")
        if script is Script.PAGE:
            continue
        font = for_script(script, False, 34)
        missing = drawn(font, "\uffff")
        for character in set(text) - set("{}") - {" ", "\u00a0"}:
            if not unicodedata.combining(character):
                assert drawn(font, character) != missing, (character, text)


def drawn(font: ImageFont.FreeTypeFont, text: str) -> bytes:
    return bytes(font.getmask(text))
