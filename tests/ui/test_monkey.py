"""Whatever is done to the glass: nothing breaks, nobody gets two tickets, and calm comes back."""

import random
import time
from itertools import pairwise

import pytest

from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.monkey import Monkey
from tests.ui.staff import cover
from ui.double_tap import DEBOUNCE_S

SHORT, LONG_S = 1500, 60.0
"""Deeds; seconds of the campaign."""
ALONE_S = 600
SEED = 20261125


def let_loose(stand: Visit | Leaving, seed: int, deeds: int, least_s: float = 0.0) -> None:
    """At least that many deeds, and for at least that long."""
    workers = stand.office if isinstance(stand, Visit) else stand.box
    dice = random.Random(seed)

    def pass_time(seconds: float) -> None:
        workers.clock.seconds += seconds
        stand.window.controller.tick(seconds)

    print(f"seed {seed}")  # noqa: T201 - to play it again
    monkey = Monkey(stand.view, seed, pass_time)
    give_up = time.monotonic() + least_s
    done = 0
    while done < deeds or time.monotonic() < give_up:
        monkey.act()
        done += 1
        if dice.random() < 0.2:
            stand.settle()
    monkey.let_go()
    stand.settle()


def calm_down(stand: Visit | Leaving) -> None:
    for _ in range(3):
        stand.wait(ALONE_S / 3)
        stand.settle()


def entrance_survives(open_visit: OpenVisit, seed: int, deeds: int, least_s: float = 0.0) -> None:
    office = Office()
    visit = open_visit(office)
    let_loose(visit, seed, deeds, least_s)
    assert visit.crashes == []
    assert visit.view.isVisible()
    ids = [order.id for order in office.orders]
    assert len(ids) == len(set(ids)) > 0, "the monkey took a ticket at all"
    apart = [b - a for a, b in pairwise(office.ordered_at)]
    assert all(seconds >= DEBOUNCE_S for seconds in apart)
    calm_down(visit)
    assert (visit.screen, cover(visit)) == ("attract", "")


def exit_survives(open_exit: OpenExit, seed: int, deeds: int, least_s: float = 0.0) -> None:
    box = Box()
    leaving = open_exit(box)
    let_loose(leaving, seed, deeds, least_s)
    assert leaving.crashes == []
    assert leaving.view.isVisible()
    assert len(box.given) > 0, "the monkey touched a face at all"
    calm_down(leaving)
    assert (leaving.screen, cover(leaving)) == ("faces", "")


def test_an_entrance_survives_a_monkey(open_visit: OpenVisit) -> None:
    entrance_survives(open_visit, SEED, SHORT)


def test_an_exit_survives_a_monkey(open_exit: OpenExit) -> None:
    exit_survives(open_exit, SEED, SHORT)


@pytest.mark.campaign
def test_an_entrance_survives_a_minute_of_a_monkey(open_visit: OpenVisit) -> None:
    entrance_survives(open_visit, random.randrange(10**9), SHORT, LONG_S)


@pytest.mark.campaign
def test_an_exit_survives_a_minute_of_a_monkey(open_exit: OpenExit) -> None:
    exit_survives(open_exit, random.randrange(10**9), SHORT, LONG_S)
