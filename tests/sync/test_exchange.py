"""The real client against the real server: whatever happens, every event is there exactly once."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from sync.client.http import HEADERS, pack
from sync.client.push import (
    Forked,
    Pushed,
    Refused,
    Rewound,
    SendResult,
    Unreachable,
    UpToDate,
    check_in,
    push,
    push_all,
)
from sync.wire import Answer, Batch, Position
from tests.sync.kit import Device, Server, losing_answers


def test_events_arrive_in_order_and_are_acknowledged(server: Server, device: Device) -> None:
    device.take_tickets(3)

    result = push(device, server.send)

    assert isinstance(result, Pushed)
    assert result.count == 3
    assert result.ack == Position(3, device.hashes[3].hex())
    assert device.acked == 3
    assert server.seqs() == [1, 2, 3]
    assert push(device, server.send) == UpToDate()


def test_a_backlog_travels_in_batches_of_the_allowed_size(server: Server, device: Device) -> None:
    device.take_tickets(1203)

    result = push_all(device, server.send)

    assert isinstance(result, Pushed)
    assert server.seqs() == list(range(1, 1204))


def test_a_lost_answer_changes_nothing(server: Server, device: Device) -> None:
    device.take_tickets(2)
    assert isinstance(push(device, losing_answers(server.send)), Unreachable)
    assert device.acked == 0
    device.take_tickets(1)

    push(device, server.send)

    assert device.acked == 3
    assert server.seqs() == [1, 2, 3]


def test_the_same_batch_again_gets_the_same_answer(server: Server, device: Device) -> None:
    device.take_tickets(1)
    device.tell("ticket.issued", {"number": "?"})
    device.take_tickets(1)
    batch = device.slice(1, 3)

    first = server.send(batch)

    assert isinstance(first, Answer)
    assert [q.seq for q in first.quarantined] == [2]
    assert [server.send(batch) for _ in range(3)] == [first] * 3
    assert server.seqs() == [1, 3]


def test_an_older_batch_that_comes_late_is_answered_with_the_newest_position(
    server: Server, device: Device
) -> None:
    device.take_tickets(4)
    server.send(device.slice(1, 2))
    server.send(device.slice(3, 4))

    late = server.send(device.slice(1, 2))

    assert isinstance(late, Answer)
    assert late.status == "ok"
    assert late.ack.seq == 4
    assert server.seqs() == [1, 2, 3, 4]


def test_a_batch_that_overtakes_another_is_a_gap_and_then_all_arrives(
    server: Server, device: Device
) -> None:
    device.take_tickets(4)
    early = server.send(device.slice(3, 4))
    assert early == Answer("gap", Position(0, device.hashes[0].hex()), (), 15.0, 3.0)

    device.acked = 2
    assert push(device, server.send) == Rewound(Position(0, device.hashes[0].hex()))
    assert isinstance(push_all(device, server.send), Pushed)
    assert server.seqs() == [1, 2, 3, 4]


def test_a_server_restored_from_an_older_copy_receives_all_again(
    tmp_path: Path, device: Device
) -> None:
    before = Server(tmp_path / "server.db")
    device.take_tickets(2)
    push(device, before.send)
    before.close()
    copyfile(tmp_path / "server.db", tmp_path / "older.db")
    lost = Server(tmp_path / "server.db")
    device.take_tickets(3)
    push(device, lost.send)
    lost.close()
    restored = Server(tmp_path / "older.db")
    try:
        # Nothing new to send: the check-in alone finds it out.
        assert push(device, restored.send) == UpToDate()
        assert isinstance(check_in(device, restored.send), Rewound)
        assert isinstance(push_all(device, restored.send), Pushed)
        assert restored.seqs() == [1, 2, 3, 4, 5]
    finally:
        restored.close()


def test_a_check_in_tells_an_empty_server_that_we_are_here(server: Server, device: Device) -> None:
    result = check_in(device, server.send)

    assert isinstance(result, Pushed)
    assert (result.count, result.ack.seq) == (0, 0)


def test_a_check_in_after_a_lost_answer_learns_what_arrived(server: Server, device: Device) -> None:
    device.take_tickets(2)
    push(device, losing_answers(server.send))

    result = check_in(device, server.send)

    assert isinstance(result, Pushed)
    assert device.acked == 2


def test_two_machines_from_one_disk_both_go_on_and_nothing_is_lost_or_twice(
    server: Server, device: Device
) -> None:
    device.take_tickets(3)
    push(device, server.send)
    twin = device.copy()
    device.take_tickets(2)
    twin.take_tickets(1)
    push(device, server.send)
    before = twin.log

    assert push(twin, server.send) == Forked(Position(5, device.hashes[5].hex()))

    assert (twin.log, twin.acked) != (before, 3)
    assert isinstance(push(twin, server.send), Pushed)
    device.take_tickets(1)
    assert isinstance(push(device, server.send), Pushed)
    told = {str(event.id) for each in (device, twin) for event in each.events}
    stored = [event["id"] for event in server.events()]
    assert (len(stored), set(stored)) == (7, told)
    assert twin.acked == 4


def test_a_device_put_back_to_an_older_disk_goes_on_in_a_new_log(
    server: Server, device: Device
) -> None:
    device.take_tickets(2)
    push(device, server.send)
    older = device.copy()
    older.acked = 1
    device.take_tickets(3)
    push(device, server.send)

    assert isinstance(push(older, server.send), Forked)
    older.take_tickets(1)
    assert isinstance(push(older, server.send), Pushed)

    told = {str(event.id) for each in (device, older) for event in each.events}
    assert {event["id"] for event in server.events()} == told
    assert isinstance(check_in(older, server.send), Pushed)


def test_what_is_said_again_in_a_new_log_is_checked_like_the_rest(
    server: Server, device: Device
) -> None:
    device.take_tickets(4)
    push(device, server.send)
    twin = device.copy()
    twin.begin_log()
    push(twin, server.send, limit=2)
    twin.acked = 1
    result = push(twin, server.send, limit=2)
    assert isinstance(result, Pushed)
    assert result.ack == Position(3, twin.hashes[3].hex())
    assert result.quarantined == ()


def test_another_event_under_a_known_id_is_kept_apart(server: Server, device: Device) -> None:
    device.take_tickets(1)
    push(device, server.send)
    twin = device.copy()
    twin.events = [replace(twin.events[0], salt=b"t" * 16)]
    twin.begin_log()

    result = push(twin, server.send)

    assert isinstance(result, Pushed)
    assert [each.seq for each in result.quarantined] == [1]
    assert len(server.events()) == 1


def test_concurrent_posts_of_one_device_store_each_event_once(
    server: Server, device: Device
) -> None:
    device.take_tickets(40)
    draw = random.Random(24)
    batches = [device.slice(1, draw.randint(1, 40)) for _ in range(30)]

    async def post_all() -> list[int]:
        bodies = [pack(batch) for batch in batches]
        replies = await asyncio.gather(
            *(
                server.ask("POST", "/v1/sync", body, HEADERS)
                for body in bodies
                if isinstance(body, bytes)
            )
        )
        return [reply.status for reply in replies]

    assert set(asyncio.run(post_all())) == {200}
    assert server.seqs() == list(range(1, max(len(batch.events) for batch in batches) + 1))


def test_many_devices_and_sites_do_not_mix(server: Server) -> None:
    fleet = [Device(site=site) for site in ("mairie", "caf") for _ in range(3)]
    for place, one in enumerate(fleet):
        one.take_tickets(place + 1)
        push(one, server.send)

    for place, one in enumerate(fleet):
        stored = [event for event in server.events() if event["device"] == str(one.device)]
        assert [event["seq"] for event in stored] == list(range(1, place + 2))
        assert {event["site"] for event in stored} == {one.site}


@pytest.mark.parametrize("seed", range(8))
def test_a_bad_network_loses_repeats_and_reorders_and_nothing_is_missing(
    server: Server, seed: int
) -> None:
    draw = random.Random(seed)
    devices = [Device() for _ in range(3)]
    waiting: list[Batch] = []

    def bad_network(batch: Batch) -> SendResult:
        match draw.randrange(5):
            case 0:
                return Unreachable("lost on the way there")
            case 1:
                waiting.append(batch)
                return Unreachable("late")
            case 2:
                server.send(batch)
                return Unreachable("lost on the way back")
            case 3:
                server.send(batch)
                return server.send(batch)
            case _:
                return server.send(batch)

    for _ in range(60):
        one = draw.choice(devices)
        one.take_tickets(draw.randrange(4))
        assert not isinstance(push(one, bad_network, draw.randint(1, 6)), Forked | Refused)
        if waiting and draw.random() < 0.5:
            server.send(waiting.pop(draw.randrange(len(waiting))))
    for one in devices:
        push_all(one, server.send)
        stored = [e["id"] for e in server.events() if e["device"] == str(one.device)]
        assert stored == [str(event.id) for event in one.events]
