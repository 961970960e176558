"""Each alert is said in words, in French and in English."""

import pytest

from kiosk.domain.texts import plural_form
from sync.server.alerting.journal import Kept, Phase
from sync.server.alerting.rules import Key, Kind
from sync.server.alerting.words import LANGUAGES, message, sentence, span, texts_of
from tests.fakes import PARIS
from tests.sync.kit import TEN_UTC
from tests.typography import french_faults

DETAILS = {
    Kind.SILENT: str(TEN_UTC),
    Kind.PRINTER: "JAM",
    Kind.OPINIONS: "9/14",
    Kind.DISK: "11",
    Kind.QUARANTINE: "1",
    Kind.UNSENT: "680",
    Kind.CLOCK: "-240",
}


def alert(kind: Kind, detail: str) -> Kept:
    return Kept(Key("mairie", None, kind), TEN_UTC, TEN_UTC, detail)


def test_both_languages_say_the_same_things() -> None:
    french, english = (texts_of(lang).entries for lang in LANGUAGES)
    assert french.keys() == english.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind), ids=[kind.value for kind in Kind])
def test_each_alert_has_a_name_and_a_sentence(kind: Kind, lang: str) -> None:
    assert texts_of(lang).say(f"kind.{kind}")
    without = [""] if kind in (Kind.CLOCK, Kind.DISK) else []
    for detail in [*without, DETAILS.get(kind, "")]:
        said = sentence(alert(kind, detail), PARIS, lang)
        assert said.endswith(".")
        assert "{" not in said
        if lang == "fr":
            assert french_faults(said) == []
            assert len(said.split()) <= 12


def test_a_sentence_says_how_much() -> None:
    said = {kind: sentence(alert(kind, detail), PARIS, "fr") for kind, detail in DETAILS.items()}
    assert said[Kind.SILENT] == "Aucune nouvelle depuis le 24/11/2026 à 11:00."
    assert said[Kind.PRINTER] == "L’imprimante attend quelqu’un\u00a0: le papier est coincé."
    assert said[Kind.OPINIONS] == "Plus d’avis mauvais que d’habitude\u00a0: 9 sur 14."
    assert said[Kind.QUARANTINE] == "Un événement est mis de côté."
    assert said[Kind.UNSENT] == "680 événements attendent d’être envoyés."
    assert said[Kind.CLOCK] == "L’horloge avance de 4 minutes."


def test_a_trouble_of_a_newer_kiosk_is_told_too() -> None:
    said = sentence(alert(Kind.PRINTER, "OF_A_NEWER_KIOSK"), PARIS, "en")
    assert said == "The printer needs somebody: it reports a problem."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(5, "une minute"), (300, "5 minutes"), (-7200, "2 heures"), (86400 * 3, "3 jours")],
)
def test_a_span_is_said_in_the_unit_that_fits(seconds: int, said: str) -> None:
    assert plural_form("fr", 1) == "one"
    assert span(texts_of("fr"), seconds) == said


def test_a_message_about_a_whole_fleet_stays_short() -> None:
    alerts = [
        Kept(Key(f"site-{n}", None, Kind.OPINIONS), TEN_UTC, TEN_UTC, "9/14") for n in range(900)
    ]
    said = message(Phase.BEGAN, alerts, {}, PARIS, "fr", "")
    assert said.subject == "Borne\u00a0: 900 alertes (site-0, site-1, site-2, …)"
    assert len(said.text) < 15_000
    assert "… et d’autres\u00a0: 800." in said.text
