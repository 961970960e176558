import codecs
import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.operations import Picture
from printer.profiles import Confirm, Profile, UnknownProfile, load_profile, profile_names
from printer.raster import DLE, REAL_TIME, bands, quiet


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_is_whole_and_says_what_nobody_has_tried(name: str) -> None:
    found = load_profile(name)

    assert isinstance(found, Profile)
    assert found.untested
    assert found.columns * 12 <= found.width_dots <= found.paper_mm * found.dots_per_mm
    assert codecs.lookup(found.codepage.name)
    assert found.status or found.confirm is Confirm.NONE
    assert found.max_band <= 128


@pytest.mark.parametrize("name", ["inconnu", "", "../profiles/generic-80"])
def test_an_unknown_profile_is_one_plain_french_sentence(name: str) -> None:
    found = load_profile(name)

    assert isinstance(found, UnknownProfile)
    assert "generic-80" in str(found)


@given(st.binary(max_size=300))
def test_no_picture_can_give_the_printer_an_order(data: bytes) -> None:
    drawn = quiet(data)

    assert len(drawn) == len(data)
    pairs = itertools.pairwise(drawn)
    assert not any(first == DLE and second in REAL_TIME for first, second in pairs)


def test_a_high_picture_goes_in_bands_that_a_small_buffer_holds() -> None:
    data = bands(Picture(2, b"\xff" * 600), 128)

    assert data.count(b"\x1dv0\0\x02\0") == 3
    assert len(data) == 3 * 8 + 300 * 2


def test_the_library_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import logging, os; from printer import library; "
        "assert logging.root.handlers == []; "
        "assert 'ESCPOS_CAPABILITIES_FILE' not in os.environ"
    )
    environment = {"TMPDIR": str(tmp_path), "PATH": ""}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=environment)

    assert list(tmp_path.iterdir()) == []
