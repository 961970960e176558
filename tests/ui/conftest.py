import pytest
from PySide6.QtGui import QGuiApplication

from ui.application import start_application


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """The application of the product, with its fonts, in place of pytest-qt's own."""
    return start_application("borne")
