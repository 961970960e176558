from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.kit import Device, Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server.db")
    yield running
    running.close()


@pytest.fixture
def device() -> Device:
    return Device()
