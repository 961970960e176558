"""The colours of the administration pages can be told apart, in daylight and in the dark."""

import re
from collections.abc import Mapping

import pytest

from sync.server.app import ASSETS

BASE = (ASSETS / "web" / "borne.css").read_text()
ADMIN = (ASSETS / "web" / "admin.css").read_text()
TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "soft"),
    ("ink-2", "paper"),
    ("ink-2", "surface"),
    ("on-primary", "primary"),
    ("on-primary", "pressed"),
    ("primary", "paper"),
    ("primary", "surface"),
    ("danger", "surface"),
    ("danger", "cold"),
    ("warning", "surface"),
    ("success", "surface"),
]
EDGES = [("edge", "paper"), ("edge", "surface"), ("danger", "surface"), ("primary", "surface")]


def colours(*, dark: bool) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for sheet in (BASE, ADMIN):
        light, _, night = sheet.partition("prefers-color-scheme: dark")
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
        if dark:
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", night))
    return found


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_edges_stand_out(*, dark: bool) -> None:
    known = colours(dark=dark)
    for ink, ground in TEXT:
        assert contrast(known[ink], known[ground]) >= 4.5, (ink, ground)
    for edge, ground in EDGES:
        assert contrast(known[edge], known[ground]) >= 3, (edge, ground)


def test_no_text_is_smaller_than_a_browser_writes() -> None:
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;]*?([\d.]+)rem", ADMIN)]
    assert sizes
    assert min(sizes) >= 1
