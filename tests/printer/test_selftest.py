"""A sheet on which each thing that a profile says can be seen, and what a failure asks for."""

from dataclasses import replace
from datetime import datetime

import pytest
import zxingcpp

from kiosk.domain.texts import load_texts
from kiosk.paths import ASSETS
from printer.encode import encode
from printer.flow import Picture, Row, Sheet, Symbol
from printer.operations import Probe
from printer.paper import Paper
from printer.picture import render
from printer.profiles import Profile, profile_names
from printer.selftest import FRENCH, PROBED, Check, fix, probes, ruler, sheet
from tests.fakes import PARIS
from tests.printer.benches import TEXTS, TOKEN, profile

WORDS = load_texts(ASSETS / "technician" / "fr.toml")
NOON = datetime(2026, 11, 25, 12, tzinfo=PARIS)


def job(printer: Profile) -> bytes:
    return encode(sheet(printer, "essai", NOON, TEXTS["fr"], WORDS), printer, TOKEN)


def printed(printer: Profile, on: Profile | None = None) -> Sheet:
    """`on`: the printer that is really there."""
    paper = Paper.of(on or printer)
    paper.feed(job(printer))
    paper.tear()
    (found,) = paper.take()
    return found


def rows(found: Sheet) -> list[str]:
    return ["".join(run.text for run in item.runs) for item in found.items if isinstance(item, Row)]


@pytest.mark.parametrize("name", profile_names())
def test_every_printer_can_print_it_on_one_paper(name: str) -> None:
    found = printed(profile(name))

    assert found.complaints == ()
    assert max(len(row) for row in rows(found)) <= profile(name).columns


def test_every_letter_of_french_is_on_it() -> None:
    found = rows(printed(profile()))
    assert all(line in found for line in FRENCH)
    assert set("éèêëàâçùûîïôöœæÿÉÈÀÇŒ€«»’–…\u00a0") <= set("".join(FRENCH))


def test_a_wrong_slot_is_seen_and_the_right_one_is_on_a_line_of_its_own() -> None:
    """The profile says 16 where this printer has its letters in 71."""
    there = replace(profile(), codepage=replace(profile().codepage, slot=71))
    wrong = replace(profile(), codepage=replace(profile().codepage, slot=99))

    found = rows(printed(wrong, on=there))

    assert FRENCH[0] not in found
    letter = next(row[0] for row in found if row.endswith(PROBED) and " 71 " in row)
    right = probes()[letter]
    assert fix(Check.CODEPAGE, wrong, WORDS, right) == (
        'Écrire codepage = { slot = 71, name = "cp1252" }.'
    )


def test_after_the_probes_the_printers_own_page_holds_again() -> None:
    ops = sheet(profile(), "essai", NOON, TEXTS["fr"], WORDS)
    assert len([op for op in ops if isinstance(op, Probe)]) == len(probes())
    assert "5. La coupe" in rows(printed(profile()))
    data = job(profile())
    assert data.rindex(b"\x1bt\x10") > data.rindex(b"\x1bt\x02")


@pytest.mark.parametrize("name", ["generic-80", "generic-58", "epson-tm-t88", "custom-vkp80"])
def test_the_ruler_burns_the_first_and_the_last_dot(name: str) -> None:
    picture = ruler(profile(name))
    last = picture.data[-picture.row_bytes :]
    width = profile(name).width_dots

    assert last[0] & 0x80
    assert last[(width - 1) // 8] & (0x80 >> (width - 1) % 8)
    assert picture.row_bytes == (width + 7) // 8


def test_on_a_narrower_head_the_digits_do_not_fit_on_one_line() -> None:
    counted = next(row for row in rows(printed(profile())) if row.endswith("|"))
    assert len(counted) == 48
    narrow = rows(printed(profile(), on=profile("generic-58")))
    assert counted not in narrow


def test_what_no_page_carries_is_drawn_on_it() -> None:
    drawn = [item for item in printed(profile()).items if isinstance(item, Picture)]
    assert len(drawn) == 3  # The ruler, a line of Cyrillic, a line of Arabic.


@pytest.mark.parametrize("name", ["generic-80", "zjiang-58"])
def test_a_telephone_reads_its_code(name: str) -> None:
    picture = render(job(profile(name)), profile(name)).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [WORDS.say("selftest.code")]


def test_the_code_is_the_printers_own_where_it_has_one() -> None:
    assert any(isinstance(item, Symbol) for item in printed(profile()).items)


@pytest.mark.parametrize(
    ("name", "said"),
    [("epson-tm-t20", '"gs_r"'), ("generic-80", "oneway-80")],
)
def test_a_promise_that_does_not_hold_is_replaced_by_a_smaller_one(name: str, said: str) -> None:
    assert said in fix(Check.PRINTED, profile(name), WORDS)


@pytest.mark.parametrize("check", list(Check))
def test_each_failure_names_what_to_change(check: Check) -> None:
    assert fix(check, profile(), WORDS).endswith(".")
