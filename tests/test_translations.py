"""Every word is there in every language, with the same places to fill in, and well typeset."""

import re
import string
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from kiosk.domain.dates import say_moment
from kiosk.domain.texts import Entry, Texts, load_texts, plural_form
from kiosk.paths import ASSETS
from tests.assets.shipped import CONFIGS, motifs
from tests.fakes import LANGUAGES as SHIPPED
from tests.typography import bare, faults, french_faults, has_words

FILES = sorted((ASSETS / "i18n").glob("*.toml"))
LANGUAGES = {file.stem: load_texts(file) for file in FILES}
FRENCH = LANGUAGES["fr"]
FORMS_TRIED = range(200)
MOST_WORDS = 12
STAFF_SECTIONS = ("live.",)
OTHERS = [lang for lang in LANGUAGES if lang != "fr"]
SAME_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        {
            "live.administration",
            "live.motif",
            "live.tickets",
            "live.reason_solution",
            "exit.reason_solution",
            "paper.count",
        }
    ),
    "es": frozenset({"exit.no", "common.aid_contrast"}),
    "pt": frozenset({"common.aid_contrast"}),
    "ar": frozenset(),
    "uk": frozenset(),
    "ru": frozenset(),
}
"""Keys whose words are rightly those of French, or of English."""
BUTTONS = (
    "common.back",
    "common.help",
    "common.stay",
    "entrance.take_ticket",
    "entrance.done",
    "entrance.choose_other",
    "exit.skip",
    "exit.done",
    "exit.change",
)
INFINITIVES = re.compile(r"\w+(?:er|ir|oir|re)\b")


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


def test_the_languages_have_one_order_that_every_file_tells() -> None:
    untold = [f"{lang}.toml: rank" for lang, texts in LANGUAGES.items() if texts.rank < 1]
    assert untold == []
    ranks = {lang: texts.rank for lang, texts in LANGUAGES.items()}
    assert sorted(ranks, key=ranks.__getitem__) == list(SHIPPED)
    assert len(set(ranks.values())) == len(ranks)


def test_only_arabic_is_written_from_the_right() -> None:
    assert [lang for lang, texts in LANGUAGES.items() if texts.right_to_left] == ["ar"]


def test_french_is_well_typeset() -> None:
    for key, sentence in french():
        assert french_faults(sentence) == [], key


def test_the_words_of_the_staff_are_well_typeset() -> None:
    staff = load_texts(ASSETS / "technician" / "fr.toml")
    for key, entry in staff.entries.items():
        for sentence in sentences(entry):
            assert french_faults(sentence) == [], key
            assert len(sentence.split()) <= MOST_WORDS, key


def test_sentences_that_visitors_read_are_short_in_french() -> None:
    for key, text in french():
        if key.startswith(STAFF_SECTIONS):
            continue
        for sentence in re.split(r"(?<=[.?!])\s", text):
            assert len(re.findall(r"[\w’-]+", sentence)) <= MOST_WORDS, key


def test_the_languages_of_the_files_are_those_of_the_screens() -> None:
    assert set(LANGUAGES) == set(SHIPPED)


def test_no_sentence_was_left_in_french_or_in_english() -> None:
    english = LANGUAGES["en"]
    left = []
    for lang in OTHERS:
        for key, entry in LANGUAGES[lang].entries.items():
            sources = [FRENCH, *([] if lang == "en" else [english])]
            same = any(is_copy(entry, source.entries[key]) for source in sources)
            if same and key not in SAME_WORDS[lang]:
                left.append((lang, key))
    assert left == []


def test_what_may_be_the_same_is_the_same() -> None:
    for lang, keys in SAME_WORDS.items():
        for key in keys:
            entry = LANGUAGES[lang].entries[key]
            assert is_copy(entry, FRENCH.entries[key]) or is_copy(
                entry, LANGUAGES["en"].entries[key]
            ), (lang, key)


def is_copy(entry: Entry, source: Entry) -> bool:
    """Whether a sentence with words in it is that of the other language."""
    theirs = {bare(sentence) for sentence in sentences(source)}
    return any(has_words(one) and bare(one) in theirs for one in sentences(entry))


def labels(lang: str) -> Iterator[tuple[str, str]]:
    for name in CONFIGS:
        for motif in motifs(name):
            online = () if motif.online is None else (motif.online.label(lang),)
            card = (*motif.documents_in(lang), *online, *motif.price.get(lang, "").split(";"))
            for text in filter(None, (motif.label(lang), *card)):
                yield f"{name}: {motif.id}", text


@pytest.mark.parametrize("lang", OTHERS)
def test_every_language_is_written_by_its_own_rules(lang: str) -> None:
    texts = [
        (key, sentence)
        for key, entry in LANGUAGES[lang].entries.items()
        for sentence in sentences(entry)
    ]
    found = [(key, faults(lang, text)) for key, text in (*texts, *labels(lang))]
    assert [(key, said) for key, said in found if said] == []


@pytest.mark.parametrize("lang", ["ar", "uk", "ru"])
def test_no_label_of_another_script_was_left_in_latin(lang: str) -> None:
    for where, text in labels(lang):
        assert not text.isascii(), (where, text)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("es", "Cómo ha ido?"),
        ("es", "¡Gracias"),
        ("pt", "¿Como correu?"),
        ("ar", "كيف كانت زيارتكم?"),
        ("ar", "خذوا ticket"),
        ("ar", "٣ أشخاص"),
        ("ru", "Возьмите ticket"),
        ("ru", "Вaш номер"),
        ("uk", "Вы ещё тут"),
        ("ru", "Візьміть"),
        ("en", "It's"),
        ("en", "A moment..."),
    ],
)
def test_a_badly_written_sentence_is_told(lang: str, sentence: str) -> None:
    assert faults(lang, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Zone d’attente: B",
        "Êtes-vous là ?",
        "«Bonjour»",
        "50 %",
        "L'accueil",
        "FERMÉ",
        "Un instant...",
        "A préparer",
        "Etes-vous là\u00a0?",
    ],
)
def test_a_badly_typeset_french_sentence_is_told(sentence: str) -> None:
    assert french_faults(sentence)


def test_what_a_button_does_begins_with_a_verb_in_the_infinitive() -> None:
    for key in BUTTONS:
        first = FRENCH.say(key).split()[0]
        assert INFINITIVES.fullmatch(first), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_calendar_has_seven_days_and_twelve_months(lang: str) -> None:
    texts = LANGUAGES[lang]
    assert len(set(texts.say("calendar.weekdays").split())) == 7
    assert len(set(texts.say("calendar.months").split())) == 12


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "mercredi 30\u00a0septembre 2026, 14\u00a0h\u00a030"),
        ("pt", "quarta-feira, 30\u00a0de setembro de 2026, 14h30"),
        ("ar", "الأربعاء 30\u00a0سبتمبر 2026، 14:30"),
        ("uk", "середа, 30\u00a0вересня 2026\u00a0р., 14:30"),
        ("ru", "среда, 30\u00a0сентября 2026\u00a0г., 14:30"),
    ],
)
def test_a_moment_is_said_as_its_language_says_it(lang: str, said: str) -> None:
    moment = datetime(2026, 9, 30, 14, 30, tzinfo=UTC)
    assert say_moment(LANGUAGES[lang], moment) == said
