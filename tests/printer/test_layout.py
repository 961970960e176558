from dataclasses import replace

import pytest

from kiosk.domain.outlook import Outlook
from printer.doc import SheetDoc
from printer.layout import (
    Cut,
    Line,
    Qr,
    Rule,
    lay_out,
    lay_out_sheet,
    length_dots,
    number_style,
    qr_modules,
    wrap,
)
from tests.printer.benches import IDENTITY_CARD, IN_ENGLISH, TEXTS, profile


def test_the_site_is_first_then_the_number_the_motif_and_one_rule() -> None:
    site, number, motif, rule, *rest = lay_out(IDENTITY_CARD, profile(), TEXTS)

    assert isinstance(site, Line)
    assert site.text == IDENTITY_CARD.site
    assert isinstance(number, Line)
    assert number.text == "A042"
    assert isinstance(motif, Line)
    assert motif.text == "Carte d’identité"
    assert rule == Rule()
    assert Rule() not in rest
    assert isinstance(rest[-1], Cut)


@pytest.mark.parametrize(
    ("name", "number", "millimetres"),
    [
        ("generic-80", "A042", 24),
        ("generic-80", "A2-07", 24),
        ("generic-58", "A042", 21),
        ("generic-58", "A2-07", 18),
    ],
)
def test_the_number_is_18_to_24_mm_high_on_every_paper(
    name: str, number: str, millimetres: int
) -> None:
    style = number_style(number, profile(name))

    assert round(style.height * 24 / profile(name).dots_per_mm) == millimetres
    assert style.width * 12 * len(number) <= profile(name).width_dots


def test_a_foreign_visitor_reads_two_languages_and_a_copy_says_so_in_both() -> None:
    lines = [op.text for op in lay_out(IN_ENGLISH, profile(), TEXTS) if isinstance(op, Line)]

    assert lines[1:5] == [
        "A042",
        "\u00a0COPY 1 – DUPLICATA 1\u00a0",
        "Identity card",
        "Carte d’identité",
    ]


def test_an_original_says_nothing_of_copies() -> None:
    lines = [op.text for op in lay_out(IDENTITY_CARD, profile(), TEXTS) if isinstance(op, Line)]

    assert not any("DUPLICATA" in line for line in lines)


def test_a_language_without_texts_is_served_in_french() -> None:
    doc = replace(IDENTITY_CARD, lang="xx")

    assert lay_out(doc, profile(), TEXTS) == lay_out(IDENTITY_CARD, profile(), TEXTS)


@pytest.mark.parametrize("name", ["generic-80", "generic-58"])
@pytest.mark.parametrize("doc", [IDENTITY_CARD, IN_ENGLISH])
def test_no_line_is_wider_than_the_paper(name: str, doc: object) -> None:
    assert doc in (IDENTITY_CARD, IN_ENGLISH)
    long = replace(
        IDENTITY_CARD if doc is IDENTITY_CARD else IN_ENGLISH,
        documents=("Justificatif de domicile de moins de six mois, au nom du demandeur",) * 2,
        footer=("x" * 100,),
    )
    for op in lay_out(long, profile(name), TEXTS):
        if isinstance(op, Line):
            assert len(op.text) * op.style.width * 12 <= profile(name).width_dots


def test_words_are_kept_whole_and_no_break_spaces_hold() -> None:
    assert wrap("le 24\u00a0novembre 2026", 12) == ["le", "24\u00a0novembre", "2026"]
    assert wrap("une deux trois", 8, mark="– ") == ["– une", "  deux", "  trois"]
    assert wrap("anticonstitutionnellement", 10) == ["anticonsti", "tutionnell", "ement"]
    assert wrap("", 10) == []


@pytest.mark.parametrize(("size", "modules"), [(14, 21), (15, 25), (42, 29), (43, 33)])
def test_the_side_of_a_qr_code_is_known_without_drawing_it(size: int, modules: int) -> None:
    assert qr_modules("x" * size) == modules


def test_a_ticket_without_qr_or_documents_is_shorter() -> None:
    bare = replace(IDENTITY_CARD, qr="", documents=())
    shorter = lay_out(bare, profile(), TEXTS)

    assert not any(isinstance(op, Qr) for op in shorter)
    assert length_dots(shorter) < length_dots(lay_out(IDENTITY_CARD, profile(), TEXTS))


def test_a_ticket_says_the_wait_and_the_people_ahead_only_when_they_are_known() -> None:
    told = replace(IDENTITY_CARD, outlook=Outlook(7, 10, 25))
    lines = [op.text for op in lay_out(told, profile(), TEXTS) if isinstance(op, Line)]
    untold = [op.text for op in lay_out(IDENTITY_CARD, profile(), TEXTS) if isinstance(op, Line)]

    said = [
        "Environ 20\u00a0min (entre\u00a010\u00a0et\u00a025)",
        "7 personnes avant vous",
    ]
    assert [line for line in lines if line not in untold] == said
    when = lines.index("7 personnes avant vous") + 1
    assert lines[when] == "24\u00a0novembre, 14\u00a0h\u00a030", "which is when it was so"


def test_a_ticket_says_that_it_may_be_too_late() -> None:
    late = replace(IDENTITY_CARD, outlook=Outlook(7, 10, 25, late=True))
    lines = [op.text for op in lay_out(late, profile(), TEXTS) if isinstance(op, Line)]
    warned = " ".join(lines).partition("7 personnes avant vous")[2]
    assert warned.strip().startswith(TEXTS["fr"].say("ticket.late"))


def test_a_sheet_has_all_that_its_card_says_and_no_number() -> None:
    card = SheetDoc(
        "Passeport",
        "Mairie d’Essai",
        "fr",
        ("Une photo",),
        price="86\u00a0€",
        online="Pré-demande en ligne",
        url="https://ants.gouv.fr",
    )
    ops = lay_out_sheet(card, profile(), TEXTS)
    lines = [op.text for op in ops if isinstance(op, Line)]

    assert lines == [
        "Passeport",
        "À préparer",
        "– Une photo",
        "Prix",
        "86\u00a0€",
        "Sans vous déplacer",
        "Pré-demande en ligne",
        "https://ants.gouv.fr",
        "Mairie d’Essai",
    ]
    assert Qr("https://ants.gouv.fr") in ops
    assert isinstance(ops[-1], Cut)
