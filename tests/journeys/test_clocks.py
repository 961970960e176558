"""A kiosk lives through every wrong clock, from boot to boot, and its server hears all of it in the
order in which it happened."""

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.data_folder import DataFolder
from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.storage.outbox import DeviceOutbox
from printer.doc import ticket_doc
from sync.client.push import Pushed, push_all
from tests.fakes import small_config
from tests.kiosk.test_clock import NOON, HandMachine
from tests.sync.kit import Server

HOUR = timedelta(hours=1)
YEARS = [NOON.replace(year=year) for year in (1970, 2001, 2038, 2099)]
CLOCKS = [NOON, YEARS[0], NOON + HOUR, NOON, YEARS[2], YEARS[1], NOON + 2 * HOUR, YEARS[3]]
"""Noon comes twice: an hour back."""
RIGHT = (datetime(2026, 11, 24, tzinfo=UTC), datetime(2036, 11, 24, tzinfo=UTC))


@dataclass
class Kiosk:
    folder: Path
    server: Server
    boots: int = 0

    def live(self, wakes: datetime, then: Sequence[datetime]) -> list[Ticket]:
        """One boot: a ticket at each of these times of its clock, then all goes to the server."""
        self.boots += 1
        machine = HandMachine(wakes, boot=f"boot-{self.boots}")
        config = small_config()
        desk = DataFolder(self.folder, clock=SystemClock(machine)).open_desk(config)
        assert isinstance(desk, Desk)
        tickets = []
        with closing(desk.database):
            for moment in (wakes, *then):
                machine.utc = moment
                machine.up_ms += 1000
                found = desk.take_ticket(Order(uuid7(), "passeport", "fr"))
                assert isinstance(found, Ticket)
                tickets.append(found)
            outbox = DeviceOutbox(desk.database, "mairie")
            assert isinstance(push_all(outbox, self.server.send), Pushed)
        for ticket in tickets:
            is_right = RIGHT[0] <= ticket.issued_at <= RIGHT[1]
            assert (ticket_doc(ticket, config).issued_at is not None) <= is_right
        return tickets


@pytest.mark.parametrize(
    "rounds", [1, pytest.param(60, marks=pytest.mark.campaign)], ids=["short", "campaign"]
)
def test_whatever_its_clocks_say_nothing_is_lost_and_the_order_is_right(
    tmp_path: Path, rounds: int
) -> None:
    dice = random.Random(rounds)
    server = Server(tmp_path / "server.db")
    kiosk = Kiosk(tmp_path / "kiosk", server)
    given: list[Ticket] = []
    for turn in range(rounds):
        clocks = CLOCKS if turn == 0 else dice.sample(CLOCKS, len(CLOCKS))
        for at, wakes in enumerate(clocks):
            given += kiosk.live(wakes, clocks[at + 1 : at + 3])
    stored = [event for event in server.events() if event["kind"] == "ticket.issued"]
    server.close()

    bodies = [event["body"] for event in stored]
    assert all(isinstance(body, dict) for body in bodies)
    told = [(body["ticket"], body["number"]) for body in bodies if isinstance(body, dict)]
    assert told == [(str(ticket.id), ticket.number) for ticket in given]
    assert [event["seq"] for event in stored] == sorted(int(str(e["seq"])) for e in stored)
    by_day: dict[object, list[str]] = {}
    for body in bodies:
        assert isinstance(body, dict)
        by_day.setdefault(body["day"], []).append(str(body["number"]))
    for numbers in by_day.values():
        assert len(set(numbers)) == len(numbers)
