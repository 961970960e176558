"""No comment keeps what could tell who wrote it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.domain.masking import MOST, clean_comment, mask

MASKED = [
    ("Appelez le 06 12 34 56 78 merci", "Appelez le [téléphone] merci"),
    ("Appelez le 0612345678.", "Appelez le [téléphone]."),
    ("06.12.34.56.78", "[téléphone]"),
    ("06-12-34-56-78", "[téléphone]"),
    ("0612 345 678", "[téléphone]"),
    ("+33 6 12 34 56 78", "[téléphone]"),
    ("+33(0)6 12 34 56 78", "[téléphone]"),
    ("0033612345678", "[téléphone]"),
    ("tel +44 20 7946 0958", "tel [téléphone]"),
    ("06 - 12 - 34 - 56 - 78", "[téléphone]"),
    ("06,12,34,56,78 ou 06:12:34:56:78", "[téléphone] ou [téléphone]"),
    ("06 . 12 . 34 . 56 . 78", "[téléphone]"),
    ("jean.dupont[at]exemple.fr", "[courriel]"),
    ("jean (arobase) exemple.fr", "[courriel]"),
    ("dossier 12345, allocataire 1234", "dossier [numéro], allocataire [numéro]"),
    ("jeanne.martin+avis@exemple.fr", "[courriel]"),
    ("écrire à moi @ exemple.fr svp", "écrire à [courriel] svp"),
    ("2 85 05 78 006 084 36", "[sécurité sociale]"),
    ("285057800608436 ok", "[sécurité sociale] ok"),
    ("2850578006084", "[sécurité sociale]"),
    ("1 85 05 2A 006 084 36", "[sécurité sociale]"),
    ("185052b00608436", "[sécurité sociale]"),
    ("FR76 3000 6000 0112 3456 7890 189 merci", "[IBAN] merci"),
    ("fr7630006000011234567890189", "[IBAN]"),
    ("DE89 3704 0044 0532 0130 00", "[IBAN]"),
    ("dossier 2024-AB-123456 perdu", "dossier [numéro] perdu"),
    ("dossier 123456", "dossier [numéro]"),
    ("dossier n° 123 456 789", "dossier n° [numéro]"),
    ("carte X4RTBPFW4", "carte [numéro]"),
    ("passeport 12AB34567", "passeport [numéro]"),
    ("voiture AB-123-CD", "voiture [numéro]"),
    ("né le 24/11/1985", "né le [numéro]"),
    ("رقم ٠٦١٢٣٤٥٦٧٨", "رقم [numéro]"),
]
KEPT = [
    "Attente de 45 minutes, merci !",
    "Ticket A042, guichet 3.",
    "Ouvert de 8:30 à 12:30, le 24 novembre 2026.",
    "Le cerfa 12345 n’était pas là.",
    "Covid19, 3949 et 115.",
    "10 à 12 personnes, 1 200 € demandés.",
    "Très bien 10/10 ; à bientôt…",
]


@pytest.mark.parametrize(("said", "kept"), MASKED)
def test_what_names_a_person_is_replaced_by_what_it_was(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize("said", KEPT)
def test_what_names_nobody_is_kept(said: str) -> None:
    assert mask(said) == said


NUMBERS = st.text("0123456789٣²/.- +()@ABab[]é\u00a0\u200b", max_size=60)


@given(NUMBERS | st.text(max_size=300))
@example("12345[numéro]6 12345 6 06 12 34 56 78 901234567")
def test_no_long_number_and_no_address_survives(said: str) -> None:
    kept = clean_comment(said) or ""
    assert re.search(r"\d{6,}", kept) is None
    assert "@" not in kept
    assert len(kept) <= MOST


@given(NUMBERS | st.text(max_size=300))
def test_masking_again_changes_nothing(said: str) -> None:
    assert mask(mask(said)) == mask(said)
    once = clean_comment(said)
    assert clean_comment(once or "") == once


def test_digits_hidden_by_invisible_characters_are_found() -> None:
    assert clean_comment("06\u200b12\u200b34\u200b56\u200b78") == "[téléphone]"
    assert clean_comment("０６１２３４５６７８") == "[téléphone]"


def test_a_comment_is_one_line_and_an_empty_one_is_none() -> None:
    assert clean_comment("  bien \n\n reçue\t") == "bien reçue"
    assert clean_comment(" \n\u200b") is None
    assert clean_comment("é" * 500) == "é" * MOST
