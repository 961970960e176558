"""Touch → durable ticket, against a bare durable commit of one row on the same disk."""

import tempfile
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config.reader import read_config
from kiosk.desk import Desk
from kiosk.domain.identifiers import uuid7
from kiosk.domain.tickets import Order, Ticket
from kiosk.paths import ASSETS
from kiosk.storage.connection import connect
from kiosk.storage.database import Database, open_database
from tests.bench.ratio import interleaved, report

AIM = 2.0


def main() -> None:
    # Not /tmp, which may be in memory and would make every commit free.
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        clock = SystemClock()
        database = open_database(Path(folder), clock.boot_id())
        config = read_config(ASSETS / "catalogues" / "mairie.toml")
        assert isinstance(database, Database)
        assert not isinstance(config, tuple)
        desk = Desk(database, config, clock)
        bare = connect(Path(folder) / "floor.db").conn
        bare.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, words TEXT)")

        def floor() -> None:
            bare.execute("INSERT INTO row (words) VALUES (?)", ["x" * 200])
            bare.commit()

        def product() -> None:
            assert isinstance(desk.take_ticket(Order(uuid7(), "identite", "fr")), Ticket)

        report("touch → durable ticket", *interleaved(floor, product, 20, 50), AIM)
        bare.close()
        database.close()


if __name__ == "__main__":
    main()
