"""Seeded schedules of all that can happen to a site's server and its centre: nothing is lost,
nothing is there twice, nothing stays stuck."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

import pytest

from sync.client.push import SendResult, Unreachable, check_in, push_all
from sync.server.backup import back_up
from sync.server.place import Place
from sync.server.upstream import Upstream, upstream
from sync.wire import Batch
from tests.sync.hubs import Town, told
from tests.sync.kit import Device

DEEDS = (
    *("take", "push", "forward") * 3,
    *(
        "poison",
        "lose",
        "clone",
        "copy_hub",
        "put_back_hub",
        "copy_centre",
        "put_back_centre",
        "wait",
    ),
)
MOST_TWINS = 5
QUIET_ROUNDS = 12


def losing(send: Callable[[Batch], SendResult], batch: Batch) -> SendResult:
    send(batch)
    return Unreachable("la réponse s’est perdue.")


@dataclass
class Story:
    town: Town
    folder: Path
    dice: Random
    devices: list[Device] = field(default_factory=lambda: [Device(), Device()])
    copies: dict[str, Path] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def do(self, deed: str) -> None:
        device = self.dice.choice(self.devices)
        match deed:
            case "take":
                device.take_tickets(self.dice.randint(1, 3))
            case "poison":
                device.tell(*self.dice.choice([("ticket.issued", "no"), ("Not A Kind", "{}")]))
            case "push":
                push_all(device, self.town.hub.send)
            case "clone" if len(self.devices) < MOST_TWINS:
                self.devices.append(device.copy())
            case "wait":
                self.town.pass_time(self.dice.choice([1.0, 20.0, 400.0]))
            case _:
                self.happen(deed)

    def happen(self, deed: str) -> None:
        """To the servers."""
        match deed:
            case "forward":
                self.town.forward(self.dice.randint(1, 4))
            case "lose":
                whole, self.town.between = self.town.between, losing
                self.town.forward(1)
                self.town.between = whole
            case "copy_hub":
                self.copy("hub", self.town.hub_place)
            case "copy_centre":
                self.copy("centre", self.town.centre_place)
            case "put_back_hub" if "hub" in self.copies:
                self.town.restart_hub(self.copied("hub", self.copies["hub"]))
            case "put_back_centre" if "centre" in self.copies:
                self.town.change_centre(self.copied("centre", self.copies["centre"]))
            case _:
                pass

    def copy(self, name: str, place: Place) -> None:
        assert isinstance(place, Path)
        self.copies[name] = self.copied(name, place)

    def copied(self, name: str, place: Path) -> Path:
        copy = self.folder / f"{name}-{next(self.numbers)}.db"
        assert back_up(place, copy) is None
        return copy

    def settle(self) -> None:
        for _ in range(QUIET_ROUNDS):
            for device in self.devices:
                check_in(device, self.town.hub.send)
                push_all(device, self.town.hub.send)
            self.town.pass_time(1000)
            self.town.forward()

    def faults(self) -> list[str]:
        here = [*told(self.town.centre), *told(self.town.centre, "quarantine")]
        events = [bytes(row[4]) for row in told(self.town.centre) if isinstance(row[4], bytes)]
        known = {bytes(row[4]) for row in here if isinstance(row[4], bytes)}
        written = {event.id.bytes for device in self.devices for event in device.events}
        found = self.town.hub.query(upstream)
        assert isinstance(found, Upstream)
        return [
            *["something is lost"] * len(written - known),
            *["something is there twice"] * (len(events) - len(set(events))),
            *["something is stuck"] * (found.unsent + found.stopped),
        ]


def run(seed: int, folder: Path, deeds: int = 60) -> list[str]:
    folder.mkdir()
    town = Town(folder / "hub.db", folder / "centre.db")
    story = Story(town, folder, Random(seed))
    for _ in range(deeds):
        story.do(story.dice.choice(DEEDS))
    story.settle()
    found = story.faults()
    town.close()
    return found


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_all_is_at_the_centre_once(seed: int, tmp_path: Path) -> None:
    assert run(seed, tmp_path / "story") == []


@pytest.mark.campaign
def test_two_hundred_stories_end_well(tmp_path: Path) -> None:
    bad = {seed: found for seed in range(1000, 1200) if (found := run(seed, tmp_path / str(seed)))}
    assert bad == {}
