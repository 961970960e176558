"""The keyboard on the screen: what its keys write, and whether each language can be written."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.identifiers import opinion_code
from kiosk.domain.masking import MOST
from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from tests.ui.stand import PatientClock
from ui.exit.keyboard import BLANK, Draft, load_layout, press
from ui.exit.scan import SETTLED_S, KeyBurst, code_in

FILES = {file.stem: file for file in sorted((ASSETS / "i18n").glob("*.toml"))}
LAYOUTS = {lang: load_layout(file) for lang, file in FILES.items()}
MOST_COLUMNS = 11
"""Of 20 mm each, 4 mm apart, on a portrait screen 299 mm wide with its margins."""
CODE = opinion_code(UUID("0198c0de-7a11-7b0a-9e00-b0a7c0ffee01"))


def written(*keys: str, draft: Draft = BLANK) -> Draft:
    for key in keys:
        draft = press(draft, key)
    return draft


def signs(lang: str) -> set[str]:
    layout = LAYOUTS[lang]
    rows = (*layout.letters, *layout.symbols, layout.beside_space)
    return {sign for row in rows for sign in row}


def test_a_language_without_its_keyboard_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "it.toml"
    file.write_text('endonym = "Italiano"\n[keyboard]\nletters = ["q w"]\ncase = true\n')
    with pytest.raises(LookupError, match=r"it\.toml.*symbols, beside_space, to_letters"):
        load_layout(file)


@pytest.mark.parametrize("lang", FILES)
def test_the_words_of_a_language_can_be_written_on_its_keyboard(lang: str) -> None:
    texts = load_texts(ASSETS / "i18n" / f"{lang}.toml")
    said = [
        sentence
        for key, entry in texts.entries.items()
        if key.startswith("exit.")
        for sentence in ([entry] if isinstance(entry, str) else entry.values())
    ]
    used = {letter for letter in "".join(said).lower() if letter.isalpha()}
    foreign = set("abcdefghijklmnopqrstuvwxyz")
    """Names of places in a sentence: {n}, {rate}."""
    assert used - signs(lang) - foreign == set()


@pytest.mark.parametrize("lang", LAYOUTS)
def test_keys_are_few_enough_to_be_large_and_each_stands_once(lang: str) -> None:
    layout = LAYOUTS[lang]
    for page in (layout.letters, layout.symbols):
        keys = [sign for row in (*page, layout.beside_space) for sign in row]
        assert len(set(keys)) == len(keys)
        assert max(len(row) for row in page) <= MOST_COLUMNS
        assert len(page) <= 4
        assert all(len(key) == len(key.upper()) == 1 for key in keys)
    assert set("0123456789") <= signs(lang)


def test_a_sentence_begins_with_a_capital_and_goes_on_without() -> None:
    typed = written(*"oui", ".", "space", *"non")
    assert typed.text == "Oui. Non"
    assert not typed.shift


def test_shift_holds_for_one_letter_and_can_be_taken_back() -> None:
    assert written("a", "shift", *"bc").text == "ABc"
    assert written("shift", *"ab").text == "ab"


def test_erasing_takes_the_last_sign_and_the_empty_sheet_begins_again() -> None:
    assert written(*"ab", "erase").text == "A"
    assert written("a", "erase") == BLANK
    assert written("erase") == BLANK


def test_the_page_turns_and_writes_nothing() -> None:
    turned = written("page", "1")
    assert (turned.text, turned.symbols) == ("1", True)
    assert not written("page", draft=turned).symbols


@given(st.lists(st.sampled_from(["é", "ю", "space", "erase", "shift", "page"]), max_size=400))
def test_a_comment_never_grows_beyond_its_limit(keys: list[str]) -> None:
    full = Draft("a" * (MOST - 3), shift=False)
    assert len(written(*keys, draft=full).text) <= MOST


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (CODE, CODE),
        (CODE.lower(), CODE),
        (f"HTTPSFILEEXAMPLETK3M9X2P7QA{CODE}", CODE),
        (CODE[1:], None),
        (f"{CODE}1", None),
        ("3", None),
        ("3045140105502", None),
        ("", None),
    ],
)
def test_a_code_is_found_alone_or_behind_an_address(typed: str, code: str | None) -> None:
    assert code_in(typed) == code


def test_a_scanner_is_told_from_a_hand_by_its_speed() -> None:
    clock = PatientClock()
    burst = KeyBurst(clock)
    seen = []
    for sign, pause in (("1", 0.0), ("2", SETTLED_S), ("3", 0.01)):
        clock.seconds += pause
        burst.add(sign)
        seen.append(burst.is_scanner)
    assert seen == [False, False, True]
    assert (burst.take(), burst.take()) == ("23", "")
