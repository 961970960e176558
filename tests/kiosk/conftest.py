from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk import Desk
from kiosk.storage.database import Database, open_database
from tests.fakes import HandClock, small_config


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def database(tmp_path: Path, clock: HandClock) -> Iterator[Database]:
    found = open_database(tmp_path, clock.boot_id())
    assert isinstance(found, Database)
    yield found
    found.close()


@pytest.fixture
def desk(database: Database, clock: HandClock) -> Desk:
    return Desk(database, small_config(), clock)
