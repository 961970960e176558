"""A kiosk that takes and prints tickets until it is killed or has done enough."""

import sys
from dataclasses import replace
from pathlib import Path

from kiosk.config import PrinterSettings
from kiosk.data_folder import DataFolder
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.reception import Reception
from tests.fakes import small_config


def main() -> None:
    folder, url, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    printer = PrinterSettings(url, "epson-tm-t20")
    with Reception(replace(small_config(), printer=printer), DataFolder(folder)) as reception:
        assert reception.storage.submit(reception.prepare).result() is None
        for _ in range(most):
            order = Order(uuid7(), "passeport", "fr")
            ticket = reception.storage.submit(reception.take_ticket, order).result()
            assert isinstance(ticket, Ticket)
            sys.stdout.write(f"{ticket.number}\n")
            sys.stdout.flush()
            reception.printing.submit(reception.print_ticket, ticket).result()


if __name__ == "__main__":
    main()
