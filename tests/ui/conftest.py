from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from ui.application import start_application


@pytest.fixture(scope="session")
def qapp() -> Iterator[QGuiApplication]:
    """The application of the product, with its fonts, in place of pytest-qt's own."""
    yield start_application("borne")
