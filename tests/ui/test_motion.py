"""What moves moves briefly, and not at all on a site that wants none of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import ScreenSettings
from tests.fakes import small_config
from tests.ui.kit import Office, OpenVisit
from tests.ui.sizes import PORTRAIT

QML = sorted(Path(__file__).parents[2].joinpath("ui", "qml").rglob("*.qml"))
MOVES = re.compile(r"\b\w*Anima(?:tion|tor)\b[^{]*\{[^}]*\}|\bBehavior on \w+ \{[^}]*\}")
LONGEST_MS = 5000
"""What moves for longer must be stoppable (WCAG 2.2.2)."""


@pytest.mark.parametrize("motion", [True, False])
def test_a_site_may_want_nothing_to_move(open_visit: OpenVisit, motion: bool) -> None:
    config = replace(small_config(), screen=ScreenSettings(motion=motion))
    visit = open_visit(Office(), PORTRAIT, config)
    assert visit.window.controller.look.property("motion") is motion


@pytest.mark.parametrize("file", QML, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_whatever_moves_asks_first_and_is_brief(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "Infinite" not in text
    for move in MOVES.findall(text):
        assert "look.motion" in move, move
        assert all(int(ms) <= LONGEST_MS for ms in re.findall(r"duration:.*?(\d+)", move))


def test_something_moves_at_all() -> None:
    assert any(MOVES.search(file.read_text(encoding="utf-8")) for file in QML)
