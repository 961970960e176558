"""Run in a process of its own, on a small disk: fill it, serve visitors, say what came of it.

What is told goes to standard output as one JSON object.
"""

import json
import sys
from contextlib import closing
from pathlib import Path

from kiosk.data_folder import DataFolder
from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.storage.check import check_file
from kiosk.storage.database import FILE, Database
from kiosk.storage.failure import CannotWrite
from tests.fakes import HandClock, small_config

MEGABYTE = 1024 * 1024
MOST_TICKETS = 20_000
BLOCKS = (MEGABYTE, 64 * 1024, 4096)


def fill(file: Path) -> None:
    """Until not one block is left."""
    with file.open("wb", buffering=0) as filler:
        for size in BLOCKS:
            try:
                while True:
                    filler.write(bytes(size))
            except OSError:
                continue


def take(desk: Desk) -> str | None:
    try:
        ticket = desk.take_ticket(Order(uuid7(), "passeport", "fr"))
    except CannotWrite:
        return None
    assert isinstance(ticket, Ticket)
    return ticket.number


def serve(folder: Path) -> dict[str, object]:
    """Tickets with room, on a full disk while the ballast lasts, and with room again."""
    with_ballast = DataFolder(folder, MEGABYTE)
    database = with_ballast.open_database()
    assert isinstance(database, Database), database
    desk = Desk(database, small_config(), HandClock())
    with closing(database):
        first = take(desk)
        held = database.ballast.is_held
        fill(folder / "filler")
        on_full: list[str] = []
        while (number := take(desk)) is not None and len(on_full) < MOST_TICKETS:
            on_full.append(number)
        released = not database.ballast.is_held
        refused = take(desk) is None
        is_short = database.ballast.is_short
        (folder / "filler").unlink()
        after = take(desk)
        told = [
            json.loads(body)["what"]
            for (body,) in database.rows.execute(
                "SELECT body FROM event WHERE kind = 'device.health' ORDER BY seq"
            )
        ]
        held_again = database.ballast.is_held
    return {
        "first": first,
        "held": held,
        "on_full": len(on_full),
        "distinct": len(set(on_full)),
        "released": released,
        "refused": refused,
        "is_short": is_short,
        "after": after,
        "told": told,
        "held_again": held_again,
        "sound": not check_file(folder / FILE, deep=True).faults,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(serve(Path(sys.argv[1]))))
