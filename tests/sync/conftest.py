import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.place import Place
from tests.sync.cluster import Cluster, binaries, running
from tests.sync.kit import Clock, Device, Server


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL is not installed here")
    with running(found) as started:
        yield started


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as it is after the first start of a server: a copy costs far less than to make it
    anew."""
    file = tmp_path_factory.mktemp("begun") / "server.db"
    Server(file).close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, begun: Path) -> Iterator[Place]:
    """An empty database of each sort: what follows from it is tested on both."""
    if request.param == "sqlite":
        yield Path(shutil.copy(begun, tmp_path / "server.db"))
        return
    with request.getfixturevalue("cluster").fresh() as made:
        yield made


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    running = Server(place)
    yield running
    running.close()


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def clock() -> Clock:
    return Clock()
