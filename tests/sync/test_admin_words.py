"""The words of the administration pages: both languages whole, well typeset, each one used."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.texts import Entry
from sync.server.admin import pages
from sync.server.admin.audit import What
from sync.server.admin.pages import TABS, words_of
from sync.server.admin.passwords import BadPassword
from sync.server.admin.people import NotDone
from sync.server.admin.provider_page import NotIn
from sync.server.admin.roles import Role
from sync.server.app import ASSETS
from tests.typography import common_faults, french_faults

LANGUAGES = words_of(ASSETS / "admin")
FRENCH, ENGLISH = LANGUAGES["fr"], LANGUAGES["en"]
MOST_WORDS = 16
SAME_WORDS = {
    "page.do",
    "page.menu",
    "page.paging",
    "role.agent",
    "audit.time",
    "codes.code",
    "codes.site",
    "devices.site",
    "people.site",
    "people.new_email",
    "fleet.version",
    "fleet.incidents",
    "device.site",
    "device.config",
    "sites.title",
    "site.words",
}
"""Rightly the same in French and English."""
SOURCES = Path(pages.__file__).parent


def sentences(entry: Entry) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        yield from entry.values()


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys_and_places_to_fill_in() -> None:
    assert list(LANGUAGES) == ["fr", "en"]
    assert FRENCH.entries.keys() == ENGLISH.entries.keys()
    for key, entry in FRENCH.entries.items():
        other = ENGLISH.entries[key]
        assert isinstance(entry, str) == isinstance(other, str), key
        assert [places(each) for each in sentences(entry)] == [
            places(each) for each in sentences(other)
        ], key


@pytest.mark.parametrize("key", FRENCH.entries)
def test_a_french_sentence_is_short_and_well_typeset(key: str) -> None:
    for sentence in sentences(FRENCH.entries[key]):
        assert french_faults(sentence, frozenset({"NOM"})) == []
        assert all(len(part.split()) <= MOST_WORDS for part in re.split(r"[.!?]", sentence))


@pytest.mark.parametrize("key", ENGLISH.entries)
def test_an_english_sentence_is_well_typeset_and_not_french(key: str) -> None:
    for sentence in sentences(ENGLISH.entries[key]):
        assert common_faults(sentence) == []
        assert "\u00a0" not in sentence
    assert key in SAME_WORDS or FRENCH.entries[key] != ENGLISH.entries[key]


def test_everything_that_can_be_told_has_its_words() -> None:
    wanted = {
        *(f"role.{role}" for role in Role),
        *(f"role_about.{role}" for role in Role),
        *(f"what.{what}" for what in What),
        *(f"people.{why}" for why in NotDone),
        *(f"people.password_{why}" for why in BadPassword),
        *(f"fault.oidc_{why}" for why in NotIn),
        *(tab.word for tab in TABS),
    }
    assert wanted <= FRENCH.entries.keys()


def test_no_word_is_kept_that_nothing_says() -> None:
    said = "".join(
        file.read_text() for file in SOURCES.rglob("*") if file.suffix in (".py", ".html")
    )
    made = ("role.", "role_about.", "what.", "said.", "people.", "fault.", "days.", "check.")
    counted = {f"fleet.{name}" for name in ("quarantined", "forks", "gaps")}
    shown = {f"site.{why}" for why in ("by_hand", "overtaken", "not_published")}
    off = {"fleet.clock_late", "fleet.clock_early"}
    for key in FRENCH.entries:
        assert key.startswith(made) or key in counted | shown | off or f'"{key}"' in said, key
