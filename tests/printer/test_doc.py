from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.config import Config, ExitSettings
from kiosk.domain.dates import say_date, say_moment, say_time
from kiosk.domain.identifiers import opinion_code, uuid7
from printer.doc import proof_doc, ticket_doc
from tests.fakes import PARIS, small_config
from tests.printer.benches import TEXTS, TICKET


def followed() -> Config:
    config = small_config()
    return replace(config, site=replace(config.site, follow_url="https://file.example.fr/t/"))


def test_a_ticket_speaks_the_visitors_language_then_french_in_the_time_of_the_site() -> None:
    doc = ticket_doc(TICKET, small_config())

    assert doc.motif_labels == ("Passport", "Passeport")
    assert doc.documents == ("A photo",)
    assert doc.issued_at is not None
    assert doc.issued_at.isoformat() == "2026-11-24T14:30:00+01:00"


def test_a_french_ticket_says_its_motif_once() -> None:
    assert ticket_doc(replace(TICKET, lang="fr"), small_config()).motif_labels == ("Passeport",)


def test_the_code_leads_to_a_page_that_says_nothing_of_the_number() -> None:
    doc = ticket_doc(TICKET, followed())
    other = ticket_doc(replace(TICKET, id=uuid7()), followed())

    address, _, token = doc.qr.rpartition("/")
    assert address == "https://file.example.fr/t"
    assert len(token) == 10
    assert doc.qr == ticket_doc(TICKET, followed(), copy=1).qr
    assert doc.qr != other.qr


def test_without_a_page_the_code_is_a_note_for_the_telephone() -> None:
    assert ticket_doc(TICKET, small_config()).qr == "A042\nMairie d’Essai\n24/11/2026 14:30"


def test_a_ticket_can_carry_a_code_for_the_exit_alone_or_behind_the_address() -> None:
    coded = ExitSettings(ticket_code=True)
    code = opinion_code(TICKET.id)
    assert ticket_doc(TICKET, replace(small_config(), exit=coded)).qr == code
    address = ticket_doc(TICKET, followed()).qr
    assert ticket_doc(TICKET, replace(followed(), exit=coded)).qr == f"{address}#{code}"
    assert TICKET.number not in code


def test_a_motif_that_left_the_catalogue_still_prints() -> None:
    assert ticket_doc(replace(TICKET, motif="disparu"), small_config()).motif_labels == ("disparu",)


def test_the_proof_ticket_shows_every_french_character() -> None:
    doc = proof_doc(small_config(), datetime(2026, 11, 24, 9, tzinfo=UTC), "Essai")

    assert set("éèêëàâçùûîïôöœæÿÉÈÀÇŒ€«»’–…") <= set("".join(doc.documents))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "mardi 24\u00a0novembre 2026, 14\u00a0h\u00a005"),
        ("en", "Tuesday 24\u00a0November 2026, 14:05"),
        ("es", "martes 24\u00a0de\u00a0noviembre de 2026, 14:05"),
    ],
)
def test_a_moment_is_said_in_words(lang: str, said: str) -> None:
    assert say_moment(TEXTS[lang], datetime(2026, 11, 24, 14, 5, tzinfo=PARIS)) == said


def test_the_first_of_the_month_and_the_full_hour_follow_french_usage() -> None:
    assert say_date(TEXTS["fr"], date(2027, 1, 1)) == "vendredi 1er\u00a0janvier 2027"
    assert say_time(TEXTS["fr"], datetime(2027, 1, 1, 9, tzinfo=PARIS)) == "9\u00a0h"
