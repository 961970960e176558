from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from tests.ui.exit_kit import Box, Leaving, OpenExit
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.sizes import PORTRAIT, Size


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def open_visit(qtbot: QtBot) -> Iterator[OpenVisit]:
    opened: list[Visit] = []

    def make(office: Office, size: Size = PORTRAIT, config: Config | None = None) -> Visit:
        visit = Visit(qtbot, office, size, config)
        opened.append(visit)
        # The database is opened once the first frame is on the screen.
        qtbot.waitUntil(lambda: office.storage.is_busy)
        visit.settle()
        return visit

    yield make
    for visit in opened:
        visit.close()


@pytest.fixture
def visit(office: Office, open_visit: OpenVisit) -> Visit:
    return open_visit(office)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def open_exit(qtbot: QtBot) -> Iterator[OpenExit]:
    opened: list[Leaving] = []

    def make(box: Box, size: Size = PORTRAIT, config: Config | None = None) -> Leaving:
        leaving = Leaving(qtbot, box, size, config)
        opened.append(leaving)
        qtbot.waitUntil(lambda: box.storage.is_busy)
        leaving.settle()
        return leaving

    yield make
    for leaving in opened:
        leaving.close()


@pytest.fixture
def leaving(box: Box, open_exit: OpenExit) -> Leaving:
    return open_exit(box)
