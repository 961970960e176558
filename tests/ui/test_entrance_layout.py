"""Whatever the screen, the language and the catalogue: every word is whole, every button large."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.config import Config, VoiceSettings
from kiosk.domain.opening import Open, Shut
from kiosk.domain.outlook import Outlook, Outlooks
from kiosk.domain.tickets import MotifClosed, Order, PrintState, QuotaReached, Ticket
from tests.assets.shipped import CONFIGS, on_site
from tests.fakes import LANGUAGES, PARIS
from tests.ui.geometry import (
    ROUNDING_PX,
    faults_of_buttons,
    faults_of_words,
    named,
    place_of,
    visible_below,
    words_of,
)
from tests.ui.kit import TEXTS, Office, OpenVisit, Visit
from tests.ui.listening import Ear
from tests.ui.sizes import EXTREMES, HAND, LANDSCAPE, PORTRAIT, SMALL, TABLET, Size
from ui.access import Access, Aid
from ui.entrance.events import Wish
from ui.entrance.recent import Recent, Taken
from ui.entrance.state import Doubt, Paper, Screen, State
from ui.fitting import CLOSE, scale_for

SCREENS = (PORTRAIT, LANDSCAPE, TABLET, SMALL)
LONGEST_DAY = datetime(2026, 9, 30, 8, 30, tzinfo=UTC)
"""A Wednesday in September: no date is longer to write, in any of our languages."""
WHY = {
    "fr": "Fermeture exceptionnelle pour travaux de rénovation",
    "en": "Exceptionally closed for building works",
    "es": "Cierre excepcional por obras de renovación",
    "pt": "Encerramento excecional para obras de renovação",
    "ar": "إغلاق استثنائي بسبب أشغال الترميم",
    "uk": "Тимчасово зачинено через ремонтні роботи",
    "ru": "Временно закрыто на ремонтные работы",
}
DENSE = (Size(1920, 1200, 217.0), Size(1280, 800, 256.0))
"""Ten inches with small pixels, and twelve."""
TOUCH_MM, APART_MM = 20.0, 3.0
HELD_CLOSE_TOUCH_MM, HELD_CLOSE_APART_MM = 13.0, 2.6
"""What a tablet has for its other buttons beside large words; its tiles are as large as any."""


def sights(config: Config) -> Mapping[str, State]:
    """Every screen, with the most that it can have to say."""
    category = max(config.catalogue.categories, key=lambda c: len(c.motifs))
    full = {motif.id: QuotaReached(1) for motif in category.motifs}
    chosen = State(Screen.MOTIF, category=category.id, refusals=full, help_asked=True)
    refused = replace(chosen, screen=Screen.REFUSED)
    number = State(Screen.CONFIRMATION, ticket=longest_ticket(config), outlooks=waits(config))
    paperless = replace(longest_ticket(config), paperless=True)
    taken = Recent(taken=(Taken("passeport", "A2-107", 0.0, UUID(int=2)),))
    doubt = State(Screen.DOUBT, held=Order(UUID(int=2), "passeport", "fr"), recent=taken)
    card = State(Screen.CARD, category="identite", card="passeport")
    until = Open(datetime(2026, 9, 30, 19, 30, tzinfo=PARIS))
    return {
        "attract": State(opening=until),
        "attract without hours": State(outlooks=Outlooks(0.0, None, {})),
        "attract with a wait": State(opening=until, outlooks=waits(config)),
        "attract with a message": State(
            opening=until, outlooks=waits(config), today=date(2026, 11, 25)
        ),
        "looking around": State(Screen.CATEGORY, opening=Shut(LONGEST_DAY), refusals=full),
        "wished": State(Screen.CATEGORY, wishes=frozenset(Wish)),
        "waits": State(Screen.MOTIF, category=category.id, outlooks=waits(config)),
        "card": card,
        "card, next page": replace(card, leaf=1),
        "card, last page": replace(card, leaf=9),
        "priority, last page": State(Screen.PRIORITY, leaf=9),
        "card printed": replace(card, sheet=Paper.UNPROVED),
        "card of a closed motif": replace(card, refusals={"passeport": MotifClosed(LONGEST_DAY)}),
        "card of the longest address": replace(card, card=longest_card(config)),
        "priority": State(Screen.PRIORITY),
        "again": replace(doubt, doubt=Doubt.AGAIN),
        "late": replace(doubt, doubt=Doubt.LATE),
        "pause": replace(doubt, doubt=Doubt.PAUSE),
        "closed": State(Screen.CLOSED, opening=Shut(LONGEST_DAY, WHY)),
        "category": State(Screen.CATEGORY),
        "motif": chosen,
        "refused": replace(refused, refusal=QuotaReached(3)),
        "refused until": replace(refused, refusal=MotifClosed(LONGEST_DAY)),
        "refused because": replace(refused, refusal=MotifClosed(LONGEST_DAY, WHY)),
        "out of order": State(Screen.OUT_OF_ORDER),
        "printing": number,
        "printed": replace(number, printed=PrintState.CONFIRMED),
        "printed, late": replace(number, printed=PrintState.CONFIRMED, outlooks=late(config)),
        "not printed": replace(number, printed=PrintState.NOT_SENT),
        "out of paper": replace(number, printed=PrintState.BLOCKED, trouble="PAPER_OUT"),
        "too hot": replace(number, printed=PrintState.BLOCKED, trouble="HOT"),
        "half printed": replace(number, printed=PrintState.UNKNOWN, trouble="JAM"),
        "unproved": replace(number, printed=PrintState.SENT_UNVERIFIED),
        "paperless": replace(number, ticket=paperless),
        "paperless, late": replace(number, ticket=paperless, outlooks=late(config)),
        "paperless, still there": replace(number, ticket=paperless, idle_s=61.0),
    }


def waits(config: Config) -> Outlooks:
    long = Outlook(107, 90, 120)
    return Outlooks(0.0, long, {motif.id: long for motif in config.catalogue.motifs()})


def late(config: Config) -> Outlooks:
    """So late that the site may close before."""
    known = waits(config)
    return replace(
        known, motifs={id_: replace(wait, late=True) for id_, wait in known.motifs.items()}
    )


def longest_card(config: Config) -> str:
    """The motif whose page has the longest address."""
    pages = {motif.id: motif.online.url for motif in config.catalogue.motifs() if motif.online}
    return max(pages, key=lambda id_: len(pages[id_]))


def longest_ticket(config: Config) -> Ticket:
    motif = max(config.catalogue.motifs(), key=lambda m: len(m.label("fr")) + 100 * bool(m.zone))
    day = date(2026, 9, 30)
    return Ticket(UUID(int=1), "A2-107", motif.id, "fr", False, 2, day, LONGEST_DAY, 1)


def choices(config: Config) -> Iterator[State]:
    """Of choices, where nothing is left for today: tiles have most to say then."""
    full = {motif.id: QuotaReached(1) for motif in config.catalogue.motifs()}
    yield State(Screen.CATEGORY, refusals=full)
    for category in config.catalogue.categories:
        if category.motifs:
            yield State(Screen.MOTIF, category=category.id, refusals=full)


def faults(visit: Visit, top: QQuickItem, size: Size) -> list[str]:
    large = Aid.TEXT in visit.window.controller.state.access
    close = large and scale_for(size.width_mm, size.height / size.mm) is CLOSE
    touch_mm = HELD_CLOSE_TOUCH_MM if close else TOUCH_MM
    apart_mm = HELD_CLOSE_APART_MM if close else APART_MM
    where = f"{visit.screen}, {visit.window.controller.state.lang}"
    buttons = faults_of_buttons(top, touch_mm * size.mm, TOUCH_MM * size.mm, apart_mm * size.mm)
    return named(where, [*faults_of_words(top), *buttons])


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_can_be_read_and_touched(open_visit: OpenVisit, size: Size, lang: str) -> None:
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
    found = []
    for name, state in sights(config).items():
        visit.stand_at(replace(state, lang=lang))
        found += named(name, faults(visit, visit.view.contentItem(), size))
    assert found == []


@pytest.mark.parametrize("size", EXTREMES, ids=str)
@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_every_screen_can_be_read_and_touched_from_ten_inches_to_fifty_five(
    open_visit: OpenVisit, size: Size, lang: str
) -> None:
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(), size, config)
    found = []
    for access in (frozenset[Aid](), frozenset(size.fitting().aids) - {Aid.CONTRAST}):
        for name, state in sights(config).items():
            visit.stand_at(replace(state, lang=lang, access=access))
            found += named(
                f"{name} {sorted(access)}", faults(visit, visit.view.contentItem(), size)
            )
    assert found == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("access", [{Aid.TEXT}, {Aid.REACH}, {Aid.TEXT, Aid.REACH}], ids=sorted)
def test_every_screen_can_be_read_and_touched_with_any_aid(
    open_visit: OpenVisit, size: Size, lang: str, access: set[Aid]
) -> None:
    if not access <= set(size.fitting().aids):
        return
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
    found = []
    for name, state in sights(config).items():
        visit.stand_at(replace(state, lang=lang, access=frozenset(access)))
        found += named(name, faults(visit, visit.view.contentItem(), size))
        visit.stand_at(replace(state, lang=lang, access=frozenset(access), asking_language=True))
        panel = visit.item(f"language_{lang}").parentItem().parentItem()
        found += named(f"{name}, languages", faults(visit, panel, size))
    assert found == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_question_whether_one_is_still_there_can_be_read(
    open_visit: OpenVisit, size: Size, lang: str
) -> None:
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
    visit.stand_at(State(Screen.CATEGORY, lang, idle_s=config.screen.idle_s))
    box = visit.item("stay").parentItem().parentItem()
    assert faults(visit, box, size) == []
    assert faults(visit, box.parentItem(), size) == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("name", CONFIGS)
def test_every_motif_of_the_shipped_catalogues_can_be_read_on_its_tile(
    open_visit: OpenVisit, size: Size, name: str
) -> None:
    config = on_site(CONFIGS[name])
    visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
    found = []
    for lang in config.languages:
        for state in choices(config):
            visit.stand_at(replace(state, lang=lang))
            found += faults(visit, visit.view.contentItem(), size)
            while visit.hands.find("next") is not None:
                visit.touch("next")
                found += faults(visit, visit.view.contentItem(), size)
    assert found == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_a_tile_with_more_to_read_is_a_card_as_wide_as_the_others(
    open_visit: OpenVisit, size: Size, lang: str
) -> None:
    visit = open_visit(Office(), size, on_site(CONFIGS["mairie"]))
    visit.stand_at(State(Screen.CATEGORY, lang))
    while visit.hands.find("frame_retrait") is None:
        visit.touch("next")
    frame, tile = place_of(visit.item("frame_retrait")), place_of(visit.item("tile_retrait"))
    button, other = place_of(visit.item("card_retrait")), place_of(visit.item("tile_cadre-de-vie"))
    assert min(tile.left(), button.left()) == pytest.approx(frame.left(), abs=ROUNDING_PX)
    assert max(tile.right(), button.right()) == pytest.approx(frame.right(), abs=ROUNDING_PX)
    assert frame.width() == pytest.approx(other.width(), abs=ROUNDING_PX)
    assert frame.height() == pytest.approx(other.height(), abs=ROUNDING_PX)


@pytest.mark.parametrize("size", [*SCREENS, *EXTREMES, *DENSE], ids=str)
@pytest.mark.parametrize(
    "access", [set(), {Aid.TEXT}, {Aid.REACH}, {Aid.TEXT, Aid.REACH}], ids=sorted
)
def test_the_first_screen_says_what_to_do_in_every_language_at_every_size(
    open_visit: OpenVisit, size: Size, access: set[Aid]
) -> None:
    if not access <= set(size.fitting().aids):
        return
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
    visit.stand_at(replace(sights(config)["attract with a wait"], access=frozenset(access)))
    for lang in config.languages:
        words = [words_of(text) for text in visible_below(visit.item(f"start_{lang}"))]
        assert TEXTS[lang].say("entrance.take_ticket") in words
    assert list(faults_of_words(visit.view.contentItem())) == []


@pytest.mark.parametrize("size", [*SCREENS, HAND], ids=str)
@pytest.mark.parametrize("access", [set(), {Aid.TEXT}, {Aid.TEXT, Aid.REACH}], ids=sorted)
def test_priority_can_be_asked_for_on_every_page(
    open_visit: OpenVisit, size: Size, access: set[Aid]
) -> None:
    if not access <= set(size.fitting().aids):
        return
    visit = open_visit(Office(ear=Ear()), size, on_site(CONFIGS["mairie"]))
    found = []
    for lang in LANGUAGES:
        visit.stand_at(State(Screen.CATEGORY, lang, access=frozenset(access)))
        paged = visit.hands.find("next") is not None
        button = "priority" if paged else "tile_priority"
        label = TEXTS[lang].say("entrance.priority_short" if paged else "entrance.priority")
        for page in range(9):
            visit.stand_at(replace(visit.window.controller.state, page=page))
            if label not in map(words_of, visible_below(visit.item(button))):
                found.append(f"{lang}, page {page}")
            found += faults(visit, visit.view.contentItem(), size)
            if visit.hands.find("next") is None:
                break
    assert found == []
    visit.touch(button)
    assert visit.screen == "priority"


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("access", [frozenset(), frozenset({Aid.TEXT})], ids=["usual", "large"])
def test_a_language_without_a_voice_says_so_in_the_strip(
    open_visit: OpenVisit, size: Size, lang: str, access: Access
) -> None:
    others = frozenset(LANGUAGES) - {lang}
    visit = open_visit(Office(ear=Ear(voices=others)), size, on_site(CONFIGS["mairie"]))
    visit.stand_at(State(Screen.CATEGORY, lang, access=access))
    assert faults(visit, visit.view.contentItem(), size) == []


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_a_headset_is_drawn_on_the_first_screen(open_visit: OpenVisit, size: Size) -> None:
    config = on_site(CONFIGS["mairie"])
    config = replace(config, voice=VoiceSettings(jack="/dev/input/event5"))
    visit = open_visit(Office(ear=Ear()), size, config)
    assert visit.item("badge").isVisible()
    assert faults(visit, visit.view.contentItem(), size) == []


def test_a_number_is_read_from_far(open_visit: OpenVisit) -> None:
    config = on_site(CONFIGS["mairie"])
    for size in SCREENS:
        visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
        visit.stand_at(sights(config)["printed"])
        number, instruction = visit.item("number"), visit.item("instruction")
        assert number.property("contentHeight") > 2 * instruction.property("font").pixelSize()


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_no_word_of_the_last_screen_is_larger_than_the_number(
    open_visit: OpenVisit, size: Size
) -> None:
    """With every aid, in every language, with a wait and a motif of two lines."""
    config = on_site(CONFIGS["mairie"])
    visit = open_visit(Office(ear=Ear(), outlooks=waits(config)), size, config)
    aids = frozenset(size.fitting().aids) - {Aid.CONTRAST}
    found = []
    for lang in LANGUAGES:
        for name in ("printing", "printed", "not printed"):
            visit.stand_at(replace(sights(config)[name], lang=lang, access=aids))
            visit.live()
            question = visit.window.controller.look.property("question")
            high = visit.item("number").property("contentHeight")
            if high < 1.6 * question:
                found.append((lang, name, round(high / question, 2)))
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_words_stand_whole_on_a_narrow_tile(open_visit: OpenVisit, lang: str) -> None:
    visit = open_visit(Office(), TABLET)
    visit.touch(f"start_{lang}")
    visit.live()
    assert list(faults_of_words(visit.view.contentItem())) == []
