"""A kiosk that gives tickets and sends them on, until it is killed."""

import random
import sys
from itertools import count
from pathlib import Path
from threading import Event

from kiosk.data_folder import DataFolder
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.reception import Reception
from tests.fakes import small_config

MOST_PAUSE_S = 0.05


def main() -> None:
    folder, dice, never = Path(sys.argv[1]), random.Random(sys.argv[2]), Event()
    with Reception(small_config(), DataFolder(folder)) as reception:
        assert reception.storage.submit(reception.prepare).result() is None
        for _ in count():
            order = Order(uuid7(), "passeport", "fr", paperless=True)
            ticket = reception.storage.submit(reception.take_ticket, order).result()
            assert isinstance(ticket, Ticket)
            sys.stdout.write(f"{ticket.id}\n")
            sys.stdout.flush()
            never.wait(dice.random() * MOST_PAUSE_S)


if __name__ == "__main__":
    main()
