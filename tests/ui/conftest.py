from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk.config import Config
from tests.ui.kit import Office, OpenVisit, Visit
from tests.ui.sizes import PORTRAIT, Size
from ui.application import start_application


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """The application of the product, with its fonts, in place of pytest-qt's own."""
    return start_application("borne")


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
