"""The screen reader of `accessible-tree.sh`: /usr/bin/python3 with gi, not the product's Python."""

import sys
import time
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402 - a version has to be asked for first

PIXELS_PER_MM = 540 / 299
"""A window on a desk: half the pixels of a portrait kiosk of 299 mm."""
LEAST_MM, APART_MM, ROUNDING_MM = 20.0, 3.0, 0.6
PATIENCE_S = 15.0
JOURNEYS = {
    "entrance": ["Prendre un ticket, Français", "Carte d’identité, passeport", ""],
    "exit": ["Très bien", "Oui"],
}
"""The buttons to press, by how their names begin; empty: the first of the screen."""


def main() -> int:
    faults: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for wanted in [*JOURNEYS[sys.argv[1]], None]:
        buttons = _wait_for_a_new_screen(seen)
        seen.add(tuple(button["name"] for button in buttons))
        faults += _faults(buttons)
        if wanted is None:
            break
        pressed = next((each for each in buttons if each["name"].startswith(wanted)), None)
        if pressed is None:
            faults.append(f"no button is called « {wanted} »")
            break
        _say(f"  => {pressed['name']}")
        pressed["item"].do_action(0)
    for fault in faults:
        sys.stderr.write(f"FAULT: {fault}\n")
    return 1 if faults else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _wait_for_a_new_screen(seen: set[tuple[str, ...]]) -> list[dict[str, Any]]:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        time.sleep(0.5)
        found = list(_showing(Atspi.get_desktop(0)))
        buttons = [each for each in found if each["role"] == "push button"]
        if buttons and tuple(each["name"] for each in buttons) not in seen:
            for each in found:
                _, _, width, height = each["place"]
                _say(f"{each['role']:12} {width:6.1f} x {height:5.1f} mm  {each['name']}")
            return buttons
    raise SystemExit("FAULT: no other screen came")


def _showing(item: Any) -> Iterator[dict[str, Any]]:
    role = item.get_role_name()
    if role in ("push button", "heading", "label") and item.get_state_set().contains(
        Atspi.StateType.SHOWING
    ):
        box = item.get_extents(Atspi.CoordType.SCREEN)
        place = [side / PIXELS_PER_MM for side in (box.x, box.y, box.width, box.height)]
        yield {"item": item, "role": role, "name": item.get_name(), "place": place}
    for index in range(item.get_child_count()):
        child = item.get_child_at_index(index)
        if child is not None:
            yield from _showing(child)


def _faults(buttons: list[dict[str, Any]]) -> Iterator[str]:
    for button in buttons:
        left, top, width, height = button["place"]
        if not button["name"]:
            yield f"a button at {left:.0f}, {top:.0f} mm has no name"
        if min(width, height) < LEAST_MM - ROUNDING_MM:
            yield f"« {button['name']} » is {width:.1f} x {height:.1f} mm"
    for one, other in combinations(buttons, 2):
        if _apart(one["place"], other["place"]) < APART_MM - ROUNDING_MM:
            yield f"« {one['name']} » and « {other['name']} » are too near"


def _apart(one: list[float], other: list[float]) -> float:
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    down = max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3])
    return max(across, down)


if __name__ == "__main__":
    sys.exit(main())
