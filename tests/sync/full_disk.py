"""Run in a process of its own, on a small disk: a server that hears devices until the disk is full,
and goes on when there is room again. What came of it goes to standard output as JSON."""

import asyncio
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from sync.client.http import HEADERS
from sync.client.push import Busy, Pushed, push, push_all
from sync.wire import encode_batch
from tests.kiosk.full_disk import fill
from tests.sync.kit import Device, Server

DEVICES, TICKETS, EACH_TIME = 6, 300, 50
MOST_ROUNDS = 2000


def push_until_full(server: Server, devices: list[Device]) -> int:
    """How many batches were taken before the first that was not."""
    for taken in range(MOST_ROUNDS):
        device = devices[taken % len(devices)]
        if device.position()[0] == device.acked:
            device.take_tickets(TICKETS)
        if isinstance(push(device, server.send, EACH_TIME), Busy):
            return taken
    raise AssertionError("the disk is never full")


def all_at_once(server: Server, devices: list[Device]) -> Counter[int]:
    """What a full server answers to a crowd."""

    async def ask() -> list[int]:
        asked = []
        for device in devices:
            batch = device.batch(EACH_TIME)
            assert batch is not None
            body = gzip.compress(encode_batch(batch))
            asked.append(server.ask("POST", "/v1/sync", body, HEADERS))
        return [reply.status for reply in await asyncio.gather(*asked)]

    return Counter(asyncio.run(ask()))


def hear(folder: Path) -> dict[str, object]:
    server = Server(folder / "server.db")
    devices = [Device() for _ in range(DEVICES)]
    for device in devices:
        device.take_tickets(TICKETS)
        push_all(device, server.send)
    fill(folder / "filler")
    taken = push_until_full(server, devices)
    for device in devices:
        device.take_tickets(1)
    crowd = all_at_once(server, devices)
    page = server.request("GET", "/").status

    (folder / "filler").unlink()
    after = [isinstance(push_all(device, server.send), Pushed) for device in devices]
    stored: Counter[tuple[object, ...]] = Counter(
        (event["device"], event["seq"], event["id"]) for event in server.events()
    )
    told: Counter[tuple[object, ...]] = Counter(
        (str(d.device), e.seq, str(e.id)) for d in devices for e in d.events
    )
    sound = server.query(lambda rows: rows.execute("PRAGMA integrity_check").fetchone()[0])
    server.close()
    return {
        "taken": taken,
        "crowd": dict(crowd),
        "page": page,
        "after": after,
        "missing": (told - stored).total(),
        "more": (stored - told).total(),
        "sound": sound,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(hear(Path(sys.argv[1]))))
