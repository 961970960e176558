"""Every word is there in every language, with the same places to fill in, and well typeset."""

import re
import string
from collections.abc import Iterator

import pytest

from kiosk.domain.texts import Entry, Texts, load_texts, plural_form
from kiosk.paths import ASSETS
from tests.typography import french_faults

FILES = sorted((ASSETS / "i18n").glob("*.toml"))
LANGUAGES = {file.stem: load_texts(file) for file in FILES}
FRENCH = LANGUAGES["fr"]
FORMS_TRIED = range(200)
MOST_WORDS = 12
STAFF_SECTIONS = ("live.",)


def sentences(entry: Entry) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        yield from entry.values()


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def french() -> Iterator[tuple[str, str]]:
    for key, entry in FRENCH.entries.items():
        for sentence in sentences(entry):
            yield key, sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_every_key_and_no_other(lang: str) -> None:
    assert LANGUAGES[lang].entries.keys() == FRENCH.entries.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_empty_or_has_stray_spaces(lang: str) -> None:
    for key, entry in LANGUAGES[lang].entries.items():
        for sentence in sentences(entry):
            assert sentence == sentence.strip() != "", key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_has_the_places_of_the_french_one(lang: str) -> None:
    for key, ours in FRENCH.entries.items():
        theirs = LANGUAGES[lang].entries[key]
        assert isinstance(ours, str) == isinstance(theirs, str), key
        wanted = set().union(*(places(sentence) for sentence in sentences(ours)))
        for sentence in sentences(theirs):
            assert places(sentence) - {"n"} == wanted - {"n"}, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plurals_have_every_form_their_language_asks_for(lang: str) -> None:
    texts: Texts = LANGUAGES[lang]
    needed = {plural_form(lang, n) for n in FORMS_TRIED}
    for key, entry in texts.entries.items():
        if not isinstance(entry, str):
            assert set(entry) == needed, key


@pytest.mark.parametrize(
    ("lang", "table"),
    [
        ("fr", {"one": (0, 1), "other": (2, 11, 21, 100)}),
        ("en", {"one": (1,), "other": (0, 2, 11, 21, 101)}),
        ("pt", {"one": (0, 1), "other": (2, 11, 21, 100)}),
        (
            "ar",
            {
                "zero": (0,),
                "one": (1,),
                "two": (2,),
                "few": (3, 10, 103, 110),
                "many": (11, 26, 99, 111, 199),
                "other": (100, 101, 102, 200, 302),
            },
        ),
        (
            "uk",
            {
                "one": (1, 21, 101),
                "few": (2, 3, 4, 22, 102, 104),
                "many": (0, 5, 11, 12, 14, 20, 100, 111, 112),
            },
        ),
        ("ru", {"one": (1, 21, 101), "few": (2, 23), "many": (0, 5, 11, 13, 100, 111)}),
    ],
)
def test_a_number_takes_the_form_that_its_language_gives_it(
    lang: str, table: dict[str, tuple[int, ...]]
) -> None:
    for form, numbers in table.items():
        assert {n: plural_form(lang, n) for n in numbers} == dict.fromkeys(numbers, form)


def test_only_arabic_is_written_from_the_right() -> None:
    assert [lang for lang, texts in LANGUAGES.items() if texts.right_to_left] == ["ar"]


def test_french_is_well_typeset() -> None:
    for key, sentence in french():
        assert french_faults(sentence) == [], key


def test_sentences_that_visitors_read_are_short_in_french() -> None:
    for key, text in french():
        if key.startswith(STAFF_SECTIONS):
            continue
        for sentence in re.split(r"(?<=[.?!])\s", text):
            assert len(re.findall(r"[\w’-]+", sentence)) <= MOST_WORDS, key
