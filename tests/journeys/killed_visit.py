"""A visit that kills its own process at a chosen step. Run by test_kill.py."""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.data_folder import DataFolder
from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.printing import find_printer, open_spool
from kiosk.storage.print_jobs import PrintJournal
from printer import session
from printer.link import Link, LinkFailure
from printer.outcome import Health
from printer.press import Press
from tests.fakes import small_config


class Fuse:
    """Kills the process, as a power cut would, when it is touched for the n-th time."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def touch(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class FusedLink:
    """A way to the printer, one byte at a time, that may be the last."""

    link: Link
    fuse: Fuse

    def open(self, deadline: float) -> LinkFailure | None:
        self.fuse.touch()
        return self.link.open(deadline)

    def write_some(self, data: bytes, deadline: float) -> int | LinkFailure:
        self.fuse.touch()
        return self.link.write_some(data[: len(data) // 3 + 1], deadline)

    def read_some(self, deadline: float) -> bytes | LinkFailure:
        self.fuse.touch()
        return self.link.read_some(deadline)

    def drain(self, deadline: float) -> bool | LinkFailure:
        return self.link.drain(deadline)

    def hint(self) -> Health | None:
        return self.link.hint()

    def close(self) -> None:
        self.fuse.touch()
        self.link.close()


# The virtual printer answers at once: it need not be waited for after each kill.
vars(session).update(QUIET_S=0.01, RESYNC_NULS=64)


def main() -> None:
    folder, where, step = DataFolder(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
    fuse = Fuse(step)
    desk = folder.open_desk(small_config())
    press = find_printer(small_config(), folder)
    assert isinstance(desk, Desk)
    assert isinstance(press, Press)
    if where == "sql":
        desk.database.rows.conn.set_trace_callback(lambda _statement: fuse.touch())
    else:
        press = Press(FusedLink(press.link, fuse), press.profile)
    spool = open_spool(small_config(), folder, press, PrintJournal(desk.database, desk.clock))
    ticket = desk.take_ticket(Order(uuid7(), "passeport", "fr"))
    assert isinstance(ticket, Ticket)
    spool.print_job(ticket.job)


if __name__ == "__main__":
    main()
