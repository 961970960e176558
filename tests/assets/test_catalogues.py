"""Every shipped catalogue can be put in a hall as it is: read, understood, printed."""

import pytest

from kiosk.domain.motifs import LOOK_ALIKES, RHYMING
from kiosk.paths import ASSETS
from printer.characters import script_of
from printer.layout import Style, columns_for, wrap
from printer.layout_file import SIZES
from tests.assets.shipped import CONFIGS, NAMES, catalogue_file, motifs, ticket_bytes
from tests.fakes import LANGUAGES
from tests.printer.benches import profile
from tests.typography import french_faults

MAIRIE = [
    ("identite", "A", "#0F5C66"),
    ("etat-civil", "E", "#6A4C93"),
    ("elections", "L", "#2F5D9B"),
    ("urbanisme", "U", "#7A5230"),
    ("enfance", "J", "#1E6B3C"),
    ("social", "H", "#A3363B"),
    ("cadre-de-vie", "C", "#5B6770"),
    ("retrait", "R", "#8A5A00"),
    ("autre", "X", "#3D4F7C"),
]
LONGEST_LABEL = {"fr": 34} | dict.fromkeys(LANGUAGES[1:], 40)
LONGEST_DOCUMENT = 42
LONGEST_TICKET = {"fr": 400, "en": 420, "es": 420, "pt": 430}
LONGEST_DRAWN_TICKET = 16_000
"""Where the lines are pictures: eight seconds of the slowest serial line."""
DRAWN = frozenset({"ar", "uk", "ru"})
INITIALS = frozenset({"CCAS", "MDPH"})

each_catalogue = pytest.mark.parametrize("name", NAMES)


def test_there_is_a_catalogue_for_each_kind_of_office() -> None:
    assert NAMES == ["cpam-caf", "france-services", "mairie", "prefecture"]


def test_the_mairie_has_its_nine_categories_in_order() -> None:
    categories = CONFIGS["mairie"].catalogue.categories
    assert [(found.id, found.letter, found.colour) for found in categories] == MAIRIE


@each_catalogue
def test_a_catalogue_is_alone_in_its_file(name: str) -> None:
    config = CONFIGS[name]
    assert config.languages == LANGUAGES
    assert config.site.rules.week is None
    assert config.sync.url is None
    assert not any(motif.opening or motif.daily_quota or motif.zone for motif in motifs(name))


@each_catalogue
def test_a_visitor_chooses_among_few_tiles(name: str) -> None:
    categories = CONFIGS[name].catalogue.categories
    assert 5 <= len(categories) <= 9
    assert all(len(category.motifs) <= 5 for category in categories)
    assert categories[-1].id == "autre"


@each_catalogue
def test_no_two_motifs_share_an_id_and_no_two_categories_a_letter_or_a_colour(name: str) -> None:
    categories = CONFIGS[name].catalogue.categories
    ids = [motif.id for motif in motifs(name)]
    letters = {category.letter for category in categories}
    assert len(set(ids)) == len(ids)
    assert len(letters) == len({category.colour for category in categories}) == len(categories)
    assert not letters & LOOK_ALIKES
    assert len(letters & RHYMING) <= 1


@each_catalogue
def test_the_colours_are_those_of_the_mairie(name: str) -> None:
    known = {colour for _, _, colour in MAIRIE}
    assert {category.colour for category in CONFIGS[name].catalogue.categories} <= known


@each_catalogue
def test_every_icon_is_shipped(name: str) -> None:
    for motif in motifs(name):
        assert (ASSETS / "icons" / f"{motif.icon}.svg").is_file(), motif.id


@each_catalogue
def test_every_motif_has_a_short_name_in_each_language(name: str) -> None:
    for motif in motifs(name):
        assert motif.labels.keys() == set(CONFIGS[name].languages), motif.id
        for lang, label in motif.labels.items():
            assert label == label.strip() != "", (motif.id, lang)
            assert len(label) <= LONGEST_LABEL[lang], (motif.id, lang, len(label))


@each_catalogue
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_tiles_of_a_screen_say_the_same(name: str, lang: str) -> None:
    categories = CONFIGS[name].catalogue.categories
    first_screen = tuple(category.general for category in categories)
    for tiles in (first_screen, *(category.motifs for category in categories)):
        said = [tile.label(lang) for tile in tiles]
        assert len(set(said)) == len(said)


@each_catalogue
def test_what_to_prepare_is_as_many_lines_in_each_language(name: str) -> None:
    for motif in motifs(name):
        if not motif.documents:
            continue
        assert motif.documents.keys() == set(CONFIGS[name].languages), motif.id
        assert len({len(lines) for lines in motif.documents.values()}) == 1, motif.id
        for lines in motif.documents.values():
            assert 2 <= len(lines) <= 3, motif.id
            assert all(len(line) <= LONGEST_DOCUMENT for line in lines), motif.id


@each_catalogue
def test_the_french_is_well_typeset(name: str) -> None:
    for motif in motifs(name):
        for text in (motif.label("fr"), *motif.documents_in("fr")):
            assert french_faults(text, INITIALS) == [], (motif.id, text)
            assert text[0] == text[0].upper(), (motif.id, text)


@each_catalogue
def test_a_card_says_its_price_and_its_page_in_each_language(name: str) -> None:
    for motif in motifs(name):
        said = [words for words in (motif.price, motif.delay) if words]
        if motif.online is not None:
            said.append(motif.online.labels)
        for words in said:
            assert words.keys() == set(CONFIGS[name].languages), motif.id
            assert french_faults(words["fr"]) == [], motif.id


def test_the_main_motifs_of_the_mairie_say_that_they_begin_on_line() -> None:
    pages = {motif.id: motif.online.url for motif in motifs("mairie") if motif.online}
    assert pages["passeport"] == pages["carte-identite"] == "https://ants.gouv.fr"
    assert pages["acte-etat-civil"] == "https://www.service-public.fr"


@each_catalogue
def test_no_apostrophe_is_straight_in_any_language(name: str) -> None:
    for line in catalogue_file(name).read_text(encoding="utf-8").splitlines():
        assert "'" not in line


@each_catalogue
def test_a_ticket_stays_small(name: str) -> None:
    config = CONFIGS[name]
    sizes = {
        (motif.id, lang): len(ticket_bytes(config, motif, lang))
        for motif in motifs(name)
        for lang in config.languages
    }
    most = LONGEST_TICKET | dict.fromkeys(DRAWN, LONGEST_DRAWN_TICKET)
    assert {key: size for key, size in sizes.items() if size >= most[key[1]]} == {}


@each_catalogue
@pytest.mark.parametrize(("paper", "most"), [("generic-80", 2), ("generic-58", 3)])
def test_a_name_is_printed_in_few_lines_of_whole_words(name: str, paper: str, most: int) -> None:
    def rows(text: str, style: Style) -> list[str]:
        printer = profile(paper)
        script = script_of(text, printer.codepage.name)
        return wrap(text, columns_for(script, style, printer))

    for motif in motifs(name):
        for label in motif.labels.values():
            assert " ".join(rows(label, SIZES["large"])) == label, motif.id
            assert len(rows(label, SIZES["large"])) <= most, (motif.id, label)
        for lines in motif.documents.values():
            assert all(" ".join(rows(line, SIZES["normal"])) == line for line in lines), motif.id


FOR_SITES = {"phone", "service"}
"""Icons that only a site's own catalogue may want."""


def test_no_icon_is_shipped_for_nothing() -> None:
    shown = "".join(
        file.read_text()
        for folder, pattern in (("assets/catalogues", "*.toml"), ("ui", "*.py"), ("ui", "*.qml"))
        for file in sorted((ASSETS.parent / folder).rglob(pattern))
    )
    icons = {icon.stem for icon in (ASSETS / "icons").glob("*.svg")}
    assert {icon for icon in icons if f'"{icon}"' not in shown} == FOR_SITES
