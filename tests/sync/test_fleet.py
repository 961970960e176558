"""What a server knows of each device: what it says, and what follows from when it says it."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.push import check_in, push, push_all
from sync.server import keys
from sync.server.app import Settings
from sync.server.fleet import Count, DeviceFacts, facts
from sync.server.place import Place
from sync.server.rows import Rows
from tests.sync.kit import TEN_UTC, Clock, Device, Server, url_of

SECOND = 1000


@pytest.fixture
def server(place: Place, clock: Clock) -> Iterator[Server]:
    running = Server(place, Settings(is_open=True, now=clock))
    yield running
    running.close()


def all_of(server: Server) -> list[DeviceFacts]:
    found = server.query(facts)
    assert isinstance(found, list)
    return found


def known(server: Server, device: Device) -> DeviceFacts:
    (found,) = (each for each in all_of(server) if each.device == device.device)
    return found


def let_in(server: Server, device: Device, name: str, site: str = "mairie", at: int = 5) -> None:
    public = device.device.bytes * 2

    def add(rows: Rows) -> None:
        with rows.atomic():
            keys.add(rows, keys.Grant(site, name), device.device, public, at)

    server.query(add)


def test_what_waits_at_a_device_is_what_it_said_last(server: Server, device: Device) -> None:
    device.take_tickets(7)
    push(device, server.send, limit=3)
    found = known(server, device)
    assert (found.received, found.pending) == (3, 4)
    push_all(device, server.send)
    assert known(server, device).pending == 0


def test_a_device_that_checks_in_says_it_too(server: Server, device: Device, clock: Clock) -> None:
    check_in(device, server.send)
    clock.now += 60 * SECOND
    device.take_tickets(2)
    server.send(device.check_in())
    found = known(server, device)
    assert (found.pending, found.last_seen) == (2, clock.now)


def test_an_older_device_does_not_say_what_waits(server: Server, device: Device) -> None:
    batch = device.slice(1, 0)
    server.send(type(batch)(**{name: getattr(batch, name) for name in batch.__slots__[:7]}))
    assert known(server, device).pending is None


def tell_at(device: Device, server: Server, clock: Clock, wall: int) -> None:
    """It has nothing to send, and fifteen seconds later something happens."""
    check_in(device, server.send)
    clock.now += 15 * SECOND
    device.tell("x.happened", {}, at=wall)
    push(device, server.send)


def test_a_clock_is_compared_with_ours_when_something_has_only_just_happened(
    server: Server, device: Device, clock: Clock
) -> None:
    tell_at(device, server, clock, clock.now + 15 * SECOND - 4 * 60 * SECOND)
    found = known(server, device)
    assert (found.clock, found.behind_ms) == ("ntp", 4 * 60 * SECOND)


def test_what_waited_for_hours_says_nothing_of_the_clock(
    server: Server, device: Device, clock: Clock
) -> None:
    tell_at(device, server, clock, clock.now + 15 * SECOND)
    device.take_tickets(3)
    clock.now += 3600 * SECOND
    push(device, server.send)
    assert known(server, device).behind_ms == 0


def test_the_first_that_is_ever_heard_says_nothing_of_the_clock(
    server: Server, device: Device
) -> None:
    device.tell("x.happened", {}, at=0)
    push(device, server.send)
    assert known(server, device).behind_ms is None


@pytest.mark.parametrize("wall", [1 - 2**63, 0, 2**63 - 1], ids=["least", "1970", "most"])
def test_no_clock_is_too_wrong_to_be_stored(
    server: Server, device: Device, clock: Clock, wall: int
) -> None:
    tell_at(device, server, clock, wall)
    assert known(server, device).behind_ms is not None
    assert len(server.events()) == 1


def test_the_last_word_on_each_thing_counts(server: Server, device: Device) -> None:
    device.tell("device.started", {"version": "0.9", "free_mb": 900})
    device.tell("device.health", {"what": "printer", "health": "JAM"})
    device.tell("device.health", {"what": "paper_near_end", "fed_mm": 1, "tickets": 2})
    device.tell("device.started", {"version": "1.0", "free_mb": 800})
    device.tell("device.health", {"what": "disk_short", "free_mb": 3})
    device.tell("device.health", {"what": "ticket_burst", "ids": []})
    push(device, server.send)
    found = known(server, device)
    assert found.version is not None
    assert found.version.what == "1.0"
    assert found.printer_trouble == "JAM"
    assert found.paper is not None
    assert found.paper.what == "paper_near_end"
    assert found.disk is not None
    assert (found.disk.what, found.disk.free_mb) == ("disk_short", 3)
    device.tell("device.health", {"what": "printer", "health": "READY"})
    push(device, server.send)
    assert known(server, device).printer_trouble is None


def test_what_is_said_again_in_a_new_log_changes_nothing(server: Server, device: Device) -> None:
    device.tell("device.health", {"what": "printer", "health": "JAM"})
    device.tell("device.health", {"what": "printer", "health": "READY"})
    push(device, server.send)
    device.begin_log()
    push(device, server.send, limit=1)
    assert known(server, device).printer_trouble is None


def test_incidents_and_what_is_kept_apart_are_counted(
    server: Server, device: Device, clock: Clock
) -> None:
    device.take_tickets(2)
    device.tell("device.started", "not JSON")
    device.tell("log.salvaged", {"lost": 3})
    push(device, server.send)
    twin = Device(device.site, device.device, device.log)
    twin.take_tickets(2)
    clock.now += SECOND
    push(twin, server.send)
    found = known(server, device)
    assert found.quarantined == Count(1, TEN_UTC)
    assert found.forks == Count(1, TEN_UTC + SECOND)
    assert found.gaps == Count(1, TEN_UTC)


def test_a_log_that_was_mended_whole_is_no_loss(server: Server, device: Device) -> None:
    device.tell("log.salvaged", {"lost": 0})
    push(device, server.send)
    assert known(server, device).gaps == Count()


def test_of_several_mended_logs_the_last_word_counts(server: Server, device: Device) -> None:
    device.tell("log.salvaged", {"lost": 3})
    push(device, server.send)
    assert known(server, device).gaps == Count(1, TEN_UTC)
    device.tell("log.salvaged", {"lost": 0})
    push(device, server.send)
    assert known(server, device).gaps == Count()


def test_a_device_that_was_let_in_and_never_heard_is_there(server: Server, device: Device) -> None:
    let_in(server, device, "Entrée nord")
    found = known(server, device)
    assert (found.name, found.enrolled, found.last_seen) == ("Entrée nord", 5, None)
    assert not found.is_revoked


def test_a_device_that_moved_is_revoked_where_it_was(server: Server, device: Device) -> None:
    let_in(server, device, "Entrée")
    push_at_both = [device, Device("annexe", device.device)]
    for each in push_at_both:
        each.take_tickets(1)
        push(each, server.send)
    let_in(server, device, "Entrée", site="annexe", at=9)
    assert [(each.site, each.is_revoked) for each in all_of(server)] == [
        ("annexe", False),
        ("mairie", True),
    ]


def test_the_configuration_that_a_device_runs_on_is_known(server: Server, device: Device) -> None:
    let_in(server, device, "Entrée")
    device.take_tickets(1)
    push(device, server.send)
    assert known(server, device).revision is None
    device.tell("config.applied", {"rev": 4, "hash": "ab" * 32})
    push(device, server.send)
    assert (known(server, device).revision, known(server, device).refused) == (4, 0)
    device.tell("config.refused", {"rev": 5, "reason": "ligne 3"})
    push(device, server.send)
    assert (known(server, device).revision, known(server, device).refused) == (4, 5)


def test_the_command_says_it_line_by_line(server: Server, device: Device) -> None:
    let_in(server, device, "Entrée")
    device.tell("device.started", {"version": "1.0"})
    device.tell("device.health", {"what": "paper_out", "fed_mm": 1, "tickets": 2})
    push(device, server.send)
    words = ["server", "fleet", "--db", url_of(server.place)]
    said = CliRunner().invoke(borne, words)
    assert said.exit_code == 0, said.output
    assert "mairie, Entrée, vue le 24/11/2026 à 11:00, version 1.0" in said.stdout
    assert "plus de papier" in said.stdout
    (row,) = CliRunner().invoke(borne, [*words, "--json"]).stdout.splitlines()
    read = json.loads(row)
    assert UUID(read["device"]) == device.device
    assert (read["paper"], read["version"], read["pending"]) == ("paper_out", "1.0", 0)


def test_one_is_not_said_as_several(server: Server, device: Device) -> None:
    device.take_tickets(2)
    device.tell("log.salvaged", {"lost": 3})
    push(device, server.send)
    twin = Device(device.site, device.device, device.log)
    twin.take_tickets(2)
    push(twin, server.send)
    said = CliRunner().invoke(borne, ["server", "fleet", "--db", url_of(server.place)]).stdout
    assert said.endswith(", 1 dédoublement, 1 perte\n")
